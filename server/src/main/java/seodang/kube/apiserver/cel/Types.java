package seodang.kube.apiserver.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.Quantity;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.Schema;

/// The types of expressions' variables: structures from the schemas of custom resources and from
/// the kinds every cluster has; and the opaque types of the API server's libraries.
// The field resolvers close over maps that nobody changes once a type is made.
@SuppressWarnings("Immutable")
public final class Types implements CelTypeProvider {
  static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");
  static final CelType SEMVER = OpaqueType.create("kubernetes.Semver");
  static final CelType URL = OpaqueType.create("kubernetes.URL");
  static final CelType IP = OpaqueType.create("net.IP");
  static final CelType CIDR = OpaqueType.create("net.CIDR");
  static final CelType FORMAT = OpaqueType.create("kubernetes.NamedFormat");
  public static final CelType AUTHORIZER = OpaqueType.create("kubernetes.authorization.Authorizer");
  static final CelType PATH_CHECK = OpaqueType.create("kubernetes.authorization.PathCheck");
  static final CelType GROUP_CHECK = OpaqueType.create("kubernetes.authorization.GroupCheck");
  public static final CelType RESOURCE_CHECK =
      OpaqueType.create("kubernetes.authorization.ResourceCheck");
  static final CelType DECISION = OpaqueType.create("kubernetes.authorization.Decision");

  private static final Map<String, Class<?>> CLASSES =
      Map.ofEntries(
          Map.entry(QUANTITY.name(), Quantity.class),
          Map.entry(SEMVER.name(), Semver.class),
          Map.entry(URL.name(), java.net.URI.class),
          Map.entry(IP.name(), java.net.InetAddress.class),
          Map.entry(CIDR.name(), Cidr.class),
          Map.entry(FORMAT.name(), NamedFormats.Named.class),
          Map.entry(AUTHORIZER.name(), Authority.class),
          Map.entry(PATH_CHECK.name(), AuthorizerFunctions.PathCheck.class),
          Map.entry(GROUP_CHECK.name(), AuthorizerFunctions.GroupCheck.class),
          Map.entry(RESOURCE_CHECK.name(), AuthorizerFunctions.ResourceCheck.class),
          Map.entry(DECISION.name(), AuthorizerFunctions.Decision.class));

  /// Words that CEL keeps for itself; a field so named is written `__in__`.
  public static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private final Map<String, CelType> structs = new LinkedHashMap<>();

  static Class<?> classOf(String opaque) {
    return CLASSES.getOrDefault(opaque, Object.class);
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return ImmutableList.copyOf(structs.values());
  }

  @Override
  public Optional<CelType> findType(String name) {
    return Optional.ofNullable(structs.get(name));
  }

  /// A structure of the given fields.
  public CelType struct(String name, Map<String, CelType> fields) {
    CelType type =
        StructType.create(
            name, ImmutableSet.copyOf(fields.keySet()), f -> Optional.ofNullable(fields.get(f)));
    structs.put(name, type);
    return type;
  }

  /// The type of what an OpenAPI schema describes.
  ///
  /// @param root whether it is a whole object, which has kind and metadata besides
  public CelType of(Json.Object schema, String path, boolean root) {
    if (schema.bool("x-kubernetes-int-or-string")) {
      return SimpleType.DYN;
    }
    return switch (schema.text("type")) {
      case "string" ->
          switch (schema.text("format")) {
            case "date", "date-time" -> SimpleType.TIMESTAMP;
            case "duration" -> SimpleType.DURATION;
            case "byte" -> SimpleType.BYTES;
            default -> SimpleType.STRING;
          };
      case "integer" -> SimpleType.INT;
      case "number" -> SimpleType.DOUBLE;
      case "boolean" -> SimpleType.BOOL;
      case "array" -> ListType.create(of(schema.object("items"), path + ".items", false));
      case "object" -> object(schema, path, root);
      default -> SimpleType.DYN;
    };
  }

  private CelType object(Json.Object schema, String path, boolean root) {
    if (schema.get("additionalProperties") instanceof Json.Object values) {
      return MapType.create(SimpleType.STRING, of(values, path + ".values", false));
    }
    boolean whole = root || schema.bool("x-kubernetes-embedded-resource");
    if (!whole && !schema.has("properties")) {
      return SimpleType.DYN;
    }
    Map<String, CelType> fields = new LinkedHashMap<>();
    schema
        .object("properties")
        .forEach((name, property) -> {
          CelType type = of((Json.Object) property, path + "." + name, false);
          String escaped = escaped(name);
          if (escaped.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            fields.put(escaped, type);
          }
        });
    if (whole) {
      fields.put("apiVersion", SimpleType.STRING);
      fields.put("kind", SimpleType.STRING);
      fields.put(
          "metadata",
          struct(
              path + ".metadata",
              Map.of("name", SimpleType.STRING, "generateName", SimpleType.STRING)));
    }
    return struct(path, fields);
  }

  /// The type of a kind that every cluster has.
  public CelType of(FieldType type) {
    return switch (type) {
      case FieldType.Reference r -> {
        CelType known = structs.get(r.name());
        FieldType resolved = Schema.resolve(r);
        yield known != null
            ? known
            : resolved instanceof FieldType.Reference ? SimpleType.DYN : of(resolved);
      }
      case FieldType.Struct s -> {
        Map<String, CelType> fields = new LinkedHashMap<>();
        if (s.name().isEmpty() || structs.containsKey(s.name())) {
          yield structs.getOrDefault(s.name(), SimpleType.DYN);
        }
        CelType made = struct(s.name(), fields, s.fields().keySet());
        s.fields().forEach((name, field) -> fields.put(escaped(name), of(field)));
        yield made;
      }
      case FieldType.ListOf l -> ListType.create(of(l.item()));
      case FieldType.MapOf m -> MapType.create(SimpleType.STRING, of(m.value()));
      case FieldType.Any _ -> SimpleType.DYN;
      case FieldType.Scalar s ->
          switch (s) {
            case STRING -> SimpleType.STRING;
            case BYTES -> SimpleType.BYTES;
            case INT32, INT64 -> SimpleType.INT;
            case DOUBLE -> SimpleType.DOUBLE;
            case BOOLEAN -> SimpleType.BOOL;
            case TIME, MICRO_TIME -> SimpleType.TIMESTAMP;
            case QUANTITY, INT_OR_STRING -> SimpleType.DYN;
          };
    };
  }

  /// A structure whose fields are filled in afterwards, since they may name it.
  private CelType struct(String name, Map<String, CelType> fields, Set<String> names) {
    ImmutableSet<String> all =
        names.stream().map(Types::escaped).collect(ImmutableSet.toImmutableSet());
    CelType type = StructType.create(name, all, f -> Optional.ofNullable(fields.get(f)));
    structs.put(name, type);
    return type;
  }

  /// A property's name as expressions write it.
  static String escaped(String name) {
    if (RESERVED.contains(name)) {
      return "__" + name + "__";
    }
    return name.replace("__", "__underscores__")
        .replace(".", "__dot__")
        .replace("-", "__dash__")
        .replace("/", "__slash__");
  }
}
