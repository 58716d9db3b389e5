package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.apiserver.custom.Path;
import seodang.kube.apiserver.custom.Rules;
import seodang.kube.apiserver.custom.Structural;
import seodang.kube.apiserver.custom.Validation;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.engine.Run;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.ResourceType;

/// A kind as one version of its CustomResourceDefinition declares it.
final class CustomKind extends Kind {
  private static final Json.Object AGE =
      Json.object("name", "Age", "type", "date", "jsonPath", ".metadata.creationTimestamp");

  private final Json.Object declared;
  private final Json.Object schema;

  CustomKind(Json.Object declared) {
    this.declared = declared;
    this.schema = declared.object("schema").object("openAPIV3Schema");
  }

  /// The body without what its schema does not know.
  Json.Object decode(
      ApiRequest request, ResourceType type, Json.Object body, List<String> warnings) {
    FieldType.Struct envelope =
        Structural.type(Json.object("x-kubernetes-preserve-unknown-fields", true));
    Json.Object meta =
        Decoder.decode(
            request,
            envelope,
            type,
            Json.object("apiVersion", body.get("apiVersion"), "kind", body.get("kind"))
                .withIf("metadata", body.get("metadata")),
            warnings);
    List<String> unknown = new ArrayList<>();
    Json.Object pruned = Structural.prune(schema, body.merge(meta), unknown);
    Decoder.report(
        request,
        type.kind()
            + " in version \""
            + type.version()
            + "\" cannot be handled as a "
            + type.kind()
            + ": ",
        unknown,
        warnings);
    return pruned;
  }

  @Override
  Json.Object defaults(Json.Object object) {
    return Structural.fill(schema, object);
  }

  @Override
  boolean hasGeneration() {
    return true;
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    return declared.object("subresources").has("status") ? object.without("status") : object;
  }

  /// Appends what the schema and its rules find wrong.
  void validate(Json.Object object, Json.@Nullable Object before, List<FieldError> errors) {
    List<Validation.Fault> faults = new ArrayList<>(Validation.of(schema, object));
    if (before != null) {
      faults.removeIf(f -> isOld(object, before, f.path()));
    }
    boolean blocked = faults.stream().anyMatch(Validation.Fault::blocking);
    if (Rules.isIn(schema)) {
      if (blocked) {
        errors.addAll(faults.stream().map(CustomKind::error).toList());
        errors.add(
            new FieldError(
                "FieldValueInvalid",
                "<nil>",
                "Invalid value: \"null\": some validation rules were not checked because the object"
                    + " was invalid; correct the existing errors to complete validation"));
        return;
      }
      faults.addAll(Rules.of(schema, object, before));
    }
    errors.addAll(faults.stream().map(CustomKind::error).toList());
  }

  /// Ratcheting: whether what is wrong at a path was so before and did not change.
  private static boolean isOld(Json.Object object, Json.Object before, String path) {
    Json now = object;
    Json then = before;
    for (String step : path.split("\\.|(?=\\[)")) {
      if (step.startsWith("[")) {
        if (!(now instanceof Json.Array list) || !step.matches("\\[[0-9]{1,9}]")) {
          return false;
        }
        int index = Integer.parseInt(step.substring(1, step.length() - 1));
        if (index >= list.size()) {
          return false;
        }
        Json item = list.get(index);
        return then instanceof Json.Array old && old.stream().anyMatch(item::equals);
      }
      now = now instanceof Json.Object o ? o.get(step) : null;
      then = then instanceof Json.Object o ? o.get(step) : null;
      if (now == null) {
        return false;
      }
      if (now.equals(then)) {
        return true;
      }
    }
    return false;
  }

  @Override
  void validateStatus(
      String subresource, Json.Object object, Json.Object before, List<FieldError> errors) {
    validate(object, before, errors);
  }

  private static FieldError error(Validation.Fault fault) {
    return new FieldError(fault.reason(), fault.path(), fault.message());
  }

  // Tables.

  /// The columns of a table, the name first.
  Json.Array columns() {
    Json.Array columns =
        Json.array(
            Json.object(
                "name", "Name",
                "type", "string",
                "format", "name",
                "description", "",
                "priority", 0));
    for (Json.Object column : printed()) {
      columns =
          columns.add(
              Json.object(
                  "name", column.text("name"),
                  "type", column.text("type"),
                  "format", column.text("format"),
                  "description", column.text("description"),
                  "priority", column.number("priority", 0)));
    }
    return columns;
  }

  private List<Json.Object> printed() {
    List<Json.Object> declaredColumns = declared.array("additionalPrinterColumns").objects();
    return declaredColumns.isEmpty() ? List.of(AGE) : declaredColumns;
  }

  @Override
  List<Object> cells(Run run, Json.Object object) {
    List<Object> cells = new ArrayList<>();
    cells.add(Meta.name(object));
    for (Json.Object column : printed()) {
      cells.add(cell(run, column.text("type"), Path.all(object, column.text("jsonPath"))));
    }
    return cells;
  }

  /// A cell as the table convertor makes it: of the first value, by the column's type.
  private static Object cell(Run run, String type, List<Json> values) {
    if (values.isEmpty()) {
      return Json.Null.NULL;
    }
    Json value = values.getFirst();
    return switch (type) {
      case "integer" ->
          value instanceof Json.Number n ? Json.number(n.longValue()) : Json.Null.NULL;
      case "number" -> value instanceof Json.Number ? value : Json.Null.NULL;
      case "boolean" -> value instanceof Json.Bool ? value : Json.Null.NULL;
      case "date" -> {
        java.time.Instant then = Meta.instant(value);
        yield then == null ? "<invalid>" : HumanDuration.since(then, run.now());
      }
      default -> {
        StringBuilder text = new StringBuilder();
        for (Json each : values) {
          text.append(text.isEmpty() ? "" : ",")
              .append(each instanceof Json.Text t ? t.value() : each.toString());
        }
        yield text.toString();
      }
    };
  }
}
