package seodang.terminal.editor;

/// Keys as terminals send them.
final class Keys {
  static final String UP = "\u001b[A";
  static final String DOWN = "\u001b[B";
  static final String RIGHT = "\u001b[C";
  static final String LEFT = "\u001b[D";
  static final String ESCAPE = "\u001b";
  static final String ENTER = "\r";
  static final String BACKSPACE = "\u007f";

  private Keys() {}

  /// How much of a text is its first key.
  static int length(CharSequence text) {
    if (text.charAt(0) != '\u001b' || text.length() == 1) {
      return Character.charCount(Character.codePointAt(text, 0));
    }
    if (text.charAt(1) != '[' && text.charAt(1) != 'O') {
      return 1;
    }
    int end = 2;
    while (end < text.length()
        && (Character.isDigit(text.charAt(end)) || text.charAt(end) == ';')) {
      end++;
    }
    return Math.min(end + 1, text.length());
  }

  static String ctrl(char letter) {
    return String.valueOf((char) (letter & 0x1f));
  }

  static boolean isText(String key) {
    return !key.isEmpty()
        && key.charAt(0) != '\u001b'
        && (key.charAt(0) >= ' ' || key.equals("\t"))
        && !key.equals(BACKSPACE);
  }

  /// One name for the forms a key comes in.
  static String plain(String key) {
    return switch (key) {
      case "\u001bOA" -> UP;
      case "\u001bOB" -> DOWN;
      case "\u001bOC" -> RIGHT;
      case "\u001bOD" -> LEFT;
      case "\n" -> ENTER;
      case "\b" -> BACKSPACE;
      case "\u001bOH", "\u001b[1~" -> "\u001b[H";
      case "\u001bOF", "\u001b[4~" -> "\u001b[F";
      default -> key;
    };
  }
}
