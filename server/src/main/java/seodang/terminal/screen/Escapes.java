package seodang.terminal.screen;

import java.util.ArrayList;
import java.util.List;

/// Reads what is written to a terminal: characters, control characters and escape sequences, in
/// whatever pieces they come. What belongs to no screen (titles, links, device strings) is dropped.
final class Escapes {
  /// What the sequences mean.
  interface Screen {
    void print(int codePoint);

    void execute(int control);

    /// @param intermediates between `ESC` and the last character
    void escape(String intermediates, int last);

    void control(Control control);
  }

  /// `CSI prefix parameters intermediates last`; without parameters there is one, 0.
  record Control(String prefix, List<int[]> parameters, String intermediates, int last) {
    /// @param otherwise when it is missing or 0
    int parameter(int index, int otherwise) {
      int value = index < parameters.size() ? parameters.get(index)[0] : 0;
      return value == 0 ? otherwise : value;
    }
  }

  private enum State {
    GROUND,
    ESCAPE,
    CSI,
    CSI_IGNORED,
    /// An operating system command: a bell ends it too.
    OSC,
    STRING
  }

  /// Does nothing but stand between two characters.
  private static final int STRING_END = 0x9c;

  private static final int MOST = 32;
  private static final int LARGEST = 0x7FFFFFFF;

  private final Screen screen;
  private State state = State.GROUND;
  private char high;
  private final StringBuilder prefix = new StringBuilder();
  private final StringBuilder intermediates = new StringBuilder();
  private final StringBuilder digits = new StringBuilder();

  Escapes(Screen screen) {
    this.screen = screen;
  }

  void write(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)) {
        high = c;
      } else if (Character.isLowSurrogate(c)) {
        if (high != 0) {
          next(Character.toCodePoint(high, c));
        }
        high = 0;
      } else {
        next(c);
      }
    }
  }

  private void next(int c) {
    if (c == 0x18 || c == 0x1a) {
      state = State.GROUND;
    } else if (c == 0x1b) {
      begin(State.ESCAPE);
    } else if (c >= 0x80 && c < 0xa0) {
      eightBit(c);
    } else {
      switch (state) {
        case GROUND -> ground(c);
        case ESCAPE -> escape(c);
        case CSI, CSI_IGNORED -> control(c);
        case OSC -> {
          if (c == 0x07) {
            state = State.GROUND;
          }
        }
        case STRING -> {}
      }
    }
  }

  private void begin(State next) {
    state = next;
    if (next == State.OSC || next == State.STRING) {
      screen.execute(STRING_END);
    }
    prefix.setLength(0);
    intermediates.setLength(0);
    digits.setLength(0);
  }

  private void eightBit(int c) {
    switch (c) {
      case 0x90, 0x98, 0x9e, 0x9f -> begin(State.STRING);
      case 0x9b -> begin(State.CSI);
      case 0x9c -> state = State.GROUND;
      case 0x9d -> begin(State.OSC);
      default -> {
        state = State.GROUND;
        screen.execute(c);
      }
    }
  }

  private void ground(int c) {
    if (c < 0x20) {
      screen.execute(c);
    } else if (c != 0x7f) {
      screen.print(c);
    }
  }

  private void escape(int c) {
    if (c < 0x20) {
      screen.execute(c);
    } else if (c < 0x30) {
      intermediates.append((char) c);
    } else if (c >= 0x7f) {
      state = c == 0x7f ? State.ESCAPE : State.GROUND;
    } else if (!intermediates.isEmpty()) {
      state = State.GROUND;
      screen.escape(intermediates.toString(), c);
    } else {
      switch (c) {
        case '[' -> begin(State.CSI);
        case ']' -> begin(State.OSC);
        case 'P', 'X', '^', '_' -> begin(State.STRING);
        default -> {
          state = State.GROUND;
          screen.escape("", c);
        }
      }
    }
  }

  private void control(int c) {
    if (c < 0x20) {
      screen.execute(c);
    } else if (c >= 0x7f) {
      // Neither belongs to a sequence: a rubout is passed over, letters beyond ASCII end it.
      if (c > 0x7f && state == State.CSI) {
        state = State.GROUND;
      }
    } else if (c >= 0x40) {
      boolean dropped = state == State.CSI_IGNORED;
      state = State.GROUND;
      if (!dropped) {
        screen.control(new Control(prefix.toString(), parameters(), intermediates.toString(), c));
      }
    } else if (c < 0x30) {
      intermediates.append((char) c);
    } else if (!intermediates.isEmpty()) {
      state = State.CSI_IGNORED;
    } else if (c >= 0x3c) {
      if (digits.isEmpty() && prefix.isEmpty()) {
        prefix.append((char) c);
      } else {
        state = State.CSI_IGNORED;
      }
    } else if (digits.length() < 1000) {
      digits.append((char) c);
    }
  }

  private List<int[]> parameters() {
    List<int[]> found = new ArrayList<>();
    for (String part : digits.toString().split(";", -1)) {
      String[] values = part.split(":", -1);
      int[] numbers = new int[values.length];
      for (int i = 0; i < values.length; i++) {
        numbers[i] = number(values[i]);
      }
      if (found.size() < MOST) {
        found.add(numbers);
      }
    }
    return found;
  }

  private static int number(String digits) {
    return digits.isEmpty() ? 0 : digits.length() > 9 ? LARGEST : Integer.parseInt(digits);
  }
}
