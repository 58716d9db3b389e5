package seodang.kube.kubelet;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Times;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Run;
import seodang.kube.image.Catalogue;
import seodang.kube.image.Image;

/// A Pod's status as its kubelet reports it.
final class StatusReport {
  private static final List<String> ORDER =
      List.of(
          "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

  /// How a container that never came to run is told of when its Pod has ended.
  private static final Json.Object LOST =
      Json.object(
          "exitCode",
          137,
          "finishedAt",
          Json.Null.NULL,
          "message",
          "The container could not be located when the pod was terminated",
          "reason",
          "ContainerStatusUnknown",
          "startedAt",
          Json.Null.NULL);

  /// Why an ended container waits that is to run again.
  private static final List<String> AWAITED =
      List.of("CrashLoopBackOff", "RunContainerError", "PostStartHookError");

  private final Run run;
  private final Json.Object pod;
  private final PodRun podRun;
  private final List<Json.Object> inits;
  private final List<Json.Object> mains;
  private final List<Json.Object> ephemerals;

  private StatusReport(Run run, Json.Object pod, PodRun podRun) {
    this.run = run;
    this.pod = pod;
    this.podRun = podRun;
    inits = pod.object("spec").array("initContainers").objects();
    mains = pod.object("spec").array("containers").objects();
    ephemerals = pod.object("spec").array("ephemeralContainers").objects();
  }

  static Json.Object of(Run run, Json.Object pod, PodRun podRun) {
    return new StatusReport(run, pod, podRun).make();
  }

  private Json.Object make() {
    Json.Object old = pod.object("status");
    String host = hostIp(run, podRun.node());
    Json.Object status =
        old.with("hostIP", host)
            .with("hostIPs", Json.array(Json.object("ip", host)))
            .with("startTime", Meta.time(Times.parse(podRun.json().text("since"))));
    if (!podRun.ip().isEmpty()) {
      status =
          status
              .with("podIP", podRun.ip())
              .with("podIPs", Json.array(Json.object("ip", podRun.ip())));
    }
    boolean initialized = initialized();
    if (!inits.isEmpty()) {
      status = status.with("initContainerStatuses", statuses(inits, false));
    }
    status = status.with("containerStatuses", statuses(mains, !initialized));
    if (!ephemerals.isEmpty()) {
      status = status.with("ephemeralContainerStatuses", statuses(ephemerals, false));
    }
    Json.Object failure = podRun.json().object("failed");
    String told = old.text("phase");
    boolean over = told.equals("Failed") || told.equals("Succeeded");
    String phase = over ? told : failure.isEmpty() ? phase(initialized) : "Failed";
    phase = phase.equals("Pending") && isOver() ? "Failed" : phase;
    status = failure.isEmpty() ? status : status.merge(failure);
    return status
        .with("phase", phase)
        .with(
            "conditions",
            Resize.told(run, podRun, conditions(old.array("conditions"), phase, initialized)));
  }

  private boolean initialized() {
    for (Json.Object init : inits) {
      Json.Object c = podRun.container(init.text("name"));
      boolean sidecar = isSidecar(init);
      boolean done = c.has("finishedAt") && c.number("exitCode", 1) == 0;
      if (sidecar
          ? !(c.bool("started") && podRun.isRunning(init.text("name"))) && !hasMainStarted()
          : !done) {
        return false;
      }
    }
    return true;
  }

  private boolean hasMainStarted() {
    return mains.stream().anyMatch(m -> podRun.container(m.text("name")).has("startedAt"));
  }

  private static boolean isSidecar(Json.Object container) {
    return container.text("restartPolicy").equals("Always");
  }

  /// Whether the Pod was stopped and nothing of it runs any more.
  private boolean isOver() {
    return podRun.json().has("stopping")
        && podRun.json().object("containers").keys().stream().noneMatch(podRun::isRunning);
  }

  // Phase.

  private String phase(boolean initialized) {
    String policy = pod.object("spec").text("restartPolicy");
    if (!initialized) {
      for (Json.Object init : inits) {
        Json.Object c = podRun.container(init.text("name"));
        if (c.number("exitCode", 0) != 0 && c.has("finishedAt") && policy.equals("Never")) {
          return "Failed";
        }
      }
      return "Pending";
    }
    int waiting = 0;
    int running = 0;
    int succeeded = 0;
    int failed = 0;
    for (Json.Object main : mains) {
      Json.Object c = podRun.container(main.text("name"));
      if (isShownRunning(main.text("name"))) {
        running++;
      } else if (c.has("finishedAt")) {
        if (c.number("exitCode", 0) == 0) {
          succeeded++;
        } else {
          failed++;
        }
      } else if (c.has("last")) {
        running++;
      } else {
        waiting++;
      }
    }
    if (waiting > 0) {
      return "Pending";
    }
    for (Json.Object init : inits) {
      running += isSidecar(init) && podRun.isRunning(init.text("name")) ? 1 : 0;
    }
    if (podRun.json().has("stopping")) {
      return running > 0 ? "Running" : failed > 0 ? "Failed" : "Succeeded";
    }
    if (running > 0 || policy.equals("Always")) {
      return "Running";
    }
    if (failed > 0) {
      return policy.equals("OnFailure") ? "Running" : "Failed";
    }
    return succeeded > 0 ? "Succeeded" : "Pending";
  }

  // Conditions.

  private Json.Array conditions(Json.Array old, String phase, boolean initialized) {
    boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
    boolean completed = phase.equals("Succeeded");
    List<String> unready = new ArrayList<>();
    for (Json.Object main : mains) {
      if (!isReady(main)) {
        unready.add(main.text("name"));
      }
    }
    for (Json.Object init : inits) {
      if (isSidecar(init) && !isReady(init)) {
        unready.add(init.text("name"));
      }
    }
    boolean sandbox = !podRun.ip().isEmpty() && !ended;
    Json.Array conditions = set(old, "PodReadyToStartContainers", sandbox, "", "");
    if (initialized || completed) {
      conditions = set(conditions, "Initialized", true, completed ? "PodCompleted" : "", "");
    } else {
      List<String> incomplete = new ArrayList<>();
      for (Json.Object init : inits) {
        Json.Object c = podRun.container(init.text("name"));
        if (!(c.has("finishedAt") && c.number("exitCode", 1) == 0) && !c.bool("started")
            || isSidecar(init) && !c.bool("started")) {
          incomplete.add(init.text("name"));
        }
      }
      conditions =
          set(
              conditions,
              "Initialized",
              false,
              "ContainersNotInitialized",
              "containers with incomplete status: [" + String.join(" ", incomplete) + "]");
    }
    for (String type : List.of("Ready", "ContainersReady")) {
      if (completed) {
        conditions = set(conditions, type, false, "PodCompleted", "");
      } else if (phase.equals("Failed")) {
        conditions = set(conditions, type, false, "PodFailed", "");
      } else if (unready.isEmpty()) {
        conditions = gates(conditions, type);
      } else {
        conditions =
            set(
                conditions,
                type,
                false,
                "ContainersNotReady",
                "containers with unready status: [" + String.join(" ", unready) + "]");
      }
    }
    return ordered(conditions);
  }

  private Json.Array gates(Json.Array conditions, String type) {
    if (type.equals("Ready")) {
      for (Json.Object gate : pod.object("spec").array("readinessGates").objects()) {
        if (!Meta.isTrue(pod, gate.text("conditionType"))) {
          return set(
              conditions,
              type,
              false,
              "ReadinessGatesNotReady",
              "corresponding condition of pod readiness gate \""
                  + gate.text("conditionType")
                  + "\" does not exist.");
        }
      }
    }
    return set(conditions, type, true, "", "");
  }

  private boolean isReady(Json.Object container) {
    String name = container.text("name");
    return podRun.isRunning(name)
        && podRun.container(name).bool("ready")
        && !podRun.json().has("stopping");
  }

  private Json.Array set(
      Json.Array conditions, String type, boolean value, String reason, String message) {
    Json.Object old = Json.object();
    for (Json.Object c : conditions.objects()) {
      if (c.text("type").equals(type)) {
        old = c;
      }
    }
    String status = value ? "True" : "False";
    boolean same = old.text("status").equals(status);
    Json.Object condition =
        Json.object(
            "type",
            type,
            "status",
            status,
            "lastProbeTime",
            Json.Null.NULL,
            "lastTransitionTime",
            same ? old.get("lastTransitionTime") : Meta.time(run.now()),
            "reason",
            reason.isEmpty() ? null : reason,
            "message",
            message.isEmpty() ? null : message);
    return Conditions.set(conditions, condition);
  }

  private static Json.Array ordered(Json.Array conditions) {
    List<Json> sorted = new ArrayList<>();
    for (String type : ORDER) {
      conditions.objects().stream().filter(c -> c.text("type").equals(type)).forEach(sorted::add);
    }
    conditions.objects().stream().filter(c -> !ORDER.contains(c.text("type"))).forEach(sorted::add);
    return Json.Array.of(sorted);
  }

  // Containers.

  private Json.Array statuses(List<Json.Object> containers, boolean initializing) {
    List<Json> found = new ArrayList<>();
    for (Json.Object spec : containers) {
      found.add(status(spec, initializing));
    }
    return Json.Array.of(found);
  }

  private Json.Object status(Json.Object spec, boolean initializing) {
    String name = spec.text("name");
    Json.Object c = podRun.container(name);
    boolean begun = c.has("id");
    Image image = Catalogue.find(spec.text("image"));
    String id = begun ? "containerd://" + c.text("id") : "";
    boolean running = isShownRunning(name);
    boolean isInit = !isSidecar(spec) && inits.contains(spec);
    boolean isEphemeral = ephemerals.contains(spec);
    boolean ready =
        isInit
            ? c.has("finishedAt") && c.number("exitCode", 1) == 0
            : running && !isEphemeral && c.bool("ready") && !podRun.json().has("stopping");
    Json.Object last =
        isBackingOff(c) ? terminated(c) : c.has("finishedAt") ? Json.object() : c.object("last");
    String lastId = last.text("containerID");
    String shownId = begun ? id : lastId;
    boolean known = begun || !last.isEmpty();
    return Json.object(
        "containerID", shownId.isEmpty() ? null : shownId,
        "image", known && image != null ? image.reference() : spec.text("image"),
        "imageID", known && image != null ? image.name() + "@" + image.digest() : "",
        "lastState", last.isEmpty() ? Json.object() : Json.object("terminated", last),
        "name", name,
        "ready", ready,
        "resources", known ? resources(running ? c : spec) : null,
        "restartCount", c.number("attempt", 0),
        "started",
            isEphemeral
                ? null
                : isInit ? Json.bool(running) : Json.bool(running && c.bool("started")),
        "state", state(c, running, initializing),
        "volumeMounts", volumeMounts(spec));
  }

  /// Whether a container that ended waits to be started again; none of a Pod that is stopped does.
  private boolean isBackingOff(Json.Object c) {
    return c.has("finishedAt")
        && AWAITED.contains(c.text("waiting"))
        && !podRun.json().has("stopping");
  }

  /// Whether a container runs and its `postStart` hook is over.
  private boolean isShownRunning(String name) {
    return podRun.isRunning(name) && !ContainerStart.isHooked(run, podRun.container(name));
  }

  /// What the container runs with, which a resize that must wait has not changed.
  private static Json.Object resources(Json.Object from) {
    return from.object("resources").without("claims");
  }

  private static @Nullable Json volumeMounts(Json.Object spec) {
    Json.Array mounts = Json.array();
    for (Json.Object mount : spec.array("volumeMounts").objects()) {
      Json.Object shown =
          Json.object("mountPath", mount.text("mountPath"), "name", mount.text("name"));
      mounts =
          mounts.add(
              mount.bool("readOnly")
                  ? shown.with("readOnly", true).with("recursiveReadOnly", "Disabled")
                  : shown);
    }
    return mounts.isEmpty() ? null : mounts;
  }

  private Json.Object state(Json.Object c, boolean running, boolean initializing) {
    if (running) {
      return Json.object(
          "running", Json.object("startedAt", Meta.time(Times.parse(c.text("startedAt")))));
    }
    if (c.has("finishedAt") && !isBackingOff(c)) {
      return Json.object("terminated", terminated(c));
    }
    if (!initializing && isOver()) {
      return Json.object("terminated", LOST);
    }
    String waiting = c.text("waiting");
    String reason =
        waiting.isEmpty() || waiting.equals("ContainerCreating")
            ? initializing ? "PodInitializing" : "ContainerCreating"
            : waiting;
    return Json.object(
        "waiting",
        Json.object(
            "reason",
            reason,
            "message",
            c.text("waitingMessage").isEmpty() ? null : c.text("waitingMessage")));
  }

  /// How a container's attempt ended.
  static Json.Object terminated(Json.Object c) {
    long code = c.number("exitCode", 0);
    return Json.object(
        "containerID",
        "containerd://" + c.text("id"),
        "exitCode",
        code,
        "finishedAt",
        Meta.time(Times.parse(c.text("finishedAt"))),
        "message",
        c.text("message").isEmpty() ? null : c.text("message"),
        "reason",
        c.text("reason", code == 0 ? "Completed" : "Error"),
        "startedAt",
        Meta.time(Times.parse(c.text("startedAt"))));
  }

  /// Where in a Pod a container stands, as events name it.
  static String fieldPath(Json.Object pod, String name) {
    for (String list : List.of("initContainers", "ephemeralContainers")) {
      for (Json.Object c : pod.object("spec").array(list).objects()) {
        if (c.text("name").equals(name)) {
          return "spec." + list + "{" + name + "}";
        }
      }
    }
    return "spec.containers{" + name + "}";
  }

  static String hostIp(Run run, String node) {
    Json.Object n = run.get("", "nodes", "", node);
    if (n != null) {
      for (Json.Object address : n.object("status").array("addresses").objects()) {
        if (address.text("type").equals("InternalIP")) {
          return address.text("address");
        }
      }
    }
    return "";
  }
}
