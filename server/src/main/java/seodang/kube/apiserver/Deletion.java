package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.store.Store;

/// Delete and deletecollection: grace periods, finalizers, propagation.
final class Deletion {
  private static final List<String> WITH_OBJECT =
      List.of("pods", "services", "persistentvolumeclaims", "persistentvolumes", "serviceaccounts");

  /// What a definition waits for: that none of its objects is left.
  private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private Deletion() {}

  static ApiResponse delete(Run run, ApiRequest request, RequestPath path) {
    Json.Object options = options(request);
    Json.Object object = ApiServer.require(run, path);
    ResourceType type = path.type();
    preconditions(type, object, options);
    List<String> warnings = new ArrayList<>();
    Json.Object after = delete(run, request, type, object, options, warnings);
    if (isDone(after) || WITH_OBJECT.contains(type.resource()) && !type.resource().equals("pods")) {
      return new ApiResponse.Document(
          200, Statuses.success(type, path.name(), Meta.uid(object)), ApiRequest.JSON, warnings);
    }
    boolean accepted = options.get("orphanDependents") == Json.Bool.FALSE;
    return ApiServer.document(accepted ? 202 : 200, type, after, warnings);
  }

  static ApiResponse deleteCollection(Run run, ApiRequest request, RequestPath path) {
    Json.Object options = options(request);
    List<String> warnings = new ArrayList<>();
    Json.Object listed = Reads.list(run, request.asList(), path).object();
    for (Json.Object object : listed.array("items").objects()) {
      RequestPath each =
          new RequestPath(path.type(), Meta.namespace(object), Meta.name(object), "", "");
      Json.Object now = ApiServer.find(run, each);
      if (now != null) {
        preconditions(path.type(), now, options);
        delete(run, request, path.type(), now, options, warnings);
      }
    }
    return new ApiResponse.Document(200, listed, ApiRequest.JSON, warnings);
  }

  /// The options of the body, or of the parameters where there is none.
  private static Json.Object options(ApiRequest request) {
    Json.Object body = ApiServer.body(request);
    Json.Object options = body.isEmpty() ? parameters(request) : decoded(request, body);
    List<FieldError> errors = new ArrayList<>();
    String policy = options.text("propagationPolicy");
    if (options.has("orphanDependents") && options.has("propagationPolicy")) {
      errors.add(
          FieldError.invalid(
              "propagationPolicy",
              policy,
              "orphanDependents and deletionPropagation cannot be both set"));
    }
    if (options.has("propagationPolicy")
        && !List.of("Foreground", "Background", "Orphan").contains(policy)) {
      errors.add(
          RequestOptions.unsupported(
              "propagationPolicy",
              Json.text(policy).toString(),
              "\"Foreground\", \"Background\", \"Orphan\", \"nil\""));
    }
    RequestOptions.dryRun(options.array("dryRun").texts(), errors);
    RequestOptions.refuse("DeleteOptions", errors);
    return options;
  }

  private static Json.Object parameters(ApiRequest request) {
    Json.Object options = Json.object();
    if (request.query().containsKey("gracePeriodSeconds")) {
      options =
          options.with(
              "gracePeriodSeconds", RequestOptions.number(request, "gracePeriodSeconds", 0));
    }
    if (request.query().containsKey("propagationPolicy")) {
      options = options.with("propagationPolicy", request.parameter("propagationPolicy"));
    }
    if (request.query().containsKey("orphanDependents")) {
      options = options.with("orphanDependents", request.flag("orphanDependents"));
    }
    List<String> dryRun = request.query().getOrDefault("dryRun", List.of());
    return dryRun.isEmpty() ? options : options.with("dryRun", Json.Array.ofTexts(dryRun));
  }

  private static Json.Object decoded(ApiRequest request, Json.Object body) {
    String version = body.text("apiVersion", "v1");
    Json.Object plain = body.with("apiVersion", "v1").with("kind", "DeleteOptions");
    if (!body.text("kind", "DeleteOptions").equals("DeleteOptions")) {
      throw Statuses.badRequest(
          body.text("kind")
              + " in version \""
              + version
              + "\" cannot be handled as a DeleteOptions: no kind \""
              + body.text("kind")
              + "\" is registered for version \""
              + version
              + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
    }
    ApiRequest lenient = request.withQuery("fieldValidation", "Ignore");
    return Decoder.decode(lenient, "", "v1", "DeleteOptions", plain, new ArrayList<>());
  }

  private static void preconditions(ResourceType type, Json.Object object, Json.Object options) {
    Json.Object wanted = options.object("preconditions");
    precondition(type, object, wanted, "uid", "UID", "deleted and then recreated");
    precondition(type, object, wanted, "resourceVersion", "ResourceVersion", "modified");
  }

  private static void precondition(
      ResourceType type,
      Json.Object object,
      Json.Object wanted,
      String field,
      String called,
      String happened) {
    String found = object.object("metadata").text(field);
    if (!wanted.has(field) || wanted.text(field).equals(found)) {
      return;
    }
    String why =
        "the "
            + called
            + " in the precondition ("
            + wanted.text(field)
            + ") does not match the "
            + called
            + " in record ("
            + found
            + "). The object might have been "
            + happened;
    // It is told by its kind, not its resource.
    String qualified = type.group().isEmpty() ? type.kind() : type.kind() + "." + type.group();
    throw new Rejection(
        Statuses.failure(
            409,
            "Conflict",
            "Operation cannot be fulfilled on "
                + qualified
                + " \""
                + Meta.name(object)
                + "\": "
                + why,
            Statuses.details(Meta.name(object), type.group(), type.kind())));
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
    if (asked < 0 && options.has("gracePeriodSeconds")) {
      asked = 1;
    }
    long grace = CustomResources.kind(run, type).gracePeriod(object, asked);
    Json.Array finalizers = finalizers(object, options);
    boolean definition = type.resource().equals("customresourcedefinitions");
    if (definition && !Meta.isDeleting(object) && !finalizers.texts().contains(CLEANUP)) {
      finalizers = finalizers.add(Json.text(CLEANUP));
    }
    boolean waits = grace > 0 || !finalizers.isEmpty() || isHeldNamespace(type, object);
    boolean dryRun = !options.array("dryRun").isEmpty();
    String key =
        Store.key(type.storageGroup(), type.resource(), Meta.namespace(object), Meta.name(object));
    if (!waits) {
      if (!dryRun) {
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
    if (definition && !Meta.isDeleting(object)) {
      after =
          after.withAt(
              Conditions.set(
                  after.object("status").array("conditions"),
                  Json.object(
                      "type",
                      "Terminating",
                      "status",
                      "True",
                      "lastTransitionTime",
                      Meta.time(run.now()),
                      "reason",
                      "InstanceDeletionPending",
                      "message",
                      "CustomResourceDefinition marked for deletion; CustomResource deletion will"
                          + " begin soon")),
              "status",
              "conditions");
    }
    return dryRun ? after : run.put(key, after);
  }

  private static boolean isHeldNamespace(ResourceType type, Json.Object object) {
    return type.resource().equals("namespaces")
        && !object.object("spec").array("finalizers").isEmpty();
  }

  /// The finalizers with the one that the propagation policy asks for, and without the other.
  private static Json.Array finalizers(Json.Object object, Json.Object options) {
    Json.Array finalizers = object.object("metadata").array("finalizers");
    if (!options.has("propagationPolicy") && !options.has("orphanDependents")) {
      return finalizers;
    }
    String policy = options.text("propagationPolicy");
    String wanted =
        policy.equals("Foreground")
            ? "foregroundDeletion"
            : policy.equals("Orphan") || options.bool("orphanDependents") ? "orphan" : "";
    List<String> kept = new ArrayList<>(finalizers.texts());
    kept.removeIf(name ->
        !name.equals(wanted) && (name.equals("foregroundDeletion") || name.equals("orphan")));
    if (!wanted.isEmpty() && !kept.contains(wanted)) {
      kept.add(wanted);
    }
    return kept.equals(finalizers.texts()) ? finalizers : Json.Array.ofTexts(kept);
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
