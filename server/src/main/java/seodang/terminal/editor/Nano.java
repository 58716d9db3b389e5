package seodang.terminal.editor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.shell.Cells;
import seodang.shell.FileError;
import seodang.terminal.Command;
import seodang.terminal.CommandContext;

/// `nano`: an editor without modes, its keys at the bottom.
public final class Nano implements Command {
  @Override
  public int run(CommandContext context) throws InterruptedException {
    List<String> files = context.args().stream().filter(a -> !a.startsWith("-")).toList();
    String path = files.isEmpty() ? "" : context.path(files.getFirst());
    String content;
    try {
      content = !path.isEmpty() && context.files().exists(path) ? context.files().read(path) : "";
    } catch (FileError e) {
      context.err("nano: " + files.getFirst() + ": " + e.reason().words() + "\n");
      return 1;
    }
    try (Screen screen = new Screen(context)) {
      return new Session(context, screen, path, content).run();
    }
  }

  private static final class Session {
    private final CommandContext context;
    private final Screen screen;
    private final Text text;
    private final Window window = new Window();
    private final StringBuilder answer = new StringBuilder();
    private String path;
    private String asking = "";
    private String message = "";
    private List<String> cut = List.of();
    private boolean leaving;
    private @Nullable Integer exit;

    Session(CommandContext context, Screen screen, String path, String content) {
      this.context = context;
      this.screen = screen;
      this.path = path;
      text = new Text(content);
    }

    int run() throws InterruptedException {
      while (exit == null) {
        draw();
        String key = screen.key();
        if (key == null) {
          return 1;
        }
        if (!key.isEmpty()) {
          if (asking.isEmpty()) {
            message = "";
            edit(Keys.plain(key));
          } else {
            answer(Keys.plain(key));
          }
        }
      }
      return exit;
    }

    private void draw() throws InterruptedException {
      int rows = screen.rows() - 4;
      String title =
          "  GNU nano 7.2    "
              + (path.isEmpty() ? "New Buffer" : path)
              + (text.changed ? " *" : "");
      List<String> lines = new ArrayList<>();
      lines.add(
          "\u001b[7m" + title + " ".repeat(Math.max(0, screen.columns() - Cells.width(title))));
      lines.addAll(window.lines(text, rows, screen.columns(), false, ""));
      lines.add(
          asking.isEmpty()
              ? message.isEmpty() ? "" : "\u001b[7m[ " + message + " ]"
              : "\u001b[7m" + asking + answer);
      lines.add(
          "\u001b[7m^O\u001b[0m Write Out  \u001b[7m^W\u001b[0m Where Is  \u001b[7m^K\u001b[0m Cut");
      lines.add(
          "\u001b[7m^X\u001b[0m Exit       \u001b[7m^U\u001b[0m Paste     \u001b[7mM-U\u001b[0m Undo");
      if (asking.isEmpty()) {
        screen.draw(lines, 1 + window.cursorRow(text), window.cursorColumn(text, false));
      } else {
        screen.draw(lines, rows + 1, Cells.width(asking + answer));
      }
    }

    private void edit(String key) {
      switch (key) {
        case "\u0018" -> leave();
        case "\u000f", "\u0013" -> ask("File Name to Write: ", path);
        case "\u0017" -> ask("Search: ", "");
        case "\u000b" -> {
          text.mark();
          cut = List.of(text.removeLine(text.row));
          text.moveTo(text.row);
          text.column = 0;
        }
        case "\u0015" -> {
          text.mark();
          for (String line : cut) {
            text.addLine(text.row++, line);
          }
          text.column = 0;
        }
        case "\u0001", "\u001b[H" -> text.column = 0;
        case "\u0005", "\u001b[F" -> text.column = text.line().length();
        case Keys.UP, "\u0010" -> text.moveTo(text.row - 1);
        case Keys.DOWN, "\u000e" -> text.moveTo(text.row + 1);
        case Keys.LEFT, "\u0002" -> left();
        case Keys.RIGHT, "\u0006" -> right();
        case "\u001b[5~", "\u0019" -> text.moveTo(text.row - screen.rows() + 6);
        case "\u001b[6~", "\u0016" -> text.moveTo(text.row + screen.rows() - 6);
        case Keys.ESCAPE -> message = text.undo() ? "Undid action" : "Nothing to undo";
        default -> type(key);
      }
    }

    private void left() {
      if (text.column == 0 && text.row > 0) {
        text.moveTo(text.row - 1);
        text.column = text.line().length();
      } else {
        text.left();
      }
    }

    private void right() {
      if (text.column >= text.line().length() && text.row + 1 < text.size()) {
        text.moveTo(text.row + 1);
        text.column = 0;
      } else {
        text.right(true);
      }
    }

    private void type(String key) {
      text.mark();
      switch (key) {
        case Keys.ENTER -> text.breakLine();
        case Keys.BACKSPACE -> text.backspace();
        case "\u0004", "\u001b[3~" -> text.delete(true);
        default -> {
          if (Keys.isText(key)) {
            text.insert(key);
          }
        }
      }
    }

    private void ask(String question, String suggested) {
      asking = question;
      answer.setLength(0);
      answer.append(suggested);
    }

    private void leave() {
      if (text.changed) {
        leaving = true;
        ask("Save modified buffer?  (Y/N, ^C Cancel) ", "");
      } else {
        exit = 0;
      }
    }

    private void answer(String key) {
      boolean yesNo = asking.startsWith("Save");
      if (key.equals("\u0003") || key.equals(Keys.ESCAPE)) {
        asking = "";
        leaving = false;
        message = "Cancelled";
      } else if (yesNo) {
        if (key.equalsIgnoreCase("n")) {
          exit = 0;
        } else if (key.equalsIgnoreCase("y")) {
          ask("File Name to Write: ", path);
        }
      } else if (key.equals(Keys.ENTER)) {
        done();
      } else if (key.equals(Keys.BACKSPACE)) {
        if (!answer.isEmpty()) {
          answer.delete(answer.offsetByCodePoints(answer.length(), -1), answer.length());
        }
      } else if (Keys.isText(key)) {
        answer.append(key);
      }
    }

    private void done() {
      boolean search = asking.startsWith("Search");
      String given = answer.toString();
      asking = "";
      if (search) {
        if (!given.isEmpty() && !text.find(given, false)) {
          message = "\"" + given + "\" not found";
        }
      } else if (given.isEmpty()) {
        message = "Cancelled";
      } else if (save(context.path(given)) && leaving) {
        exit = 0;
      }
    }

    private boolean save(String target) {
      try {
        String content = text.content();
        context.files(files -> files.write(target, content, "learner", context.cluster().now()));
        path = target;
        text.changed = false;
        message = "Wrote " + text.size() + (text.size() == 1 ? " line" : " lines");
        return true;
      } catch (FileError e) {
        message = "Error writing " + target + ": " + e.reason().words();
        return false;
      }
    }
  }
}
