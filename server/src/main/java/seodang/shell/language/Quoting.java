package seodang.shell.language;

import seodang.shell.Dialect;

/// Text written so that a shell reads it back.
public final class Quoting {
  private Quoting() {}

  public static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /// As a shell of this dialect lists a value; dash puts its single quotes in double ones.
  static String quote(String text, Dialect dialect) {
    return dialect == Dialect.DASH ? "'" + text.replaceAll("('+)", "'\"$1\"'") + "'" : quote(text);
  }

  public static String quoteIfNeeded(String text) {
    boolean plain = !text.isEmpty() && text.matches("[A-Za-z0-9_@%+=:,./^-]+");
    return plain ? text : quote(text);
  }
}
