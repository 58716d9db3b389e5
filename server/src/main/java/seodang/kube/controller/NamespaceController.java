package seodang.kube.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.apiserver.CustomResources;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;
import seodang.kube.store.Change;

/// Empties a namespace that is being deleted, its Pods first, then kind by kind, then lets it go.
///
/// Keys: `NAMESPACE`, and `NAMESPACE/N` for the N-th kind, as each takes its time.
public final class NamespaceController extends Controller {
  /// It is left alone so long after each change, so that all API servers know that it goes.
  private static final Duration GRACE = Duration.ofSeconds(5);

  /// What a finalizer is taken to need.
  private static final long FINALIZER_SECONDS = 15;

  public NamespaceController() {
    super("namespace-controller", "", "namespaces");
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object namespace = change.after();
    if (change.key().startsWith("/registry/namespaces/")
        && namespace != null
        && Meta.isDeleting(namespace)) {
      run.enqueue(this, Meta.name(namespace), GRACE);
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    int slash = key.indexOf('/');
    Json.Object namespace = find(run, slash < 0 ? key : key.substring(0, slash));
    if (namespace == null || !Meta.isDeleting(namespace)) {
      return;
    }
    if (slash < 0) {
      begin(run, namespace);
    } else {
      empty(run, namespace, Integer.parseInt(key.substring(slash + 1)));
    }
  }

  private void begin(Run run, Json.Object namespace) {
    String key = Meta.name(namespace);
    ResourceType pods = Resources.get("", "pods");
    deleteAll(run, pods, key);
    List<Json.Object> running = run.list("", "pods", key);
    if (!running.isEmpty()) {
      writeStatus(run, namespace, status(run, namespace, Map.of(), Map.of()));
      long longest = 0;
      for (Json.Object pod : running) {
        longest = Math.max(longest, pod.object("spec").number("terminationGracePeriodSeconds", 0));
      }
      run.enqueue(this, key, Duration.ofSeconds(longest / 2 + 1));
      return;
    }
    then(run, key, 0);
  }

  private void then(Run run, String namespace, int kind) {
    Duration took = Duration.ofMillis(run.dice().between(3, 7));
    run.enqueue(this, namespace + "/" + kind, took);
  }

  private void empty(Run run, Json.Object namespace, int kind) {
    List<ResourceType> types = types(run);
    if (kind < types.size()) {
      deleteAll(run, types.get(kind), Meta.name(namespace));
      then(run, Meta.name(namespace), kind + 1);
    } else {
      finish(run, namespace);
    }
  }

  private void finish(Run run, Json.Object namespace) {
    String key = Meta.name(namespace);
    Map<String, Integer> remaining = new TreeMap<>();
    Map<String, Integer> finalizers = new TreeMap<>();
    for (ResourceType type : types(run)) {
      List<Json.Object> left = run.list(type.group(), type.resource(), key);
      if (!left.isEmpty()) {
        remaining.put(type.resource() + "." + type.group(), left.size());
        for (Json.Object object : left) {
          for (String finalizer : object.object("metadata").array("finalizers").texts()) {
            finalizers.merge(finalizer, 1, Integer::sum);
          }
        }
      }
    }
    if (remaining.isEmpty()) {
      Json.Object empty = namespace.withAt(Json.array(), "spec", "finalizers");
      client(run).request(ApiRequest.put("/api/v1/namespaces/" + key + "/finalize", empty));
      return;
    }
    writeStatus(run, namespace, status(run, namespace, remaining, finalizers));
    run.enqueue(this, key, Duration.ofSeconds(FINALIZER_SECONDS / 2 + 1));
  }

  private void deleteAll(Run run, ResourceType type, String namespace) {
    boolean any =
        run.list(type.group(), type.resource(), namespace).stream()
            .anyMatch(object -> !Meta.isDeleting(object));
    if (any && type.verbs().contains("deletecollection")) {
      client(run)
          .request(
              ApiRequest.delete(type.path(namespace, ""))
                  .withBody(Json.object("propagationPolicy", "Background")));
    } else if (any) {
      for (Json.Object object : run.list(type.group(), type.resource(), namespace)) {
        client(run).delete(type.group(), type.resource(), object, -1, "Background");
      }
    }
  }

  /// Every kind of thing a namespace may hold, in one version.
  private static List<ResourceType> types(Run run) {
    List<ResourceType> types = new ArrayList<>(Resources.all());
    types.addAll(CustomResources.all(run));
    types.removeIf(type ->
        !type.namespaced()
            || !type.verbs().contains("list")
            || !type.group().equals(type.storageGroup())
            || type.resource().equals("horizontalpodautoscalers") && type.version().equals("v1"));
    return types;
  }

  private static Json.Object status(
      Run run,
      Json.Object namespace,
      Map<String, Integer> remaining,
      Map<String, Integer> finalizers) {
    Json.Array conditions = namespace.object("status").array("conditions");
    conditions =
        with(
            run,
            conditions,
            "NamespaceDeletionDiscoveryFailure",
            false,
            "ResourcesDiscovered",
            "All resources successfully discovered");
    conditions =
        with(
            run,
            conditions,
            "NamespaceDeletionGroupVersionParsingFailure",
            false,
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed");
    conditions =
        with(
            run,
            conditions,
            "NamespaceDeletionContentFailure",
            false,
            "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization");
    conditions =
        remaining.isEmpty()
            ? with(
                run,
                conditions,
                "NamespaceContentRemaining",
                false,
                "ContentRemoved",
                "All content successfully removed")
            : with(
                run,
                conditions,
                "NamespaceContentRemaining",
                true,
                "SomeResourcesRemain",
                "Some resources are remaining: " + counted(remaining, " has "));
    conditions =
        finalizers.isEmpty()
            ? with(
                run,
                conditions,
                "NamespaceFinalizersRemaining",
                false,
                "ContentHasNoFinalizers",
                "All content-preserving finalizers finished")
            : with(
                run,
                conditions,
                "NamespaceFinalizersRemaining",
                true,
                "SomeFinalizersRemain",
                "Some content in the namespace has finalizers remaining: "
                    + counted(finalizers, " in "));
    return namespace.object("status").with("conditions", conditions);
  }

  private static String counted(Map<String, Integer> counts, String verb) {
    List<String> parts = new ArrayList<>();
    counts.forEach((what, count) -> parts.add(what + verb + count + " resource instances"));
    return String.join(", ", parts);
  }

  private static Json.Array with(
      Run run, Json.Array conditions, String type, boolean holds, String reason, String message) {
    String status = holds ? "True" : "False";
    Json since = Meta.time(run.now());
    for (Json.Object standing : conditions.objects()) {
      if (standing.text("type").equals(type) && standing.text("status").equals(status)) {
        since = standing.get("lastTransitionTime");
      }
    }
    return Conditions.set(
        conditions,
        Json.object(
            "type",
            type,
            "status",
            status,
            "lastTransitionTime",
            since,
            "reason",
            reason,
            "message",
            message));
  }
}
