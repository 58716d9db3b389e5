package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.ApiRequest;
import seodang.kube.engine.Client;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.GoTypes;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Schema;

/// Turns a body into an object of a kind, as Go's strict decoder does: types must fit, unknown
/// fields are an error, a warning or nothing by `fieldValidation`, nulls and empty values go,
/// quantities take their canonical form.
final class Decoder {
  private static final String PROPS =
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
  private static final GoTypes.Field UNTOLD = new GoTypes.Field("", false, false, 0, "");

  /// What was there before of what is new.
  private static final Json.Object NEW = Json.object();

  private final String what;
  private final Scalars scalars;
  private final List<String> unknown = new ArrayList<>();

  private Decoder(String what) {
    this.what = what;
    this.scalars = new Scalars(what);
  }

  static Json.Object decode(
      ApiRequest request, ResourceType type, Json.Object body, List<String> warnings) {
    return decode(request, type.group(), type.version(), type.kind(), body, warnings);
  }

  /// Decodes what a patch made of an object: the parts it left alone were decoded before.
  static Json.Object decode(
      ApiRequest request,
      ResourceType type,
      Json.Object patched,
      Json.Object before,
      List<String> warnings) {
    FieldType.Struct struct = Schema.ofKind(type.group(), type.version(), type.kind());
    return decode(
        request,
        struct,
        type.group(),
        type.version(),
        type.kind(),
        patched,
        request.method().equals("PATCH") ? before : NEW,
        warnings);
  }

  static Json.Object decode(
      ApiRequest request,
      String group,
      String version,
      String kind,
      Json.Object body,
      List<String> warnings) {
    FieldType.Struct struct = Schema.ofKind(group, version, kind);
    return decode(request, struct, group, version, kind, body, NEW, warnings);
  }

  /// Decodes as a given structure: of a custom resource, what every object has.
  static Json.Object decode(
      ApiRequest request,
      FieldType.Struct struct,
      ResourceType type,
      Json.Object body,
      List<String> warnings) {
    return decode(request, struct, type.group(), type.version(), type.kind(), body, NEW, warnings);
  }

  private static Json.Object decode(
      ApiRequest request,
      FieldType.@Nullable Struct struct,
      String group,
      String version,
      String kind,
      Json.Object body,
      Json.Object before,
      List<String> warnings) {
    String apiVersion = group.isEmpty() ? version : group + "/" + version;
    Json.Object typed = withType(body, apiVersion, kind);
    if (struct == null || isTrusted(request)) {
      return typed;
    }
    Decoder decoder = new Decoder(head(version, kind));
    Json.Object clean = decoder.struct(struct, typed, before, "", "");
    report(request, decoder.what, decoder.unknown, warnings);
    return clean;
  }

  /// How every complaint about a body begins.
  static String head(String version, String kind) {
    return kind + " in version \"" + version + "\" cannot be handled as a " + kind + ": ";
  }

  /// A decoded value with those empty maps and lists that the sent one has and decoding left out.
  static Json withEmpties(Json decoded, Json sent) {
    if (decoded instanceof Json.Object to && sent instanceof Json.Object from) {
      Json.Object result = to;
      for (String key : from.keys()) {
        Json given = Objects.requireNonNull(from.get(key));
        Json standing = to.get(key);
        boolean empty =
            given instanceof Json.Object o && o.isEmpty()
                || given instanceof Json.Array a && a.isEmpty();
        Json filled = standing == null ? (empty ? given : null) : withEmpties(standing, given);
        result = filled == null || filled == standing ? result : result.with(key, filled);
      }
      return result;
    }
    if (decoded instanceof Json.Array to
        && sent instanceof Json.Array from
        && to.size() == from.size()) {
      List<Json> items = new ArrayList<>(to.size());
      boolean changed = false;
      for (int i = 0; i < to.size(); i++) {
        items.add(withEmpties(to.get(i), from.get(i)));
        changed |= items.get(i) != to.get(i);
      }
      return changed ? Json.Array.of(items) : to;
    }
    return decoded;
  }

  /// Components send what they read: nothing to check, and a thousand Pods to make and report.
  private static boolean isTrusted(ApiRequest request) {
    return request.body() instanceof ApiRequest.Body.Parsed
        && request.user().groups().contains(Client.COMPONENTS)
        && !request.method().equals("PATCH");
  }

  private static Json.Object withType(Json.Object body, String apiVersion, String kind) {
    String saysVersion = body.text("apiVersion", apiVersion);
    String saysKind = body.text("kind", kind);
    if (!saysKind.equals(kind) || !saysVersion.equals(apiVersion)) {
      int slash = saysVersion.indexOf('/');
      String saysGroup = slash < 0 ? "" : saysVersion.substring(0, slash);
      throw Statuses.badRequest(
          saysKind
              + " in version \""
              + saysVersion.substring(slash + 1)
              + "\" cannot be handled as a "
              + kind
              + ": no kind \""
              + saysKind
              + "\" is registered for version \""
              + (saysGroup.isEmpty()
                  ? saysVersion
                  : saysGroup + "/" + saysVersion.substring(slash + 1))
              + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
    }
    return body.with("apiVersion", apiVersion).with("kind", kind);
  }

  /// Tells of unknown fields as the request's `fieldValidation` wants it.
  static void report(ApiRequest request, String what, List<String> unknown, List<String> warnings) {
    String validation = request.parameter("fieldValidation");
    if (unknown.isEmpty() || validation.equals("Ignore")) {
      return;
    }
    if (validation.equals("Strict")) {
      throw Statuses.badRequest(what + "strict decoding error: " + String.join(", ", unknown));
    }
    warnings.addAll(unknown);
  }

  private Json.Object struct(
      FieldType.Struct type, Json.Object value, Json.Object before, String path, String stack) {
    ObjectBuilder clean = new ObjectBuilder();
    Map<String, GoTypes.Field> go = GoTypes.fields(type.name());
    value.forEach((key, v) -> {
      FieldType field = type.fields().get(key);
      if (field == null) {
        unknown.add("unknown field \"" + join(path, key) + "\"");
        return;
      }
      if (v instanceof Json.Null) {
        return;
      }
      Json old = before.get(key);
      if (isOld(v, old)) {
        clean.put(key, v);
        return;
      }
      GoTypes.Field own = go.getOrDefault(key, UNTOLD);
      String inner = join(stack, key);
      Json decoded =
          value(
              Schema.resolve(field),
              v,
              old,
              join(path, key),
              new Scalars.Place(type.shortName() + "." + inner, own.type(), inner));
      if (own.pointer() || own.always() || !isEmpty(Schema.resolve(field), decoded)) {
        clean.put(key, decoded);
      }
    });
    go.forEach((key, own) -> {
      FieldType field = type.fields().get(key);
      boolean given = value.has(key) && !(value.get(key) instanceof Json.Null);
      if (own.always() && !given && field != null) {
        clean.put(key, own.pointer() ? Json.Null.NULL : zero(Schema.resolve(field)));
      }
    });
    return clean.build();
  }

  /// Whether a value is the very one that was decoded before; empty ones are nobody's own.
  private static boolean isOld(Json value, @Nullable Json old) {
    return value == old
        && !(value instanceof Json.Object o && o.isEmpty())
        && !(value instanceof Json.Array a && a.isEmpty());
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /// What Go has where nothing was given.
  private Json zero(FieldType type) {
    return switch (type) {
      case FieldType.Struct s -> struct(s, Json.object(), NEW, "", "");
      case FieldType.Scalar s ->
          switch (s) {
            case STRING -> Json.text("");
            case INT32, INT64, DOUBLE, INT_OR_STRING -> Json.number(0);
            case BOOLEAN -> Json.bool(false);
            case QUANTITY -> Json.text("0");
            case BYTES, TIME, MICRO_TIME -> Json.Null.NULL;
          };
      case FieldType.ListOf l -> Json.Null.NULL;
      case FieldType.MapOf m -> Json.Null.NULL;
      case FieldType.Any a -> Json.Null.NULL;
      case FieldType.Reference r -> Json.Null.NULL;
    };
  }

  private static boolean isEmpty(FieldType type, Json value) {
    return switch (type) {
      case FieldType.Scalar s ->
          switch (value) {
            case Json.Text t -> t.value().isEmpty();
            case Json.Number n -> n.isWhole() && n.longValue() == 0;
            case Json.Bool b -> !b.value();
            default -> false;
          };
      case FieldType.ListOf l -> value instanceof Json.Array a && a.isEmpty();
      case FieldType.MapOf m -> value instanceof Json.Object o && o.isEmpty();
      case FieldType.Struct s -> false;
      case FieldType.Any a -> false;
      case FieldType.Reference r -> false;
    };
  }

  private Json value(
      FieldType type, Json value, @Nullable Json before, String path, Scalars.Place at) {
    return switch (type) {
      case FieldType.Struct s -> {
        if (!(value instanceof Json.Object o)) {
          throw scalars.mismatch(value, at, false);
        }
        yield struct(s, o, before instanceof Json.Object b ? b : NEW, path, at.stack());
      }
      case FieldType.ListOf l -> {
        if (!(value instanceof Json.Array a)) {
          throw scalars.mismatch(value, at, false);
        }
        List<Json> items = new ArrayList<>(a.size());
        FieldType item = Schema.resolve(l.item());
        Scalars.Place inner = at.item(item);
        for (int i = 0; i < a.size(); i++) {
          items.add(item(item, a.get(i), before, path, i, inner));
        }
        yield Json.Array.of(items);
      }
      case FieldType.MapOf m -> {
        if (!(value instanceof Json.Object o)) {
          throw scalars.mismatch(value, at, false);
        }
        ObjectBuilder clean = new ObjectBuilder();
        FieldType item = Schema.resolve(m.value());
        Scalars.Place inner = at.item(item);
        o.forEach((k, v) ->
            clean.put(
                k,
                v instanceof Json.Null ? zero(item) : value(item, v, null, path + "." + k, inner)));
        yield clean.build();
      }
      case FieldType.Scalar s -> scalars.read(s, value, at);
      case FieldType.Any any ->
          value instanceof Json.Object o && at.type().contains(".JSONSchemaPropsOr")
              ? schema(o, at)
              : value;
      case FieldType.Reference r -> value;
    };
  }

  private Json item(
      FieldType type, Json item, @Nullable Json before, String path, int index, Scalars.Place at) {
    if (item instanceof Json.Null) {
      return zero(type);
    }
    Json old = before instanceof Json.Array b && index < b.size() ? b.get(index) : null;
    return isOld(item, old) ? item : value(type, item, old, path + "[" + index + "]", at);
  }

  /// A schema within a schema is read on its own; its faults are told where it stands.
  private Json schema(Json.Object value, Scalars.Place at) {
    if (!(Schema.named(PROPS) instanceof FieldType.Struct props)) {
      return value;
    }
    try {
      return new Decoder(what).struct(props, value, NEW, "", "");
    } catch (Rejection e) {
      throw Statuses.badRequest(
          e.status()
              .text("message")
              .replaceFirst("Go struct field \\S+ of", "Go struct field " + at.path() + " of"));
    }
  }
}
