package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Selector;
import seodang.kube.engine.Run;

/// What the kinds with a Pod template share.
abstract class WorkloadKind extends Kind {
  @Override
  boolean hasGeneration() {
    return true;
  }

  @Override
  Json.Object defaults(Json.Object object) {
    return PodDefaults.template(object, "spec", "template");
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    return object.with("status", Json.object());
  }

  @Override
  void validate(Json.Object object, Json.@Nullable Object before, List<FieldError> errors) {
    Json.Object spec = object.object("spec");
    if (spec.has("replicas") && spec.number("replicas", 0) < 0) {
      errors.add(
          FieldError.invalid(
              "spec.replicas",
              Json.number(spec.number("replicas", 0)),
              "must be greater than or equal to 0"));
    }
    selector(object, before, errors);
    Json.Object template = spec.object("template");
    MetaValidation.labels(
        template.object("metadata").object("labels"), "spec.template.labels", errors);
    PodValidation.spec(template.object("spec"), "spec.template.spec", claims(object), errors);
    String restart = template.object("spec").text("restartPolicy");
    if (alwaysRestarts() && List.of("OnFailure", "Never").contains(restart)) {
      errors.add(
          FieldError.notSupported("spec.template.spec.restartPolicy", restart, List.of("Always")));
    }
  }

  /// Names of volumes that the template's containers may mount beside its own.
  Set<String> claims(Json.Object object) {
    return Set.of();
  }

  boolean alwaysRestarts() {
    return true;
  }

  void selector(Json.Object object, Json.@Nullable Object before, List<FieldError> errors) {
    Json.Object spec = object.object("spec");
    Json.Object selector = spec.object("selector");
    if (selector.isEmpty()) {
      if (spec.has("selector")) {
        errors.add(
            FieldError.invalid(
                "spec.selector", selector, "empty selector is invalid for " + called()));
      } else {
        errors.add(FieldError.required("spec.selector", ""));
      }
      return;
    }
    Json.Object labels = spec.object("template").object("metadata").object("labels");
    if (!Selector.of(selector).matches(labels)) {
      errors.add(
          FieldError.invalid(
              "spec.template.metadata.labels",
              labels,
              "`selector` does not match template `labels`"));
    }
    if (before != null && !before.object("spec").object("selector").equals(selector)) {
      errors.add(FieldError.invalid("spec.selector", selector, "field is immutable"));
    }
  }

  /// The kind in messages: `deployment`.
  abstract String called();

  static Json.Object replicasDefault(Json.Object object) {
    return object.object("spec").has("replicas")
        ? object
        : object.withAt(Json.number(1), "spec", "replicas");
  }

  /// The names, images and selector that wide tables end with.
  static List<Object> containerCells(Json.Object object, boolean withSelector) {
    List<String> names = new ArrayList<>();
    List<String> images = new ArrayList<>();
    for (Json.Object c :
        object.object("spec").object("template").object("spec").array("containers").objects()) {
      names.add(c.text("name"));
      images.add(c.text("image"));
    }
    List<Object> cells = new ArrayList<>();
    cells.add(String.join(",", names));
    cells.add(String.join(",", images));
    if (withSelector) {
      cells.add(selectorText(object.object("spec").object("selector")));
    }
    return cells;
  }

  /// A label selector as `metav1.FormatLabelSelector` prints it.
  static String selectorText(Json.Object selector) {
    List<String> parts = new ArrayList<>();
    for (Selector.Requirement r : Selector.of(selector).requirements()) {
      parts.add(
          switch (r.operator()) {
            case "in", "notin" ->
                r.key()
                    + " "
                    + r.operator()
                    + " ("
                    + String.join(",", r.values().stream().sorted().toList())
                    + ")";
            case "exists" -> r.key();
            case "!" -> "!" + r.key();
            default -> r.key() + r.operator() + r.values().getFirst();
          });
    }
    return parts.isEmpty() ? "<none>" : String.join(",", parts.stream().sorted().toList());
  }
}
