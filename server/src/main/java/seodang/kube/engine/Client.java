package seodang.kube.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.MergePatch;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.User;
import seodang.kube.apiserver.ApiServer;
import seodang.kube.apiserver.CustomResources;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;

/// How a component speaks to the API server: as any client, by requests.
///
/// @param actor its name in traces
public record Client(Run run, String actor) {
  /// The group that the components of the cluster itself are in.
  public static final String COMPONENTS = "system:components";

  private static final long BURST = 25;
  private static final Duration REFILL = Duration.ofMinutes(5);

  /// Nanoseconds between the names of events of one moment.
  private static final long STEP = 61_803;

  /// Under which names those speak in events whose user has another.
  private static final Map<String, String> SOURCES =
      Map.of(
          "kube-scheduler", "default-scheduler",
          "daemon-set-controller", "daemonset-controller",
          "persistent-volume-binder", "persistentvolume-controller",
          "disruption-controller", "controllermanager",
          "ephemeral-volume-controller", "ephemeral_volume");

  public ApiResponse request(ApiRequest request) {
    User user = new User("system:" + actor, List.of(COMPONENTS));
    return ApiServer.handle(run, request.withClient(actor).withUser(user), "");
  }

  public ApiResponse create(String group, String resource, String namespace, Json.Object object) {
    return request(ApiRequest.post(path(group, resource, namespace, ""), object));
  }

  public ApiResponse update(String group, String resource, Json.Object object) {
    return request(ApiRequest.put(pathOf(group, resource, object), object));
  }

  public ApiResponse updateStatus(String group, String resource, Json.Object object) {
    return request(ApiRequest.put(pathOf(group, resource, object) + "/status", object));
  }

  /// Patches an object's status to another: what is no longer in it goes.
  public ApiResponse patchStatus(
      String group, String resource, Json.Object object, Json.Object status) {
    Json.Object patch =
        Json.object(
            "metadata",
            Json.object("uid", Meta.uid(object)),
            "status",
            MergePatch.between(object.object("status"), status));
    return request(
        ApiRequest.patch(
            pathOf(group, resource, object) + "/status", ApiRequest.MERGE_PATCH, patch));
  }

  /// A JSON merge patch.
  public ApiResponse patch(String group, String resource, Json.Object object, Json.Object patch) {
    return request(
        ApiRequest.patch(pathOf(group, resource, object), ApiRequest.MERGE_PATCH, patch));
  }

  /// Deletes the very object given, not a later one of its name.
  ///
  /// @param graceSeconds negative for the kind's own
  public ApiResponse delete(
      String group, String resource, Json.Object object, long graceSeconds, String propagation) {
    Json.Object options =
        Json.object(
            "preconditions", Json.object("uid", Meta.uid(object)),
            "gracePeriodSeconds", graceSeconds < 0 ? null : graceSeconds,
            "propagationPolicy", propagation.isEmpty() ? null : propagation);
    return request(ApiRequest.delete(pathOf(group, resource, object)).withBody(options));
  }

  private String path(String group, String resource, String namespace, String name) {
    ResourceType builtIn = Resources.ofName(group, resource);
    ResourceType type =
        builtIn == null ? CustomResources.ofResource(run, group, resource) : builtIn;
    return (type == null ? Resources.get(group, resource) : type).path(namespace, name);
  }

  private String pathOf(String group, String resource, Json.Object object) {
    return path(group, resource, Meta.namespace(object), Meta.name(object));
  }

  /// Records an event about an object; one that says the same again only counts.
  ///
  /// @param type `Normal` or `Warning`
  public void event(Json.Object about, String type, String reason, String message) {
    event(about, "", type, reason, message, "");
  }

  /// @param fieldPath `spec.containers{app}`, `""` for the whole
  /// @param host the node a kubelet speaks from, `""` for others
  /// @return whether it was told, not held back as one too many
  public boolean event(
      Json.Object about,
      String fieldPath,
      String type,
      String reason,
      String message,
      String host) {
    Json.Object reference =
        Json.object(
            "kind", about.text("kind"),
            "namespace", Meta.namespace(about).isEmpty() ? null : Meta.namespace(about),
            "name", Meta.name(about),
            "uid", about.text("kind").equals("Node") ? Meta.name(about) : Meta.uid(about),
            "apiVersion", about.text("apiVersion"),
            "resourceVersion",
                about.text("kind").equals("Node")
                    ? null
                    : about.object("metadata").text("resourceVersion"),
            "fieldPath", fieldPath.isEmpty() ? null : fieldPath);
    String component = host.isEmpty() ? SOURCES.getOrDefault(actor, actor) : "kubelet";
    Similar similar = Similar.of(run);
    String kin = Similar.key(component, reference, type, reason);
    String plain = similar.named(Similar.whole(kin, host, fieldPath, message));
    boolean combined = similar.combines(kin, plain, run.now());
    String told = combined ? Similar.combined(message) : message;
    String known = combined ? similar.named(Similar.whole(kin, host, fieldPath, told)) : plain;
    String namespace = Meta.namespace(about).isEmpty() ? "default" : Meta.namespace(about);
    String name = known == null ? fresh(namespace, Meta.name(about)) : known;
    Json.Object standing = known == null ? null : run.get("", "events", namespace, known);
    if (standing != null && isSpam(standing)) {
      return false;
    }
    if (standing != null) {
      request(
          ApiRequest.patch(
              path("", "events", namespace, name),
              ApiRequest.MERGE_PATCH,
              Json.object(
                  "count",
                  standing.number("count", 1) + 1,
                  "message",
                  told,
                  "lastTimestamp",
                  Meta.time(run.now()))));
      return true;
    }
    create(
        "",
        "events",
        namespace,
        Json.object(
            "apiVersion",
            "v1",
            "kind",
            "Event",
            "metadata",
            Json.object("name", name, "namespace", namespace),
            "involvedObject",
            reference,
            "reason",
            reason,
            "message",
            told,
            "source",
            Json.object("component", component, "host", host.isEmpty() ? null : host),
            "firstTimestamp",
            Meta.time(run.now()),
            "lastTimestamp",
            Meta.time(run.now()),
            "count",
            1,
            "type",
            type,
            "eventTime",
            Json.Null.NULL,
            "reportingComponent",
            component,
            "reportingInstance",
            host));
    return true;
  }

  /// Events are named by the moment, so that their names are in the order in which they were made.
  private String fresh(String namespace, String about) {
    long nanos = Duration.between(Instant.EPOCH, run.now()).toNanos();
    String name = about + "." + Long.toHexString(nanos);
    while (run.get("", "events", namespace, name) != null) {
      nanos += STEP;
      name = about + "." + Long.toHexString(nanos);
    }
    return name;
  }

  /// Whether an event was told so often that it is now told every five minutes only, as client-go's
  /// filter does.
  private boolean isSpam(Json.Object event) {
    Instant last = Meta.instant(event.get("lastTimestamp"));
    return event.number("count", 1) >= BURST
        && last != null
        && last.plus(REFILL).isAfter(run.now());
  }

  /// What came of a request that answers an object; null when it was refused.
  public static Json.@Nullable Object answered(ApiResponse response) {
    return response.ok() ? response.object() : null;
  }
}
