package seodang.kube.controller;

import java.time.Duration;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Accepts the names of CustomResourceDefinitions and so has their resources served; runs inside
/// the API server.
public final class DefinitionController extends Controller {
  private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  public DefinitionController() {
    super(
        "customresourcedefinition-controller", "apiextensions.k8s.io", "customresourcedefinitions");
  }

  @Override
  public String process(String key) {
    return "kube-apiserver";
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object after = change.after();
    if (after != null
        && change.key().startsWith("/registry/apiextensions.k8s.io/customresourcedefinitions/")) {
      run.enqueue(this, Meta.key(after), Duration.ofMillis(10));
    }
    Json.Object gone = change.before();
    if (after == null
        && gone != null
        && change.key().startsWith("/registry/apiextensions.k8s.io/customresourcedefinitions/")) {
      // Names that are free again.
      for (Json.Object other : othersOf(run, gone)) {
        run.enqueue(this, Meta.key(other), Duration.ofMillis(10));
      }
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object definition = find(run, key);
    if (definition == null) {
      return;
    }
    if (Meta.isDeleting(definition)) {
      clean(run, definition);
      return;
    }
    Json.Object spec = definition.object("spec");
    Json.Object status = definition.object("status");
    DefinitionNames names = DefinitionNames.of(definition, othersOf(run, definition));
    Json.Array conditions =
        set(
            run,
            status.array("conditions"),
            condition("NamesAccepted", names.isWhole(), names.reason(), names.message()));
    if (!isEstablished(definition)) {
      conditions =
          set(
              run,
              conditions,
              names.isWhole()
                  ? condition(
                      "Established",
                      true,
                      "InitialNamesAccepted",
                      "the initial names have been accepted")
                  : condition("Established", false, "NotAccepted", "not all names are accepted"));
    }
    writeStatus(
        run,
        definition,
        Json.object(
            "conditions", conditions,
            "acceptedNames", names.accepted(),
            "storedVersions", stored(spec, status.array("storedVersions"))));
  }

  /// Deletes what a definition made; when none is left, the definition may go.
  private void clean(Run run, Json.Object definition) {
    List<String> finalizers = definition.object("metadata").array("finalizers").texts();
    if (!finalizers.contains(CLEANUP)) {
      return;
    }
    Json.Object spec = definition.object("spec");
    String group = spec.text("group");
    String resource = spec.object("names").text("plural");
    for (Json.Object object : run.list(group, resource, "")) {
      if (!Meta.isDeleting(object)) {
        client(run).delete(group, resource, object, -1, "");
      }
    }
    if (!run.list(group, resource, "").isEmpty()) {
      run.enqueue(this, Meta.key(definition), Duration.ofSeconds(1));
      return;
    }
    Json.Array left =
        Json.Array.ofTexts(finalizers.stream().filter(f -> !f.equals(CLEANUP)).toList());
    client(run)
        .patch(
            "apiextensions.k8s.io",
            "customresourcedefinitions",
            definition,
            Json.object(
                "metadata", Json.object("finalizers", left.isEmpty() ? Json.Null.NULL : left)));
  }

  private static Json.Array stored(Json.Object spec, Json.Array known) {
    Json.Array stored = known;
    for (Json.Object version : spec.array("versions").objects()) {
      if (version.bool("storage") && !stored.texts().contains(version.text("name"))) {
        stored = stored.add(Json.text(version.text("name")));
      }
    }
    return stored;
  }

  /// The definitions of the same group.
  private static List<Json.Object> othersOf(Run run, Json.Object definition) {
    String group = definition.object("spec").text("group");
    return run.list("apiextensions.k8s.io", "customresourcedefinitions", "").stream()
        .filter(o -> o.object("spec").text("group").equals(group))
        .filter(o -> !Meta.uid(o).equals(Meta.uid(definition)))
        .toList();
  }

  private static boolean isEstablished(Json.Object definition) {
    return definition.object("status").array("conditions").objects().stream()
        .anyMatch(c -> c.text("type").equals("Established") && c.text("status").equals("True"));
  }

  private static Json.Object condition(String type, boolean holds, String reason, String message) {
    return Json.object(
        "type", type,
        "status", holds ? "True" : "False",
        "reason", reason,
        "message", message);
  }

  /// With a condition, which keeps the time of one that was as it is.
  private static Json.Array set(Run run, Json.Array conditions, Json.Object condition) {
    for (int i = 0; i < conditions.size(); i++) {
      Json.Object standing = conditions.object(i);
      if (standing.text("type").equals(condition.text("type"))) {
        boolean same = standing.text("status").equals(condition.text("status"));
        Json since = same ? standing.get("lastTransitionTime") : Meta.time(run.now());
        return conditions.with(i, condition.withIf("lastTransitionTime", since));
      }
    }
    return conditions.add(condition.with("lastTransitionTime", Meta.time(run.now())));
  }
}
