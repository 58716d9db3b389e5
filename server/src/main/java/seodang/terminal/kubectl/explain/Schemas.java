package seodang.terminal.kubectl.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import seodang.json.Json;

/// The schemas of one OpenAPI v3 document, with their references followed.
final class Schemas {
  private final Json.Object all;

  Schemas(Json.Object document) {
    this.all = document.object("components").object("schemas");
  }

  /// The schema of a kind; empty when the document has none.
  Json.Object ofKind(String group, String version, String kind) {
    Json.Object wanted = Json.object("group", group, "kind", kind, "version", version);
    for (String name : all.keys()) {
      Json.Object schema = all.object(name);
      for (Json.Object own : schema.array("x-kubernetes-group-version-kind").objects()) {
        if (own.equals(wanted)) {
          return schema;
        }
      }
    }
    return Json.object();
  }

  /// The name a schema refers to, itself or through a lone `allOf`; `""` for none.
  static String reference(Json.Object schema) {
    String direct = schema.text("$ref");
    if (!direct.isEmpty()) {
      return direct;
    }
    List<Json.Object> parts = schema.array("allOf").objects();
    return parts.size() == 1 ? parts.getFirst().text("$ref") : "";
  }

  private Json.Object referred(String reference) {
    return all.object(reference.substring(reference.lastIndexOf('/') + 1));
  }

  /// The schema with its references followed.
  Json.Object resolve(Json.Object schema) {
    Json.Object here = schema;
    for (int i = 0; i < 20 && !reference(here).isEmpty(); i++) {
      here = referred(reference(here));
    }
    return here;
  }

  /// What holds the fields below a schema: the items of a list, the values of a map.
  Json.Object inner(Json.Object schema) {
    Json.Object resolved = resolve(schema);
    if (resolved.has("items")) {
      return inner(resolved.object("items"));
    }
    if (resolved.get("additionalProperties") instanceof Json.Object values
        && !resolved.has("properties")) {
      return inner(values);
    }
    return resolved;
  }

  /// `<[]Container>` without the brackets: `[]Container`, `map[string]string`, `integer`, `Object`.
  String type(Json.Object schema) {
    String reference = reference(schema);
    if (!reference.isEmpty()) {
      Json.Object referred = resolve(schema);
      String type = referred.text("type");
      boolean named = type.isEmpty() || type.equals("object") || referred.has("oneOf");
      return named ? shortName(reference) : type(referred);
    }
    if (schema.has("items")) {
      return "[]" + type(schema.object("items"));
    }
    if (schema.get("additionalProperties") instanceof Json.Object values) {
      return "map[string]" + type(values);
    }
    String type = schema.text("type");
    return type.isEmpty() || type.equals("object") ? "Object" : type;
  }

  private static String shortName(String reference) {
    return reference.substring(
        Math.max(reference.lastIndexOf('.'), reference.lastIndexOf('/')) + 1);
  }

  /// Its own description and those of all it refers to, each on a line; `""` for none.
  String descriptions(Json.Object schema) {
    StringBuilder text = new StringBuilder();
    Json.Object here = schema;
    for (int i = 0; i < 20; i++) {
      String own = here.text("description");
      text.append(own.isEmpty() ? "" : own + "\n");
      if (!reference(here).isEmpty()) {
        here = referred(reference(here));
      } else if (here.has("items")) {
        here = here.object("items");
      } else if (here.get("additionalProperties") instanceof Json.Object values) {
        here = values;
      } else {
        break;
      }
    }
    return text.toString();
  }

  List<String> enumeration(Json.Object schema) {
    List<String> values = new ArrayList<>();
    resolve(schema).array("enum").forEach(v -> values.add(Objects.toString(text(v))));
    return values;
  }

  private static String text(Json value) {
    return value instanceof Json.Text t ? t.value() : value.toString();
  }
}
