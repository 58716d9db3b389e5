package seodang.terminal.editor;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.shell.Cells;
import seodang.terminal.CommandContext;

/// The whole terminal while a full-screen program has it.
final class Screen implements AutoCloseable {
  private static final Duration TURN = Duration.ofMillis(250);
  private final CommandContext context;
  private final StringBuilder pending = new StringBuilder();

  Screen(CommandContext context) throws InterruptedException {
    this.context = context;
    context.tty("\u001b[?1049h\u001b[H\u001b[2J");
  }

  int columns() {
    return Math.max(10, context.columns());
  }

  int rows() {
    return Math.max(4, context.rows());
  }

  /// Draws lines from the top, each cut to the width, and puts the cursor.
  ///
  /// @param row counted from 0, `column` in cells from 0
  void draw(List<String> lines, int row, int column) throws InterruptedException {
    StringBuilder out = new StringBuilder("\u001b[?25l\u001b[H");
    for (int i = 0; i < rows(); i++) {
      String line = i < lines.size() ? lines.get(i) : "";
      out.append(Cells.cut(line, columns())).append("\u001b[0m\u001b[K");
      if (i + 1 < rows()) {
        out.append("\r\n");
      }
    }
    out.append("\u001b[").append(row + 1).append(';').append(column + 1).append("H\u001b[?25h");
    context.tty(out.toString());
  }

  /// The next key: a character, or an escape sequence as a whole; null when the terminal closed,
  /// `""` when none came within a turn (the size may have changed).
  @Nullable String key() throws InterruptedException {
    return key(TURN);
  }

  @Nullable String key(Duration atMost) throws InterruptedException {
    if (pending.isEmpty()) {
      String typed = context.readKeys(atMost);
      if (typed == null || typed.isEmpty()) {
        return typed;
      }
      pending.append(typed);
    }
    int length = Keys.length(pending);
    String key = pending.substring(0, length);
    pending.delete(0, length);
    return key;
  }

  @Override
  public void close() {
    context.endKeys();
    try {
      context.tty("\u001b[?1049l");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
