package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// Chooses objects by the few fields their kind offers for that.
record FieldSelector(List<Term> terms) {
  record Term(String field, boolean equal, String value) {}

  private static final Set<String> ALL = Set.of("metadata.name", "metadata.namespace");
  private static final Map<String, Set<String>> MORE =
      Map.of(
          "pods",
          Set.of(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "spec.hostNetwork",
              "status.phase",
              "status.podIP",
              "status.podIPs",
              "status.nominatedNodeName"),
          "events",
          Set.of(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "reportingComponent",
              "source",
              "type"),
          "nodes",
          Set.of("spec.unschedulable"),
          "namespaces",
          Set.of("status.phase"),
          "secrets",
          Set.of("type"),
          "services",
          Set.of("spec.clusterIP", "spec.type"),
          "jobs",
          Set.of("status.successful"),
          "certificatesigningrequests",
          Set.of("spec.signerName"),
          "replicasets",
          Set.of("status.replicas"),
          "replicationcontrollers",
          Set.of("status.replicas"));

  static FieldSelector parse(Run run, ResourceType type, String text) {
    List<Term> terms = new ArrayList<>();
    for (String part : text.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      int at = part.indexOf('=');
      if (at <= 0) {
        throw Statuses.badRequest(
            "invalid selector: '" + text + "'; can't understand '" + part + "'");
      }
      boolean equal = part.charAt(at - 1) != '!';
      String field = part.substring(0, equal ? at : at - 1).strip();
      String value = part.substring(at + 1);
      if (value.startsWith("=")) {
        value = value.substring(1);
      }
      check(run, type, field);
      terms.add(new Term(field, equal, value));
    }
    return new FieldSelector(terms);
  }

  private static void check(Run run, ResourceType type, String field) {
    boolean custom = CustomResources.isCustom(type);
    Set<String> more = custom ? declared(run, type) : MORE.getOrDefault(type.resource(), Set.of());
    boolean global = custom && !type.namespaced() && field.equals("metadata.namespace");
    if (more.contains(field) || ALL.contains(field) && !global) {
      return;
    }
    throw Statuses.badRequest(
        custom || !more.isEmpty()
            ? "field label not supported: " + field
            : "\""
                + field
                + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
  }

  /// What a definition says its objects can be chosen by.
  private static Set<String> declared(Run run, ResourceType type) {
    Set<String> fields = new HashSet<>();
    for (Json.Object field :
        CustomResources.declared(run, type).array("selectableFields").objects()) {
      fields.add(field.text("jsonPath").substring(1));
    }
    return fields;
  }

  /// The one name a selector asks for, if it could be part of a path; `""` otherwise.
  static String exactName(String text) {
    for (String part : text.split(",")) {
      String[] sides = part.split("==?", 2);
      if (sides.length == 2 && sides[0].strip().equals("metadata.name")) {
        boolean usable = !sides[1].matches("\\.\\.?|.*[/%].*");
        return usable ? sides[1] : "";
      }
    }
    return "";
  }

  boolean isEverything() {
    return terms.isEmpty();
  }

  boolean matches(Json.Object object) {
    for (Term term : terms) {
      if (read(object, term.field()).equals(term.value()) != term.equal()) {
        return false;
      }
    }
    return true;
  }

  private static String read(Json.Object object, String field) {
    if (field.equals("source")) {
      String source = object.object("source").text("component");
      return source.isEmpty() ? object.text("reportingComponent") : source;
    }
    Json value = object.at(field.split("\\."));
    return switch (value) {
      case null ->
          field.equals("spec.unschedulable") || field.equals("spec.hostNetwork") ? "false" : "";
      case Json.Text t -> t.value();
      default -> value.toString();
    };
  }
}
