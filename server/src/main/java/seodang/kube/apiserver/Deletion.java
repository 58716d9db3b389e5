package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.store.Store;

/// Delete and deletecollection: grace periods, finalizers, propagation.
final class Deletion {
  private static final List<String> WITH_OBJECT =
      List.of("pods", "services", "persistentvolumeclaims", "persistentvolumes", "serviceaccounts");

  private Deletion() {}

  static ApiResponse delete(Run run, ApiRequest request, RequestPath path) {
    Json.Object object = ApiServer.require(run, path);
    Json.Object options = ApiServer.body(request);
    ResourceType type = path.type();
    preconditions(type, path.name(), object, options);
    List<String> warnings = new ArrayList<>();
    Json.Object after = delete(run, request, type, object, options, warnings);
    if (isDone(after) || WITH_OBJECT.contains(type.resource()) && !type.resource().equals("pods")) {
      return new ApiResponse.Document(
          200, Statuses.success(type, path.name(), Meta.uid(object)), ApiRequest.JSON, warnings);
    }
    return ApiServer.document(200, type, after, warnings);
  }

  static ApiResponse deleteCollection(Run run, ApiRequest request, RequestPath path) {
    Reads.Filter filter = Reads.filter(request, path);
    Json.Object options = ApiServer.body(request);
    ResourceType type = path.type();
    List<String> warnings = new ArrayList<>();
    for (Json.Object object : run.list(type.storageGroup(), type.resource(), path.namespace())) {
      if (filter.matches(object)) {
        delete(run, request, type, object, options, warnings);
      }
    }
    return new ApiResponse.Document(
        200,
        Json.object(
            "kind", type.kind() + "List",
            "apiVersion", type.apiVersion(),
            "metadata", Json.object("resourceVersion", Long.toString(run.store().revision())),
            "items", Json.array()),
        ApiRequest.JSON,
        warnings);
  }

  private static void preconditions(
      ResourceType type, String name, Json.Object object, Json.Object options) {
    Json.Object wanted = options.object("preconditions");
    for (String field : List.of("uid", "resourceVersion")) {
      String value = wanted.text(field);
      String found = object.object("metadata").text(field);
      if (!value.isEmpty() && !value.equals(found)) {
        String called = field.equals("uid") ? "UID" : "ResourceVersion";
        throw Statuses.conflict(
            type,
            name,
            "Precondition failed: "
                + called
                + " in precondition: "
                + value
                + ", "
                + called
                + " in object meta: "
                + found);
      }
    }
  }

  /// Deletes or marks for deletion; answers the object as it is then, or was last.
  private static Json.Object delete(
      Run run,
      ApiRequest request,
      ResourceType type,
      Json.Object object,
      Json.Object options,
      List<String> warnings) {
    Admission.validate(
        run,
        AdmissionRequest.of(
            request, type, "", Meta.namespace(object), Meta.name(object), null, object),
        warnings);
    Json.Object meta = object.object("metadata");
    long asked = options.number("gracePeriodSeconds", -1);
    if (asked < 0 && !request.parameter("gracePeriodSeconds").isEmpty()) {
      asked = Reads.number(request.parameter("gracePeriodSeconds"));
    }
    long grace = CustomResources.kind(run, type).gracePeriod(object, asked);
    Json.Array finalizers = finalizers(request, object, options);
    boolean waits = grace > 0 || !finalizers.isEmpty() || isHeldNamespace(type, object);
    boolean dryRun =
        request.parameter("dryRun").equals("All") || !options.array("dryRun").isEmpty();
    String key =
        Store.key(type.storageGroup(), type.resource(), Meta.namespace(object), Meta.name(object));
    if (!waits) {
      if (!dryRun) {
        if (type.resource().equals("customresourcedefinitions")) {
          CustomResources.removeObjects(run, object);
        }
        run.remove(key);
      }
      return object
          .withAt(Json.number(0), "metadata", "deletionGracePeriodSeconds")
          .withAt(Meta.time(run.now()), "metadata", "deletionTimestamp")
          .withoutAt("metadata", "finalizers");
    }
    long before = meta.number("deletionGracePeriodSeconds", Long.MAX_VALUE);
    if (meta.has("deletionTimestamp")
        && before <= Math.max(grace, 0)
        && finalizers.equals(meta.array("finalizers"))) {
      return object;
    }
    Json.Object marked = meta;
    if (!meta.has("deletionTimestamp") || Math.max(grace, 0) < before) {
      marked =
          marked
              .with("deletionTimestamp", Meta.time(run.now().plusSeconds(Math.max(grace, 0))))
              .with("deletionGracePeriodSeconds", Math.max(grace, 0));
    }
    marked =
        finalizers.isEmpty() ? marked.without("finalizers") : marked.with("finalizers", finalizers);
    if (CustomResources.kind(run, type).hasGeneration() && !meta.has("deletionTimestamp")) {
      marked = marked.with("generation", meta.number("generation", 1) + 1);
    }
    Json.Object after = object.with("metadata", marked);
    if (type.resource().equals("namespaces")) {
      after = after.withAt(Json.text("Terminating"), "status", "phase");
    }
    return dryRun ? after : run.put(key, after);
  }

  private static boolean isHeldNamespace(ResourceType type, Json.Object object) {
    return type.resource().equals("namespaces")
        && !object.object("spec").array("finalizers").isEmpty();
  }

  /// The finalizers with the one that the propagation policy asks for.
  private static Json.Array finalizers(
      ApiRequest request, Json.Object object, Json.Object options) {
    Json.Array finalizers = object.object("metadata").array("finalizers");
    String policy = options.text("propagationPolicy", request.parameter("propagationPolicy"));
    String wanted =
        policy.equals("Foreground")
            ? "foregroundDeletion"
            : policy.equals("Orphan") || options.bool("orphanDependents") ? "orphan" : "";
    return wanted.isEmpty() || finalizers.texts().contains(wanted)
        ? finalizers
        : finalizers.add(Json.text(wanted));
  }

  /// Whether an object that is being deleted has nothing left to wait for.
  static boolean isDone(Json.Object object) {
    Json.Object meta = object.object("metadata");
    return meta.has("deletionTimestamp")
        && meta.array("finalizers").isEmpty()
        && meta.number("deletionGracePeriodSeconds", 0) == 0
        && object.object("spec").array("finalizers").isEmpty();
  }
}
