// Longer than most: reading and writing of each wire type stand beside each other.
package seodang.kube.schema;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.json.ObjectBuilder;

/// `application/vnd.kubernetes.protobuf`: `k8s\0`, then a `runtime.Unknown` around the object.
///
/// Go writes fields that are no pointers even when they are zero; read back, those mean absent.
public final class Protobuf {
  public static final String TYPE = "application/vnd.kubernetes.protobuf";
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Protobuf() {}

  /// Bytes that are no such message.
  public static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  // Reading.

  /// The object that bytes mean, with its `apiVersion` and `kind` where they tell.
  ///
  /// @throws Malformed when they are no such message, or of a kind without a protobuf form
  public static Json.Object read(byte[] bytes) {
    if (bytes.length < MAGIC.length
        || !java.util.Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new Malformed(
          "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }
    String apiVersion = "";
    String kind = "";
    Wire raw = new Wire(bytes, bytes.length, bytes.length);
    Wire unknown = new Wire(bytes, MAGIC.length, bytes.length);
    while (unknown.next()) {
      switch (unknown.field()) {
        case 1 -> {
          Wire type = unknown.message();
          while (type.next()) {
            if (type.field() == 1) {
              apiVersion = type.text();
            } else if (type.field() == 2) {
              kind = type.text();
            }
          }
        }
        case 2 -> raw = unknown.message();
        default -> {}
      }
    }
    FieldType.Struct struct = ofKind(apiVersion, kind);
    if (struct == null) {
      throw new Malformed(
          "no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\"");
    }
    return struct(struct, raw).with("apiVersion", apiVersion).with("kind", kind);
  }

  private static Json.Object struct(FieldType.Struct struct, Wire wire) {
    Fields fields = new Fields(struct);
    fields.read(wire, GoFields.tree(struct));
    return fields.build();
  }

  /// The fields of one structure, as they come in.
  private static final class Fields {
    private final FieldType.Struct struct;
    private final Map<String, Json> single = new TreeMap<>();
    private final Map<String, List<Json>> lists = new TreeMap<>();
    private final Map<String, ObjectBuilder> maps = new TreeMap<>();

    Fields(FieldType.Struct struct) {
      this.struct = struct;
    }

    void read(Wire wire, Map<Integer, GoFields.Node> tree) {
      while (wire.next()) {
        switch (tree.get(wire.field())) {
          case GoFields.Node.Leaf leaf -> field(leaf.field(), wire);
          case GoFields.Node.Embedded embedded -> read(wire.message(), embedded.fields());
          case null -> {}
        }
      }
    }

    private void field(GoFields.Field field, Wire wire) {
      FieldType type = struct.fields().getOrDefault(field.name(), new FieldType.Any());
      switch (type) {
        case FieldType.ListOf l ->
            lists
                .computeIfAbsent(field.name(), _ -> new ArrayList<>())
                .add(value(l.item(), wire, true));
        case FieldType.MapOf m -> entry(m, field.name(), wire.message());
        default -> {
          Json value = value(type, wire, field.pointer() || field.always());
          if (!(value instanceof Json.Null)) {
            single.put(field.name(), value);
          }
        }
      }
    }

    private void entry(FieldType.MapOf type, String field, Wire wire) {
      String key = "";
      Json value = zero(type.value());
      while (wire.next()) {
        if (wire.field() == 1) {
          key = wire.text();
        } else if (wire.field() == 2) {
          value = value(type.value(), wire, true);
        }
      }
      maps.computeIfAbsent(field, _ -> new ObjectBuilder()).put(key, value);
    }

    Json.Object build() {
      ObjectBuilder builder = new ObjectBuilder();
      single.forEach(builder::put);
      lists.forEach((name, items) -> builder.put(name, Json.Array.of(items)));
      maps.forEach((name, map) -> builder.put(name, map.build()));
      return builder.build();
    }
  }

  private static Json zero(FieldType type) {
    return type instanceof FieldType.ListOf ? Json.array() : Json.text("");
  }

  /// @param keepZero whether zero is a value; else it means absent and is null here
  private static Json value(FieldType type, Wire wire, boolean keepZero) {
    if (type instanceof FieldType.Reference r) {
      Json special = special(r.name().substring(r.name().lastIndexOf('.') + 1), wire);
      if (special != null) {
        return special;
      }
    }
    Json value =
        switch (Schema.resolve(type)) {
          case FieldType.Struct s -> struct(s, wire.message());
          case FieldType.Scalar s -> scalar(s, wire);
          // A map's value that is a list comes as a message of its items.
          case FieldType.ListOf l -> {
            List<Json> items = new ArrayList<>();
            Wire inner = wire.message();
            while (inner.next()) {
              items.add(value(l.item(), inner, true));
            }
            yield Json.Array.of(items);
          }
          case FieldType.MapOf _, FieldType.Any _, FieldType.Reference _ -> raw(wire.message());
        };
    return !keepZero && isZero(value) ? Json.Null.NULL : value;
  }

  private static boolean isZero(Json value) {
    return switch (value) {
      case Json.Text t -> t.value().isEmpty();
      case Json.Number n -> n.isWhole() && n.longValue() == 0;
      case Json.Bool b -> !b.value();
      case Json.Object o -> o.isEmpty();
      case Json.Array a -> a.isEmpty();
      case Json.Null _ -> true;
    };
  }

  private static Json scalar(FieldType.Scalar type, Wire wire) {
    return switch (type) {
      case STRING -> Json.text(wire.text());
      case BYTES -> Json.text(Base64.getEncoder().encodeToString(wire.bytes()));
      case INT32, INT64 -> Json.number(wire.number());
      case BOOLEAN -> Json.bool(wire.number() != 0);
      case DOUBLE -> new Json.Number(Double.longBitsToDouble(wire.number()));
      case QUANTITY -> {
        Wire inner = wire.message();
        Json text = Json.text("");
        while (inner.next()) {
          text = Json.text(inner.text());
        }
        yield text;
      }
      case TIME -> time(wire.message(), SECONDS);
      case MICRO_TIME -> time(wire.message(), MICROS);
      case INT_OR_STRING -> {
        Wire inner = wire.message();
        long kind = 0;
        long number = 0;
        String text = "";
        while (inner.next()) {
          switch (inner.field()) {
            case 1 -> kind = inner.number();
            case 2 -> number = (int) inner.number();
            case 3 -> text = inner.text();
            default -> {}
          }
        }
        yield kind == 1 ? Json.text(text) : Json.number(number);
      }
    };
  }

  private static Json time(Wire wire, DateTimeFormatter form) {
    long seconds = 0;
    long nanos = 0;
    boolean any = false;
    while (wire.next()) {
      any = true;
      if (wire.field() == 1) {
        seconds = wire.number();
      } else if (wire.field() == 2) {
        nanos = wire.number();
      }
    }
    return any ? Json.text(form.format(Instant.ofEpochSecond(seconds, nanos))) : Json.Null.NULL;
  }

  /// Structures of CustomResourceDefinitions whose JSON form is one of several.
  private static @Nullable Json special(String name, Wire wire) {
    return switch (name) {
      case "JSONSchemaPropsOrBool" -> {
        Wire inner = wire.message();
        Json value = Json.bool(false);
        while (inner.next()) {
          value = inner.field() == 1 ? Json.bool(inner.number() != 0) : value(PROPS, inner, true);
        }
        yield value;
      }
      case "JSONSchemaPropsOrArray", "JSONSchemaPropsOrStringArray" -> {
        Wire inner = wire.message();
        List<Json> items = new ArrayList<>();
        Json schema = null;
        while (inner.next()) {
          if (inner.field() == 1) {
            schema = value(PROPS, inner, true);
          } else {
            items.add(
                value(name.endsWith("StringArray") ? FieldType.Scalar.STRING : PROPS, inner, true));
          }
        }
        yield schema == null ? Json.Array.of(items) : schema;
      }
      default -> null;
    };
  }

  private static final FieldType PROPS =
      new FieldType.Reference(
          "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");

  /// `{1: bytes of JSON}`: RawExtension, JSON, FieldsV1.
  private static Json raw(Wire wire) {
    Json value = Json.Null.NULL;
    while (wire.next()) {
      if (wire.field() == 1) {
        String text = wire.text();
        try {
          value = text.isEmpty() ? Json.Null.NULL : Json.parse(text);
        } catch (JsonException e) {
          throw new Malformed("invalid JSON in a raw extension: " + e.getMessage());
        }
      }
    }
    return value;
  }

  /// Reads the fields of one message.
  private static final class Wire {
    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int type;
    private long number;
    private int start;
    private int length;

    Wire(byte[] bytes, int from, int end) {
      this.bytes = bytes;
      this.at = from;
      this.end = end;
    }

    boolean next() {
      if (at >= end) {
        return false;
      }
      long tag = varint();
      field = (int) (tag >>> 3);
      type = (int) tag & 7;
      if (field <= 0) {
        throw new Malformed("proto: illegal tag " + field + " (wire type " + type + ")");
      }
      switch (type) {
        case 0 -> number = varint();
        case 1 -> number = fixed(8);
        case 2 -> {
          long size = varint();
          if (size < 0 || size > end - at) {
            throw new Malformed("unexpected EOF");
          }
          start = at;
          length = (int) size;
          at += length;
        }
        case 5 -> number = fixed(4);
        default -> throw new Malformed("proto: illegal wireType " + type);
      }
      return true;
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (at >= end) {
          throw new Malformed("unexpected EOF");
        }
        byte b = bytes[at++];
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new Malformed("proto: integer overflow");
    }

    private long fixed(int size) {
      if (size > end - at) {
        throw new Malformed("unexpected EOF");
      }
      long value = 0;
      for (int i = 0; i < size; i++) {
        value |= (bytes[at++] & 0xffL) << (8 * i);
      }
      return value;
    }

    int field() {
      return field;
    }

    long number() {
      require(type != 2);
      return number;
    }

    byte[] bytes() {
      require(type == 2);
      return java.util.Arrays.copyOfRange(bytes, start, start + length);
    }

    String text() {
      require(type == 2);
      return new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    Wire message() {
      require(type == 2);
      return new Wire(bytes, start, start + length);
    }

    private void require(boolean fits) {
      if (!fits) {
        throw new Malformed("proto: wrong wireType = " + type + " for field " + field);
      }
    }
  }

  // Writing.

  /// The bytes of an object or list; null when its kind has no protobuf form.
  public static byte @Nullable [] write(Json.Object object) {
    String apiVersion = object.text("apiVersion");
    String kind = object.text("kind");
    FieldType.Struct struct = ofKind(apiVersion, kind);
    if (struct == null) {
      return null;
    }
    Out type = new Out();
    type.text(1, apiVersion);
    type.text(2, kind);
    Out unknown = new Out();
    unknown.bytes(1, type.bytes());
    unknown.bytes(2, struct(struct, object));
    unknown.text(3, "");
    unknown.text(4, "");
    Out all = new Out();
    all.put(MAGIC);
    all.put(unknown.bytes());
    return all.bytes();
  }

  /// Whether a kind, or the list of it, has a protobuf form.
  public static boolean knows(String apiVersion, String kind) {
    return ofKind(apiVersion, kind) != null;
  }

  /// One event of a watch: four bytes of length, then a `WatchEvent` around the object's bytes.
  public static byte[] writeEvent(Json.Object event) {
    byte[] object = write(event.object("object"));
    Out raw = new Out();
    raw.bytes(1, object == null ? new byte[0] : object);
    Out message = new Out();
    message.text(1, event.text("type"));
    message.bytes(2, raw.bytes());
    byte[] body = message.bytes();
    Out frame = new Out();
    for (int shift = 24; shift >= 0; shift -= 8) {
      frame.put(new byte[] {(byte) (body.length >>> shift)});
    }
    frame.put(body);
    return frame.bytes();
  }

  private static FieldType.@Nullable Struct ofKind(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    String version = apiVersion.substring(slash + 1);
    FieldType.Struct struct = Schema.ofKind(group, version, kind);
    if (struct == null && kind.endsWith("List")) {
      FieldType.Struct item = Schema.ofKind(group, version, kind.substring(0, kind.length() - 4));
      if (item != null
          && Schema.resolve(new FieldType.Reference(item.name() + "List"))
              instanceof FieldType.Struct list) {
        return list;
      }
    }
    if (struct == null
        && Schema.resolve(new FieldType.Reference("io.k8s.apimachinery.pkg.apis.meta.v1." + kind))
            instanceof FieldType.Struct meta) {
      return meta;
    }
    return struct;
  }

  private static byte[] struct(FieldType.Struct struct, Json.Object object) {
    Map<Integer, Out> embedded = new LinkedHashMap<>();
    Out out = new Out();
    for (GoFields.Field field : GoFields.of(struct).values()) {
      Json value = object.get(field.name());
      FieldType type = struct.fields().get(field.name());
      if (value == null || type == null || value instanceof Json.Null) {
        continue;
      }
      List<Integer> path = field.path();
      Out into = path.size() == 1 ? out : embedded.computeIfAbsent(path.getFirst(), _ -> new Out());
      if (path.size() <= 2) {
        field(into, path.getLast(), type, value);
      } else {
        Out middle = new Out();
        field(middle, path.getLast(), type, value);
        into.bytes(path.get(1), middle.bytes());
      }
    }
    embedded.forEach((number, inner) -> out.bytes(number, inner.bytes()));
    return out.bytes();
  }

  private static void field(Out out, int number, FieldType type, Json value) {
    switch (type) {
      case FieldType.ListOf l when value instanceof Json.Array items ->
          items.forEach(item -> value(out, number, l.item(), item));
      case FieldType.MapOf m when value instanceof Json.Object entries ->
          entries.forEach((key, item) -> {
            Out entry = new Out();
            entry.text(1, key);
            value(entry, 2, m.value(), item);
            out.bytes(number, entry.bytes());
          });
      default -> value(out, number, type, value);
    }
  }

  private static void value(Out out, int number, FieldType type, Json value) {
    if (type instanceof FieldType.Reference r
        && special(out, number, r.name().substring(r.name().lastIndexOf('.') + 1), value)) {
      return;
    }
    switch (Schema.resolve(type)) {
      case FieldType.Struct s -> out.bytes(number, struct(s, asObject(value)));
      case FieldType.Scalar s -> scalar(out, number, s, value);
      case FieldType.ListOf l -> {
        Out inner = new Out();
        if (value instanceof Json.Array items) {
          items.forEach(item -> value(inner, 1, l.item(), item));
        }
        out.bytes(number, inner.bytes());
      }
      case FieldType.MapOf _, FieldType.Any _, FieldType.Reference _ -> {
        Out inner = new Out();
        inner.text(1, value.toString());
        out.bytes(number, inner.bytes());
      }
    }
  }

  private static Json.Object asObject(Json value) {
    return value instanceof Json.Object o ? o : Json.object();
  }

  private static boolean special(Out out, int number, String name, Json value) {
    Out inner = new Out();
    switch (name) {
      case "JSONSchemaPropsOrBool" -> {
        if (value instanceof Json.Bool b) {
          inner.number(1, b.value() ? 1 : 0);
        } else {
          inner.number(1, 1);
          value(inner, 2, PROPS, value);
        }
      }
      case "JSONSchemaPropsOrArray", "JSONSchemaPropsOrStringArray" -> {
        FieldType item = name.endsWith("StringArray") ? FieldType.Scalar.STRING : PROPS;
        if (value instanceof Json.Array items) {
          items.forEach(i -> value(inner, 2, item, i));
        } else {
          value(inner, 1, PROPS, value);
        }
      }
      default -> {
        return false;
      }
    }
    out.bytes(number, inner.bytes());
    return true;
  }

  private static void scalar(Out out, int number, FieldType.Scalar type, Json value) {
    String text = value instanceof Json.Text t ? t.value() : value.toString();
    switch (type) {
      case STRING -> out.text(number, text);
      case BYTES -> out.bytes(number, Base64.getDecoder().decode(text));
      case INT32, INT64 -> out.number(number, value instanceof Json.Number n ? n.longValue() : 0);
      case BOOLEAN -> out.number(number, value instanceof Json.Bool b && b.value() ? 1 : 0);
      case DOUBLE ->
          out.fixed(number, value instanceof Json.Number n ? n.value().doubleValue() : 0);
      case QUANTITY -> {
        Out inner = new Out();
        inner.text(1, text);
        out.bytes(number, inner.bytes());
      }
      case TIME, MICRO_TIME -> {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        Out inner = new Out();
        inner.number(1, instant.getEpochSecond());
        inner.number(2, instant.getNano());
        out.bytes(number, inner.bytes());
      }
      case INT_OR_STRING -> {
        Out inner = new Out();
        boolean isText = value instanceof Json.Text;
        inner.number(1, isText ? 1 : 0);
        inner.number(2, value instanceof Json.Number n ? n.longValue() : 0);
        inner.text(3, isText ? text : "");
        out.bytes(number, inner.bytes());
      }
    }
  }

  /// Writes the fields of one message.
  private static final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    byte[] bytes() {
      return bytes.toByteArray();
    }

    void put(byte[] more) {
      bytes.writeBytes(more);
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        bytes.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }

    void number(int field, long value) {
      varint((long) field << 3);
      varint(value);
    }

    void fixed(int field, double value) {
      varint((long) field << 3 | 1);
      long bits = Double.doubleToLongBits(value);
      for (int shift = 0; shift < 64; shift += 8) {
        bytes.write((int) (bits >>> shift) & 0xff);
      }
    }

    void bytes(int field, byte[] value) {
      varint((long) field << 3 | 2);
      varint(value.length);
      bytes.writeBytes(value);
    }

    void text(int field, String value) {
      bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }
  }
}
