package seodang.kube.apiserver.fields;

import seodang.json.Json;

/// One entry of `managedFields`.
record Entry(
    String manager,
    String operation,
    String apiVersion,
    String subresource,
    String time,
    Json.Object set) {

  static Entry of(Json.Object json) {
    return new Entry(
        json.text("manager"),
        json.text("operation"),
        json.text("apiVersion"),
        json.text("subresource"),
        json.text("time"),
        json.object("fieldsV1"));
  }

  Entry with(Json.Object other) {
    return other == set
        ? this
        : new Entry(manager, operation, apiVersion, subresource, time, other);
  }

  Entry at(String other) {
    return new Entry(manager, operation, apiVersion, subresource, other, set);
  }

  /// The same writer writing in the same way; an applier's version does not matter.
  boolean isSame(Entry other) {
    return manager.equals(other.manager)
        && operation.equals(other.operation)
        && subresource.equals(other.subresource)
        && (operation.equals("Apply") || apiVersion.equals(other.apiVersion));
  }

  String owner() {
    String name =
        Json.text(manager)
            + (subresource.isEmpty() ? "" : " with subresource \"" + subresource + "\"");
    return operation.equals("Update") ? name + " using " + apiVersion : name;
  }

  Json json() {
    return Json.object(
        "manager", manager,
        "operation", operation,
        "apiVersion", apiVersion,
        "time", time.isEmpty() ? null : time,
        "fieldsType", "FieldsV1",
        "fieldsV1", set,
        "subresource", subresource.isEmpty() ? null : subresource);
  }
}
