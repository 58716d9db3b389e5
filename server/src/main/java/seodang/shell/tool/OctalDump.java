package seodang.shell.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import seodang.shell.Bytes;

/// `od`: bytes in numbers.
final class OctalDump {
  /// One way to show a row.
  ///
  /// @param kind `c`, `a`, or the base: `o x d u`
  /// @param size bytes in one number
  private record Form(char kind, int size, boolean text) {
    int width() {
      return switch (kind) {
        case 'o' -> new int[] {0, 3, 6, 0, 11, 0, 0, 0, 22}[size];
        case 'x' -> 2 * size;
        case 'u' -> new int[] {0, 3, 5, 0, 10, 0, 0, 0, 20}[size];
        case 'd' -> new int[] {0, 4, 6, 0, 11, 0, 0, 0, 20}[size];
        default -> 3;
      };
    }
  }

  private OctalDump() {}

  static int run(Call call, Options options, List<String> files, List<String> texts) {
    List<Form> forms = new ArrayList<>();
    for (Options.Given one : options.given()) {
      String type =
          switch (one.name()) {
            case "t" -> String.valueOf(one.value());
            case "a", "c" -> one.name();
            case "b" -> "o1";
            case "d" -> "u2";
            case "o" -> "o2";
            case "x" -> "x2";
            case "s" -> "d2";
            default -> "";
          };
      if (!type.isEmpty() && !type.matches("([acz]|[oxdu](1|2|4|8|C|S|I|L)?z?)+")) {
        return call.fail(
            "invalid character '" + type.charAt(0) + "' in type string ‘" + type + "’");
      }
      read(type, forms);
    }
    if (forms.isEmpty()) {
      forms.add(new Form('o', 2, false));
    }
    byte[] all = Bytes.encode(String.join("", texts));
    int skip = (int) Math.min(all.length, Math.max(0, Sizes.read(options.value("j", "0"))));
    long most = Sizes.read(options.value("N", Integer.toString(all.length)));
    byte[] bytes =
        Arrays.copyOfRange(all, skip, (int) Math.min(all.length, skip + Math.max(0, most)));
    String width = options.value("w", options.has("w") ? "32" : "16");
    int row = width.matches("[1-9]\\d{0,3}") ? Integer.parseInt(width) : 16;
    call.out(dump(bytes, skip, forms, options.value("A", "o"), options.has("v"), row));
    return 0;
  }

  private static void read(String type, List<Form> forms) {
    for (int i = 0; i < type.length(); i++) {
      char kind = type.charAt(i);
      int size = "ac".indexOf(kind) >= 0 ? 1 : 4;
      if (size == 4 && i + 1 < type.length() && "1248CSIL".indexOf(type.charAt(i + 1)) >= 0) {
        size = 1 << "1248CSIL".indexOf(type.charAt(++i)) % 4;
      }
      boolean text = i + 1 < type.length() && type.charAt(i + 1) == 'z';
      i += text ? 1 : 0;
      forms.add(new Form(kind, size, text));
    }
  }

  private static String dump(
      byte[] bytes, int skip, List<Form> forms, String radix, boolean repeats, int row) {
    StringBuilder out = new StringBuilder();
    boolean starred = false;
    for (int at = 0; at < bytes.length; at += row) {
      int end = Math.min(bytes.length, at + row);
      boolean same =
          at > 0 && end - at == row && Arrays.equals(bytes, at, end, bytes, at - row, at);
      if (same && !repeats) {
        out.append(starred ? "" : "*\n");
        starred = true;
        continue;
      }
      starred = false;
      for (int f = 0; f < forms.size(); f++) {
        String address = address(skip + at, radix);
        out.append(f == 0 ? address : " ".repeat(address.length()));
        row(out, bytes, at, end, forms.get(f), row);
        out.append('\n');
      }
    }
    String last = address(skip + bytes.length, radix);
    return out.append(last.isEmpty() ? "" : last + "\n").toString();
  }

  private static String address(int at, String radix) {
    return switch (radix) {
      case "n" -> "";
      case "x" -> String.format("%06x", at);
      case "d" -> String.format("%07d", at);
      default -> String.format("%07o", at);
    };
  }

  private static void row(StringBuilder out, byte[] bytes, int from, int to, Form form, int row) {
    int before = out.length();
    for (int i = from; i < to; i += form.size()) {
      long value = 0;
      for (int k = Math.min(i + form.size(), to) - 1; k >= i; k--) {
        value = value << 8 | bytes[k] & 0xFF;
      }
      String shown = shown(value, form);
      out.append(' ').repeat(' ', form.width() - shown.length()).append(shown);
    }
    if (form.text()) {
      int full = row / form.size() * (form.width() + 1);
      out.repeat(' ', Math.max(0, full - (out.length() - before))).append("  >");
      for (int i = from; i < to; i++) {
        out.append(bytes[i] >= 32 && bytes[i] < 127 ? (char) bytes[i] : '.');
      }
      out.append('<');
    }
  }

  private static final List<String> NAMES =
      List.of(
          "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt", "ff",
          "cr", "so", "si", "dle", "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em",
          "sub", "esc", "fs", "gs", "rs", "us", "sp");

  private static String shown(long value, Form form) {
    int width = form.width();
    return switch (form.kind()) {
      case 'x' -> padded(Long.toHexString(value), width);
      case 'o' -> padded(Long.toOctalString(value), width);
      case 'u' -> Long.toUnsignedString(value);
      case 'd' -> {
        int shift = 64 - 8 * form.size();
        yield Long.toString(value << shift >> shift);
      }
      case 'a' ->
          (value & 127) == 127
              ? "del"
              : (value & 127) <= 32 ? NAMES.get((int) value & 127) : "" + (char) (value & 127);
      default -> letter((int) value);
    };
  }

  private static String padded(String digits, int width) {
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static String letter(int c) {
    int simple = "\0\u0007\b\f\n\r\t\u000b".indexOf(c);
    if (simple >= 0) {
      return "\\" + "0abfnrtv".charAt(simple);
    }
    return c >= 32 && c < 127 ? String.valueOf((char) c) : padded(Integer.toOctalString(c), 3);
  }
}
