package seodang.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Turns keystrokes at a prompt into edits of the line, and tells of those that mean more.
final class Keyboard {
  /// What an edit of the line cannot do alone.
  enum Action {
    ENTER,
    INTERRUPT,
    END_OF_INPUT,
    CLEAR,
    COMPLETE
  }

  private static final String PASTE = "\u001b[200~";
  private static final String PASTED = "\u001b[201~";
  private final LineEditor editor;
  private final Deque<Character> typed = new ArrayDeque<>();
  private final StringBuilder pasted = new StringBuilder();
  private boolean pasting;

  Keyboard(LineEditor editor) {
    this.editor = editor;
  }

  void add(String keys) {
    for (int i = 0; i < keys.length(); i++) {
      typed.add(keys.charAt(i));
    }
  }

  /// Takes away the keys not handled yet.
  String take() {
    StringBuilder rest = new StringBuilder();
    while (!typed.isEmpty()) {
      rest.append(typed.remove().charValue());
    }
    return rest.toString();
  }

  boolean isIdle() {
    return typed.isEmpty();
  }

  /// Handles keys until one needs more than the line; null when there are no more.
  @Nullable Action next() {
    while (!typed.isEmpty()) {
      Action action = one();
      if (action != null) {
        return action;
      }
    }
    return null;
  }

  private @Nullable Action one() {
    char c = typed.remove();
    if (c == '\u001b') {
      escape();
      return null;
    }
    if (pasting) {
      pasted.append(c == '\r' ? '\n' : c);
      return null;
    }
    if (editor.isSearching() && search(c)) {
      return null;
    }
    switch (c) {
      case '\r', '\n' -> {
        return Action.ENTER;
      }
      case '\t' -> {
        return Action.COMPLETE;
      }
      case '\u0003' -> {
        return Action.INTERRUPT;
      }
      case '\u0004' -> {
        if (editor.isEmpty()) {
          return Action.END_OF_INPUT;
        }
        editor.delete();
      }
      case '\f' -> {
        return Action.CLEAR;
      }
      default -> edit(c);
    }
    return null;
  }

  private void edit(char c) {
    switch (c) {
      case '\u0001' -> editor.home();
      case '\u0005' -> editor.end();
      case '\u0002' -> editor.left();
      case '\u0006' -> editor.right();
      case '\u000b' -> editor.killToEnd();
      case '\u0015' -> editor.killToStart();
      case '\u0017' -> editor.killWord();
      case '\u0019' -> editor.yank();
      case '\u0010' -> editor.older();
      case '\u000e' -> editor.newer();
      case '\u0012' -> editor.search();
      case '\u007f', '\b' -> editor.backspace();
      default -> {
        if (c >= ' ') {
          editor.insert(text(c));
        }
      }
    }
  }

  /// The character with the second half of its pair.
  private String text(char c) {
    Character low = typed.peek();
    if (Character.isHighSurrogate(c) && low != null) {
      typed.remove();
      return "" + c + low;
    }
    return String.valueOf(c);
  }

  private boolean search(char c) {
    switch (c) {
      case '\u0012' -> editor.search();
      case '\u007f', '\b' -> editor.searchShorter();
      case '\u0007' -> editor.endSearch();
      default -> {
        if (c < ' ') {
          editor.endSearch();
          return false;
        }
        editor.searchFor(text(c));
      }
    }
    return true;
  }

  private void escape() {
    StringBuilder sequence = new StringBuilder("\u001b");
    Character next = typed.peek();
    if (next == null) {
      editor.endSearch();
      return;
    }
    sequence.append(typed.remove());
    if (next == '[' || next == 'O') {
      while (!typed.isEmpty()) {
        char c = typed.remove();
        sequence.append(c);
        if (!Character.isDigit(c) && c != ';') {
          break;
        }
      }
    }
    String key = sequence.toString();
    if (key.equals(PASTED)) {
      pasting = false;
      editor.insert(pasted.toString().stripTrailing());
      pasted.setLength(0);
    } else if (key.equals(PASTE)) {
      pasting = true;
    } else {
      editor.endSearch();
      move(key);
    }
  }

  private void move(String key) {
    switch (key) {
      case "\u001b[A", "\u001bOA" -> editor.older();
      case "\u001b[B", "\u001bOB" -> editor.newer();
      case "\u001b[C", "\u001bOC" -> editor.right();
      case "\u001b[D", "\u001bOD" -> editor.left();
      case "\u001b[H", "\u001bOH", "\u001b[1~" -> editor.home();
      case "\u001b[F", "\u001bOF", "\u001b[4~" -> editor.end();
      case "\u001b[3~" -> editor.delete();
      case "\u001bb", "\u001b[1;5D", "\u001b[1;3D" -> editor.wordLeft();
      case "\u001bf", "\u001b[1;5C", "\u001b[1;3C" -> editor.wordRight();
      case "\u001b\u007f" -> editor.killWord();
      default -> {}
    }
  }
}
