package seodang.json;

import org.jspecify.annotations.Nullable;

/// JSON Patch (RFC 6902).
public final class JsonPatch {
  /// An operation that cannot be carried out.
  public static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message, null, false, false);
    }
  }

  private JsonPatch() {}

  /// As the library the API server uses does it: `replace` of a member that is not there adds it,
  /// indexes below zero count from the end.
  ///
  /// @throws Failure when an operation's path does not exist, or a test fails
  public static Json apply(Json target, Json.Array operations) {
    Json result = target;
    for (Json.Object operation : operations.objects()) {
      String path = operation.text("path");
      Json value = operation.get("value");
      result =
          switch (operation.text("op")) {
            case "add" -> change(result, path, Json.Null.NULL, value, true);
            case "replace" -> change(result, path, Json.Null.NULL, value, false);
            case "remove" -> change(result, path, null, null, false);
            case "move" -> {
              Json moved = read(result, operation.text("from"));
              Json without = change(result, operation.text("from"), null, null, false);
              yield change(without, path, Json.Null.NULL, moved, true);
            }
            case "copy" ->
                change(result, path, Json.Null.NULL, found(result, operation.text("from")), true);
            case "test" -> {
              if (!found(result, path).equals(value == null ? Json.Null.NULL : value)) {
                throw new Failure("testing value " + path + " failed: test failed");
              }
              yield result;
            }
            default -> throw new Failure("Unexpected kind: " + operation.text("op"));
          };
    }
    return result;
  }

  /// The value a pointer (RFC 6901) leads to.
  public static Json read(Json value, String pointer) {
    Json here = value;
    for (String token : tokens(pointer)) {
      Json next =
          switch (here) {
            case Json.Object o -> o.get(token);
            case Json.Array a -> {
              int i = index(token, a.size() - 1);
              yield a.get(i);
            }
            default -> null;
          };
      if (next == null) {
        throw new Failure("path does not exist: " + pointer);
      }
      here = next;
    }
    return here;
  }

  /// For a test or a copy: a member that is not there counts as null.
  private static Json found(Json value, String pointer) {
    int last = pointer.lastIndexOf('/');
    if (last >= 0
        && read(value, pointer.substring(0, last)) instanceof Json.Object o
        && !o.has(tokens(pointer.substring(last))[0])) {
      return Json.Null.NULL;
    }
    return read(value, pointer);
  }

  private static String[] tokens(String pointer) {
    if (pointer.isEmpty()) {
      return new String[0];
    }
    if (pointer.charAt(0) != '/') {
      throw new Failure("not a pointer: " + pointer);
    }
    String[] tokens = pointer.substring(1).split("/", -1);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = tokens[i].replace("~1", "/").replace("~0", "~");
    }
    return tokens;
  }

  private static int index(String token, int last) {
    try {
      int given = Integer.parseInt(token);
      int i = given < 0 ? given + last + 1 : given;
      if (i >= 0 && i <= last) {
        return i;
      }
    } catch (NumberFormatException e) {
      throw new Failure("not an index: " + token);
    }
    throw new Failure("index out of bounds: " + token);
  }

  private static Json change(
      Json root, String pointer, @Nullable Json keep, @Nullable Json value, boolean insert) {
    Json put = keep == null ? null : value == null ? Json.Null.NULL : value;
    return change(root, tokens(pointer), 0, put, insert);
  }

  private static Json change(
      Json here, String[] tokens, int i, @Nullable Json value, boolean insert) {
    if (i == tokens.length) {
      if (value == null) {
        throw new Failure("the whole document cannot be removed");
      }
      return value;
    }
    boolean last = i == tokens.length - 1;
    String token = tokens[i];
    return switch (here) {
      case Json.Object o -> {
        if (last) {
          if (value == null && !o.has(token)) {
            throw new Failure("path does not exist: " + token);
          }
          yield value == null ? o.without(token) : o.with(token, value);
        }
        Json child = o.get(token);
        if (child == null) {
          throw new Failure("path does not exist: " + token);
        }
        yield o.with(token, change(child, tokens, i + 1, value, insert));
      }
      case Json.Array a -> {
        if (!last) {
          int at = index(token, a.size() - 1);
          yield a.with(at, change(a.get(at), tokens, i + 1, value, insert));
        }
        if (value == null) {
          yield a.without(index(token, a.size() - 1));
        }
        if (insert) {
          yield a.insert(token.equals("-") ? a.size() : index(token, a.size()), value);
        }
        yield a.with(index(token, a.size() - 1), value);
      }
      default -> throw new Failure("path does not exist: " + token);
    };
  }
}
