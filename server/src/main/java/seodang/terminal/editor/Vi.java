// Longer than most: one mode hands over to the next on the same few fields.
package seodang.terminal.editor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.shell.Cells;
import seodang.shell.FileError;
import seodang.terminal.Command;
import seodang.terminal.CommandContext;

/// `vi`: modes, motions, operators, counts, search, undo, `:w :q :wq :x :s :set nu`.
public final class Vi implements Command {
  @Override
  public int run(CommandContext context) throws InterruptedException {
    List<String> files = context.args().stream().filter(a -> !a.startsWith("-")).toList();
    String path = files.isEmpty() ? "" : context.path(files.getFirst());
    String content;
    try {
      content = !path.isEmpty() && context.files().exists(path) ? context.files().read(path) : "";
    } catch (FileError e) {
      context.err("vi: " + files.getFirst() + ": " + e.reason().words() + "\n");
      return 1;
    }
    try (Screen screen = new Screen(context)) {
      return new Session(context, screen, path, content).run();
    }
  }

  /// What the keys mean.
  private enum Mode {
    NORMAL,
    INSERT,
    COMMAND,
    SEARCH,
    SEARCH_BACK,
    LINES
  }

  private static final class Session {
    private final CommandContext context;
    private final Screen screen;
    private final String path;
    private final Text text;
    private final Window window = new Window();
    private Mode mode = Mode.NORMAL;
    private final StringBuilder entry = new StringBuilder();
    private String message;
    private String count = "";
    private String operator = "";
    private List<String> register = List.of();
    private boolean wholeLines;
    private String searched = "";
    private boolean backwards;
    private boolean numbers;
    private int anchor;
    private @Nullable Integer exit;

    Session(CommandContext context, Screen screen, String path, String content) {
      this.context = context;
      this.screen = screen;
      this.path = path;
      text = new Text(content);
      boolean fresh = !path.isEmpty() && !context.files().exists(path);
      message =
          path.isEmpty()
              ? ""
              : "\""
                  + name()
                  + "\""
                  + (fresh ? " [New]" : " " + text.size() + "L, " + content.length() + "B");
    }

    private String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    int run() throws InterruptedException {
      while (exit == null) {
        draw();
        String key = screen.key();
        if (key == null) {
          return 1;
        }
        if (!key.isEmpty()) {
          handle(Keys.plain(key));
        }
      }
      return exit;
    }

    private void draw() throws InterruptedException {
      int rows = screen.rows() - 1;
      List<String> lines =
          new ArrayList<>(window.lines(text, rows, screen.columns(), numbers, "\u001b[34m~"));
      if (mode == Mode.LINES) {
        int top = text.row - window.cursorRow(text);
        for (int i = Math.min(anchor, text.row); i <= Math.max(anchor, text.row); i++) {
          if (i - top >= 0 && i - top < rows) {
            lines.set(i - top, "\u001b[7m" + lines.get(i - top) + " ");
          }
        }
      }
      boolean typing = mode == Mode.COMMAND || mode == Mode.SEARCH || mode == Mode.SEARCH_BACK;
      String status =
          switch (mode) {
            case INSERT -> "\u001b[1m-- INSERT --";
            case LINES -> "\u001b[1m-- VISUAL LINE --";
            case COMMAND -> ":" + entry;
            case SEARCH -> "/" + entry;
            case SEARCH_BACK -> "?" + entry;
            case NORMAL -> message;
          };
      String place = (text.row + 1) + "," + (text.column + 1);
      int gap = screen.columns() - Cells.width(status) - place.length() - 8;
      lines.add(status + (typing || gap < 1 ? "" : "\u001b[0m" + " ".repeat(gap) + place));
      if (typing) {
        screen.draw(lines, rows, Cells.width(status));
      } else {
        screen.draw(lines, window.cursorRow(text), window.cursorColumn(text, numbers));
      }
    }

    private void handle(String key) {
      switch (mode) {
        case INSERT -> insert(key);
        case COMMAND, SEARCH, SEARCH_BACK -> enter(key);
        case LINES -> lines(key);
        case NORMAL -> {
          message = "";
          normal(key);
        }
      }
    }

    // Insert.

    private void insert(String key) {
      switch (key) {
        case Keys.ESCAPE, "\u0003" -> {
          mode = Mode.NORMAL;
          text.left();
        }
        case Keys.ENTER -> {
          String indent =
              text.line().substring(0, text.line().length() - text.line().stripLeading().length());
          text.breakLine();
          if (text.line().isEmpty()) {
            text.insert(indent);
          }
        }
        case Keys.BACKSPACE -> text.backspace();
        case "\u001b[3~" -> text.delete(true);
        case Keys.LEFT -> text.left();
        case Keys.RIGHT -> text.right(true);
        case Keys.UP -> text.moveTo(text.row - 1);
        case Keys.DOWN -> text.moveTo(text.row + 1);
        case "\t" -> text.insert("  ");
        default -> {
          if (Keys.isText(key)) {
            text.insert(key);
          }
        }
      }
    }

    private void beginInsert() {
      mode = Mode.INSERT;
    }

    // Normal.

    private int count() {
      return count.isEmpty() || count.length() > 5 ? 1 : Integer.parseInt(count);
    }

    private void normal(String key) {
      boolean digit =
          key.length() == 1
              && Character.isDigit(key.charAt(0))
              && !(key.equals("0") && count.isEmpty());
      if (digit) {
        count += key;
        return;
      }
      if (!operator.isEmpty()) {
        operate(operator, key);
        operator = "";
        count = "";
        return;
      }
      if ("dycgr><Z".contains(key)) {
        operator = key;
        return;
      }
      if (!move(key)) {
        change(key);
      }
      count = "";
    }

    /// A motion; false when the key is none.
    private boolean move(String key) {
      int n = count();
      switch (key) {
        case "h", Keys.LEFT, Keys.BACKSPACE -> times(n, text::left);
        case "l", Keys.RIGHT, " " -> times(n, () -> text.right(false));
        case "j", Keys.DOWN, "\u000e" -> text.moveTo(text.row + n);
        case "k", Keys.UP, "\u0010" -> text.moveTo(text.row - n);
        case Keys.ENTER, "+" -> {
          text.moveTo(text.row + n);
          text.column = indent();
        }
        case "0", "\u001b[H" -> text.column = 0;
        case "^" -> text.column = indent();
        case "$", "\u001b[F" -> text.column = text.lastColumn();
        case "w" -> times(n, this::wordForward);
        case "b" -> times(n, this::wordBack);
        case "e" -> times(n, this::wordEnd);
        case "G" -> text.moveTo(count.isEmpty() ? text.size() - 1 : n - 1);
        case "\u0006", "\u001b[6~" -> text.moveTo(text.row + screen.rows() - 3);
        case "\u0002", "\u001b[5~" -> text.moveTo(text.row - screen.rows() + 3);
        case "\u0004" -> text.moveTo(text.row + screen.rows() / 2);
        case "\u0015" -> text.moveTo(text.row - screen.rows() / 2);
        case "n" -> search(backwards);
        case "N" -> search(!backwards);
        default -> {
          return false;
        }
      }
      text.column = Math.min(text.column, text.lastColumn());
      return true;
    }

    private static void times(int n, Runnable action) {
      for (int i = 0; i < Math.min(n, 10_000); i++) {
        action.run();
      }
    }

    private int indent() {
      return text.line().length() - text.line().stripLeading().length();
    }

    private static boolean isWord(String line, int at) {
      return Character.isLetterOrDigit(line.charAt(at)) || line.charAt(at) == '_';
    }

    private void wordForward() {
      String line = text.line();
      int at = text.column;
      if (at < line.length()) {
        boolean word = isWord(line, at);
        while (at < line.length()
            && !Character.isWhitespace(line.charAt(at))
            && isWord(line, at) == word) {
          at++;
        }
      }
      while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
        at++;
      }
      if (at >= line.length() && text.row + 1 < text.size()) {
        text.row++;
        text.column = indent();
      } else {
        text.column = at;
      }
    }

    private void wordBack() {
      int at = text.column;
      if (at == 0 && text.row > 0) {
        text.row--;
        at = text.line().length();
      }
      String line = text.line();
      while (at > 0 && Character.isWhitespace(line.charAt(at - 1))) {
        at--;
      }
      if (at > 0) {
        boolean word = isWord(line, at - 1);
        while (at > 0
            && !Character.isWhitespace(line.charAt(at - 1))
            && isWord(line, at - 1) == word) {
          at--;
        }
      }
      text.column = at;
    }

    private void wordEnd() {
      String line = text.line();
      int at = text.column + 1;
      while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
        at++;
      }
      if (at >= line.length()) {
        wordForward();
        return;
      }
      boolean word = isWord(line, at);
      while (at + 1 < line.length()
          && !Character.isWhitespace(line.charAt(at + 1))
          && isWord(line, at + 1) == word) {
        at++;
      }
      text.column = at;
    }

    private void search(boolean back) {
      if (!searched.isEmpty() && !text.find(searched, back)) {
        message = "\u001b[31mE486: Pattern not found: " + searched;
      }
    }

    /// A command of one key.
    private void change(String key) {
      int n = count();
      switch (key) {
        case ":" -> open(Mode.COMMAND);
        case "/" -> open(Mode.SEARCH);
        case "?" -> open(Mode.SEARCH_BACK);
        case "u" -> message = text.undo() ? "" : "Already at oldest change";
        case "\u0012" -> message = text.redo() ? "" : "Already at newest change";
        case "V", "v" -> {
          mode = Mode.LINES;
          anchor = text.row;
        }
        case "p" -> put(true);
        case "P" -> put(false);
        case "\u0003", Keys.ESCAPE, "\u001a" ->
            message =
                key.equals("\u0003") ? "Type  :qa!  and press <Enter> to abandon all changes" : "";
        default -> edit(key, n);
      }
    }

    private void edit(String key, int n) {
      if (!"iaIAoOxXDCJsS~".contains(key) && !key.equals("\u001b[3~")) {
        return;
      }
      text.mark();
      switch (key) {
        case "i" -> beginInsert();
        case "a" -> {
          text.right(true);
          beginInsert();
        }
        case "I" -> {
          text.column = indent();
          beginInsert();
        }
        case "A" -> {
          text.column = text.line().length();
          beginInsert();
        }
        case "o", "O" -> {
          String indent = text.line().substring(0, indent());
          text.addLine(key.equals("o") ? ++text.row : text.row, indent);
          text.column = indent.length();
          beginInsert();
        }
        case "x", "\u001b[3~" -> times(n, () -> text.delete(false));
        case "X" -> times(n, text::backspace);
        case "s" -> {
          times(n, () -> text.delete(false));
          beginInsert();
        }
        case "D", "C" -> {
          cut(text.line().substring(Math.min(text.column, text.line().length())));
          text.set(text.row, text.line().substring(0, Math.min(text.column, text.line().length())));
          if (key.equals("C")) {
            beginInsert();
          }
        }
        case "S" -> {
          text.set(text.row, text.line().substring(0, indent()));
          text.column = text.line().length();
          beginInsert();
        }
        case "J" -> {
          text.column = text.line().length();
          if (text.row + 1 < text.size()) {
            String next = text.removeLine(text.row + 1).stripLeading();
            text.set(
                text.row,
                text.line() + (text.line().isEmpty() || next.isEmpty() ? "" : " ") + next);
          }
        }
        default -> {}
      }
      if (mode == Mode.NORMAL) {
        text.column = Math.min(text.column, text.lastColumn());
      }
    }

    private void cut(String piece) {
      register = List.of(piece);
      wholeLines = false;
    }

    private void put(boolean after) {
      if (register.isEmpty()) {
        return;
      }
      text.mark();
      if (wholeLines) {
        int at = after ? text.row + 1 : text.row;
        for (int i = 0; i < register.size(); i++) {
          text.addLine(at + i, register.get(i));
        }
        text.row = at;
        text.column = indent();
      } else {
        if (after) {
          text.right(true);
        }
        text.insert(register.getFirst());
        text.left();
      }
    }

    // Operators.

    private void operate(String op, String key) {
      if (op.equals("Z")) {
        if (key.equals("Z")) {
          command("x");
        } else if (key.equals("Q")) {
          exit = 0;
        }
        return;
      }
      if (op.equals("g")) {
        if (key.equals("g")) {
          text.moveTo(count() - 1);
          text.column = 0;
        }
        return;
      }
      text.mark();
      if (op.equals("r")) {
        if (Keys.isText(key) && text.column < text.line().length()) {
          text.delete(false);
          text.insert(key);
          text.left();
        }
        return;
      }
      if (key.equals(op)) {
        onLines(op, text.row, Math.min(text.size() - 1, text.row + count() - 1));
        return;
      }
      int row = text.row;
      int column = text.column;
      boolean changesWord = op.equals("c") && key.equals("w");
      if (!move(changesWord ? "e" : key)) {
        return;
      }
      if (text.row != row && !"wbe".contains(key)) {
        onLines(op, Math.min(row, text.row), Math.max(row, text.row));
        return;
      }
      int end = text.row == row ? text.column : text.line(row).length();
      boolean inclusive =
          changesWord
              || key.equals("e")
              || key.equals("$")
              || key.equals("\u001b[F")
              || text.row != row;
      text.row = row;
      int from = Math.min(column, end);
      int to = Math.max(column, end);
      boolean reachedEnd = key.equals("w") && to == text.lastColumn() && to > from;
      String line = text.line();
      to = Math.min(line.length(), inclusive || reachedEnd ? to + 1 : to);
      cut(line.substring(from, to));
      text.column = from;
      if (!op.equals("y")) {
        text.set(row, line.substring(0, from) + line.substring(to));
      }
      if (op.equals("c")) {
        beginInsert();
      } else {
        text.column = Math.min(text.column, text.lastColumn());
      }
    }

    private void onLines(String op, int first, int last) {
      switch (op) {
        case ">" -> {
          for (int i = first; i <= last; i++) {
            text.set(i, text.line(i).isEmpty() ? "" : "  " + text.line(i));
          }
        }
        case "<" -> {
          for (int i = first; i <= last; i++) {
            text.set(i, text.line(i).replaceFirst("^ {1,2}", ""));
          }
        }
        default -> {
          List<String> taken = new ArrayList<>();
          for (int i = first; i <= last; i++) {
            taken.add(text.line(i));
          }
          register = taken;
          wholeLines = true;
          if (op.equals("y")) {
            message = taken.size() > 2 ? taken.size() + " lines yanked" : "";
            text.row = first;
            return;
          }
          for (int i = first; i <= last; i++) {
            text.removeLine(first);
          }
          if (op.equals("c")) {
            text.addLine(Math.min(first, text.size()), "");
            text.row = Math.min(first, text.size() - 1);
            beginInsert();
          } else {
            text.row = Math.min(first, text.size() - 1);
          }
          text.column = Math.min(indent(), text.lastColumn());
        }
      }
    }

    private void lines(String key) {
      switch (key) {
        case Keys.ESCAPE, "\u0003", "V", "v" -> mode = Mode.NORMAL;
        case "d", "y", "c", ">", "<", "x" -> {
          mode = Mode.NORMAL;
          text.mark();
          onLines(
              key.equals("x") ? "d" : key, Math.min(anchor, text.row), Math.max(anchor, text.row));
        }
        default -> {
          var _ = move(key);
        }
      }
    }

    // The command line.

    private void open(Mode kind) {
      mode = kind;
      entry.setLength(0);
    }

    private void enter(String key) {
      switch (key) {
        case Keys.ESCAPE, "\u0003" -> mode = Mode.NORMAL;
        case Keys.BACKSPACE -> {
          if (entry.isEmpty()) {
            mode = Mode.NORMAL;
          } else {
            entry.delete(entry.offsetByCodePoints(entry.length(), -1), entry.length());
          }
        }
        case Keys.ENTER -> {
          Mode was = mode;
          mode = Mode.NORMAL;
          message = "";
          if (was == Mode.COMMAND) {
            command(entry.toString().strip());
          } else {
            searched = entry.isEmpty() ? searched : entry.toString();
            backwards = was == Mode.SEARCH_BACK;
            search(backwards);
          }
        }
        default -> {
          if (Keys.isText(key)) {
            entry.append(key);
          }
        }
      }
    }

    private void command(String line) {
      switch (line) {
        case "w", "w!" -> save();
        case "wq", "x", "wq!", "x!", "wqa", "xa" -> {
          if (line.startsWith("x") && !text.changed || save()) {
            exit = 0;
          }
        }
        case "q", "qa" -> {
          if (text.changed) {
            message = "\u001b[31mE37: No write since last change (add ! to override)";
          } else {
            exit = 0;
          }
        }
        case "q!", "qa!" -> exit = 0;
        case "cq" -> exit = 1;
        case "set nu", "set number" -> numbers = true;
        case "set nonu", "set nonumber" -> numbers = false;
        case "" -> {}
        default -> more(line);
      }
    }

    private void more(String line) {
      if (line.matches("\\d{1,6}")) {
        text.moveTo(Integer.parseInt(line) - 1);
      } else if (line.equals("$")) {
        text.moveTo(text.size() - 1);
      } else if (line.matches("%?s(.).*")) {
        replace(line);
      } else if (line.startsWith("set ")) {
        message = "";
      } else {
        message = "\u001b[31mE492: Not an editor command: " + line;
      }
    }

    /// `:s/a/b/g`, `:%s/a/b/g` with plain text.
    private void replace(String line) {
      boolean all = line.startsWith("%");
      String body = line.substring(all ? 2 : 1);
      String[] parts =
          body.substring(1).split(java.util.regex.Pattern.quote(body.substring(0, 1)), -1);
      if (parts.length < 2 || parts[0].isEmpty()) {
        message = "\u001b[31mE486: Pattern not found";
        return;
      }
      text.mark();
      int changed = 0;
      for (int i = all ? 0 : text.row; i <= (all ? text.size() - 1 : text.row); i++) {
        String before = text.line(i);
        boolean every = parts.length > 2 && parts[2].contains("g");
        String after =
            every
                ? before.replace(parts[0], parts[1])
                : before.replaceFirst(
                    java.util.regex.Pattern.quote(parts[0]),
                    java.util.regex.Matcher.quoteReplacement(parts[1]));
        if (!after.equals(before)) {
          text.set(i, after);
          changed++;
        }
      }
      message =
          changed == 0
              ? "\u001b[31mE486: Pattern not found: " + parts[0]
              : changed > 2 ? changed + " substitutions on " + changed + " lines" : "";
    }

    private boolean save() {
      if (path.isEmpty()) {
        message = "\u001b[31mE32: No file name";
        return false;
      }
      try {
        String content = text.content();
        context.files(files -> files.write(path, content, "learner", context.cluster().now()));
        text.changed = false;
        message = "\"" + name() + "\" " + text.size() + "L, " + content.length() + "B written";
        return true;
      } catch (FileError e) {
        message = "\u001b[31mE212: Can't open file for writing: " + e.reason().words();
        return false;
      }
    }
  }
}
