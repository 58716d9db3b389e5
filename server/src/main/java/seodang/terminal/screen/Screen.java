package seodang.terminal.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.shell.Cells;

/// What a window shows that is given what a terminal writes: rows, colours, cursor, modes, and the
/// rows that went up out of sight. It does as xterm.js does. Not safe for threads.
public final class Screen {
  private static final String LINE_DRAWING = "◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·";

  /// The private modes that a window must be told of.
  private static final List<Integer> MODES = List.of(1, 9, 1000, 1002, 1003, 1004, 1006, 2004);

  private final Escapes escapes = new Escapes(new Handler());
  private final Page normal;
  private final Page full;
  private Page page;
  private long style = Style.PLAIN;
  private final Map<Integer, Boolean> modes = new TreeMap<>();
  private boolean wraps = true;
  private boolean origin;
  private boolean inserts;
  private boolean newlines;
  private boolean hidden;
  private boolean keypad;
  private final boolean[] drawing = new boolean[2];
  private int charset;

  /// What a combining character combines with; 0 for nothing.
  private int before;

  /// Whether the character before was written just so, with nothing in between.
  private boolean goesOn;

  /// @param kept rows that are kept when they went up out of sight
  public Screen(int columns, int rows, int kept) {
    normal = new Page(columns, rows, kept);
    full = new Page(columns, rows, 0);
    page = normal;
  }

  public void write(String text) {
    goesOn = false;
    escapes.write(text);
  }

  public void resize(int columns, int rows) {
    normal.resize(columns, rows);
    full.resize(columns, rows);
  }

  public int columns() {
    return page.columns;
  }

  /// What can be read, a text for each row, without blanks at its end.
  public List<String> text() {
    return page.rows.stream().map(row -> row.read(page.columns)).toList();
  }

  /// From 0.
  public int cursorRow() {
    return page.y;
  }

  /// From 0; the number of columns when the last of them was just written.
  public int cursorColumn() {
    return page.x;
  }

  /// What makes a fresh window of the same size show all this.
  public String snapshot() {
    StringBuilder out = new StringBuilder();
    draw(out, normal, past(), page == normal);
    if (page == full) {
      cursor(out, normal.savedX, normal.savedY - normal.past.size());
      out.append(Style.sgr(normal.savedStyle)).append("\u001b[?1049h\u001b[H");
      draw(out, full, List.of(), true);
    }
    settings(out);
    return out.toString();
  }

  /// What makes a window that missed something show what is in sight.
  public String repaint() {
    StringBuilder out = new StringBuilder("\u0018\u001b[0m\u001b[r");
    out.append("\u001b[?1049").append(page == full ? 'h' : 'l').append("\u001b[H\u001b[2J");
    draw(out, page, List.of(), true);
    settings(out);
    return out.toString();
  }

  private void settings(StringBuilder out) {
    out.append(Style.sgr(style));
    modes.forEach((mode, on) -> out.append("\u001b[?").append(mode).append(on ? 'h' : 'l'));
    if (page.top != 0 || page.bottom != page.height() - 1) {
      out.append("\u001b7\u001b[").append(page.top + 1).append(';').append(page.bottom + 1);
      out.append("r\u001b8");
    }
    out.append(wraps ? "" : "\u001b[?7l").append(inserts ? "\u001b[4h" : "");
    out.append(hidden ? "\u001b[?25l" : "").append(keypad ? "\u001b=" : "");
  }

  private List<Row> past() {
    List<Row> rows = new ArrayList<>();
    while (normal.past.size() > 0) {
      rows.addFirst(normal.past.takeLast(normal.columns));
    }
    rows.forEach(normal.past::add);
    return rows;
  }

  /// The rows one after another, and the cursor at its place.
  private static void draw(StringBuilder out, Page page, List<Row> past, boolean placed) {
    List<Row> rows = new ArrayList<>(past);
    rows.addAll(page.rows);
    int last = rows.size() - 1;
    // Below what is in sight nothing need be drawn, unless it is what pushes the past out of sight.
    while (past.isEmpty() && last > page.y && rows.get(last).length() == 0) {
      last--;
    }
    for (int i = 0; i <= last; i++) {
      Row row = rows.get(i);
      Row next = i < last && rows.get(i + 1).wrapped ? rows.get(i + 1) : null;
      if (i > 0 && !row.wrapped) {
        out.append("\r\n");
      }
      cells(out, row, page.columns, next);
    }
    if (placed) {
      int up = last - past.size() - page.y;
      out.append('\r').append(up > 0 ? "\u001b[" + up + "A" : "");
      boolean beyond = page.x >= page.columns;
      int x = !beyond ? page.x : page.columns - (page.row().isHalf(page.columns - 1) ? 2 : 1);
      out.append(x > 0 ? "\u001b[" + x + "C" : "");
      if (beyond) {
        // Behind the last column it comes only by writing there.
        String text = page.row().text(x);
        out.append(Style.sgr(page.row().style(x))).append(text == null ? " " : text);
      }
    }
  }

  private static void cursor(StringBuilder out, int x, int y) {
    out.append("\u001b[").append(Math.max(0, y) + 1).append(';').append(x + 1).append('H');
  }

  /// @param next the row that goes on this one, if any: then this one is written to its end
  private static void cells(StringBuilder out, Row row, int columns, @Nullable Row next) {
    int end = columns;
    if (next == null) {
      int length = row.length();
      while (end > length && row.style(end - 1) == Style.PLAIN) {
        end--;
      }
    } else if (row.isEmpty(end - 1) && next.width(0) == 2) {
      // The wide character that found no room leaves the cell by itself.
      end--;
    }
    long look = Style.PLAIN;
    for (int x = 0; x < end; x += Math.max(1, row.width(x))) {
      String cell = row.width(x) == 2 && x == columns - 1 ? null : row.text(x);
      if (row.style(x) != look) {
        look = row.style(x);
        out.append(Style.sgr(look));
      }
      out.append(cell == null ? " " : cell);
    }
    out.append(look == Style.PLAIN ? "" : Style.sgr(Style.PLAIN));
  }

  // What is written.

  private void restrict(int most) {
    page.x = Math.clamp(page.x, 0, most);
    page.y =
        origin
            ? Math.clamp(page.y, page.top, page.bottom)
            : Math.clamp(page.y, 0, page.height() - 1);
  }

  private void move(long x, long y) {
    page.x = Math.clamp(x, 0, page.columns - 1);
    long row = origin ? page.top + y : y;
    page.y = Math.clamp(row, origin ? page.top : 0, origin ? page.bottom : page.height() - 1);
  }

  /// In origin mode xterm.js counts even what is relative from the scrolling part's top.
  private void moveBy(long x, long y) {
    restrict(page.columns - 1);
    move(page.x + x, page.y + y);
  }

  private void up(int count) {
    int room = page.y - page.top;
    moveBy(0, -(room >= 0 ? Math.min(room, count) : count));
  }

  private void down(int count) {
    int room = page.bottom - page.y;
    moveBy(0, room >= 0 ? Math.min(room, count) : count);
  }

  private void lineFeed() {
    if (newlines) {
      page.x = 0;
    }
    page.y++;
    if (page.y == page.bottom + 1) {
      page.y--;
      page.scroll(Style.erased(style), false);
    } else if (page.y >= page.height()) {
      page.y = page.height() - 1;
    } else {
      page.row().wrapped = false;
    }
    if (page.x >= page.columns) {
      page.x--;
    }
  }

  private void index() {
    restrict(page.columns - 1);
    page.y++;
    if (page.y == page.bottom + 1) {
      page.y--;
      page.scroll(Style.erased(style), false);
    }
    restrict(page.columns - 1);
  }

  private void reverseIndex() {
    restrict(page.columns - 1);
    if (page.y == page.top) {
      page.rows.remove(page.bottom);
      page.rows.add(page.y, page.blank(Style.erased(style)));
    } else {
      page.y--;
      restrict(page.columns - 1);
    }
  }

  private void saveCursor() {
    page.savedX = page.x;
    page.savedY = page.past.size() + page.y;
    page.savedStyle = style;
    page.savedDrawing = drawing[charset];
  }

  private void restoreCursor() {
    page.x = page.savedX;
    page.y = Math.max(0, page.savedY - page.past.size());
    style = page.savedStyle;
    drawing[charset] = page.savedDrawing;
    restrict(page.columns - 1);
  }

  private void open(Page other) {
    if (page == other) {
      return;
    }
    if (other == full) {
      full.clear(normal.height(), Style.erased(style));
    }
    other.x = page.x;
    other.y = page.y;
    page = other;
  }

  private void put(int typed) {
    int c =
        drawing[charset] && typed >= 0x60 && typed < 0x7f
            ? LINE_DRAWING.codePointAt(typed - 0x60)
            : typed;
    int width = Cells.width(c);
    int joined = before;
    before = c;
    if (width == 0 && joined != 0 && Cells.width(joined) > 0 && page.x > 0) {
      before = joined;
      page.row().join(page.x, c);
      return;
    }
    boolean cuts = !goesOn && page.x > 0 && page.x <= page.columns;
    goesOn = true;
    if (cuts && page.row().width(page.x - 1) == 2) {
      page.row().set(page.x - 1, null, style);
    }
    if (page.x + width > page.columns && !wrap(width)) {
      return;
    }
    if (inserts) {
      page.row().insert(page.x, width, Style.erased(style));
    }
    if (page.x < page.columns) {
      page.row().set(page.x, Character.toString(c), style);
    }
    page.x++;
    if (width == 2) {
      page.row().set(page.x++, "", style);
    }
    if (page.x < page.columns && page.row().isHalf(page.x)) {
      page.row().set(page.x, null, style);
    }
  }

  private boolean wrap(int width) {
    if (!wraps) {
      page.x = page.columns - 1;
      return width != 2;
    }
    for (int x = page.x; x < page.columns; x++) {
      page.row().set(x, null, style);
    }
    page.x = 0;
    page.y++;
    if (page.y == page.bottom + 1) {
      page.y--;
      page.scroll(Style.erased(style), true);
    } else {
      page.y = Math.min(page.y, page.height() - 1);
      page.row().wrapped = true;
    }
    return true;
  }

  private void eraseRow(int y) {
    Row row = page.rows.get(y);
    for (int x = 0; x < page.columns; x++) {
      row.set(x, null, Style.erased(style));
    }
    row.wrapped = false;
  }

  private void eraseDisplay(int what) {
    restrict(page.columns);
    Row row = page.row();
    switch (what) {
      case 0 -> {
        row.erase(page.x, page.columns, Style.erased(style));
        row.wrapped &= page.x != 0;
        for (int y = page.y + 1; y < page.height(); y++) {
          eraseRow(y);
        }
      }
      case 1 -> {
        row.erase(0, page.x + 1, Style.erased(style));
        row.wrapped = false;
        if (page.x + 1 >= page.columns && page.y + 1 < page.height()) {
          page.rows.get(page.y + 1).wrapped = false;
        }
        for (int y = 0; y < page.y; y++) {
          eraseRow(y);
        }
      }
      case 2 -> {
        for (int y = 0; y < page.height(); y++) {
          eraseRow(y);
        }
      }
      case 3 -> page.past.clear();
      default -> {}
    }
  }

  private void eraseLine(int what) {
    restrict(page.columns);
    Row row = page.row();
    switch (what) {
      case 0 -> {
        row.erase(page.x, page.columns, Style.erased(style));
        row.wrapped &= page.x != 0;
      }
      case 1 -> row.erase(0, page.x + 1, Style.erased(style));
      case 2 -> {
        row.erase(0, page.columns, Style.erased(style));
        row.wrapped = false;
      }
      default -> {}
    }
  }

  /// Takes rows away at one place of the scrolling part and puts blank ones at another.
  private void shift(int gone, int fresh, int count, long fill) {
    for (int i = 0; i < Math.min(count, page.height()); i++) {
      page.rows.remove(gone);
      page.rows.add(fresh, page.blank(fill));
    }
  }

  private void insertOrDeleteLines(boolean inserted, int count) {
    restrict(page.columns - 1);
    if (page.y >= page.top && page.y <= page.bottom) {
      shift(
          inserted ? page.bottom : page.y,
          inserted ? page.y : page.bottom,
          count,
          Style.erased(style));
      page.x = 0;
    }
  }

  private void reset() {
    page = normal;
    normal.past.clear();
    normal.clear(normal.height(), Style.PLAIN);
    softReset();
    normal.x = 0;
    normal.y = 0;
    normal.resetTabs();
    modes.clear();
    newlines = false;
  }

  private void softReset() {
    hidden = false;
    page.top = 0;
    page.bottom = page.height() - 1;
    style = Style.PLAIN;
    wraps = true;
    origin = false;
    inserts = false;
    keypad = false;
    drawing[0] = false;
    drawing[1] = false;
    charset = 0;
    page.savedX = 0;
    page.savedY = page.past.size();
    page.savedStyle = style;
    page.savedDrawing = false;
  }

  private void mode(boolean dec, int mode, boolean on) {
    if (!dec) {
      inserts = mode == 4 ? on : inserts;
      newlines = mode == 20 ? on : newlines;
      return;
    }
    switch (mode) {
      case 6 -> {
        origin = on;
        move(0, 0);
      }
      case 7 -> wraps = on;
      case 25 -> hidden = !on;
      case 66 -> keypad = on;
      case 1048 -> {
        if (on) {
          saveCursor();
        } else {
          restoreCursor();
        }
      }
      case 47, 1047, 1049 -> {
        if (on && mode == 1049) {
          saveCursor();
        }
        open(on ? full : normal);
        if (!on && mode == 1049) {
          restoreCursor();
        }
      }
      default -> {
        if (MODES.contains(mode)) {
          modes.put(mode, on);
        }
      }
    }
  }

  private final class Handler implements Escapes.Screen {
    @Override
    public void print(int codePoint) {
      put(codePoint);
    }

    @Override
    public void execute(int control) {
      stop();
      switch (control) {
        case '\b' -> {
          restrict(page.columns - 1);
          page.x = Math.max(0, page.x - 1);
        }
        case '\t' -> page.tab();
        case '\n', 0x0b, '\f' -> lineFeed();
        case '\r' -> page.x = 0;
        case 0x0e -> charset = 1;
        case 0x0f -> charset = 0;
        case 0x84 -> index();
        case 0x85 -> {
          page.x = 0;
          index();
        }
        case 0x88 -> page.tabHere();
        default -> {}
      }
    }

    @Override
    public void escape(String intermediates, int last) {
      stop();
      switch (intermediates + (char) last) {
        case "7" -> saveCursor();
        case "8" -> restoreCursor();
        case "D" -> index();
        case "E" -> {
          page.x = 0;
          index();
        }
        case "H" -> page.tabHere();
        case "M" -> reverseIndex();
        case "c" -> reset();
        case "=" -> keypad = true;
        case ">" -> keypad = false;
        case "(0" -> drawing[0] = true;
        case ")0" -> drawing[1] = true;
        case "#8" -> align();
        default -> {
          if (intermediates.equals("(") || intermediates.equals(")")) {
            drawing[intermediates.equals("(") ? 0 : 1] = false;
          }
        }
      }
    }

    @Override
    public void control(Escapes.Control control) {
      String name = control.prefix() + control.intermediates() + (char) control.last();
      if (!name.equals("b")) {
        stop();
      }
      int one = control.parameter(0, 1);
      int first = control.parameter(0, 0);
      switch (name) {
        case "@" -> {
          restrict(page.columns - 1);
          page.row().insert(page.x, one, Style.erased(style));
        }
        case "A" -> up(one);
        case "B" -> down(one);
        case "C", "a" -> moveBy(one, 0);
        case "D" -> moveBy(-(long) one, 0);
        case "E" -> {
          down(one);
          page.x = 0;
        }
        case "F" -> {
          up(one);
          page.x = 0;
        }
        case "G", "`" -> move(one - 1L, page.y);
        case "H", "f" -> move(control.parameter(1, 1) - 1L, one - 1L);
        case "I" -> times(one, page::tab);
        case "J", "?J" -> eraseDisplay(first);
        case "K", "?K" -> eraseLine(first);
        case "L" -> insertOrDeleteLines(true, one);
        case "M" -> insertOrDeleteLines(false, one);
        case "P" -> {
          restrict(page.columns - 1);
          page.row().delete(page.x, one, Style.erased(style));
        }
        case "S" -> shift(page.top, page.bottom, one, Style.erased(style));
        case "T" -> shift(page.bottom, page.top, one, Style.PLAIN);
        case "X" -> {
          restrict(page.columns - 1);
          page.row()
              .erase(
                  page.x, (int) Math.min(page.columns, (long) page.x + one), Style.erased(style));
        }
        case "Z" -> times(one, page::backTab);
        case "b" -> repeat(one);
        case "d" -> move(page.x, one - 1L);
        case "e" -> moveBy(0, one);
        case "g" -> {
          if (first == 0) {
            page.noTabHere();
          } else if (first == 3) {
            page.noTabs();
          }
        }
        case "h", "?h", "l", "?l" -> {
          for (int[] parameter : control.parameters()) {
            mode(name.startsWith("?"), parameter[0], control.last() == 'h');
          }
        }
        case "m" -> style = Style.after(style, control.parameters());
        case "!p" -> softReset();
        case "r" -> region(one, control.parameter(1, 0));
        case "s" -> saveCursor();
        case "u" -> restoreCursor();
        default -> {}
      }
    }

    private void times(int count, Runnable step) {
      for (int i = 0; i < Math.min(count, page.columns); i++) {
        step.run();
      }
    }

    private void stop() {
      before = 0;
      goesOn = false;
    }

    private void repeat(int count) {
      int from = page.x - Cells.width(before);
      String text = before == 0 || from < 0 ? null : page.row().text(from);
      goesOn = false;
      for (int i = 0; text != null && i < Math.min(count, page.columns * page.height()); i++) {
        text.codePoints().forEach(Screen.this::put);
      }
      stop();
    }

    private void region(int top, int wanted) {
      int bottom = wanted == 0 || wanted > page.height() ? page.height() : wanted;
      if (bottom > top) {
        page.top = top - 1;
        page.bottom = bottom - 1;
        move(0, 0);
      }
    }

    private void align() {
      move(0, 0);
      for (Row row : page.rows) {
        for (int x = 0; x < page.columns; x++) {
          row.set(x, "E", style);
        }
        row.wrapped = false;
      }
    }
  }
}
