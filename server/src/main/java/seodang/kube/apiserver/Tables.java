package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.SchemaData;

/// `meta.k8s.io/v1` Tables: what `kubectl get` prints.
final class Tables {
  private static final Json.Object COLUMNS = SchemaData.read("table-columns.json");
  private static final Json.Array PLAIN =
      Json.array(
          Json.object("name", "Name", "type", "string", "format", "name", "priority", 0),
          Json.object("name", "Created At", "type", "date", "priority", 0));

  private Tables() {}

  static boolean isAsked(ApiRequest request, ResourceType type) {
    return Negotiation.isTable(request, type);
  }

  static Json.Object table(
      Run run, ApiRequest request, ResourceType type, List<Json.Object> objects, Json.Object meta) {
    Kind kind = CustomResources.kind(run, type);
    Json columns = COLUMNS.get(type.apiVersion() + "/" + type.resource());
    Json.Array definitions =
        kind instanceof CustomKind custom
            ? custom.columns()
            : columns instanceof Json.Array a ? a : PLAIN;
    List<Json> rows = new ArrayList<>(objects.size());
    for (Json.Object object : objects) {
      rows.add(
          Json.object(
              "cells", Json.array(cells(run, kind, type, object, definitions).toArray()),
              "object", shown(request, type, object)));
    }
    Json.Object tableMeta =
        Json.object("resourceVersion", meta.text("resourceVersion"))
            .withIf("continue", meta.get("continue"))
            .withIf("remainingItemCount", meta.get("remainingItemCount"));
    return Json.object(
        "kind",
        "Table",
        "apiVersion",
        "meta.k8s.io/v1",
        "metadata",
        tableMeta,
        "columnDefinitions",
        definitions,
        "rows",
        Json.Array.of(rows));
  }

  private static List<Object> cells(
      Run run, Kind kind, ResourceType type, Json.Object object, Json.Array definitions) {
    List<Object> cells = kind.cells(run, object);
    if (cells == null) {
      cells = Cells.of(type.resource(), run, object);
    }
    if (cells == null) {
      cells = new ArrayList<>();
      cells.add(Meta.name(object));
      while (cells.size() < definitions.size() - 1) {
        cells.add("<none>");
      }
      boolean created =
          definitions.object(definitions.size() - 1).text("name").equals("Created At");
      cells.add(
          created ? object.object("metadata").text("creationTimestamp") : Kind.age(run, object));
    }
    return cells;
  }

  private static Json shown(ApiRequest request, ResourceType type, Json.Object object) {
    return switch (request.parameter("includeObject")) {
      case "None" -> Json.Null.NULL;
      case "Object" -> object.with("apiVersion", type.apiVersion()).with("kind", type.kind());
      default -> metadataOnly(object);
    };
  }

  /// What of an object an answer for metadata alone shows.
  static Json.Object metadataOnly(Json.Object object) {
    return Json.object(
        "kind", "PartialObjectMetadata",
        "apiVersion", "meta.k8s.io/v1",
        "metadata", object.object("metadata"));
  }

  /// `a=b,c=d`, or `<none>`.
  static String labels(Json.Object labels) {
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, String> label : labels.texts().entrySet()) {
      parts.add(label.getKey() + "=" + label.getValue());
    }
    return parts.isEmpty() ? "<none>" : String.join(",", parts);
  }
}
