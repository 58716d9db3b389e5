package seodang.shell.language;

import seodang.shell.Bytes;

/// Backslash sequences as `printf`, `echo` and `$'…'` know them.
public final class Escapes {
  private Escapes() {}

  /// The text of `$'…'`.
  static String bash(String text) {
    return expand(text, false, true).text();
  }

  /// Expanded text, and whether `\c` said that nothing more is to be printed.
  public record Expanded(String text, boolean stop) {}

  /// @param zeroOctal octal numbers are written `\0nnn` (echo, `%b`), else `\nnn` (printf)
  /// @param extended hexadecimal and Unicode numbers and `\e`, as in bash
  public static Expanded expand(String text, boolean zeroOctal, boolean extended) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\' || i == text.length()) {
        out.append(c);
        continue;
      }
      char e = text.charAt(i++);
      int simple = "abfnrtv\\".indexOf(e);
      if (simple >= 0) {
        out.append("\u0007\b\f\n\r\t\u000b\\".charAt(simple));
      } else if (e == 'c' && zeroOctal) {
        return new Expanded(join(out), true);
      } else if (extended && (e == 'e' || e == 'E')) {
        out.append('\u001b');
      } else if (extended && (e == '\'' || e == '"' || e == '?')) {
        out.append(e);
      } else if (extended && (e == 'x' || e == 'u' || e == 'U')) {
        int end = digits(text, i, e == 'x' ? 2 : e == 'u' ? 4 : 8, 16);
        if (end == i) {
          out.append('\\').append(e);
        } else {
          int code = Integer.parseInt(text.substring(i, end), 16);
          append(out, code, e == 'x');
          i = end;
        }
      } else if (e >= '0' && e <= '7' && (!zeroOctal || e == '0')) {
        int start = zeroOctal ? i : i - 1;
        int end = digits(text, start, 3, 8);
        append(out, end == start ? 0 : Integer.parseInt(text.substring(start, end), 8) & 255, true);
        i = end;
      } else {
        out.append('\\').append(e);
      }
    }
    return new Expanded(join(out), false);
  }

  private static void append(StringBuilder out, int code, boolean isByte) {
    if (isByte && code >= 0x80) {
      out.append(Bytes.decode(new byte[] {(byte) code}));
    } else if (Character.isValidCodePoint(code)) {
      out.appendCodePoint(code);
    }
  }

  private static int digits(String text, int from, int most, int radix) {
    int end = from;
    while (end < text.length()
        && end < from + most
        && Character.digit(text.charAt(end), radix) >= 0) {
      end++;
    }
    return end;
  }

  /// Bytes written one by one may together be a character.
  private static String join(StringBuilder out) {
    return Bytes.decode(Bytes.encode(out.toString()));
  }
}
