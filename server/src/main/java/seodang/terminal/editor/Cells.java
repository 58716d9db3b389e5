package seodang.terminal.editor;

/// How wide text is on the screen: Hangul and its kin take two cells.
public final class Cells {
  private static final int TAB = 8;

  private Cells() {}

  public static int width(int codePoint) {
    if (Character.getType(codePoint) == Character.NON_SPACING_MARK
        || codePoint >= 0x1160 && codePoint <= 0x11FF) {
      return 0;
    }
    boolean wide =
        codePoint >= 0x1100 && codePoint <= 0x115F
            || codePoint >= 0x2E80 && codePoint <= 0xA4CF
            || codePoint >= 0xAC00 && codePoint <= 0xD7A3
            || codePoint >= 0xF900 && codePoint <= 0xFAFF
            || codePoint >= 0xFE30 && codePoint <= 0xFE6F
            || codePoint >= 0xFF00 && codePoint <= 0xFF60
            || codePoint >= 0xFFE0 && codePoint <= 0xFFE6
            || codePoint >= 0x1F300 && codePoint <= 0x1FAFF
            || codePoint >= 0x20000 && codePoint <= 0x3FFFD;
    return wide ? 2 : 1;
  }

  /// The cells a text takes, with tabs to every eighth column and colours counted as nothing.
  public static int width(String text) {
    int cells = 0;
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) == '\u001b') {
        i = afterColour(text, i);
        continue;
      }
      int c = text.codePointAt(i);
      cells += c == '\t' ? TAB - cells % TAB : width(c);
      i += Character.charCount(c);
    }
    return cells;
  }

  private static int afterColour(String text, int at) {
    int end = text.indexOf('m', at);
    return end < 0 ? text.length() : end + 1;
  }

  /// What fits into so many cells, tabs as spaces, control characters as `^X`.
  static String cut(String text, int columns) {
    StringBuilder out = new StringBuilder();
    int cells = 0;
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) == '\u001b') {
        int end = afterColour(text, i);
        out.append(text, i, end);
        i = end;
        continue;
      }
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int w = c == '\t' ? TAB - cells % TAB : c < ' ' ? 2 : width(c);
      if (cells + w > columns) {
        break;
      }
      if (c == '\t') {
        out.repeat(' ', w);
      } else if (c < ' ') {
        out.append('^').append((char) (c + 64));
      } else {
        out.appendCodePoint(c);
      }
      cells += w;
    }
    return out.toString();
  }
}
