package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
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
