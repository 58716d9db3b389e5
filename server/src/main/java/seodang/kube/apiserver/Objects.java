package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.apiserver.validation.Validation;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.store.Store;

/// Create, update and patch of whole objects, as the generic registry does them.
final class Objects {
  private final Run run;
  private final ApiRequest request;
  private final RequestPath path;
  private final ResourceType type;
  private final Kind kind;
  private final Owners owners;
  private final List<String> warnings = new ArrayList<>();

  /// The body as it was sent, or as a patch made it.
  private Json.Object sent = Json.object();

  Objects(Run run, ApiRequest request, RequestPath path) {
    this.run = run;
    this.request = request;
    this.path = path;
    this.type = path.type();
    this.kind = CustomResources.kind(run, type);
    this.owners = new Owners(run, request, type, "");
  }

  /// What a verb answers; a refusal, too, tells of what was ignored.
  ApiResponse answer(Function<Objects, ApiResponse> verb) {
    try {
      return verb.apply(this);
    } catch (Rejection e) {
      throw warnings.isEmpty() ? e : e.withWarnings(warnings);
    }
  }

  ApiResponse create() {
    if (type.namespaced() && path.namespace().isEmpty()) {
      throw Statuses.methodNotAllowed();
    }
    CustomResources.refuseTerminating(run, type);
    Json.Object object = kind.defaults(named(decode(ApiServer.body(request))));
    return ApiServer.document(201, type, create(owners.update(null, object)), warnings);
  }

  /// Stores an object as a new one.
  private Json.Object create(Json.Object complete) {
    Json.Object object = complete;
    object = metadataForCreate(object);
    // Plugins that change an object see it before its name is generated.
    object = Admission.onCreate(run, request, type, object);
    object = kind.prepareForCreate(run, request.user(), generated(object));
    if (!isDryRun()) {
      kind.refuseTaken(run, object);
    }
    List<FieldError> errors = errors(object, null);
    if (!errors.isEmpty()) {
      throw Statuses.invalid(type.group(), type.kind(), Meta.name(object), errors);
    }
    Escalation.check(run, request.user(), type, null, object);
    Admission.validateCreate(run, request, type, object, warnings);
    String key = key(Meta.name(object));
    if (run.store().get(key) != null) {
      throw Statuses.alreadyExists(type, Meta.name(object));
    }
    Room.forOneMore(run, type, Meta.name(object));
    object = kind.allocate(run, object, null, isDryRun());
    if (isDryRun()) {
      return object;
    }
    Room.forSize(run, key, object, null);
    return run.put(key, object);
  }

  ApiResponse update() {
    Json.Object after = decode(ApiServer.body(request));
    if (Meta.name(after).isEmpty()) {
      after = after.withAt(Json.text(path.name()), "metadata", "name");
    } else if (!Meta.name(after).equals(path.name())) {
      throw Statuses.badRequest(
          "the name of the object ("
              + Meta.name(after)
              + ") does not match the name on the URL ("
              + path.name()
              + ")");
    }
    Json.Object before = ApiServer.find(run, path);
    if (before == null) {
      throw Statuses.notFound(type, path.name());
    }
    return ApiServer.document(200, type, replace(before, after, true), warnings);
  }

  ApiResponse patch() {
    Json.Object before = ApiServer.find(run, path);
    if (Patches.isApply(request)) {
      return apply(before);
    }
    if (before == null) {
      throw Statuses.notFound(type, path.name());
    }
    Json.Object patched =
        Patches.apply(request, CustomResources.struct(run, type), type, shown(before));
    Json.Object after =
        Patches.decoded(request, patched, type.kind(), () -> decode(patched, shown(before)));
    if (Meta.name(after).isEmpty()) {
      throw Statuses.badRequest(
          "the name of the object ("
              + path.name()
              + " based on URL) was undeterminable: name must be provided");
    }
    return ApiServer.document(200, type, replace(before, after, true), warnings);
  }

  private Json.Object shown(Json.Object object) {
    return object.with("apiVersion", type.apiVersion()).with("kind", type.kind());
  }

  private ApiResponse apply(Json.@Nullable Object before) {
    Json.Object patch = Patches.applied(request, type);
    Json.Object merged = owners.apply(before == null ? null : shown(before), patch);
    Json.Object decoded = owners.decoded(patch, () -> decode(merged));
    if (before == null) {
      Json.Object made = kind.defaults(named(decoded));
      return ApiServer.document(201, type, create(made), warnings);
    }
    return ApiServer.document(200, type, replace(before, decoded, false), warnings);
  }

  /// @param owned whether the writer becomes the owner of what it changes
  private Json.Object replace(Json.Object before, Json.Object decoded, boolean owned) {
    Json.Object after = kind.defaults(decoded);
    String revision = after.object("metadata").text("resourceVersion");
    if (!revision.isEmpty()
        && !revision.equals("0")
        && !revision.equals(before.object("metadata").text("resourceVersion"))) {
      throw Statuses.modified(type, path.name());
    }
    String uid = Meta.uid(after);
    if (!uid.isEmpty() && !uid.equals(Meta.uid(before))) {
      throw Statuses.conflict(
          type,
          path.name(),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + Meta.uid(before));
    }
    if (kind.hasStatus(type)) {
      after = after.without("status").withIf("status", before.get("status"));
    }
    after = after.with("metadata", metadataForUpdate(before, after));
    after = owned ? owners.update(shown(before), after) : after;
    Escalation.check(run, request.user(), type, before, after);
    after = kind.prepareForUpdate(run, before, after);
    if (kind.isNewGeneration(before, after)) {
      after = after.withAt(Json.number(Meta.generation(before) + 1), "metadata", "generation");
    }
    List<FieldError> errors = errors(after, before);
    if (!errors.isEmpty()) {
      throw Statuses.invalid(type.group(), type.kind(), path.name(), errors);
    }
    Admission.validateUpdate(run, request, type, before, after, warnings);
    after = kind.allocate(run, after, before, isDryRun());
    return store(run, key(path.name()), before, after, isDryRun());
  }

  /// Writes unless nothing changed; an object whose deletion waited for its last finalizer goes.
  static Json.Object store(
      Run run, String key, Json.Object before, Json.Object after, boolean dryRun) {
    Json.Object same =
        after.withAt(
            Json.text(before.object("metadata").text("resourceVersion")),
            "metadata",
            "resourceVersion");
    if (same.equals(before) || dryRun) {
      return same;
    }
    if (Deletion.isDone(after)) {
      run.remove(key);
      return same;
    }
    Room.forSize(run, key, after, before);
    return run.put(key, after);
  }

  private List<FieldError> errors(Json.Object object, Json.@Nullable Object before) {
    if (!(kind instanceof CustomKind custom)) {
      List<FieldError> errors = Validation.of(type, object, before);
      return errors.isEmpty() ? errors : asSent(errors, object, before);
    }
    List<FieldError> errors = Validation.ofMetadata(type, object, before);
    custom.validate(object, before, errors);
    return errors;
  }

  /// The same errors with empty maps and lists shown where the writer sent them: Go tells those
  /// from none.
  private List<FieldError> asSent(
      List<FieldError> errors, Json.Object object, Json.@Nullable Object before) {
    Json withEmpties = Decoder.withEmpties(object, sent);
    if (withEmpties == object || !(withEmpties instanceof Json.Object o)) {
      return errors;
    }
    List<FieldError> others = Validation.of(type, o, before);
    boolean same =
        others.stream()
            .map(FieldError::field)
            .toList()
            .equals(errors.stream().map(FieldError::field).toList());
    return same ? others : errors;
  }

  private Json.Object decode(Json.Object body) {
    return decode(body, Json.object());
  }

  /// @param before what a patch made the body of
  private Json.Object decode(Json.Object body, Json.Object before) {
    sent = body;
    if (kind instanceof CustomKind custom) {
      return custom.decode(request, type, body, warnings);
    }
    Json.Object decoded = Decoder.decode(request, type, body, before, warnings);
    String wrong = kind.unreadable(decoded);
    if (wrong != null) {
      boolean converted = request.contentType().startsWith(ApiRequest.STRATEGIC_MERGE_PATCH);
      throw converted
          ? new Rejection(Statuses.failure(500, "", wrong, null))
          : Statuses.badRequest(Decoder.head(type.version(), type.kind()) + wrong);
    }
    return decoded;
  }

  private Json.Object named(Json.Object object) {
    Json.Object meta = object.object("metadata");
    if (type.namespaced()) {
      String namespace = meta.text("namespace");
      if (!namespace.isEmpty() && !namespace.equals(path.namespace())) {
        throw Statuses.badRequest(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
      }
      meta = meta.with("namespace", path.namespace());
    } else {
      meta = meta.without("namespace");
    }
    return object.with("metadata", meta);
  }

  private Json.Object generated(Json.Object object) {
    String base = object.object("metadata").text("generateName");
    if (!Meta.name(object).isEmpty() || base.isEmpty()) {
      return object;
    }
    String kept = base.length() > 58 ? base.substring(0, 58) : base;
    return object.withAt(Json.text(kept + run.dice().suffix(5)), "metadata", "name");
  }

  private Json.Object metadataForCreate(Json.Object object) {
    Json.Object meta =
        object
            .object("metadata")
            .without("resourceVersion")
            .without("deletionTimestamp")
            .without("deletionGracePeriodSeconds")
            .without("selfLink")
            .without("generation")
            .with("uid", run.dice().uid())
            .with("creationTimestamp", Meta.time(run.now()));
    if (kind.hasGeneration()) {
      meta = meta.with("generation", 1);
    }
    return object.with("metadata", meta);
  }

  private Json.Object metadataForUpdate(Json.Object before, Json.Object after) {
    Json.Object old = before.object("metadata");
    Json.Object meta = after.object("metadata");
    for (String kept :
        List.of(
            "uid",
            "creationTimestamp",
            "generation",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "namespace",
            "name",
            "generateName")) {
      meta = meta.without(kept).withIf(kept, old.get(kept));
    }
    return meta.without("selfLink");
  }

  private String key(String name) {
    return Store.key(type.storageGroup(), type.resource(), path.namespace(), name);
  }

  private boolean isDryRun() {
    return request.parameter("dryRun").equals("All");
  }

  static @Nullable String dryRun(ApiRequest request) {
    String asked = request.parameter("dryRun");
    return asked.isEmpty() ? null : asked;
  }
}
