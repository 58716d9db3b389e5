package seodang.kube.apiserver.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Quantity;

/// What differs between two structures, as `cmp.Diff` of go-cmp tells it in messages about what may
/// not be changed.
///
/// Long texts are shown whole where go-cmp would cut them into what is common and what is not.
final class GoDiff {
  private static final int CONTEXT = 2;
  private static final int VERBOSE = 3;

  private GoDiff() {}

  /// @param struct of the core group: `PodSpec`
  static String of(String struct, Json.Object before, Json.Object after) {
    Node root = compare(GoShape.core(struct), before, after, true, true);
    return root.differences == 0 ? "" : Report.text(diff(root, ' ', Types.AUTO, VERBOSE));
  }

  /// Whether a value's type is told: by its kind, never, always.
  private enum Types {
    AUTO,
    ELIDED
  }

  // Comparing.

  /// Two values at one place, and what was found below.
  private static final class Node {
    final String key;
    final GoShape shape;
    final @Nullable Json before;
    final @Nullable Json after;
    final boolean had;
    final boolean has;
    final List<Node> children = new ArrayList<>();
    int same;
    int differences;
    int below;
    int depth;

    Node(
        String key,
        GoShape shape,
        @Nullable Json before,
        @Nullable Json after,
        boolean had,
        boolean has) {
      this.key = key;
      this.shape = shape;
      this.before = before;
      this.after = after;
      this.had = had;
      this.has = has;
    }

    Node leaf(boolean equal) {
      same = equal ? 1 : 0;
      differences = equal ? 0 : 1;
      return this;
    }

    void add(Node child) {
      children.add(child);
      same += child.same;
      differences += child.differences;
      below += child.below + 1;
      depth = Math.max(depth, child.depth + 1);
    }
  }

  private static Node compare(
      GoShape shape, @Nullable Json before, @Nullable Json after, boolean had, boolean has) {
    return compare("", shape, before, after, had, has);
  }

  private static Node compare(
      String key,
      GoShape shape,
      @Nullable Json before,
      @Nullable Json after,
      boolean had,
      boolean has) {
    Node node = new Node(key, shape, before, after, had, has);
    if (!had || !has) {
      return node.leaf(false);
    }
    switch (shape.kind()) {
      case TEXT, PLAIN -> {
        return node.leaf(
            Objects.equals(before, after) || shape.isZero(before) && shape.isZero(after));
      }
      case QUANTITY -> {
        return node.leaf(Quantity.of(before).compareTo(Quantity.of(after)) == 0);
      }
      case POINTER -> {
        if (before == null || after == null) {
          return node.leaf(before == after);
        }
        node.add(compare(item(shape), before, after, true, true));
      }
      case STRUCT -> {
        for (GoShape.Member member : shape.members()) {
          node.add(
              compare(
                  member.goName(),
                  member.shape(),
                  GoShape.value(member, before),
                  GoShape.value(member, after),
                  true,
                  true));
        }
      }
      case LIST -> {
        if (before == null || after == null) {
          return node.leaf(before == after);
        }
        align(shape, (Json.Array) before, (Json.Array) after).forEach(node::add);
      }
      case MAP -> {
        if (before == null || after == null) {
          return node.leaf(before == after);
        }
        Json.Object old = (Json.Object) before;
        Json.Object now = (Json.Object) after;
        TreeSet<String> keys = new TreeSet<>(old.keys());
        keys.addAll(now.keys());
        for (String k : keys) {
          node.add(compare(k, item(shape), old.get(k), now.get(k), old.has(k), now.has(k)));
        }
      }
    }
    return node;
  }

  private static GoShape item(GoShape shape) {
    return Objects.requireNonNull(shape.item());
  }

  /// Pairs items that are equal or similar, from both ends towards the middle.
  private static List<Node> align(GoShape shape, Json.Array before, Json.Array after) {
    GoShape item = item(shape);
    int low = 0;
    int most = Math.min(before.size(), after.size());
    while (low < most && isSame(item, before.get(low), after.get(low))) {
      low++;
    }
    int tail = 0;
    while (tail < most - low
        && isSame(item, before.get(before.size() - 1 - tail), after.get(after.size() - 1 - tail))) {
      tail++;
    }
    List<Node> nodes = new ArrayList<>();
    int x = 0;
    int y = 0;
    while (x < before.size() || y < after.size()) {
      boolean both = x < before.size() && y < after.size();
      boolean inTail = x >= before.size() - tail && y >= after.size() - tail;
      boolean middle = x < before.size() - tail && y < after.size() - tail;
      Node pair =
          both && (x < low || inTail || middle)
              ? compare(item, before.get(x), after.get(y), true, true)
              : null;
      if (pair != null && (x < low || inTail || pair.same + 1 >= pair.differences)) {
        nodes.add(pair);
        x++;
        y++;
      } else if (x < before.size() - tail
          && (y >= after.size() - tail || before.size() - x >= after.size() - y)) {
        nodes.add(compare(item, before.get(x++), null, true, false));
      } else {
        nodes.add(compare(item, null, after.get(y++), false, true));
      }
    }
    return nodes;
  }

  private static boolean isSame(GoShape item, Json one, Json other) {
    return compare(item, one, other, true, true).differences == 0;
  }

  // Telling differences.

  /// @param mode ` ` for a difference, `=` for what is the same, `-` and `+` for one side alone
  private static Report diff(Node node, char mode, Types types, int given) {
    int verbosity = mode == '=' ? 1 : Math.max(given, VERBOSE);
    if (node.depth == 0) {
      boolean old = mode == '-' || mode == '=' || mode == ' ';
      return value(node.shape, old ? node.before : node.after, mode, types, verbosity);
    }
    return switch (node.shape.kind()) {
      case POINTER ->
          new Report.Wrap("&", diff(node.children.getFirst(), mode, types, verbosity), "");
      default ->
          typed(
              node.shape,
              new Report.Wrap("{", new Report.Items(children(node, mode, verbosity)), "}"),
              mode,
              types);
    };
  }

  private static List<Report.Item> children(Node node, char mode, int verbosity) {
    Types types = node.shape.kind() == GoShape.Kind.STRUCT ? Types.AUTO : Types.ELIDED;
    if (mode != ' ') {
      return oneSide(node, mode, types, verbosity);
    }
    List<Report.Item> items = new ArrayList<>();
    int limit = (1 << verbosity) << 1;
    int told = 0;
    List<Node> all = node.children;
    int[] left = new int[4];
    for (int i = 0; i < all.size(); ) {
      int end = i;
      boolean same = all.get(i).differences == 0;
      while (end < all.size() && (all.get(end).differences == 0) == same) {
        end++;
      }
      if (told >= limit) {
        all.subList(i, end).forEach(n -> left[sort(n)]++);
      } else if (same) {
        equal(node, i, end, types, verbosity, items);
      } else {
        for (Node child : all.subList(i, end)) {
          changed(node, child, types, verbosity, items);
        }
        told += end - i;
      }
      i = end;
    }
    if (told >= limit && left[0] + left[1] + left[2] + left[3] > 0) {
      items.add(rest(node, left));
    }
    return items;
  }

  private static int sort(Node node) {
    return node.differences == 0 ? 0 : !node.has ? 1 : !node.had ? 2 : 3;
  }

  private static List<Report.Item> oneSide(Node node, char mode, Types types, int verbosity) {
    int limit = mode == '=' ? ((1 << verbosity) >> 1) << 2 : (1 << verbosity) << 1;
    List<Report.Item> items = new ArrayList<>();
    for (Node child : node.children) {
      if (items.size() == limit) {
        items.add(Report.Item.of("", Report.ELLIPSIS));
        break;
      }
      boolean struct = node.shape.kind() == GoShape.Kind.STRUCT;
      Json shown = mode == '+' ? child.after : child.before;
      boolean zero = child.shape.isZero(shown) || mode == '=' && child.shape.isZero(child.after);
      boolean there = mode == '+' ? child.has : child.had;
      if (there && !(struct && zero)) {
        items.add(Report.Item.of(key(node, child), diff(child, mode, types, verbosity - 1)));
      }
    }
    return items;
  }

  private static void equal(
      Node node, int from, int to, Types types, int verbosity, List<Report.Item> items) {
    int count = to - from;
    int low = from == 0 ? 0 : Math.min(CONTEXT, count);
    int high = to == node.children.size() ? 0 : Math.min(CONTEXT, count - low);
    if (count - low - high == 1) {
      high++;
    }
    for (int i = from; i < to; i++) {
      if (i < from + low || i >= to - high) {
        Node child = node.children.get(i);
        items.add(Report.Item.of(key(node, child), diff(child, '=', types, verbosity - 1)));
      } else if (i == from + low) {
        items.add(rest(node, new int[] {count - low - high, 0, 0, 0}));
      }
    }
  }

  private static void changed(
      Node node, Node child, Types types, int verbosity, List<Report.Item> items) {
    if (child.below != child.depth) {
      items.add(Report.Item.of(key(node, child), diff(child, ' ', types, verbosity - 1)));
      return;
    }
    for (char sign : new char[] {'-', '+'}) {
      if (sign == '-' ? child.had : child.has) {
        Report value = diff(child, sign, types, verbosity - 1);
        items.add(new Report.Item(sign, key(node, child), value, ""));
      }
    }
  }

  private static Report.Item rest(Node node, int[] counts) {
    String[] labels = {"identical", "removed", "inserted", "modified"};
    List<String> parts = new ArrayList<>();
    int sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i];
      if (counts[i] > 0) {
        parts.add(counts[i] + " " + labels[i]);
      }
    }
    String name =
        switch (node.shape.kind()) {
          case STRUCT -> sum > 1 ? "fields" : "field";
          case MAP -> sum > 1 ? "entries" : "entry";
          default -> sum > 1 ? "elements" : "element";
        };
    String told =
        parts.size() < 3
            ? String.join(" and ", parts)
            : String.join(", ", parts.subList(0, parts.size() - 1)) + ", and " + parts.getLast();
    return new Report.Item(' ', "", Report.ELLIPSIS, told + " " + name);
  }

  private static String key(Node node, Node child) {
    return node.shape.kind() == GoShape.Kind.MAP ? mapKey(node.shape, child.key) : child.key;
  }

  /// Names of resources are texts that know how to print themselves.
  private static String mapKey(GoShape map, String key) {
    return (map.name().endsWith("ResourceList") ? "s" : "") + GoWords.quote(key);
  }

  // Telling values.

  private static Report value(
      GoShape shape, @Nullable Json value, char mode, Types types, int verbosity) {
    return switch (shape.kind()) {
      case TEXT -> string("", value instanceof Json.Text t ? t.value() : "", verbosity);
      case PLAIN -> plain(shape, value, mode, types, verbosity);
      case QUANTITY -> quantity(shape, value, mode, types, verbosity);
      case POINTER -> {
        if (value == null) {
          yield Report.NIL;
        }
        yield item(shape).name().endsWith("LabelSelector")
            ? string("s", selector((Json.Object) value), verbosity)
            : new Report.Wrap("&", value(item(shape), value, mode, types, verbosity), "");
      }
      case STRUCT -> {
        List<Report.Item> items = new ArrayList<>();
        for (GoShape.Member member : shape.members()) {
          Json inner = GoShape.value(member, value);
          if (member.shape().isZero(inner)) {
            continue;
          }
          if (items.size() == limit(verbosity)) {
            items.add(Report.Item.of("", Report.ELLIPSIS));
            break;
          }
          items.add(
              Report.Item.of(
                  member.goName(), value(member.shape(), inner, mode, Types.AUTO, verbosity - 1)));
        }
        yield typed(shape, braces(items), mode, types);
      }
      case LIST -> {
        if (!(value instanceof Json.Array array)) {
          yield Report.NIL;
        }
        List<Report.Item> items = new ArrayList<>();
        for (Json each : array) {
          if (items.size() == limit(verbosity)) {
            items.add(Report.Item.of("", Report.ELLIPSIS));
            break;
          }
          items.add(
              Report.Item.of("", value(item(shape), each, mode, Types.ELIDED, verbosity - 1)));
        }
        yield typed(shape, braces(items), mode, types);
      }
      case MAP -> {
        if (!(value instanceof Json.Object object)) {
          yield Report.NIL;
        }
        List<Report.Item> items = new ArrayList<>();
        for (String key : new TreeSet<>(object.keys())) {
          if (items.size() == limit(verbosity)) {
            items.add(Report.Item.of("", Report.ELLIPSIS));
            break;
          }
          items.add(
              Report.Item.of(
                  mapKey(shape, key),
                  value(item(shape), object.get(key), mode, Types.ELIDED, verbosity - 1)));
        }
        yield typed(shape, braces(items), mode, types);
      }
    };
  }

  private static Report braces(List<Report.Item> items) {
    return new Report.Wrap("{", new Report.Items(items), "}");
  }

  private static int limit(int verbosity) {
    return ((1 << Math.max(0, verbosity)) >> 1) << 2;
  }

  private static Report plain(
      GoShape shape, @Nullable Json value, char mode, Types types, int verbosity) {
    if (!shape.name().endsWith("IntOrString")) {
      return new Report.Line(
          value == null ? (shape.name().equals("bool") ? "false" : "0") : value.toString());
    }
    List<Report.Item> items = new ArrayList<>();
    if (value instanceof Json.Text t) {
      items.add(Report.Item.of("Type", new Report.Line("1")));
      items.add(Report.Item.of("StrVal", string("", t.value(), verbosity - 1)));
    } else if (!shape.isZero(value)) {
      items.add(Report.Item.of("IntVal", new Report.Line(String.valueOf(value))));
    }
    return typed(shape, braces(items), mode, types);
  }

  private static Report quantity(
      GoShape shape, @Nullable Json value, char mode, Types types, int verbosity) {
    String go = GoValue.quantity(value);
    String number = go.replaceFirst(".*\\{value:(-?\\d+), scale:(-?\\d+)\\}.*", "$1");
    String scale = go.replaceFirst(".*\\{value:(-?\\d+), scale:(-?\\d+)\\}.*", "$2");
    String format = go.replaceFirst(".*Format:\"(\\w+)\".*", "$1");
    List<Report.Item> amount = new ArrayList<>();
    if (!number.equals("0")) {
      amount.add(Report.Item.of("value", new Report.Line(number)));
    }
    if (!scale.equals("0")) {
      amount.add(Report.Item.of("scale", new Report.Line(scale)));
    }
    List<Report.Item> items = new ArrayList<>();
    if (!amount.isEmpty()) {
      List<Report.Item> shown =
          verbosity > 1 ? amount : List.of(Report.Item.of("", Report.ELLIPSIS));
      String type = mode == '=' ? "" : "resource.int64Amount";
      items.add(Report.Item.of("i", new Report.Wrap(type + "{", new Report.Items(shown), "}")));
    }
    items.add(Report.Item.of("s", string("", Quantity.of(value).toString(), verbosity)));
    items.add(Report.Item.of("Format", string("", format, verbosity)));
    return typed(shape, braces(items), mode, types);
  }

  private static Report string(String prefix, String text, int verbosity) {
    int most = (1 << Math.max(0, verbosity)) << 5;
    return text.length() > most + 3
        ? new Report.Line(prefix + quoted(text.substring(0, most)) + "...")
        : new Report.Line(prefix + quoted(text));
  }

  private static String quoted(String text) {
    String quoted = GoWords.quote(text);
    boolean raw = text.codePoints().noneMatch(c -> c == '`' || c == '\n' || c < ' ' && c != '\t');
    return quoted.length() == text.length() + 2 || !raw ? quoted : "`" + text + "`";
  }

  /// As its generated `String` method prints it.
  private static String selector(Json.Object selector) {
    StringBuilder text = new StringBuilder("&LabelSelector{MatchLabels:map[string]string{");
    for (Map.Entry<String, String> label : selector.object("matchLabels").texts().entrySet()) {
      text.append(label.getKey()).append(": ").append(label.getValue()).append(',');
    }
    text.append("},MatchExpressions:[]LabelSelectorRequirement{");
    for (Json.Object one : selector.array("matchExpressions").objects()) {
      text.append("LabelSelectorRequirement{Key:")
          .append(one.text("key"))
          .append(",Operator:")
          .append(one.text("operator"))
          .append(",Values:[")
          .append(String.join(" ", one.array("values").texts()))
          .append("],},");
    }
    return text.append("},}").toString();
  }

  private static Report typed(GoShape shape, Report value, char mode, Types types) {
    return types == Types.ELIDED || mode == '=' ? value : new Report.Wrap(shape.name(), value, "");
  }
}
