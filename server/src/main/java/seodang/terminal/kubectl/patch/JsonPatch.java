package seodang.terminal.kubectl.patch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;

/// JSON Patch (RFC 6902), applied.
public final class JsonPatch {
  private JsonPatch() {}

  /// @throws KubectlError when an operation does not fit the object
  public static Json.Object apply(Json.Object target, Json patch) {
    if (!(patch instanceof Json.Array operations)) {
      throw new KubectlError("json: cannot unmarshal object into Go value of type jsonpatch.Patch");
    }
    Json result = target;
    for (Json.Object operation : operations.objects()) {
      result = one(result, operation);
    }
    return result instanceof Json.Object object ? object : target;
  }

  private static Json one(Json target, Json.Object operation) {
    String path = operation.text("path");
    Json value = operation.get("value");
    return switch (operation.text("op")) {
      case "add" -> change(target, parts(path), 0, Kind.ADD, value);
      case "replace" -> change(target, parts(path), 0, Kind.REPLACE, value);
      case "remove" -> change(target, parts(path), 0, Kind.REMOVE, null);
      case "copy" -> change(target, parts(path), 0, Kind.ADD, find(target, operation.text("from")));
      case "move" -> {
        Json moved = find(target, operation.text("from"));
        Json without = change(target, parts(operation.text("from")), 0, Kind.REMOVE, null);
        yield change(without, parts(path), 0, Kind.ADD, moved);
      }
      case "test" -> {
        if (!find(target, path).equals(value)) {
          throw new KubectlError("testing value " + path + " failed: test failed");
        }
        yield target;
      }
      default -> throw new KubectlError("Unexpected kind: " + operation.text("op"));
    };
  }

  private enum Kind {
    ADD,
    REPLACE,
    REMOVE
  }

  private static List<String> parts(String path) {
    return path.isEmpty()
        ? List.of()
        : List.of(path.substring(1).split("/", -1)).stream()
            .map(p -> p.replace("~1", "/").replace("~0", "~"))
            .toList();
  }

  private static KubectlError missing(Kind kind, String path) {
    return new KubectlError(
        kind.name().toLowerCase(java.util.Locale.ROOT)
            + " operation does not apply: doc is missing path: \"/"
            + path
            + "\": missing value");
  }

  private static Json find(Json target, String path) {
    Json here = target;
    for (String part : parts(path)) {
      Json next =
          here instanceof Json.Object o
              ? o.get(part)
              : here instanceof Json.Array a && index(part, a.size()) < a.size()
                  ? a.get(index(part, a.size()))
                  : null;
      if (next == null) {
        throw missing(Kind.REPLACE, path.substring(1));
      }
      here = next;
    }
    return here;
  }

  private static int index(String part, int size) {
    return part.matches("[0-9]{1,9}") ? Integer.parseInt(part) : size;
  }

  private static Json change(
      Json target, List<String> path, int at, Kind kind, @Nullable Json value) {
    if (at == path.size()) {
      return value == null ? Json.Null.NULL : value;
    }
    String part = path.get(at);
    boolean last = at == path.size() - 1;
    String full = String.join("/", path);
    if (target instanceof Json.Object object) {
      Json child = object.get(part);
      if (child == null && !(last && kind == Kind.ADD)) {
        throw missing(kind, full);
      }
      if (last && kind == Kind.REMOVE) {
        return object.without(part);
      }
      return object.with(
          part, change(child == null ? Json.Null.NULL : child, path, at + 1, kind, value));
    }
    if (!(target instanceof Json.Array array)) {
      throw missing(kind, full);
    }
    int index = part.equals("-") ? array.size() : index(part, array.size() + 1);
    if (index > array.size() || (index == array.size() && !(last && kind == Kind.ADD))) {
      throw missing(kind, full);
    }
    if (last && kind == Kind.REMOVE) {
      return array.without(index);
    }
    if (last && kind == Kind.ADD) {
      return array.insert(index, value == null ? Json.Null.NULL : value);
    }
    return array.with(index, change(array.get(index), path, at + 1, kind, value));
  }
}
