package seodang.terminal.screen;

import java.util.List;

/// How a cell looks, in one number: two colours of 26 bits and flags.
///
/// A colour is 0 (the window's own), `1 << 24 | n` of the palette's 256, or `2 << 24 | rgb`.
final class Style {
  static final long PLAIN = 0;

  private static final int BACK = 26;
  private static final int FLAGS = 52;
  private static final long COLOUR = (1L << BACK) - 1;
  private static final int PALETTE = 1 << 24;
  private static final int RGB = 2 << 24;

  /// The parameters of SGR that switch the flags on, by bit; those that switch them off below.
  private static final int[] ON = {1, 2, 3, 4, 5, 7, 8, 9, 21, 53};

  private static final int[] OFF = {22, 22, 23, 24, 25, 27, 28, 29, 24, 55};

  private Style() {}

  private static long fore(long style, int colour) {
    return style & ~COLOUR | colour;
  }

  private static long back(long style, int colour) {
    return style & ~(COLOUR << BACK) | (long) colour << BACK;
  }

  /// What erased cells look like: the background alone stays.
  static long erased(long style) {
    return style & COLOUR << BACK;
  }

  /// The style after `CSI … m`.
  ///
  /// @param parameters each with its own after colons
  static long after(long style, List<int[]> parameters) {
    long now = style;
    for (int i = 0; i < parameters.size(); i++) {
      int[] parameter = parameters.get(i);
      int code = parameter[0];
      if (code == 38 || code == 48 || code == 58) {
        int used = parameter.length > 1 ? 0 : of(parameters, i + 1);
        int[] colour = parameter.length > 1 ? coloned(parameter) : listed(parameters, i + 1);
        if (colour.length == 1 && code != 58) {
          now = code == 38 ? fore(now, colour[0]) : back(now, colour[0]);
        }
        i += used;
      } else {
        now = simple(now, code, parameter.length > 1 ? parameter[1] : -1);
      }
    }
    return now;
  }

  private static long simple(long style, int code, int sub) {
    if (code == 0) {
      return PLAIN;
    }
    if (code == 4 && sub == 0) {
      return simple(style, 24, -1);
    }
    long now = style;
    for (int bit = 0; bit < ON.length; bit++) {
      if (code == ON[bit]) {
        return now | 1L << FLAGS + bit;
      }
      if (code == OFF[bit]) {
        now &= ~(1L << FLAGS + bit);
      }
    }
    return switch (code) {
      case 30, 31, 32, 33, 34, 35, 36, 37 -> fore(now, PALETTE | code - 30);
      case 39 -> fore(now, 0);
      case 40, 41, 42, 43, 44, 45, 46, 47 -> back(now, PALETTE | code - 40);
      case 49 -> back(now, 0);
      case 90, 91, 92, 93, 94, 95, 96, 97 -> fore(now, PALETTE | code - 90 + 8);
      case 100, 101, 102, 103, 104, 105, 106, 107 -> back(now, PALETTE | code - 100 + 8);
      default -> now;
    };
  }

  /// How many parameters a colour takes that begins there.
  private static int of(List<int[]> parameters, int at) {
    int kind = at < parameters.size() ? parameters.get(at)[0] : 0;
    return kind == 5 ? 2 : kind == 2 ? 4 : 1;
  }

  private static int[] listed(List<int[]> parameters, int at) {
    int kind = at < parameters.size() ? parameters.get(at)[0] : 0;
    int count = of(parameters, at);
    if (kind != 5 && kind != 2 || at + count > parameters.size()) {
      return new int[0];
    }
    int[] flat = new int[count];
    for (int i = 0; i < count; i++) {
      flat[i] = parameters.get(at + i)[0];
    }
    return colour(kind, flat, 1);
  }

  /// `38:5:n`, `38:2:r:g:b` and `38:2::r:g:b`.
  private static int[] coloned(int[] parameter) {
    int kind = parameter[1];
    int from = kind == 2 && parameter.length >= 6 ? 3 : 2;
    return kind == 5 && parameter.length < 3 || kind == 2 && parameter.length < 5
        ? new int[0]
        : colour(kind, parameter, from);
  }

  private static int[] colour(int kind, int[] values, int from) {
    return switch (kind) {
      case 5 -> new int[] {PALETTE | values[from] & 255};
      case 2 ->
          new int[] {
            RGB
                | (values[from] & 255) << 16
                | (values[from + 1] & 255) << 8
                | values[from + 2] & 255
          };
      default -> new int[0];
    };
  }

  /// What makes a window draw in this style from now on, whatever it drew in before.
  static String sgr(long style) {
    StringBuilder out = new StringBuilder("\u001b[0");
    for (int bit = 0; bit < ON.length; bit++) {
      if ((style & 1L << FLAGS + bit) != 0) {
        out.append(';').append(ON[bit]);
      }
    }
    colour(out, (int) (style & COLOUR), 38);
    colour(out, (int) (style >> BACK & COLOUR), 48);
    return out.append('m').toString();
  }

  private static void colour(StringBuilder out, int colour, int code) {
    if ((colour & PALETTE) != 0) {
      out.append(';').append(code).append(";5;").append(colour & 255);
    } else if ((colour & RGB) != 0) {
      out.append(';').append(code).append(";2;").append(colour >> 16 & 255);
      out.append(';').append(colour >> 8 & 255).append(';').append(colour & 255);
    }
  }
}
