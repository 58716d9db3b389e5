package seodang.json;

import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects members in any order into a [Json.Object]; of two members with one name the later wins.
public final class ObjectBuilder {
  private static final int MANY = 64;

  private String[] keys = new String[8];
  private Json[] values = new Json[8];
  private int size;

  /// All members once there are many in no order, so that reading a large object costs no square.
  private @Nullable TreeMap<String, Json> tree;

  public ObjectBuilder put(String key, Json value) {
    if (tree != null) {
      tree.put(key, value);
      return this;
    }
    int at = size;
    if (size >= MANY && keys[size - 1].compareTo(key) > 0) {
      tree = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        tree.put(keys[i], values[i]);
      }
      tree.put(key, value);
      return this;
    }
    while (at > 0) {
      int order = keys[at - 1].compareTo(key);
      if (order == 0) {
        values[at - 1] = value;
        return this;
      }
      if (order < 0) {
        break;
      }
      at--;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    System.arraycopy(keys, at, keys, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    keys[at] = Sharing.name(key);
    values[at] = value;
    size++;
    return this;
  }

  public Json.Object build() {
    if (tree != null) {
      String[] names = tree.keySet().stream().map(Sharing::name).toArray(String[]::new);
      return new Json.Object(names, tree.values().toArray(new Json[0]));
    }
    return size == 0
        ? Json.Object.EMPTY
        : new Json.Object(Arrays.copyOf(keys, size), Arrays.copyOf(values, size));
  }
}
