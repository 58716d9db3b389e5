package seodang.terminal.editor;

import java.util.ArrayList;
import java.util.List;
import seodang.shell.Cells;
import seodang.shell.FileError;
import seodang.terminal.Command;
import seodang.terminal.CommandContext;

/// `less` and `more`: shows a text page by page.
public final class Less implements Command {
  @Override
  public int run(CommandContext context) throws InterruptedException {
    List<String> files = context.args().stream().filter(a -> !a.startsWith("-")).toList();
    String content;
    try {
      if (files.isEmpty()) {
        if (context.stdinIsTerminal()) {
          context.err("Missing filename (\"less --help\" for help)\n");
          return 1;
        }
        content = context.readAll();
      } else {
        content = context.files().read(context.path(files.getFirst()));
      }
    } catch (FileError e) {
      context.err(files.getFirst() + ": " + e.reason().words() + "\n");
      return 1;
    }
    return show(context, content);
  }

  static int show(CommandContext context, String content) throws InterruptedException {
    if (!context.stdoutIsTerminal()) {
      context.out(content);
      return 0;
    }
    try (Screen screen = new Screen(context)) {
      page(screen, content.lines().toList());
    }
    return 0;
  }

  private static void page(Screen screen, List<String> lines) throws InterruptedException {
    int top = 0;
    String searched = "";
    StringBuilder entry = new StringBuilder();
    boolean searching = false;
    while (true) {
      int rows = screen.rows() - 1;
      int last = Math.max(0, lines.size() - rows);
      top = Math.clamp(top, 0, last);
      List<String> shown = new ArrayList<>(lines.subList(top, Math.min(lines.size(), top + rows)));
      while (shown.size() < rows) {
        shown.add("~");
      }
      shown.add(searching ? "/" + entry : top >= last ? "\u001b[7m(END)" : ":");
      screen.draw(shown, rows, searching ? 1 + Cells.width(entry.toString()) : top >= last ? 5 : 1);
      String key = screen.key();
      if (key == null) {
        return;
      }
      if (searching) {
        if (key.equals(Keys.ENTER)) {
          searching = false;
          searched = entry.toString();
          top = find(lines, searched, top + 1, top);
        } else if (key.equals(Keys.ESCAPE) || key.equals("\u0003")) {
          searching = false;
        } else if (Keys.isText(key)) {
          entry.append(key);
        }
        continue;
      }
      switch (Keys.plain(key)) {
        case "q", "Q", "\u0003" -> {
          return;
        }
        case "j", "e", Keys.DOWN, Keys.ENTER -> top++;
        case "k", "y", Keys.UP -> top--;
        case " ", "f", "\u001b[6~", "\u0006" -> top += rows;
        case "b", "\u001b[5~", "\u0002" -> top -= rows;
        case "d" -> top += rows / 2;
        case "u" -> top -= rows / 2;
        case "g", "\u001b[H" -> top = 0;
        case "G", "\u001b[F" -> top = last;
        case "/" -> {
          searching = true;
          entry.setLength(0);
        }
        case "n" -> top = find(lines, searched, top + 1, top);
        default -> {}
      }
    }
  }

  private static int find(List<String> lines, String wanted, int from, int otherwise) {
    for (int i = from; i < lines.size(); i++) {
      if (!wanted.isEmpty() && lines.get(i).contains(wanted)) {
        return i;
      }
    }
    return otherwise;
  }
}
