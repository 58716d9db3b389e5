package seodang.kube.kubelet;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import seodang.json.Json;
import seodang.kube.HttpResult;
import seodang.kube.engine.Run;
import seodang.kube.network.Network;

/// Startup, liveness and readiness probes.
final class Probes {
  private static final List<String> TYPES = List.of("startup", "liveness", "readiness");

  private Probes() {}

  /// What a probe found.
  private record Result(boolean ok, String message) {}

  /// Sets the first turn of each probe a container has.
  static void schedule(Kubelet kubelet, Run run, PodRun podRun, String container) {
    Json.Object pod = podRun.pod(run);
    if (pod == null) {
      return;
    }
    Json.Object spec = Exec.spec(pod, container);
    for (String type : TYPES) {
      if (spec.has(type + "Probe")) {
        Json.Object probe = spec.object(type + "Probe");
        long delay = probe.number("initialDelaySeconds", 0) * 1000 + run.dice().between(50, 400);
        wake(kubelet, run, podRun, container, type, Duration.ofMillis(delay));
      }
    }
  }

  private static void wake(
      Kubelet kubelet, Run run, PodRun podRun, String container, String type, Duration delay) {
    kubelet.wake(run, podRun.node(), "probe", podRun.uid() + "/" + container + "/" + type, delay);
  }

  static void probe(Kubelet kubelet, Run run, PodRun podRun, String container, String type) {
    Json.Object pod = podRun.pod(run);
    if (pod == null
        || !podRun.isRunning(container)
        || podRun.json().has("stopping")
        || ContainerStop.isStopping(podRun.container(container))) {
      return;
    }
    Json.Object spec = Exec.spec(pod, container);
    Json.Object probe = spec.object(type + "Probe");
    Json.Object c = podRun.container(container);
    Duration period = Duration.ofSeconds(probe.number("periodSeconds", 10));
    boolean startupPending = spec.has("startupProbe") && !c.bool("started");
    if (type.equals("startup") != startupPending) {
      if (!type.equals("startup")) {
        wake(kubelet, run, podRun, container, type, period);
      }
      return;
    }
    Result result = perform(run, pod, podRun, spec, probe);
    PodRun current = PodRun.recall(run, podRun.uid());
    if (current == null || !current.isRunning(container)) {
      return;
    }
    count(kubelet, run, pod, current, spec, type, result);
    PodRun after = PodRun.recall(run, podRun.uid());
    // One that is to be begun anew has its probes scheduled anew.
    if (after != null
        && after.isRunning(container)
        && !ContainerStop.isStopping(after.container(container))) {
      wake(kubelet, run, after, container, type, period);
    }
  }

  private static void count(
      Kubelet kubelet,
      Run run,
      Json.Object pod,
      PodRun podRun,
      Json.Object spec,
      String type,
      Result result) {
    String container = spec.text("name");
    Json.Object probe = spec.object(type + "Probe");
    Json.Object c = podRun.container(container);
    Json.Object standing = c.object("probes").object(type);
    long most = Math.max(probe.number("successThreshold", 1), probe.number("failureThreshold", 3));
    long before = standing.bool("ok") == result.ok() ? standing.number("count", 0) : 0;
    if (result.ok() && before == most) {
      return;
    }
    long in = Math.min(before + 1, most);
    Json.Object counted = c.withAt(Json.object("ok", result.ok(), "count", in), "probes", type);
    if (!result.ok()) {
      String title = type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
      Kubelet.client(run, podRun.node())
          .event(
              pod,
              StatusReport.fieldPath(pod, container),
              "Warning",
              "Unhealthy",
              title + " probe failed: " + result.message(),
              podRun.node());
    }
    long threshold =
        probe.number(result.ok() ? "successThreshold" : "failureThreshold", result.ok() ? 1 : 3);
    PodRun changed = podRun.withContainer(container, counted);
    changed.remember(run);
    if (in < threshold) {
      return;
    }
    switch (type) {
      case "readiness" -> ready(kubelet, run, changed, container, result.ok());
      case "startup" -> {
        if (result.ok()) {
          PodRun started =
              changed.withContainer(container, changed.container(container).with("started", true));
          started.remember(run);
          ready(kubelet, run, started, container, !spec.has("readinessProbe"));
          kubelet.report(run, started);
          kubelet.sync(run, started, Duration.ofMillis(20));
        } else {
          restart(kubelet, run, pod, changed, spec, "startup");
        }
      }
      default -> {
        if (!result.ok()) {
          restart(kubelet, run, pod, changed, spec, "liveness");
        }
      }
    }
  }

  private static void ready(
      Kubelet kubelet, Run run, PodRun podRun, String container, boolean ready) {
    Json.Object c = podRun.container(container);
    if (c.bool("ready") != ready) {
      podRun.withContainer(container, c.with("ready", ready)).remember(run);
      kubelet.report(run, podRun);
    }
  }

  /// A container that failed is stopped with its grace period, and begun anew by the next sync.
  private static void restart(
      Kubelet kubelet, Run run, Json.Object pod, PodRun podRun, Json.Object spec, String type) {
    String name = spec.text("name");
    long grace = pod.object("spec").number("terminationGracePeriodSeconds", 30);
    ContainerStop.begin(
        kubelet,
        run,
        pod,
        podRun.uid(),
        name,
        spec.object(type + "Probe").number("terminationGracePeriodSeconds", grace),
        "Container " + name + " failed " + type + " probe, will be restarted");
  }

  // Performing.

  private static Result perform(
      Run run, Json.Object pod, PodRun podRun, Json.Object spec, Json.Object probe) {
    if (probe.has("httpGet")) {
      String error = request(run, podRun, spec, probe.object("httpGet"));
      return new Result(error.isEmpty(), error);
    }
    if (probe.has("tcpSocket")) {
      long port = port(spec, probe.object("tcpSocket").get("port"));
      return Network.listens(run, podRun, (int) port)
          ? new Result(true, "")
          : new Result(
              false, "dial tcp " + podRun.ip() + ":" + port + ": connect: connection refused");
    }
    if (probe.has("exec")) {
      return exec(run, pod, podRun, spec, probe);
    }
    return new Result(true, "");
  }

  private static long port(Json.Object spec, @org.jspecify.annotations.Nullable Json port) {
    if (port instanceof Json.Number n) {
      return n.longValue();
    }
    String name = port instanceof Json.Text t ? t.value() : "";
    for (Json.Object p : spec.array("ports").objects()) {
      if (p.text("name").equals(name)) {
        return p.number("containerPort", 0);
      }
    }
    return 0;
  }

  /// Makes a request of a container; answers why that failed, `""` when it did not.
  static String request(Run run, PodRun podRun, Json.Object spec, Json.Object get) {
    long port = port(spec, get.get("port"));
    String host = get.text("host", podRun.ip());
    String scheme = get.text("scheme", "HTTP").toLowerCase(Locale.ROOT);
    String url = scheme + "://" + host + ":" + port + get.text("path", "/");
    HttpResult result =
        Network.toPod(
            run,
            podRun,
            (int) port,
            "GET",
            get.text("path", "/"),
            host,
            Json.object("User-Agent", "kube-probe/1.33"),
            "",
            StatusReport.hostIp(run, podRun.node()));
    if (!result.error().isEmpty()) {
      String why =
          result.error().equals("refused")
              ? "dial tcp " + host + ":" + port + ": connect: connection refused"
              : "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
      return "Get \"" + url + "\": " + why;
    }
    return result.status() >= 200 && result.status() < 400
        ? ""
        : "HTTP probe failed with statuscode: " + result.status();
  }

  private static Result exec(
      Run run, Json.Object pod, PodRun podRun, Json.Object spec, Json.Object probe) {
    List<String> command = probe.object("exec").array("command").texts();
    long seconds = probe.number("timeoutSeconds", 1);
    Commands.Ran ran =
        Commands.run(run, pod, podRun, spec, command, run.now().plusSeconds(seconds));
    if (!ran.obstacle().isEmpty()) {
      return new Result(false, ran.obstacle());
    }
    Integer code = ran.code();
    return code == null
        ? new Result(
            false,
            "command timed out: \""
                + String.join(" ", command)
                + "\" timed out after "
                + seconds
                + "s")
        : new Result(code == 0, ran.output());
  }
}
