package seodang.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An immutable JSON value.
///
/// Changing operations (`with`, `without`, `add` …) answer a new value that shares everything
/// unchanged with the old one. Reading a member that is absent, or of another type, answers an
/// empty value of the type asked for, so that chains of reads need no null checks:
/// `pod.object("spec").array("containers")`. Use [Object#get] where absence matters.
public sealed interface Json {

  /// `null`.
  enum Null implements Json {
    NULL;

    @Override
    public String toString() {
      return "null";
    }
  }

  /// `true` or `false`.
  enum Bool implements Json {
    TRUE,
    FALSE;

    public boolean value() {
      return this == TRUE;
    }

    @Override
    public String toString() {
      return value() ? "true" : "false";
    }
  }

  /// A string.
  record Text(String value) implements Json {
    @Override
    public String toString() {
      return JsonWriter.compact(this);
    }
  }

  /// A number: a whole one that fits a `long`, or else a decimal.
  record Number(java.lang.Number value) implements Json {
    public Number {
      if (!(value instanceof Long) && !(value instanceof BigDecimal)) {
        throw new IllegalArgumentException("a JSON number is a Long or a BigDecimal: " + value);
      }
    }

    public boolean isWhole() {
      return value instanceof Long;
    }

    public long longValue() {
      return value.longValue();
    }

    @Override
    public String toString() {
      return JsonWriter.compact(this);
    }
  }

  /// A list of values.
  final class Array implements Json, Iterable<Json> {
    static final Array EMPTY = new Array(new Json[0]);
    private final Json[] items;

    Array(Json[] items) {
      this.items = items;
    }

    public static Array of(Json... items) {
      return items.length == 0 ? EMPTY : new Array(items.clone());
    }

    public static Array of(List<? extends Json> items) {
      return items.isEmpty() ? EMPTY : new Array(items.toArray(new Json[0]));
    }

    public static Array ofTexts(Iterable<String> items) {
      List<Json> list = new ArrayList<>();
      for (String item : items) {
        list.add(text(item));
      }
      return of(list);
    }

    public int size() {
      return items.length;
    }

    public boolean isEmpty() {
      return items.length == 0;
    }

    /// Whether these very items are in it.
    boolean hasSameItems(Json[] others) {
      if (items.length != others.length) {
        return false;
      }
      for (int i = 0; i < items.length; i++) {
        if (items[i] != others[i]) {
          return false;
        }
      }
      return true;
    }

    public Json get(int index) {
      return items[index];
    }

    /// The item at the index as an object; empty when it is something else or out of range.
    public Object object(int index) {
      return index >= 0 && index < items.length && items[index] instanceof Object o
          ? o
          : Object.EMPTY;
    }

    public Array with(int index, Json value) {
      if (items[index] == value) {
        return this;
      }
      Json[] copy = items.clone();
      copy[index] = value;
      return new Array(copy);
    }

    public Array add(Json value) {
      Json[] copy = Arrays.copyOf(items, items.length + 1);
      copy[items.length] = value;
      return new Array(copy);
    }

    public Array insert(int index, Json value) {
      Json[] copy = new Json[items.length + 1];
      System.arraycopy(items, 0, copy, 0, index);
      copy[index] = value;
      System.arraycopy(items, index, copy, index + 1, items.length - index);
      return new Array(copy);
    }

    public Array without(int index) {
      Json[] copy = new Json[items.length - 1];
      System.arraycopy(items, 0, copy, 0, index);
      System.arraycopy(items, index + 1, copy, index, copy.length - index);
      return copy.length == 0 ? EMPTY : new Array(copy);
    }

    public Array map(Function<Json, Json> change) {
      Json[] copy = null;
      for (int i = 0; i < items.length; i++) {
        Json changed = change.apply(items[i]);
        if (changed != items[i]) {
          if (copy == null) {
            copy = items.clone();
          }
          copy[i] = changed;
        }
      }
      return copy == null ? this : new Array(copy);
    }

    /// The items that are objects; not to be changed.
    public List<Object> objects() {
      List<Object> list = new ArrayList<>(items.length);
      for (Json item : items) {
        if (item instanceof Object o) {
          list.add(o);
        }
      }
      return list;
    }

    /// The items that are strings.
    public List<String> texts() {
      List<String> list = new ArrayList<>(items.length);
      for (Json item : items) {
        if (item instanceof Text t) {
          list.add(t.value());
        }
      }
      return list;
    }

    public Stream<Json> stream() {
      return Arrays.stream(items);
    }

    @Override
    public Iterator<Json> iterator() {
      return Arrays.asList(items).iterator();
    }

    @Override
    public boolean equals(java.lang.@Nullable Object other) {
      return this == other || (other instanceof Array a && Arrays.equals(items, a.items));
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(items);
    }

    @Override
    public String toString() {
      return JsonWriter.compact(this);
    }
  }

  /// Named members, sorted by name.
  final class Object implements Json {
    static final Object EMPTY = new Object(new String[0], new Json[0]);
    private final String[] keys;
    private final Json[] values;

    Object(String[] keys, Json[] values) {
      this.keys = keys;
      this.values = values;
    }

    public int size() {
      return keys.length;
    }

    public boolean isEmpty() {
      return keys.length == 0;
    }

    /// As they are kept; never to be changed.
    String[] names() {
      return keys;
    }

    Json value(int index) {
      return values[index];
    }

    /// Whether these very values are in it, in the order of their names.
    boolean hasSameValues(Json[] others) {
      for (int i = 0; i < values.length; i++) {
        if (values[i] != others[i]) {
          return false;
        }
      }
      return true;
    }

    private int index(String key) {
      if (keys.length > 32) {
        return Math.max(-1, Arrays.binarySearch(keys, key));
      }
      // Names are mostly the very same string.
      for (int i = 0; i < keys.length; i++) {
        if (keys[i] == key) {
          return i;
        }
      }
      if (Sharing.isName(key)) {
        return -1;
      }
      int hash = key.hashCode();
      for (int i = 0; i < keys.length; i++) {
        if (keys[i].hashCode() == hash && keys[i].equals(key)) {
          return i;
        }
      }
      return -1;
    }

    public @Nullable Json get(String key) {
      int i = index(key);
      return i < 0 ? null : values[i];
    }

    public boolean has(String key) {
      return index(key) >= 0;
    }

    /// The member as an object; empty when absent or something else.
    public Object object(String key) {
      return get(key) instanceof Object o ? o : EMPTY;
    }

    /// The member as an array; empty when absent or something else.
    public Array array(String key) {
      return get(key) instanceof Array a ? a : Array.EMPTY;
    }

    /// The member as a string; `""` when absent or something else.
    public String text(String key) {
      return text(key, "");
    }

    public String text(String key, String otherwise) {
      return get(key) instanceof Text t ? t.value() : otherwise;
    }

    public long number(String key, long otherwise) {
      return get(key) instanceof Number n ? n.longValue() : otherwise;
    }

    public boolean bool(String key) {
      return get(key) == Bool.TRUE;
    }

    public boolean bool(String key, boolean otherwise) {
      return get(key) instanceof Bool b ? b.value() : otherwise;
    }

    /// The value along a path of member names, or null where one is missing.
    public @Nullable Json at(String... path) {
      Json here = this;
      for (String key : path) {
        Json next = here instanceof Object o ? o.get(key) : null;
        if (next == null) {
          return null;
        }
        here = next;
      }
      return here;
    }

    public Object with(String key, Json value) {
      int i = index(key);
      if (i >= 0) {
        if (values[i] == value) {
          return this;
        }
        Json[] copy = values.clone();
        copy[i] = value;
        return new Object(keys, copy);
      }
      int at = -Arrays.binarySearch(keys, key) - 1;
      String[] k = new String[keys.length + 1];
      Json[] v = new Json[keys.length + 1];
      System.arraycopy(keys, 0, k, 0, at);
      System.arraycopy(values, 0, v, 0, at);
      k[at] = Sharing.name(key);
      v[at] = value;
      System.arraycopy(keys, at, k, at + 1, keys.length - at);
      System.arraycopy(values, at, v, at + 1, keys.length - at);
      return new Object(k, v);
    }

    public Object with(String key, String value) {
      return with(key, Json.text(value));
    }

    public Object with(String key, long value) {
      return with(key, Json.number(value));
    }

    public Object with(String key, boolean value) {
      return with(key, Json.bool(value));
    }

    /// `with` when the value is not null, else unchanged.
    public Object withIf(String key, @Nullable Json value) {
      return value == null ? this : with(key, value);
    }

    public Object without(String key) {
      int i = index(key);
      if (i < 0) {
        return this;
      }
      if (keys.length == 1) {
        return EMPTY;
      }
      String[] k = new String[keys.length - 1];
      Json[] v = new Json[keys.length - 1];
      System.arraycopy(keys, 0, k, 0, i);
      System.arraycopy(values, 0, v, 0, i);
      System.arraycopy(keys, i + 1, k, i, k.length - i);
      System.arraycopy(values, i + 1, v, i, k.length - i);
      return new Object(k, v);
    }

    /// Sets the value at the end of a path, making objects on the way.
    public Object withAt(Json value, String... path) {
      return withAt(value, path, 0);
    }

    private Object withAt(Json value, String[] path, int i) {
      return i == path.length - 1
          ? with(path[i], value)
          : with(path[i], object(path[i]).withAt(value, path, i + 1));
    }

    /// Removes the member at the end of a path; unchanged when there is none.
    public Object withoutAt(String... path) {
      if (at(path) == null) {
        return this;
      }
      return withoutAt(path, 0);
    }

    private Object withoutAt(String[] path, int i) {
      return i == path.length - 1
          ? without(path[i])
          : with(path[i], object(path[i]).withoutAt(path, i + 1));
    }

    /// Changes the object member (empty when absent) by a function.
    public Object update(String key, Function<Object, ? extends Json> change) {
      return with(key, change.apply(object(key)));
    }

    /// All members of `other` on top of these.
    public Object merge(Object other) {
      if (other.size() > 64) {
        ObjectBuilder all = new ObjectBuilder();
        forEach(all::put);
        other.forEach(all::put);
        return all.build();
      }
      Object result = this;
      for (int i = 0; i < other.keys.length; i++) {
        result = result.with(other.keys[i], other.values[i]);
      }
      return result;
    }

    public List<String> keys() {
      return List.of(keys);
    }

    public void forEach(BiConsumer<String, Json> action) {
      for (int i = 0; i < keys.length; i++) {
        action.accept(keys[i], values[i]);
      }
    }

    /// The members whose values are strings, in order: labels, annotations, data.
    public Map<String, String> texts() {
      Map<String, String> map = new java.util.LinkedHashMap<>();
      for (int i = 0; i < keys.length; i++) {
        if (values[i] instanceof Text t) {
          map.put(keys[i], t.value());
        }
      }
      return map;
    }

    @Override
    public boolean equals(java.lang.@Nullable Object other) {
      return this == other
          || (other instanceof Object o
              && (keys == o.keys || Arrays.equals(keys, o.keys))
              && Arrays.equals(values, o.values));
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return JsonWriter.compact(this);
    }
  }

  static Object object() {
    return Object.EMPTY;
  }

  /// An object from names and values in turn; values may be `Json`, `String`, `Integer`, `Long`,
  /// `Boolean`, a list of those, or null for a member to leave out.
  static Object object(java.lang.@Nullable Object... namesAndValues) {
    ObjectBuilder builder = new ObjectBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      java.lang.Object value = namesAndValues[i + 1];
      if (value != null) {
        builder.put((String) java.util.Objects.requireNonNull(namesAndValues[i]), of(value));
      }
    }
    return builder.build();
  }

  static Array array(java.lang.Object... items) {
    Json[] values = new Json[items.length];
    for (int i = 0; i < items.length; i++) {
      values[i] = of(items[i]);
    }
    return items.length == 0 ? Array.EMPTY : new Array(values);
  }

  /// The JSON form of a `Json`, `String`, whole number, `Boolean`, list, or map with string keys.
  static Json of(java.lang.Object value) {
    return switch (value) {
      case Json j -> j;
      case String s -> text(s);
      case Integer i -> number(i);
      case Long l -> number(l);
      case Boolean b -> bool(b);
      case List<?> list -> array(list.toArray());
      case Map<?, ?> map -> {
        ObjectBuilder builder = new ObjectBuilder();
        map.forEach((k, v) -> builder.put((String) k, of(v)));
        yield builder.build();
      }
      default -> throw new IllegalArgumentException("no JSON form: " + value.getClass());
    };
  }

  static Text text(String value) {
    return new Text(value);
  }

  static Number number(long value) {
    return new Number(value);
  }

  static Bool bool(boolean value) {
    return value ? Bool.TRUE : Bool.FALSE;
  }

  static Array array() {
    return Array.EMPTY;
  }

  /// Reads one JSON value.
  ///
  /// @throws JsonException with line and column when the text is not JSON
  static Json parse(String text) {
    return JsonReader.parse(text);
  }

  /// Reads one JSON object.
  static Object parseObject(String text) {
    return parse(text) instanceof Object o ? o : Object.EMPTY;
  }

  /// With two spaces of indentation, as `kubectl -o json` prints.
  default String pretty() {
    return JsonWriter.pretty(this);
  }
}
