package seodang.terminal.kubectl.print;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoText;

/// `--sort-by`: puts the rows of a Table or the items of a list in order.
public final class Sorting {
  private Sorting() {}

  /// The Table or list in the order of a field; unchanged when there is nothing to sort.
  ///
  /// @throws KubectlError when the path cannot be read or no object has the field
  public static Json.Object sort(Json.Object object, String field) {
    if (Table.isTable(object)) {
      return object.with(
          "rows",
          sort(object.array("rows"), field, row -> row.object("object"), "list of objects"));
    }
    return object.get("items") instanceof Json.Array items
        ? object.with("items", sort(items, field, item -> item, "list of objects"))
        : object;
  }

  private static Json.Array sort(
      Json.Array array, String field, Function<Json.Object, Json.Object> subject, String what) {
    if (array.size() < 2) {
      return array;
    }
    JsonPath path = JsonPath.parse(JsonPath.relaxed(field), true);
    List<Keyed> keyed = new ArrayList<>();
    for (Json.Object item : array.objects()) {
      List<List<Json>> found = path.find(subject.apply(item));
      keyed.add(
          new Keyed(
              item,
              found.isEmpty() || found.getFirst().isEmpty()
                  ? Json.Null.NULL
                  : found.getFirst().getFirst()));
    }
    if (keyed.stream().allMatch(k -> k.key() instanceof Json.Null)) {
      throw new KubectlError(
          "couldn't find any field with path "
              + GoText.quote(JsonPath.relaxed(field))
              + " in the "
              + what);
    }
    insertionSort(keyed);
    return Json.Array.of(keyed.stream().map(Keyed::item).toList());
  }

  /// Go sorts a short list so, and calls an object without the field less than any other, be it
  /// without it too: those come out in reverse.
  private static void insertionSort(List<Keyed> items) {
    for (int i = 1; i < items.size(); i++) {
      for (int j = i; j > 0 && less(items.get(j), items.get(j - 1)); j--) {
        Keyed moved = items.get(j);
        items.set(j, items.get(j - 1));
        items.set(j - 1, moved);
      }
    }
  }

  private static boolean less(Keyed a, Keyed b) {
    return a.key() instanceof Json.Null
        || (!(b.key() instanceof Json.Null) && compare(a.key(), b.key()) < 0);
  }

  private record Keyed(Json.Object item, Json key) {}

  private static int compare(Json left, Json right) {
    if (left instanceof Json.Number a && right instanceof Json.Number b) {
      return decimal(a).compareTo(decimal(b));
    }
    String a = GoText.value(left);
    String b = GoText.value(right);
    return SortTexts.compare(a, b);
  }

  private static BigDecimal decimal(Json.Number number) {
    return number.value() instanceof BigDecimal d ? d : BigDecimal.valueOf(number.longValue());
  }
}
