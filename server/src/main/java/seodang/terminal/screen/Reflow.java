package seodang.terminal.screen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lays out again, for another width, the text that took more than one row.
final class Reflow {
  private final Page page;
  private final int old;
  private final int height;
  private final List<Row> all = new ArrayList<>();
  private int base;
  private int y;

  private Reflow(Page page, int old, int height) {
    this.page = page;
    this.old = old;
    this.height = height;
    y = page.y;
  }

  /// @param old the width that the rows were written for
  static void lay(Page page, int old, int height) {
    Reflow reflow = new Reflow(page, old, height);
    reflow.gather();
    if (page.columns > old) {
      reflow.widen();
    } else {
      reflow.narrow();
    }
    reflow.give();
  }

  private void gather() {
    int widest = Math.max(old, page.columns);
    List<Row> past = new ArrayList<>();
    while (page.past.size() > 0) {
      past.add(page.past.takeLast(widest));
    }
    all.addAll(past.reversed());
    base = all.size();
    all.addAll(page.rows);
  }

  private void give() {
    while (all.size() < base + height) {
      all.add(page.blank(Style.PLAIN));
    }
    for (Row row : all) {
      row.resize(page.columns);
    }
    all.subList(0, base).forEach(page.past::add);
    page.rows = new ArrayList<>(all.subList(base, base + height));
    page.y = y;
  }

  /// Whether the cursor stands in these rows.
  private boolean holdsCursor(int from, int to) {
    return base + y >= from && base + y < to;
  }

  private void widen() {
    int removed = 0;
    for (int from = 0; from < all.size(); from++) {
      int to = from + 1;
      while (to < all.size() && all.get(to).wrapped) {
        to++;
      }
      // The cursor's place is counted in rows as they were.
      if (to - from > 1 && !holdsCursor(from + removed, to + removed)) {
        List<Row> group = all.subList(from, to);
        List<Row> laid = split(group);
        removed += group.size() - laid.size();
        group.clear();
        group.addAll(laid);
        to = from + laid.size();
      }
      from = to - 1;
    }
    page.savedY = Math.max(0, page.savedY - removed);
    for (int i = 0; i < removed; i++) {
      if (base > 0) {
        base--;
      } else {
        y = Math.max(0, y - 1);
      }
    }
  }

  private void narrow() {
    // From below: by where they go in. They are put in last, since all else counts rows as they
    // were.
    Map<Integer, List<Row>> inserted = new LinkedHashMap<>();
    for (int to = all.size(); to > 0; ) {
      int from = to - 1;
      while (from > 0 && all.get(from).wrapped) {
        from--;
      }
      boolean fits = to - from == 1 && all.get(from).length() <= page.columns;
      if (!fits && !holdsCursor(from, to)) {
        List<Row> laid = split(all.subList(from, to));
        while (laid.size() < to - from) {
          laid.add(page.blank(Style.PLAIN));
        }
        for (int i = from; i < to; i++) {
          all.set(i, laid.get(i - from));
        }
        inserted.put(to, laid.subList(to - from, laid.size()));
        moveDown(laid.size() - (to - from));
      }
      to = Math.min(from, all.size());
    }
    inserted.forEach((at, rows) -> all.addAll(Math.min(at, all.size()), rows));
  }

  /// Keeps the cursor on its row when so many come above it.
  private void moveDown(int added) {
    for (int i = 0; i < added; i++) {
      if (base == 0 && y < height - 1) {
        y++;
        all.removeLast();
      } else {
        base++;
      }
    }
    page.savedY = Math.min(page.savedY + added, base + height - 1);
  }

  /// The same cells in rows of the new width, a wide character never over two.
  private List<Row> split(List<Row> group) {
    List<Row> laid = new ArrayList<>();
    Row row = null;
    int at = 0;
    for (int i = 0; i < group.size(); i++) {
      Row source = group.get(i);
      int length = used(group, i);
      for (int x = 0; x < length; x++) {
        int width = source.width(x);
        if (row == null || at + width > page.columns) {
          row = page.blank(Style.PLAIN);
          row.wrapped = !laid.isEmpty() || group.getFirst().wrapped;
          laid.add(row);
          at = 0;
        }
        row.set(at++, source.text(x), source.style(x));
      }
    }
    return laid.isEmpty() ? new ArrayList<>(group.subList(0, 1)) : laid;
  }

  /// The cells of a row that belong to the text: of the last those that hold something, of others
  /// all but one that a wide character left empty.
  private int used(List<Row> group, int i) {
    Row row = group.get(i);
    if (i == group.size() - 1) {
      return row.length();
    }
    boolean left = row.isEmpty(old - 1) && group.get(i + 1).width(0) == 2;
    return left ? old - 1 : old;
  }
}
