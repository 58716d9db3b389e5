package seodang.json;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Makes equal parts of different values one object in memory: the second Pod of a ReplicaSet, the
/// third event of a Pod, the thousandth timestamp of a second cost little more than a reference.
///
/// A table of fixed size remembers what was seen lately; what falls out of it is merely no longer
/// shared. Only parts whose own parts were all seen before get a place, so that what is the only
/// one of its kind is not kept alive by the table. May be used by many threads: values are
/// immutable and a place lost to another thread's value costs sharing, never sense.
public final class Sharing {
  private static final int PLACES = 1 << 16;
  private static final int LONGEST = 512;

  /// Members of an object, items of an array: larger ones are nobody else's, and would make the
  /// tables large.
  private static final int WIDEST = 256;

  private static final AtomicReferenceArray<@Nullable Json> SEEN =
      new AtomicReferenceArray<>(PLACES);
  private static final AtomicReferenceArray<String @Nullable []> NAMES =
      new AtomicReferenceArray<>(1 << 12);

  private static final int NAME_SHIFT = 19;
  private static final AtomicReferenceArray<@Nullable String> NAME =
      new AtomicReferenceArray<>(1 << 32 - NAME_SHIFT);

  /// Whether the part just walked holds something the table does not know.
  private boolean unknown;

  private Sharing() {}

  /// The value with its parts shared.
  ///
  /// @param before what stood in its place: parts that are still the same are not looked at again
  @SuppressWarnings("unchecked") // an object stays an object, an array an array
  public static <T extends Json> T of(T value, @Nullable Json before) {
    return (T) new Sharing().walk(value, before);
  }

  /// An equal string that others hold as well.
  public static String of(String text) {
    return text.isEmpty() || text.length() > LONGEST
        ? text
        : ((Json.Text) new Sharing().leaf(Json.text(text), text.hashCode())).value();
  }

  /// The one string of a member's name, so that names can mostly be compared by identity.
  static String name(String name) {
    if (name.length() > LONGEST) {
      return name;
    }
    int place = name.hashCode() * 0x9E3779B9 >>> NAME_SHIFT;
    String seen = NAME.getPlain(place);
    if (name == seen || name.equals(seen)) {
      return seen;
    }
    String interned = name.intern();
    NAME.setPlain(place, interned);
    return interned;
  }

  /// Whether a string is the very one that all members of its name have; false also when that is
  /// not known.
  static boolean isName(String name) {
    return NAME.getPlain(name.hashCode() * 0x9E3779B9 >>> NAME_SHIFT) == name;
  }

  private Json walk(Json value, @Nullable Json before) {
    unknown = false;
    if (value == before) {
      unknown = true;
      return value;
    }
    return switch (value) {
      case Json.Text t when t.value().length() <= LONGEST -> leaf(t, t.value().hashCode());
      case Json.Number n -> leaf(n, n.value().hashCode());
      case Json.Array a -> array(a, before instanceof Json.Array b ? b : Json.Array.EMPTY);
      case Json.Object o -> object(o, before instanceof Json.Object b ? b : Json.Object.EMPTY);
      case Json.Text t -> {
        unknown = true;
        yield t;
      }
      case Json.Bool b -> b;
      case Json.Null n -> n;
    };
  }

  private Json leaf(Json value, int hash) {
    int place = place(hash);
    Json seen = SEEN.getPlain(place);
    if (value.equals(seen)) {
      return seen;
    }
    SEEN.setPlain(place, value);
    unknown = true;
    return value;
  }

  private static int place(int hash) {
    return (hash * 0x9E3779B9) >>> 16;
  }

  private Json array(Json.Array array, Json.Array before) {
    if (array.isEmpty()) {
      return Json.Array.EMPTY;
    }
    boolean news = false;
    boolean same = array.size() == before.size();
    int hash = 7;
    Json[] items = new Json[array.size()];
    for (int i = 0; i < items.length; i++) {
      Json old = i < before.size() ? before.get(i) : null;
      items[i] = walk(array.get(i), old);
      news |= unknown;
      same &= items[i] == old;
      hash = 31 * hash + System.identityHashCode(items[i]);
    }
    unknown = news;
    if (same) {
      unknown = true;
      return before;
    }
    Json.Array made = new Json.Array(items);
    if (news || items.length > WIDEST) {
      return made;
    }
    int place = place(hash);
    if (SEEN.getPlain(place) instanceof Json.Array seen && seen.hasSameItems(items)) {
      return seen;
    }
    SEEN.setPlain(place, made);
    return made;
  }

  private Json object(Json.Object object, Json.Object before) {
    if (object.isEmpty()) {
      return Json.Object.EMPTY;
    }
    String[] names = names(object.names());
    boolean news = false;
    boolean same = names == before.names();
    int hash = System.identityHashCode(names);
    Json[] values = new Json[names.length];
    for (int i = 0; i < names.length; i++) {
      Json old = same || !before.isEmpty() ? before.get(names[i]) : null;
      values[i] = walk(object.value(i), old);
      news |= unknown;
      same &= values[i] == old;
      hash = 31 * hash + System.identityHashCode(values[i]);
    }
    unknown = news;
    if (same) {
      unknown = true;
      return before;
    }
    Json.Object made = new Json.Object(names, values);
    if (news || names.length > WIDEST) {
      return made;
    }
    int place = place(hash);
    if (SEEN.getPlain(place) instanceof Json.Object seen
        && seen.names() == names
        && seen.hasSameValues(values)) {
      return seen;
    }
    SEEN.setPlain(place, made);
    return made;
  }

  private static String[] names(String[] names) {
    if (names.length > WIDEST) {
      return names;
    }
    int place = Arrays.hashCode(names) * 0x9E3779B9 >>> 20;
    String @Nullable [] seen = NAMES.getPlain(place);
    if (seen != null && Arrays.equals(seen, names)) {
      return seen;
    }
    NAMES.setPlain(place, names);
    return names;
  }
}
