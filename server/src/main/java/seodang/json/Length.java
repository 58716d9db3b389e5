package seodang.json;

/// About how long values are when they are written.
public final class Length {
  private Length() {}

  /// About how many characters a value is written with, never fewer; what is more than enough is
  /// not counted to its end.
  public static int of(Json value, int enough) {
    return switch (value) {
      case Json.Object o -> {
        String[] names = o.names();
        int sum = 0;
        for (int i = 0; i < names.length && sum < enough; i++) {
          sum += names[i].length() + 4 + of(o.value(i), enough);
        }
        yield sum;
      }
      case Json.Array a -> {
        int sum = 0;
        for (int i = 0; i < a.size() && sum < enough; i++) {
          sum += 1 + of(a.get(i), enough);
        }
        yield sum;
      }
      case Json.Text t -> t.value().length() + 2;
      default -> 8;
    };
  }
}
