package seodang.kube.apiserver.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Text that fits on a line or is laid out over several, as go-cmp's `report_text.go` does it.
sealed interface Report {
  int COLUMNS = 80;

  Line NIL = new Line("nil");
  Line ELLIPSIS = new Line("...");

  record Line(String text) implements Report {}

  record Wrap(String prefix, Report value, String suffix) implements Report {}

  record Items(List<Item> items) implements Report {}

  /// @param sign `-`, `+`, or blank
  /// @param comment after it; `""` for none
  record Item(char sign, String key, Report value, String comment) {
    static Item of(String key, Report value) {
      return new Item(' ', key, value, "");
    }
  }

  /// The whole, each line with its sign.
  static String text(Report report) {
    StringBuilder out = new StringBuilder();
    indent(out, ' ', 0);
    expand(compact(report, ' '), out, ' ', 0);
    return out.append('\n').toString();
  }

  private static void indent(StringBuilder out, char sign, int depth) {
    out.append(sign == ' ' ? '\u00a0' : sign).append('\u00a0').append("\t".repeat(depth));
  }

  /// The same with whatever fits on a line made one.
  private static Report compact(Report report, char sign) {
    return switch (report) {
      case Line line -> line;
      case Wrap wrap -> {
        Report value = compact(wrap.value(), sign);
        yield value instanceof Line line
            ? new Line(wrap.prefix() + line.text() + wrap.suffix())
            : new Wrap(wrap.prefix(), value, wrap.suffix());
      }
      case Items list -> {
        List<Item> items = new ArrayList<>();
        boolean several = false;
        StringBuilder all = new StringBuilder();
        for (Item item : list.items()) {
          char own = item.sign() == ' ' ? sign : item.sign();
          Report value = compact(item.value(), own);
          several |= item.sign() != ' ' || !(value instanceof Line) || !item.comment().isEmpty();
          all.append(all.isEmpty() ? "" : ", ");
          all.append(item.key().isEmpty() ? "" : item.key() + ": ").append(flat(value));
          items.add(new Item(item.sign(), item.key(), value, item.comment()));
        }
        several |= sign != ' ' && all.length() > COLUMNS;
        yield several ? new Items(items) : new Line(all.toString());
      }
    };
  }

  private static String flat(Report report) {
    return switch (report) {
      case Line line -> line.text();
      case Wrap wrap -> wrap.prefix() + flat(wrap.value()) + wrap.suffix();
      case Items list -> {
        StringBuilder all = new StringBuilder();
        for (Item item : list.items()) {
          all.append(all.isEmpty() ? "" : ", ");
          all.append(item.key().isEmpty() ? "" : item.key() + ": ").append(flat(item.value()));
        }
        yield all.toString();
      }
    };
  }

  private static void expand(Report report, StringBuilder out, char sign, int depth) {
    switch (report) {
      case Line line -> out.append(line.text());
      case Wrap wrap -> {
        out.append(wrap.prefix());
        expand(wrap.value(), out, sign, depth);
        out.append(wrap.suffix());
      }
      case Items list -> {
        expand(list.items(), out, sign, depth + 1);
        out.append('\n');
        indent(out, sign, depth);
      }
    }
  }

  private static void expand(List<Item> items, StringBuilder out, char sign, int depth) {
    boolean simple =
        items.stream()
            .allMatch(i ->
                i.sign() == ' '
                    && i.key().isEmpty()
                    && i.comment().isEmpty()
                    && i.value() instanceof Line);
    if (simple) {
      batches(items, out, sign, depth);
      return;
    }
    int[] keys = padding(items, i -> i.key().isEmpty() || !(i.value() instanceof Line));
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      char own = item.sign() == ' ' ? sign : item.sign();
      out.append('\n');
      indent(out, own, depth);
      out.append(item.key().isEmpty() ? "" : item.key() + ": ").append(" ".repeat(keys[i]));
      expand(item.value(), out, own, depth);
      out.append(item.value().equals(ELLIPSIS) ? "" : ",");
      out.append(item.comment().isEmpty() ? "" : " // " + item.comment());
    }
  }

  private static void batches(List<Item> items, StringBuilder out, char sign, int depth) {
    StringBuilder batch = new StringBuilder();
    for (Item item : items) {
      String text = flat(item.value());
      if (!batch.isEmpty() && batch.length() + text.length() + 2 > COLUMNS) {
        out.append('\n');
        indent(out, sign, depth);
        out.append(batch.toString().stripTrailing());
        batch.setLength(0);
      }
      batch.append(text).append(", ");
    }
    out.append('\n');
    indent(out, sign, depth);
    out.append(batch.toString().stripTrailing());
  }

  /// Blanks after each key, so that values of neighbouring lines stand below each other.
  private static int[] padding(List<Item> items, Predicate<Item> skipped) {
    int[] padding = new int[items.size()];
    int start = 0;
    for (int i = 0; i <= items.size(); i++) {
      if (i == items.size() || skipped.test(items.get(i))) {
        int longest = 0;
        for (int j = start; j < i; j++) {
          longest = Math.max(longest, items.get(j).key().length());
        }
        for (int j = start; j < i; j++) {
          padding[j] = longest - items.get(j).key().length();
        }
        start = i + 1;
      }
    }
    return padding;
  }
}
