package seodang.kube.apiserver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;
import seodang.kube.schema.Schema;
import seodang.kube.schema.SchemaData;

/// OpenAPI v3 documents, one for each group and version, made from the schema.
final class OpenApi {
  private static final Map<String, Json.Object> DOCUMENTS = new LinkedHashMap<>();

  /// By `group.version.Kind`, then by field; of the whole under `""`.
  private static final Json.Object DESCRIPTIONS = SchemaData.read("descriptions.json");

  private static final Json.Object EVERY_KIND = DESCRIPTIONS.object("*");

  private OpenApi() {}

  static Json.Object index(Run run) {
    ObjectBuilder paths = new ObjectBuilder();
    for (ResourceType type : Resources.all()) {
      String path = pathOf(type);
      paths.put(path, Json.object("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + "V1.33"));
    }
    for (ResourceType type : CustomResources.all(run)) {
      String path = pathOf(type);
      int hash = java.util.Objects.hashCode(document(run, path));
      paths.put(
          path,
          Json.object(
              "serverRelativeURL", "/openapi/v3/" + path + "?hash=" + Integer.toHexString(hash)));
    }
    return Json.object("paths", paths.build());
  }

  private static String pathOf(ResourceType type) {
    return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
  }

  /// @param path `api/v1`, `apis/apps/v1`
  static Json.@Nullable Object document(Run run, String path) {
    Json.Object custom = custom(run, path);
    if (custom != null) {
      return custom;
    }
    synchronized (DOCUMENTS) {
      Json.Object known = DOCUMENTS.get(path);
      if (known == null) {
        known = make(path);
        if (known != null) {
          DOCUMENTS.put(path, known);
        }
      }
      return known;
    }
  }

  /// The document of a group and version that CustomResourceDefinitions make; null for others.
  private static Json.@Nullable Object custom(Run run, String path) {
    ObjectBuilder paths = new ObjectBuilder();
    ObjectBuilder schemas = new ObjectBuilder();
    boolean any = false;
    for (ResourceType type : CustomResources.all(run)) {
      if (!pathOf(type).equals(path)) {
        continue;
      }
      any = true;
      operations(paths, type);
      Json.Object schema = CustomResources.schema(run, type);
      Json.Object properties =
          schema
              .object("properties")
              .with(
                  "apiVersion",
                  described(Json.object("type", "string"), EVERY_KIND.text("apiVersion")))
              .with("kind", described(Json.object("type", "string"), EVERY_KIND.text("kind")))
              .with(
                  "metadata",
                  Json.object(
                      "allOf",
                      Json.array(
                          Json.object(
                              "$ref",
                              "#/components/schemas/"
                                  + "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")),
                      "description",
                      EVERY_KIND.text("metadata")));
      schemas.put(
          String.join(".", List.of(type.group().split("\\.")).reversed())
              + "."
              + type.version()
              + "."
              + type.kind(),
          schema
              .with("type", "object")
              .with("properties", properties)
              .with("x-kubernetes-group-version-kind", Json.array(kindOf(type))));
    }
    if (!any) {
      return null;
    }
    for (String name : Schema.definitions().keys()) {
      if (name.startsWith("io.k8s.apimachinery.pkg.apis.meta.v1.")) {
        schemas.put(name, rewritten(name, Schema.definitions().object(name)));
      }
    }
    return document(paths, schemas);
  }

  private static Json kindOf(ResourceType type) {
    return Json.object("group", type.group(), "version", type.version(), "kind", type.kind());
  }

  private static void operations(ObjectBuilder paths, ResourceType type) {
    Json parameters =
        Json.array(
            Json.object(
                "name", "fieldValidation",
                "in", "query",
                "schema", Json.object("type", "string", "uniqueItems", true)));
    Json operation =
        Json.object("x-kubernetes-group-version-kind", kindOf(type), "parameters", parameters);
    paths.put(
        type.path("{namespace}", "{name}"),
        Json.object("get", operation, "patch", operation, "put", operation));
    paths.put(type.path("{namespace}", ""), Json.object("get", operation, "post", operation));
  }

  private static Json.Object document(ObjectBuilder paths, ObjectBuilder schemas) {
    return Json.object(
        "openapi", "3.0.0",
        "info", Json.object("title", "Kubernetes", "version", "v1.33.13"),
        "paths", paths.build(),
        "components", Json.object("schemas", schemas.build()));
  }

  private static Json.@Nullable Object make(String path) {
    ObjectBuilder paths = new ObjectBuilder();
    ObjectBuilder schemas = new ObjectBuilder();
    boolean any = false;
    for (ResourceType type : Resources.all()) {
      var struct = Schema.ofKind(type.group(), type.version(), type.kind());
      if (!pathOf(type).equals(path) || struct == null) {
        continue;
      }
      any = true;
      operations(paths, type);
    }
    if (!any) {
      return null;
    }
    Schema.definitions()
        .forEach(
            (name, definition) -> schemas.put(name, rewritten(name, (Json.Object) definition)));
    return document(paths, schemas);
  }

  /// A definition with references into `components`, and the kinds it stands for.
  private static Json rewritten(String name, Json.Object definition) {
    Json.Object result = either(name, (Json.Object) references(definition));
    Json.Array kinds = Json.array();
    for (ResourceType type : Resources.all()) {
      var struct = Schema.ofKind(type.group(), type.version(), type.kind());
      if (struct != null && struct.name().equals(name)) {
        kinds =
            kinds.add(
                Json.object("group", type.group(), "version", type.version(), "kind", type.kind()));
      }
    }
    result = described(name, result.without("x-kubernetes-group-version-kind"));
    return kinds.isEmpty() ? result : result.with("x-kubernetes-group-version-kind", kinds);
  }

  /// The two types that are written as a text or as a number.
  private static Json.Object either(String name, Json.Object definition) {
    String other =
        name.endsWith(".resource.Quantity")
            ? "number"
            : name.endsWith(".intstr.IntOrString") ? "integer" : "";
    return other.isEmpty()
        ? definition
        : definition
            .without("type")
            .with("oneOf", Json.array(Json.object("type", "string"), Json.object("type", other)));
  }

  /// With our own sentences about the kind and its fields, where there are any.
  private static Json.Object described(String name, Json.Object definition) {
    String[] parts = name.split("\\.");
    int last = parts.length - 1;
    Json.Object own =
        last < 2
            ? Json.object()
            : DESCRIPTIONS.object(parts[last - 2] + "." + parts[last - 1] + "." + parts[last]);
    Json.Object properties = definition.object("properties");
    boolean whole = properties.has("kind") && properties.has("apiVersion");
    Json.Object result = definition;
    for (String field : properties.keys()) {
      String sentence = own.text(field, whole ? EVERY_KIND.text(field) : "");
      if (!sentence.isEmpty()) {
        result = result.withAt(described(properties.object(field), sentence), "properties", field);
      }
    }
    return own.text("").isEmpty() ? result : result.with("description", own.text(""));
  }

  /// A reference stands alone, so what is said besides it goes around it.
  private static Json.Object described(Json.Object field, String sentence) {
    return (field.has("$ref") ? Json.object("allOf", Json.array(field)) : field)
        .with("description", sentence);
  }

  private static Json references(Json value) {
    return switch (value) {
      case Json.Object o -> {
        ObjectBuilder builder = new ObjectBuilder();
        o.forEach((k, v) ->
            builder.put(
                k,
                k.equals("$ref") && v instanceof Json.Text t
                    ? Json.text(t.value().replace("#/definitions/", "#/components/schemas/"))
                    : references(v)));
        yield builder.build();
      }
      case Json.Array a -> a.map(OpenApi::references);
      default -> value;
    };
  }
}
