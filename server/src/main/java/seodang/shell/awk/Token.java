package seodang.shell.awk;

/// A word of a program.
///
/// @param glued whether a `(` follows directly, which makes a name a function's
record Token(Kind kind, String text, int line, boolean glued) {
  enum Kind {
    NUMBER,
    STRING,
    NAME,
    /// A function that awk brings.
    BUILTIN,
    KEYWORD,
    OPERATOR,
    NEWLINE,
    END
  }

  boolean is(String operator) {
    return text.equals(operator) && (kind == Kind.OPERATOR || kind == Kind.KEYWORD);
  }
}
