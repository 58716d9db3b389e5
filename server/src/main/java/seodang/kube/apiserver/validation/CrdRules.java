package seodang.kube.apiserver.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// CustomResourceDefinitions, their schemas aside.
///
/// What all versions have alike is told at the top, as the internal form keeps it there:
/// `spec.validation`, `spec.subresources` and the like.
final class CrdRules {
  private static final List<String> COLUMN_TYPES =
      List.of("boolean", "date", "integer", "number", "string");
  private static final List<String> COLUMN_FORMATS =
      List.of("bool", "byte", "date", "date-time", "double", "float", "int32", "int64", "password");

  private CrdRules() {}

  static void definition(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    spec(spec);
    if (old != null) {
      Field before = old.at("spec");
      boolean established = false;
      for (Json.Object c : old.at("status", "conditions").array().objects()) {
        established |= c.text("type").equals("Established") && c.text("status").equals("True");
      }
      if (established) {
        spec.at("scope").immutable(before.at("scope"));
        spec.at("names", "kind").immutable(before.at("names", "kind"));
      }
      spec.at("group").immutable(before.at("group"));
      spec.at("names", "plural").immutable(before.at("names", "plural"));
    }
    names(object.at("status", "acceptedNames"));
    stored(object.at("status", "storedVersions"), spec);
    approval(object);
  }

  /// The form of a definition's own name.
  static List<String> name(Json.Object object, String name) {
    List<String> wrong = new java.util.ArrayList<>(Formats.subdomain(name));
    Json.Object spec = object.object("spec");
    if (!name.equals(spec.object("names").text("plural") + "." + spec.text("group"))) {
      wrong.add("must be spec.names.plural+\".\"+spec.group");
    }
    return wrong;
  }

  private static void stored(Field stored, Field spec) {
    if (stored.isEmpty()) {
      stored.invalidGo("[]string(nil)", "must have at least one stored version");
      return;
    }
    Set<String> names = new HashSet<>();
    for (Field version : spec.items("versions")) {
      names.add(version.text("name"));
      if (version.bool("storage") && !stored.texts().contains(version.text("name"))) {
        stored.invalidGo(
            GoValue.list("[]string", stored.value()),
            "must have the storage version " + version.text("name"));
      }
    }
    for (Field version : stored.items()) {
      String v = version.text();
      if (!names.contains(v)) {
        version.invalid(
            "missing from spec.versions; "
                + v
                + " was previously a storage version, and must remain in spec.versions until a"
                + " storage migration ensures no data remains persisted in "
                + v
                + " and removes "
                + v
                + " from status.storedVersions");
      }
    }
  }

  private static void approval(Field object) {
    String group = object.at("spec").text("group");
    boolean community =
        ("." + group).endsWith(".k8s.io") || ("." + group).endsWith(".kubernetes.io");
    Field approved = object.at("metadata", "annotations").key("api-approved.kubernetes.io");
    if (community && approved.text().isEmpty()) {
      approved.required(
          "protected groups must have approval annotation \"api-approved.kubernetes.io\", see"
              + " https://github.com/kubernetes/enhancements/pull/1111");
    }
  }

  private static void spec(Field spec) {
    Field group = spec.at("group");
    if (group.requiredText()) {
      List<String> wrong = Formats.subdomain(group.text());
      if (!wrong.isEmpty()) {
        group.invalid(String.join(",", wrong));
      } else if (group.text().indexOf('.') < 0) {
        group.invalid("should be a domain with at least one dot");
      }
    }
    spec.at("scope").requiredOneOf("Cluster", "Namespaced");
    List<Field> versions = spec.items("versions");
    for (Field version : versions) {
      if (!version.at("schema").has("openAPIV3Schema")) {
        version.at("schema", "openAPIV3Schema").required("schemas are required");
      }
    }
    for (Field version : versions) {
      label(version.at("name"));
      version(spec, version);
    }
    versions(spec.at("versions"));
    for (String name : List.of("plural", "singular", "kind", "listKind")) {
      spec.at("names", name).requiredText();
    }
    names(spec.at("names"));
    together(spec);
    conversion(spec.at("conversion"));
    if (spec.bool("preserveUnknownFields")) {
      spec.at("preserveUnknownFields")
          .invalidGo(
              "true",
              "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                  + " spec.versions[*].schema instead");
    }
  }

  private static void label(Field name) {
    List<String> wrong = Formats.label1035(name.text());
    if (!wrong.isEmpty()) {
      name.invalid(String.join(",", wrong));
    }
  }

  /// Whether all versions have the same there, so that it counts as the definition's own.
  private static boolean alike(Field spec, String field) {
    List<Field> versions = spec.items("versions");
    for (Field version : versions) {
      if (!version.at(field).same(versions.getFirst().at(field))) {
        return false;
      }
    }
    return !versions.isEmpty();
  }

  private static void version(Field spec, Field version) {
    Field warning = version.at("deprecationWarning");
    if (warning.present()) {
      if (!version.bool("deprecated")) {
        warning.invalid("can only be set for deprecated versions");
      } else if (warning.text().length() > 256) {
        warning.invalid("must be <= 256 characters long");
      } else if (warning.text().isEmpty()) {
        warning.invalid("must not be an empty string");
      }
    }
    boolean status = version.at("subresources").has("status");
    if (!alike(spec, "schema")) {
      SchemaRules.schema(version.at("schema", "openAPIV3Schema"), status);
    }
    if (!alike(spec, "subresources")) {
      subresources(version.at("subresources"));
    }
    if (!alike(spec, "additionalPrinterColumns")) {
      version.items("additionalPrinterColumns").forEach(CrdRules::column);
    }
    if (!alike(spec, "selectableFields")) {
      selectable(version.at("selectableFields"), version.at("schema", "openAPIV3Schema"));
    }
  }

  /// What the versions have alike.
  private static void together(Field spec) {
    Field versions = spec.at("versions");
    if (versions.isEmpty()) {
      return;
    }
    Field first = versions.item(0);
    Field schema = first.at("schema", "openAPIV3Schema");
    boolean status = versions.items().stream().anyMatch(v -> v.at("subresources").has("status"));
    if (alike(spec, "schema") && schema.present()) {
      SchemaRules.schema(schema.under(spec.at("validation", "openAPIV3Schema")), status);
    }
    if (alike(spec, "subresources")) {
      subresources(first.at("subresources").under(spec.at("subresources")));
    }
    if (alike(spec, "additionalPrinterColumns")) {
      first
          .at("additionalPrinterColumns")
          .under(spec.at("additionalPrinterColumns"))
          .items()
          .forEach(CrdRules::column);
    }
    if (alike(spec, "selectableFields")) {
      Field fields = first.at("selectableFields").under(spec.at("selectableFields"));
      if (!fields.isEmpty() && !first.has("schema")) {
        fields.invalid("", "selectableFields may only be set when validations.schema is included");
      } else {
        selectable(fields, schema);
      }
    }
  }

  private static void versions(Field versions) {
    Set<String> names = new HashSet<>();
    boolean unique = true;
    int storage = 0;
    for (Json.Object version : versions.array().objects()) {
      unique &= names.add(version.text("name"));
      storage += version.bool("storage") ? 1 : 0;
    }
    if (!unique) {
      versions.invalidGo(shown(versions), "must contain unique version names");
    }
    if (storage != 1) {
      versions.invalidGo(
          shown(versions), "must have exactly one version marked as storage version");
    }
  }

  private static String shown(Field versions) {
    String type = "[]apiextensions.CustomResourceDefinitionVersion";
    if (!versions.present()) {
      return type + "(nil)";
    }
    List<String> items =
        versions.array().objects().stream()
            .map(v ->
                "apiextensions.CustomResourceDefinitionVersion{Name:"
                    + GoWords.quote(v.text("name"))
                    + ", Served:"
                    + v.bool("served")
                    + ", Storage:"
                    + v.bool("storage")
                    + ", Deprecated:"
                    + v.bool("deprecated")
                    + ", DeprecationWarning:(*string)(nil),"
                    + " Schema:(*apiextensions.CustomResourceValidation)(nil),"
                    + " Subresources:(*apiextensions.CustomResourceSubresources)(nil),"
                    + " AdditionalPrinterColumns:[]apiextensions.CustomResourceColumnDefinition(nil),"
                    + " SelectableFields:[]apiextensions.SelectableField(nil)}")
            .toList();
    return type + "{" + String.join(", ", items) + "}";
  }

  private static void names(Field names) {
    for (String name : List.of("plural", "singular")) {
      if (!names.text(name).isEmpty()) {
        label(names.at(name));
      }
    }
    for (String name : List.of("kind", "listKind")) {
      List<String> wrong = Formats.label1035(names.text(name).toLowerCase(Locale.ROOT));
      if (!names.text(name).isEmpty() && !wrong.isEmpty()) {
        names
            .at(name)
            .invalid("may have mixed case, but should otherwise match: " + String.join(",", wrong));
      }
    }
    names.items("shortNames").forEach(CrdRules::label);
    if (!names.text("kind").isEmpty() && names.text("kind").equals(names.text("listKind"))) {
      names.at("listKind").invalid("kind and listKind may not be the same");
    }
    names.items("categories").forEach(CrdRules::label);
  }

  private static void column(Field column) {
    column.at("name").requiredText();
    Field type = column.at("type");
    String types = "must be one of " + String.join(",", COLUMN_TYPES);
    if (type.text().isEmpty()) {
      type.required(types);
    } else if (!COLUMN_TYPES.contains(type.text())) {
      type.invalid(types);
    }
    Field format = column.at("format");
    if (!format.text().isEmpty() && !COLUMN_FORMATS.contains(format.text())) {
      format.invalid("must be one of " + String.join(",", COLUMN_FORMATS));
    }
    Field path = column.at("JSONPath").of(column.text("jsonPath"));
    if (path.requiredText()) {
      simplePath(path);
    }
  }

  private static boolean simplePath(Field path) {
    if (path.text().startsWith(".")) {
      return true;
    }
    path.invalid("must be a simple json path starting with .");
    return false;
  }

  private static void subresources(Field subresources) {
    if (!subresources.has("scale")) {
      return;
    }
    Field scale = subresources.at("scale");
    for (String part : List.of("spec", "status")) {
      Field path = scale.at(part + "ReplicasPath");
      if (path.requiredText() && simplePath(path) && !path.text().startsWith("." + part + ".")) {
        path.invalid("should be a json path under ." + part);
      }
    }
    Field selector = scale.at("labelSelectorPath");
    if (!selector.text().isEmpty()
        && simplePath(selector)
        && !selector.text().startsWith(".spec.")
        && !selector.text().startsWith(".status.")) {
      selector.invalid("should be a json path under either .spec or .status");
    }
  }

  private static void selectable(Field fields, Field schema) {
    Set<String> seen = new HashSet<>();
    for (Field field : fields.items()) {
      Field path = field.at("jsonPath");
      if (!path.requiredText()) {
        continue;
      }
      Json.Object[] found = {schema.object()};
      String wrong = walk(path.text(), found);
      if (!wrong.isEmpty()) {
        path.invalid("is an invalid path: " + wrong);
        continue;
      }
      if (path.text().startsWith(".metadata")) {
        path.invalid("must not point to fields in metadata");
      }
      if (!List.of("string", "boolean", "integer").contains(found[0].text("type"))) {
        path.invalid(
            "must point to a field of type string, boolean or integer. Enum string fields and"
                + " strings with formats are allowed.");
      }
      if (!seen.add(path.text())) {
        path.duplicate();
      }
    }
    if (seen.size() > 8) {
      fields.tooMany(seen.size(), 8);
    }
  }

  /// Follows a path through a schema; answers what is wrong with it, or nothing.
  private static String walk(String path, Json.Object[] schema) {
    String rest = path;
    while (!rest.isEmpty()) {
      if (rest.startsWith("[")) {
        return "array notation is not allowed";
      }
      if (!rest.startsWith(".")) {
        int end = rest.replaceAll("[.\\[\\]].*", "").length();
        return "expected [ or . but got: " + rest.substring(0, end);
      }
      String name = rest.substring(1).replaceAll("(?s)[.\\[\\]].*", "");
      if (rest.length() == 1) {
        return "unexpected end of JSON path";
      }
      Json.Object properties = schema[0].object("properties");
      if (!(properties.get(name) instanceof Json.Object next)) {
        return "does not refer to a valid field";
      }
      schema[0] = next;
      rest = rest.substring(1 + name.length());
    }
    return "";
  }

  private static void conversion(Field conversion) {
    if (!conversion.present()) {
      return;
    }
    conversion.at("strategy").requiredOneOf("None", "Webhook");
    Field client =
        conversion.at("webhookClientConfig").of(conversion.at("webhook", "clientConfig").value());
    Field versions =
        conversion
            .at("conversionReviewVersions")
            .of(conversion.at("webhook", "conversionReviewVersions").value());
    if (conversion.text("strategy").equals("Webhook")) {
      if (!client.present()) {
        client.required("required when strategy is set to Webhook");
      } else {
        AdmissionRules.clientConfig(client);
      }
      if (versions.isEmpty()) {
        versions.required();
      } else if (versions.texts().stream().noneMatch(List.of("v1", "v1beta1")::contains)) {
        versions.items().forEach(v -> v.invalidEach(Formats.label1035(v.text())));
        versions.invalidGo(
            GoValue.list("[]string", versions.value()), "must include at least one of v1, v1beta1");
      }
    } else {
      if (client.present()) {
        client.forbidden("should not be set when strategy is not set to Webhook");
      }
      if (!versions.isEmpty()) {
        versions.forbidden("should not be set when strategy is not set to Webhook");
      }
    }
  }
}
