package seodang.shell.awk;

/// A value. What comes from input and looks like a number is both text and number.
///
/// @param text of a number it is unused
record Value(Kind kind, String text, double number) {
  enum Kind {
    UNSET,
    NUMBER,
    STRING,
    INPUT,
    /// The name of an array, as functions get them.
    ARRAY
  }

  static final Value UNSET = new Value(Kind.UNSET, "", 0);

  static Value of(double number) {
    return new Value(Kind.NUMBER, "", number);
  }

  static Value of(boolean truth) {
    return of(truth ? 1 : 0);
  }

  static Value of(String text) {
    return new Value(Kind.STRING, text, 0);
  }

  static Value input(String text) {
    return Numbers.isNumber(text)
        ? new Value(Kind.INPUT, text, Numbers.prefix(text))
        : Value.of(text);
  }

  static Value array(String name) {
    return new Value(Kind.ARRAY, name, 0);
  }

  double toNumber() {
    return kind == Kind.STRING ? Numbers.prefix(text) : number;
  }

  String toText(String format) {
    return kind == Kind.NUMBER ? Numbers.text(number, format) : text;
  }

  boolean isTrue() {
    return kind == Kind.STRING ? !text.isEmpty() : number != 0;
  }

  /// Numbers by size; when one is a string, both as text.
  static int compare(Value a, Value b, String format) {
    if (a.kind != Kind.STRING && b.kind != Kind.STRING) {
      return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
    }
    return a.toText(format).compareTo(b.toText(format));
  }

  String freeze() {
    return kind.name().charAt(0) + (kind == Kind.NUMBER ? Double.toString(number) : text);
  }

  static Value thaw(String frozen) {
    String rest = frozen.substring(1);
    return switch (frozen.charAt(0)) {
      case 'N' -> of(Double.parseDouble(rest));
      case 'S' -> of(rest);
      case 'I' -> input(rest);
      case 'A' -> array(rest);
      default -> UNSET;
    };
  }
}
