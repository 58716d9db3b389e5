package seodang.terminal.kubectl.explain;

/// Breaks long lines between words, and keeps the breaks and the blanks that are there.
final class Wrap {
  private final int width;
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder word = new StringBuilder();
  private final StringBuilder space = new StringBuilder();
  private int current;

  private Wrap(int width) {
    this.width = width;
  }

  static String at(int width, String text) {
    Wrap wrap = new Wrap(width);
    text.codePoints().forEach(wrap::add);
    if (!wrap.word.isEmpty() || wrap.current + wrap.space.length() <= width) {
      wrap.out.append(wrap.space);
    }
    return wrap.out.append(wrap.word).toString();
  }

  private void add(int c) {
    if (c == '\n') {
      if (!word.isEmpty() || current + space.length() <= width) {
        out.append(space);
      }
      space.setLength(0);
      flush();
      out.append('\n');
      current = 0;
    } else if (Character.isWhitespace(c)) {
      if (space.isEmpty() || !word.isEmpty()) {
        flush();
      }
      space.appendCodePoint(c);
    } else {
      word.appendCodePoint(c);
      if (current + word.length() + space.length() > width && word.length() < width) {
        out.append('\n');
        current = 0;
        space.setLength(0);
      }
    }
  }

  private void flush() {
    current += space.length() + word.length();
    out.append(space).append(word);
    space.setLength(0);
    word.setLength(0);
  }
}
