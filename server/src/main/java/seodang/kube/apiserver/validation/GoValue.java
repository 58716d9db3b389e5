package seodang.kube.apiserver.validation;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Quantity;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.GoTypes;
import seodang.kube.schema.Schema;

/// Values as Go's `%#v` writes them, which is how errors show what is no plain value.
final class GoValue {
  /// What is a pointer in v1 and a plain value inside the API server.
  private static final Set<String> VALUES =
      Set.of(
          "DeploymentSpec.replicas",
          "ReplicaSetSpec.replicas",
          "StatefulSetSpec.replicas",
          "RollingUpdateDeployment.maxSurge",
          "RollingUpdateDeployment.maxUnavailable",
          "RollingUpdateDaemonSet.maxSurge",
          "RollingUpdateDaemonSet.maxUnavailable",
          "RollingUpdateStatefulSetStrategy.partition");

  private GoValue() {}

  /// A structure by the end of its definition's name: `core.v1.Toleration`.
  static String struct(String name, Json.Object value) {
    for (String prefix :
        new String[] {
          "io.k8s.api.", "io.k8s.apimachinery.pkg.apis.", "io.k8s.apiextensions-apiserver.pkg.apis."
        }) {
      if (Schema.named(prefix + name) instanceof FieldType.Struct s) {
        return struct(s, value);
      }
    }
    throw new IllegalArgumentException("no such structure: " + name);
  }

  private static String struct(FieldType.Struct type, Json.Object value) {
    StringBuilder text = new StringBuilder(typeName(type.name())).append('{');
    GoTypes.fields(type.name()).entrySet().stream()
        .sorted(Comparator.comparingInt(e -> e.getValue().order()))
        .forEach(e -> {
          FieldType field =
              Schema.resolve(type.fields().getOrDefault(e.getKey(), FieldType.Scalar.STRING));
          String json = e.getKey();
          String goName = e.getValue().goName();
          text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ")
              .append(
                  goName.isEmpty()
                      ? Character.toUpperCase(json.charAt(0)) + json.substring(1)
                      : goName)
              .append(':')
              .append(
                  field(
                      field,
                      isPointer(type.name(), json, e.getValue()),
                      internal(e.getValue().type(), type.name()),
                      value.get(json)));
        });
    return text.append('}').toString();
  }

  private static boolean isPointer(String definition, String field, GoTypes.Field go) {
    boolean apps = definition.startsWith("io.k8s.api.apps.");
    String name = definition.substring(definition.lastIndexOf('.') + 1) + "." + field;
    return go.pointer() && !(apps && VALUES.contains(name));
  }

  private static String field(
      FieldType type, boolean pointer, String goType, @Nullable Json value) {
    Json given = value instanceof Json.Null ? null : value;
    if (pointer) {
      return "(*" + goType + ")(" + (given == null ? "nil" : "0xc000000000") + ")";
    }
    return switch (type) {
      case FieldType.Struct s -> struct(s, given instanceof Json.Object o ? o : Json.object());
      case FieldType.ListOf l -> {
        if (given == null) {
          yield goType + "(nil)";
        }
        FieldType item = Schema.resolve(l.item());
        StringBuilder items = new StringBuilder(goType).append('{');
        for (Json i : (Json.Array) given) {
          items
              .append(items.charAt(items.length() - 1) == '{' ? "" : ", ")
              .append(item instanceof FieldType.Struct s ? struct(s, (Json.Object) i) : plain(i));
        }
        yield items.append('}').toString();
      }
      case FieldType.MapOf m -> given == null ? goType + "(nil)" : map(goType, (Json.Object) given);
      case FieldType.Scalar s ->
          switch (s) {
            case INT_OR_STRING -> intOrString(given);
            case QUANTITY -> quantity(given);
            case STRING -> given == null ? "\"\"" : plain(given);
            case BOOLEAN -> given == null ? "false" : plain(given);
            default -> given == null ? "0" : plain(given);
          };
      default -> given == null ? "nil" : plain(given);
    };
  }

  /// Internal types live in packages named for their group.
  private static String typeName(String definition) {
    String[] parts = definition.split("\\.");
    String group = parts[parts.length - 3];
    return (group.equals("meta") ? "v1" : group) + "." + parts[parts.length - 1];
  }

  static String internal(String goType, String within) {
    String[] parts = within.split("\\.");
    String group = parts[parts.length - 3];
    return goType.contains("LabelSelector") || group.equals("meta")
        ? goType
        : goType.replaceFirst("\\bv\\d+\\w*\\.", group + ".");
  }

  /// A value that looks the same in Go and in JSON; maps and lists of texts too.
  static String plain(@Nullable Json value) {
    return switch (value) {
      case null -> "\"null\"";
      case Json.Text t -> GoWords.quote(t.value());
      case Json.Object o -> map("map[string]string", o);
      case Json.Array a -> list("[]string", a);
      default -> value.toString();
    };
  }

  static String map(@Nullable Json map) {
    return map instanceof Json.Object o ? map("map[string]string", o) : "map[string]string(nil)";
  }

  private static String map(String type, Json.Object map) {
    StringBuilder text = new StringBuilder(type).append('{');
    for (Map.Entry<String, String> e : map.texts().entrySet()) {
      text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ")
          .append(GoWords.quote(e.getKey()))
          .append(':')
          .append(GoWords.quote(e.getValue()));
    }
    return text.append('}').toString();
  }

  /// @param type `[]string`
  static String list(String type, @Nullable Json list) {
    if (!(list instanceof Json.Array array)) {
      return type + "(nil)";
    }
    StringBuilder text = new StringBuilder(type).append('{');
    for (Json item : array) {
      text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ").append(plain(item));
    }
    return text.append('}').toString();
  }

  static String intOrString(@Nullable Json value) {
    boolean text = value instanceof Json.Text;
    return "intstr.IntOrString{Type:"
        + (text ? 1 : 0)
        + ", IntVal:"
        + (value instanceof Json.Number n ? n.longValue() : 0)
        + ", StrVal:"
        + (text ? plain(value) : "\"\"")
        + "}";
  }

  /// A structure behind a pointer: `"null"` where there is none.
  static String pointer(String name, @Nullable Json value) {
    return value instanceof Json.Object o ? struct(name, o) : "\"null\"";
  }

  /// A `RawExtension`: the bytes of the JSON.
  static String raw(@Nullable Json value) {
    StringBuilder bytes = new StringBuilder();
    byte[] text = value == null ? new byte[0] : value.toString().getBytes(StandardCharsets.UTF_8);
    for (byte b : text) {
      bytes.append(bytes.isEmpty() ? "" : ", ").append("0x").append(Integer.toHexString(b & 0xff));
    }
    String raw = value == null ? "[]uint8(nil)" : "[]uint8{" + bytes + "}";
    return "runtime.RawExtension{Raw:" + raw + ", Object:runtime.Object(nil)}";
  }

  /// A quantity as its fields are.
  static String quantity(@Nullable Json value) {
    Quantity q = Quantity.of(value);
    java.math.BigDecimal plain = q.value().stripTrailingZeros();
    int scale = Math.min(0, -plain.scale());
    if (scale < 0) {
      scale = -((-scale + 2) / 3 * 3);
    }
    return "resource.Quantity{i:resource.int64Amount{value:"
        + plain.movePointRight(-scale).toBigInteger()
        + ", scale:"
        + scale
        + "}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"
        + GoWords.quote(q.toString())
        + ", Format:\""
        + switch (q.format()) {
          case BINARY -> "BinarySI";
          case DECIMAL -> "DecimalSI";
          case EXPONENT -> "DecimalExponent";
        }
        + "\"}";
  }
}
