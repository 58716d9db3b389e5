package seodang.kube.kubelet;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// What a kubelet knows of one Pod that runs on its node, remembered under `pod/UID`.
///
/// Members: `failed` (`reason` and `message` of a Pod that the kubelet ended), `mounts` (how often
/// its volumes were tried), `pending` (why a resize waits: `reason` and `message`), `node`,
/// `namespace`, `name`, `ip` (once the sandbox stands), `since` (when it was admitted),
/// `sandboxAt`, `stopping` (the time by which its containers must end), `containers` by name:
/// `attempt`, `id`, `imageId`, `startedAt`, `finishedAt`, `exitCode`, `reason`, `message`,
/// `resources` (what it runs with), `last` (how the attempt before ended), `waiting` and
/// `waitingMessage`, `retryAt`, `backoff` (seconds), `pull` (`pulling` or `failed`), `ready`,
/// `started`, `probes`.
public record PodRun(String uid, Json.Object json) {
  public static @Nullable PodRun recall(Run run, String uid) {
    return run.recall("pod/" + uid) instanceof Json.Object o ? new PodRun(uid, o) : null;
  }

  void remember(Run run) {
    run.remember("pod/" + uid, json);
  }

  public String node() {
    return json.text("node");
  }

  public String namespace() {
    return json.text("namespace");
  }

  public String name() {
    return json.text("name");
  }

  /// `""` until the sandbox stands.
  public String ip() {
    return json.text("ip");
  }

  public Json.Object container(String name) {
    return json.object("containers").object(name);
  }

  PodRun with(String key, Json value) {
    return new PodRun(uid, json.with(key, value));
  }

  PodRun without(String key) {
    return new PodRun(uid, json.without(key));
  }

  PodRun withContainer(String name, Json.Object container) {
    return new PodRun(uid, json.withAt(container, "containers", name));
  }

  boolean isRunning(String container) {
    Json.Object c = container(container);
    return c.has("startedAt") && !c.has("finishedAt");
  }

  /// The Pod as the API server has it, if it is still the same one.
  Json.@Nullable Object pod(Run run) {
    Json.Object pod = run.get("", "pods", namespace(), name());
    return pod != null && Meta.uid(pod).equals(uid) ? pod : null;
  }
}
