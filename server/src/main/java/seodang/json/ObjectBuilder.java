package seodang.json;

import java.util.Arrays;

/// Collects members in any order into a [Json.Object]; of two members with one name the later wins.
public final class ObjectBuilder {
  private String[] keys = new String[8];
  private Json[] values = new Json[8];
  private int size;

  public ObjectBuilder put(String key, Json value) {
    int at = size;
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
    return size == 0
        ? Json.Object.EMPTY
        : new Json.Object(Arrays.copyOf(keys, size), Arrays.copyOf(values, size));
  }
}
