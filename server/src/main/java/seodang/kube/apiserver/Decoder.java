package seodang.kube.apiserver;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.ApiRequest;
import seodang.kube.Quantity;
import seodang.kube.engine.Client;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Schema;

/// Turns a body into an object of a kind, as Go's strict decoder does: types must fit, unknown
/// fields are an error, a warning or nothing by `fieldValidation`, nulls and empty values go,
/// quantities take their canonical form.
final class Decoder {
  private final String what;
  private final List<String> unknown = new ArrayList<>();

  private Decoder(String what) {
    this.what = what;
  }

  static Json.Object decode(
      ApiRequest request, ResourceType type, Json.Object body, List<String> warnings) {
    return decode(request, type.group(), type.version(), type.kind(), body, warnings);
  }

  static Json.Object decode(
      ApiRequest request,
      String group,
      String version,
      String kind,
      Json.Object body,
      List<String> warnings) {
    String apiVersion = group.isEmpty() ? version : group + "/" + version;
    Json.Object typed = withType(body, apiVersion, kind);
    FieldType.Struct struct = Schema.ofKind(group, version, kind);
    if (struct == null || isTrusted(request)) {
      return typed;
    }
    Decoder decoder =
        new Decoder(kind + " in version \"" + version + "\" cannot be handled as a " + kind + ": ");
    Json.Object clean = decoder.struct(struct, typed, "");
    decoder.report(request.parameter("fieldValidation"), warnings);
    return clean;
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

  private void report(String validation, List<String> warnings) {
    if (unknown.isEmpty() || validation.equals("Ignore")) {
      return;
    }
    if (validation.equals("Strict")) {
      throw Statuses.badRequest(what + "strict decoding error: " + String.join(", ", unknown));
    }
    warnings.addAll(unknown);
  }

  private Json.Object struct(FieldType.Struct type, Json.Object value, String path) {
    ObjectBuilder clean = new ObjectBuilder();
    value.forEach((key, v) -> {
      String here = path.isEmpty() ? key : path + "." + key;
      FieldType field = type.fields().get(key);
      if (field == null) {
        unknown.add("unknown field \"" + here + "\"");
        return;
      }
      if (v instanceof Json.Null) {
        return;
      }
      GoField goPath = new GoField(type, here);
      Json decoded = value(Schema.resolve(field), v, here, goPath);
      if (!isEmpty(Schema.resolve(field), decoded) || type.required().contains(key)) {
        clean.put(key, decoded);
      }
    });
    return clean.build();
  }

  private static boolean isEmpty(FieldType type, Json value) {
    return switch (type) {
      case FieldType.Scalar s -> value instanceof Json.Text t && t.value().isEmpty();
      case FieldType.ListOf l -> value instanceof Json.Array a && a.isEmpty();
      case FieldType.MapOf m -> value instanceof Json.Object o && o.isEmpty();
      case FieldType.Struct s -> false;
      case FieldType.Any a -> false;
      case FieldType.Reference r -> false;
    };
  }

  private Json value(FieldType type, Json value, String path, GoField goPath) {
    return switch (type) {
      case FieldType.Struct s -> {
        if (!(value instanceof Json.Object o)) {
          throw mismatch(value, goPath, goType(type));
        }
        yield struct(s, o, path);
      }
      case FieldType.ListOf l -> {
        if (!(value instanceof Json.Array a)) {
          throw mismatch(value, goPath, goType(type));
        }
        List<Json> items = new ArrayList<>(a.size());
        for (int i = 0; i < a.size(); i++) {
          items.add(value(Schema.resolve(l.item()), a.get(i), path + "[" + i + "]", goPath));
        }
        yield Json.Array.of(items);
      }
      case FieldType.MapOf m -> {
        if (!(value instanceof Json.Object o)) {
          throw mismatch(value, goPath, goType(type));
        }
        ObjectBuilder clean = new ObjectBuilder();
        o.forEach((k, v) -> {
          FieldType item = Schema.resolve(m.value());
          clean.put(
              k, v instanceof Json.Null ? zero(item) : value(item, v, path + "." + k, goPath));
        });
        yield clean.build();
      }
      case FieldType.Scalar s -> scalar(s, value, goPath);
      case FieldType.Any any -> value;
      case FieldType.Reference r -> value;
    };
  }

  /// What Go makes of a null in a map.
  private static Json zero(FieldType type) {
    return switch (type) {
      case FieldType.Scalar s when s == FieldType.Scalar.QUANTITY -> Json.text("0");
      case FieldType.Scalar _ -> Json.text("");
      case FieldType.ListOf _ -> Json.array();
      default -> Json.object();
    };
  }

  /// A field as Go names it in errors: `Container.spec.containers.image`.
  private record GoField(FieldType.Struct owner, String path) {
    @Override
    public String toString() {
      return owner.shortName() + "." + path.replaceAll("\\[[^]]*]", "");
    }
  }

  private Json scalar(FieldType.Scalar type, Json value, GoField goPath) {
    return switch (type) {
      case STRING, BYTES -> {
        if (!(value instanceof Json.Text)) {
          throw mismatch(value, goPath, goType(type));
        }
        yield value;
      }
      case INT32, INT64 -> {
        if (!(value instanceof Json.Number n) || !n.isWhole()) {
          throw mismatch(value, goPath, goType(type));
        }
        yield value;
      }
      case DOUBLE -> {
        if (!(value instanceof Json.Number)) {
          throw mismatch(value, goPath, goType(type));
        }
        yield value;
      }
      case BOOLEAN -> {
        if (!(value instanceof Json.Bool)) {
          throw mismatch(value, goPath, "bool");
        }
        yield value;
      }
      case QUANTITY -> quantity(value);
      case TIME -> time(value, "2006-01-02T15:04:05Z07:00");
      case MICRO_TIME -> time(value, "2006-01-02T15:04:05.000000Z07:00");
      case INT_OR_STRING -> value;
    };
  }

  private Json quantity(Json value) {
    Quantity parsed =
        value instanceof Json.Text || value instanceof Json.Number
            ? Quantity.parse(value instanceof Json.Text t ? t.value() : value.toString())
            : null;
    if (parsed == null) {
      throw Statuses.badRequest(
          what
              + "quantities must match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    return Json.text(parsed.toString());
  }

  private Json time(Json value, String layout) {
    String text = value instanceof Json.Text t ? t.value() : value.toString();
    try {
      OffsetDateTime parsed = OffsetDateTime.parse(text);
      return layout.contains(".")
          ? seodang.kube.Meta.microTime(parsed.toInstant())
          : seodang.kube.Meta.time(parsed.toInstant());
    } catch (DateTimeParseException e) {
      throw Statuses.badRequest(
          what
              + "parsing time \""
              + text
              + "\" as \""
              + layout
              + "\": cannot parse \""
              + text
              + "\" as \"2006\"");
    }
  }

  private Rejection mismatch(Json value, GoField goPath, String goType) {
    String found =
        switch (value) {
          case Json.Text t -> "string";
          case Json.Number n -> goType.startsWith("int") && !n.isWhole() ? "number " + n : "number";
          case Json.Bool b -> "bool";
          case Json.Array a -> "array";
          case Json.Object o -> "object";
          case Json.Null n -> "null";
        };
    return Statuses.badRequest(
        what
            + "json: cannot unmarshal "
            + found
            + " into Go struct field "
            + goPath
            + " of type "
            + goType);
  }

  private static String goType(FieldType type) {
    return switch (type) {
      case FieldType.Struct s -> {
        String[] parts = s.name().split("\\.");
        yield parts[parts.length - 2] + "." + s.shortName();
      }
      case FieldType.ListOf l -> "[]" + goType(Schema.resolve(l.item()));
      case FieldType.MapOf m -> "map[string]" + goType(Schema.resolve(m.value()));
      case FieldType.Any a -> "interface {}";
      case FieldType.Reference r -> goType(Schema.resolve(r));
      case FieldType.Scalar s ->
          switch (s) {
            case STRING -> "string";
            case BYTES -> "[]uint8";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case DOUBLE -> "float64";
            case BOOLEAN -> "bool";
            case QUANTITY -> "resource.Quantity";
            case TIME -> "v1.Time";
            case MICRO_TIME -> "v1.MicroTime";
            case INT_OR_STRING -> "intstr.IntOrString";
          };
    };
  }
}
