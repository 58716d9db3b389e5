package seodang.shell;

import java.time.Instant;
import java.util.Map;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.json.ObjectBuilder;

/// Files as JSON, whole or as the difference of two trees.
///
/// A file is `{t, m, o, c}` (text, mode, owner, changed in milliseconds), a directory `{d, m, o,
/// c}` with its children in `d`, a link `{l, c}`. In a difference a directory may carry `d` with
/// only what changed, marked `+`, and `x` with the names that are gone.
final class FileTreeJson {
  private FileTreeJson() {}

  static Json.Object write(Node node) {
    Json.Object json = Json.object("c", node.modified().toEpochMilli());
    return switch (node) {
      case Node.File f -> json.with("t", f.text()).with("m", f.mode()).with("o", f.owner());
      case Node.Link l -> json.with("l", l.target());
      case Node.Directory d -> {
        ObjectBuilder children = new ObjectBuilder();
        d.children().forEach((name, child) -> children.put(name, write(child)));
        yield json.with("d", children.build()).with("m", d.mode()).with("o", d.owner());
      }
    };
  }

  static Node.Directory readRoot(Json.Object json) {
    return read(json) instanceof Node.Directory d
        ? d
        : Node.Directory.empty(0755, "root", Instant.EPOCH);
  }

  static Node read(Json.Object json) {
    Instant changed = Instant.ofEpochMilli(json.number("c", 0));
    if (json.has("l")) {
      return new Node.Link(json.text("l"), changed);
    }
    int mode = (int) json.number("m", 0644);
    if (!json.has("d")) {
      return new Node.File(json.text("t"), mode, json.text("o"), changed);
    }
    TreePMap<String, Node> children = TreePMap.empty();
    Json.Object named = json.object("d");
    for (String name : named.keys()) {
      children = children.plus(name, read(named.object(name)));
    }
    return directory(children, mode, json.text("o"), changed);
  }

  private static Node.Directory directory(
      TreePMap<String, Node> children, int mode, String owner, Instant changed) {
    int count = 1;
    long bytes = 0;
    for (Node child : children.values()) {
      count += child.count();
      bytes += child.bytes();
    }
    return new Node.Directory(children, count, bytes, mode, owner, changed);
  }

  static Json.Object difference(Node.Directory before, Node.Directory after) {
    if (before == after) {
      return Json.object();
    }
    ObjectBuilder changed = new ObjectBuilder();
    Json.Array gone = Json.array();
    for (Map.Entry<String, Node> entry : after.children().entrySet()) {
      Node old = before.children().get(entry.getKey());
      Node now = entry.getValue();
      if (old == now) {
        continue;
      }
      if (old instanceof Node.Directory a && now instanceof Node.Directory b) {
        Json.Object inner = difference(a, b);
        if (!inner.isEmpty()) {
          changed.put(entry.getKey(), inner);
        }
      } else if (!now.equals(old)) {
        changed.put(entry.getKey(), write(now));
      }
    }
    for (String name : before.children().keySet()) {
      if (!after.children().containsKey(name)) {
        gone = gone.add(Json.text(name));
      }
    }
    Json.Object children = changed.build();
    boolean same =
        before.mode() == after.mode()
            && before.owner().equals(after.owner())
            && before.modified().equals(after.modified());
    if (same && children.isEmpty() && gone.isEmpty()) {
      return Json.object();
    }
    return Json.object("+", children, "m", after.mode(), "o", after.owner())
        .with("c", after.modified().toEpochMilli())
        .withIf("x", gone.isEmpty() ? null : gone);
  }

  static Node.Directory apply(Node.Directory base, Json.Object changes) {
    if (changes.isEmpty()) {
      return base;
    }
    TreePMap<String, Node> children = base.children();
    for (String name : changes.array("x").texts()) {
      children = children.minus(name);
    }
    Json.Object named = changes.object("+");
    for (String name : named.keys()) {
      Json.Object change = named.object(name);
      Node.Directory standing =
          children.get(name) instanceof Node.Directory d
              ? d
              : Node.Directory.empty(0755, "root", Instant.EPOCH);
      children = children.plus(name, change.has("+") ? apply(standing, change) : read(change));
    }
    return directory(
        children,
        (int) changes.number("m", base.mode()),
        changes.text("o"),
        Instant.ofEpochMilli(changes.number("c", 0)));
  }
}
