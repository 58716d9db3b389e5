package seodang.shell.language;

import java.util.function.Consumer;

/// Splits expanded text into fields at the characters of IFS.
final class FieldSplitter {
  /// @param text as it stands
  /// @param pattern with what was quoted escaped
  /// @param special an unquoted character of a pattern is in it
  record Field(String text, String pattern, boolean special) {}

  private final String ifs;
  private final Consumer<Field> fields;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder pattern = new StringBuilder();
  private boolean special;
  private boolean begun;
  // A blank separator was passed; one more hard separator next to it ends no further field.
  private boolean afterBlank;

  FieldSplitter(String ifs, Consumer<Field> fields) {
    this.ifs = ifs;
    this.fields = fields;
  }

  void quoted(String piece) {
    begun = true;
    afterBlank = false;
    text.append(piece);
    pattern.append(Pattern.escape(piece));
  }

  void plain(String piece) {
    if (!piece.isEmpty()) {
      begun = true;
      afterBlank = false;
    }
    add(piece);
  }

  private void add(String piece) {
    text.append(piece);
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      special |= c == '*' || c == '?' || c == '[';
      if (c == '\\') {
        pattern.append('\\');
      }
      pattern.append(c);
    }
  }

  void expanded(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      if (ifs.indexOf(c) < 0) {
        begun = true;
        afterBlank = false;
        add(String.valueOf(c));
      } else if (c == ' ' || c == '\t' || c == '\n') {
        if (begun) {
          finish();
          afterBlank = true;
        }
      } else if (afterBlank) {
        afterBlank = false;
      } else {
        begun = true;
        finish();
      }
    }
  }

  /// Ends the field that is open, if one is.
  void end() {
    if (begun) {
      finish();
    }
    afterBlank = false;
  }

  private void finish() {
    fields.accept(new Field(text.toString(), pattern.toString(), special));
    text.setLength(0);
    pattern.setLength(0);
    special = false;
    begun = false;
  }
}
