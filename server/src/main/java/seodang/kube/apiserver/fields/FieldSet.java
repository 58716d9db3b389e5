package seodang.kube.apiserver.fields;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;

/// Operations on sets of fields in their `fieldsV1` form. What does not change is shared.
final class FieldSet {
  static final Json.Object EMPTY = Json.object();
  private static final String SELF = ".";

  private FieldSet() {}

  private static boolean isMember(Json.Object node) {
    return node.isEmpty() || node.has(SELF);
  }

  /// A node from its parts; null when nothing is in it.
  static Json.@Nullable Object node(boolean member, Json.Object children) {
    if (children.isEmpty()) {
      return member ? EMPTY : null;
    }
    return member ? children.with(SELF, EMPTY) : children;
  }

  static Json.Object union(Json.Object a, Json.Object b) {
    if (a == b || b.isEmpty()) {
      return a;
    }
    return a.isEmpty() ? b : children(a, b, false);
  }

  private static Json.Object children(Json.Object a, Json.Object b, boolean member) {
    Json.Object result = a.without(SELF);
    for (String key : b.keys()) {
      if (!key.equals(SELF)) {
        Json.Object theirs = b.object(key);
        Json.Object ours = a.has(key) ? a.object(key) : null;
        result = result.with(key, ours == null ? theirs : both(ours, theirs));
      }
    }
    Json.Object node = node(member, result);
    return node == null ? EMPTY : node;
  }

  private static Json.Object both(Json.Object a, Json.Object b) {
    return a.equals(b) ? a : children(a, b, isMember(a) || isMember(b));
  }

  /// The members of one set that are not in the other.
  static Json.Object difference(Json.Object a, Json.Object b) {
    Json.Object left = a.isEmpty() || b.isEmpty() ? a : minus(a, b, false);
    return left == null ? EMPTY : left;
  }

  private static Json.@Nullable Object minus(Json.Object a, Json.Object b, boolean member) {
    ObjectBuilder left = new ObjectBuilder();
    a.forEach((key, value) -> {
      if (key.equals(SELF)) {
        return;
      }
      Json.Object ours = (Json.Object) value;
      Json.Object kept = ours;
      if (b.has(key)) {
        Json.Object theirs = b.object(key);
        kept = minus(ours, theirs, isMember(ours) && !isMember(theirs));
      }
      if (kept != null) {
        left.put(key, kept);
      }
    });
    return node(member, left.build());
  }

  static Json.Object intersection(Json.Object a, Json.Object b) {
    Json.Object common = common(a, b, false);
    return common == null ? EMPTY : common;
  }

  private static Json.@Nullable Object common(Json.Object a, Json.Object b, boolean member) {
    ObjectBuilder found = new ObjectBuilder();
    a.forEach((key, value) -> {
      if (!key.equals(SELF) && b.has(key)) {
        Json.Object ours = (Json.Object) value;
        Json.Object theirs = b.object(key);
        Json.Object both = common(ours, theirs, isMember(ours) && isMember(theirs));
        if (both != null) {
          found.put(key, both);
        }
      }
    });
    return node(member, found.build());
  }

  static boolean has(Json.Object set, String element) {
    return set.has(element) && isMember(set.object(element));
  }

  /// The set below an element; empty when there is nothing.
  static Json.Object below(Json.Object set, String element) {
    return set.object(element).without(SELF);
  }

  /// Every member as a path in the way messages write it: `.spec.ports[port=80,protocol="TCP"]`.
  static List<String> paths(Json.Object set) {
    List<String> paths = new ArrayList<>();
    collect("", set, paths);
    return paths;
  }

  private static void collect(String prefix, Json.Object set, List<String> paths) {
    set.forEach((key, value) -> {
      if (!key.equals(SELF) && isMember((Json.Object) value)) {
        paths.add(prefix + shown(key));
      }
    });
    set.forEach((key, value) -> {
      if (!key.equals(SELF)) {
        collect(prefix + shown(key), (Json.Object) value, paths);
      }
    });
  }

  /// An element as messages write it.
  static String shown(String element) {
    String rest = element.substring(2);
    return switch (element.charAt(0)) {
      case 'f' -> "." + rest;
      case 'k' -> {
        StringBuilder keys = new StringBuilder();
        Json.parseObject(rest)
            .forEach((name, value) ->
                keys.append(keys.isEmpty() ? "" : ",").append(name).append('=').append(value));
        yield "[" + keys + "]";
      }
      case 'v' -> "[=" + rest + "]";
      default -> "[" + rest + "]";
    };
  }
}
