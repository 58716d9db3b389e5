package seodang.shell.language;

/// Text written so that a shell reads it back.
public final class Quoting {
  private Quoting() {}

  public static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  public static String quoteIfNeeded(String text) {
    boolean plain = !text.isEmpty() && text.matches("[A-Za-z0-9_@%+=:,./^-]+");
    return plain ? text : quote(text);
  }
}
