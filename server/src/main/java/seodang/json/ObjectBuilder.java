package seodang.json;

import java.util.Arrays;

/// Collects members in any order into a [Json.Object]; of two members with one name the later wins.
public final class ObjectBuilder {
  private String[] keys = new String[8];
  private Json[] values = new Json[8];
  private int size;
  private boolean sorted = true;

  public ObjectBuilder put(String key, Json value) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    if (size > 0 && keys[size - 1].compareTo(key) >= 0) {
      sorted = false;
    }
    keys[size] = key.intern();
    values[size++] = value;
    return this;
  }

  public Json.Object build() {
    if (size == 0) {
      return Json.Object.EMPTY;
    }
    if (sorted) {
      return new Json.Object(Arrays.copyOf(keys, size), Arrays.copyOf(values, size));
    }
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> keys[a].compareTo(keys[b]));
    String[] k = new String[size];
    Json[] v = new Json[size];
    int n = 0;
    for (int i : order) {
      if (n > 0 && k[n - 1].equals(keys[i])) {
        v[n - 1] = values[i];
      } else {
        k[n] = keys[i];
        v[n++] = values[i];
      }
    }
    return new Json.Object(Arrays.copyOf(k, n), Arrays.copyOf(v, n));
  }
}
