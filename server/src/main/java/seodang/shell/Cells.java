package seodang.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Objects;

/// How wide text is on the screen: Hangul and its kin take two cells.
public final class Cells {
  private static final int TAB = 8;

  /// No character before takes more or less than one.
  private static final int FIRST = 0x300;

  private static final BitSet ZERO = read("0 ");
  private static final BitSet WIDE = read("2 ");

  private Cells() {}

  /// 0 for what combines with the character before, 2 for what is wide.
  public static int width(int codePoint) {
    return codePoint < FIRST ? 1 : ZERO.get(codePoint) ? 0 : WIDE.get(codePoint) ? 2 : 1;
  }

  private static BitSet read(String cells) {
    BitSet found = new BitSet();
    try (InputStream in = Objects.requireNonNull(Cells.class.getResourceAsStream("cells.txt"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith(cells)) {
          for (String range : line.substring(cells.length()).strip().split(" ")) {
            String[] ends = range.split("-");
            int last = Integer.parseInt(ends[ends.length - 1], 16);
            found.set(Integer.parseInt(ends[0], 16), last + 1);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
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
  public static String cut(String text, int columns) {
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
