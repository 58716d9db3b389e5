package seodang.kube.kubelet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.VolumeAttachments;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;

/// Brings one Pod on one node nearer to its spec, as `syncPod` does.
final class PodSync {
  private static final Duration ATTACH_TIMEOUT = Duration.ofSeconds(123);

  private final Kubelet kubelet;
  private final Run run;
  private final String node;
  private final Client client;

  PodSync(Kubelet kubelet, Run run, String node) {
    this.kubelet = kubelet;
    this.run = run;
    this.node = node;
    this.client = Kubelet.client(run, node);
  }

  void sync(String namespace, String name) {
    Json.Object pod = run.get("", "pods", namespace, name);
    for (PodRun old : PodRuns.named(run, node, namespace, name)) {
      if (pod == null || !Meta.uid(pod).equals(old.uid())) {
        Kubelet.forget(run, old.uid());
      }
    }
    if (pod == null || !pod.object("spec").text("nodeName").equals(node)) {
      return;
    }
    PodRun podRun = PodRun.recall(run, Meta.uid(pod));
    if (Meta.isDeleting(pod)) {
      stop(pod, podRun);
      return;
    }
    boolean ended = List.of("Succeeded", "Failed").contains(pod.object("status").text("phase"));
    if (ended && (podRun == null || !isRunning(podRun))) {
      return;
    }
    if (podRun != null && podRun.json().has("removed")) {
      return;
    }
    if (podRun == null) {
      admit(pod);
    } else if (podRun.json().object("failed").text("reason").equals(DiskPressure.EVICTED)) {
      endContainers(pod, podRun);
    } else if (!podRun.json().has("sandboxAt")) {
      return;
    } else if (podRun.ip().isEmpty()) {
      sandbox(pod, podRun);
    } else {
      containers(pod, podRun);
    }
  }

  // Beginning.

  private void admit(Json.Object pod) {
    if (DiskPressure.refuses(run, node, pod)) {
      Kubelet.write(run, node, pod, DiskPressure.refused(run, pod));
      return;
    }
    Instant sandboxAt = run.now().plusMillis(run.dice().between(150, 350));
    Json.Object json =
        Json.object(
            "node", node,
            "namespace", Meta.namespace(pod),
            "name", Meta.name(pod),
            "since", run.now().toString(),
            "sandboxAt", sandboxAt.toString(),
            "containers", Json.object());
    PodRun podRun = new PodRun(Meta.uid(pod), json);
    podRun.remember(run);
    Kubelet.write(run, node, pod, StatusReport.of(run, pod, podRun));
    kubelet.sync(run, podRun, Kubelet.until(run, sandboxAt));
  }

  private void sandbox(Json.Object pod, PodRun podRun) {
    Instant at = Instant.parse(podRun.json().text("sandboxAt"));
    if (at.isAfter(run.now())) {
      kubelet.sync(run, podRun, Kubelet.until(run, at));
      return;
    }
    if (waitsForAttachment(pod, podRun)) {
      return;
    }
    String missing = Mounts.missingVolume(run, pod);
    missing = missing == null ? NodePaths.problem(run, pod) : missing;
    if (missing != null) {
      client.event(pod, "", "Warning", "FailedMount", missing, node);
      long tries = podRun.json().number("mounts", 0);
      podRun.with("mounts", Json.number(tries + 1)).remember(run);
      kubelet.sync(run, podRun, Duration.ofMillis(500L << Math.min(8, tries)));
      return;
    }
    if (podRun.json().has("changed")) {
      client.event(
          pod,
          "",
          "Normal",
          "SandboxChanged",
          "Pod sandbox changed, it will be killed and re-created.",
          node);
    }
    boolean onHost = pod.object("spec").bool("hostNetwork");
    if (!onHost && run.isBroken("cni/" + node)) {
      noSandbox(pod, podRun, PodNetwork.failure(run));
      return;
    }
    String ip = onHost ? StatusReport.hostIp(run, node) : PodNetwork.freeIp(run, node);
    if (ip.isEmpty()) {
      noSandbox(
          pod,
          podRun,
          "failed to setup network for sandbox: no IP addresses available in range set");
      return;
    }
    PodRun standing = podRun.with("ip", Json.text(ip)).without("changed");
    standing.remember(run);
    containers(pod, standing);
  }

  private void noSandbox(Json.Object pod, PodRun podRun, String why) {
    client.event(
        pod,
        "",
        "Warning",
        "FailedCreatePodSandBox",
        "Failed to create pod sandbox: rpc error: code = Unknown desc = " + why,
        node);
    kubelet.sync(run, podRun, Duration.ofMillis(run.dice().between(10_000, 15_000)));
  }

  /// Whether volumes of the Pod are not attached yet; after two minutes that is said, and waited
  /// for anew. An attachment wakes the Pod.
  private boolean waitsForAttachment(Json.Object pod, PodRun podRun) {
    List<String> awaited = VolumeAttachments.awaited(run, pod);
    if (awaited.isEmpty()) {
      return false;
    }
    Instant by = Meta.instant(podRun.json().get("attachBy"));
    if (by != null && !by.isAfter(run.now())) {
      client.event(
          pod,
          "",
          "Warning",
          "FailedMount",
          "Unable to attach or mount volumes: unmounted volumes=["
              + String.join(" ", awaited)
              + "], unattached volumes=[], failed to process volumes=[]: context deadline exceeded",
          node);
      by = null;
    }
    by = by == null ? run.now().plus(ATTACH_TIMEOUT) : by;
    PodRun waiting = podRun.with("attachBy", Json.text(by.toString()));
    waiting.remember(run);
    kubelet.sync(run, waiting, Kubelet.until(run, by));
    return true;
  }

  // Containers.

  private void containers(Json.Object pod, PodRun podRun) {
    if (expired(pod, podRun) || isOver(pod, podRun)) {
      return;
    }
    PodRun current = Resize.follow(kubelet, run, pod, podRun);
    for (Json.Object ephemeral : pod.object("spec").array("ephemeralContainers").objects()) {
      if (!current.container(ephemeral.text("name")).has("finishedAt")) {
        current = ContainerStart.next(kubelet, run, pod, current, ephemeral, false);
      }
    }
    for (Json.Object init : pod.object("spec").array("initContainers").objects()) {
      boolean sidecar = init.text("restartPolicy").equals("Always");
      String name = init.text("name");
      Json.Object c = current.container(name);
      boolean done = !sidecar && c.has("finishedAt") && c.number("exitCode", 1) == 0;
      if (done || sidecar && c.bool("started") && current.isRunning(name)) {
        continue;
      }
      current = ContainerStart.next(kubelet, run, pod, current, init, true);
      Json.Object after = current.container(name);
      if (!(sidecar && after.bool("started"))) {
        finish(current);
        return;
      }
    }
    for (Json.Object container : pod.object("spec").array("containers").objects()) {
      current = ContainerStart.next(kubelet, run, pod, current, container, false);
    }
    finish(current);
  }

  /// Ends what only goes along with a Pod's own containers once these are over; true while and
  /// after it does.
  private boolean isOver(Json.Object pod, PodRun podRun) {
    String policy = pod.object("spec").text("restartPolicy");
    for (Json.Object container : pod.object("spec").array("containers").objects()) {
      Json.Object c = podRun.container(container.text("name"));
      boolean fine = policy.equals("Never") || c.number("exitCode", 1) == 0;
      if (policy.equals("Always") || !c.has("finishedAt") || !fine) {
        return false;
      }
    }
    if (podRun.json().has("stopping")) {
      endContainers(pod, podRun);
    } else if (sidecars(pod).stream().anyMatch(podRun::isRunning)) {
      begin(pod, podRun, pod.object("spec").number("terminationGracePeriodSeconds", 30));
    } else {
      return false;
    }
    return true;
  }

  /// The init containers that run as long as the Pod, the last first.
  private static List<String> sidecars(Json.Object pod) {
    return pod.object("spec").array("initContainers").objects().stream()
        .filter(c -> c.text("restartPolicy").equals("Always"))
        .map(c -> c.text("name"))
        .toList()
        .reversed();
  }

  /// Ends a Pod that was active longer than it may be; true while and after it does.
  private boolean expired(Json.Object pod, PodRun podRun) {
    Json.Object spec = pod.object("spec");
    if (!spec.has("activeDeadlineSeconds")) {
      return false;
    }
    Instant end =
        Instant.parse(podRun.json().text("since"))
            .plusSeconds(spec.number("activeDeadlineSeconds", 0));
    if (end.isAfter(run.now())) {
      kubelet.sync(run, podRun, Kubelet.until(run, end));
      return false;
    }
    String why = "Pod was active on the node longer than the specified deadline";
    if (!podRun.json().has("failed")) {
      client.event(pod, "", "Normal", "DeadlineExceeded", why, node);
      PodRun failed =
          podRun.with("failed", Json.object("reason", "DeadlineExceeded", "message", why));
      failed.remember(run);
      kubelet.report(run, failed);
      begin(pod, failed, spec.number("terminationGracePeriodSeconds", 30));
      return true;
    }
    endContainers(pod, podRun);
    return true;
  }

  /// Kills what still runs when its time is over.
  private void endContainers(Json.Object pod, PodRun podRun) {
    Instant deadline = Instant.parse(podRun.json().text("stopping"));
    if (deadline.isAfter(run.now()) && isRunning(podRun)) {
      stopNextSidecar(pod, podRun);
      kubelet.sync(run, podRun, Kubelet.until(run, deadline));
      return;
    }
    PodRun ended = podRun;
    for (String name : podRun.json().object("containers").keys()) {
      ended = ended.isRunning(name) ? Processes.kill(run, ended, name) : ended;
    }
    ended.remember(run);
    Kubelet.write(run, node, pod, StatusReport.of(run, pod, ended));
  }

  private static boolean isRunning(PodRun podRun) {
    return podRun.json().object("containers").keys().stream().anyMatch(podRun::isRunning);
  }

  private void finish(PodRun podRun) {
    podRun.remember(run);
    kubelet.report(run, podRun);
  }

  // Ending.

  private void stop(Json.Object pod, @Nullable PodRun podRun) {
    if (podRun == null) {
      neverBegun(pod);
      delete(pod);
      return;
    }
    long grace = pod.object("metadata").number("deletionGracePeriodSeconds", 30);
    if (!podRun.json().has("stopping")) {
      begin(pod, podRun, grace);
      return;
    }
    Instant deadline = Instant.parse(podRun.json().text("stopping"));
    Instant bound = run.now().plusSeconds(grace);
    if (bound.isBefore(deadline)) {
      deadline = bound;
      podRun.with("stopping", Json.text(deadline.toString())).remember(run);
    }
    boolean anyRunning = false;
    for (String name : podRun.json().object("containers").keys()) {
      anyRunning |= podRun.isRunning(name);
    }
    if (anyRunning && deadline.isAfter(run.now())) {
      stopNextSidecar(pod, PodRun.recall(run, podRun.uid()));
      kubelet.sync(run, podRun, Kubelet.until(run, deadline));
      return;
    }
    PodRun ended = podRun;
    for (String name : podRun.json().object("containers").keys()) {
      if (ended.isRunning(name)) {
        ended = Processes.kill(run, ended, name);
      }
    }
    ended.remember(run);
    if (!ended.json().has("removeAt")) {
      Json.Object status = StatusReport.of(run, pod, ended);
      Kubelet.write(run, node, pod, status);
      Instant removeAt = run.now().plusMillis(run.dice().between(300, 700));
      ended.with("removeAt", Json.text(removeAt.toString())).remember(run);
      kubelet.sync(run, ended, Kubelet.until(run, removeAt));
      return;
    }
    if (Instant.parse(ended.json().text("removeAt")).isAfter(run.now())) {
      kubelet.sync(run, ended, Kubelet.until(run, Instant.parse(ended.json().text("removeAt"))));
      return;
    }
    Kubelet.forget(run, ended.uid());
    delete(pod);
  }

  private void begin(Json.Object pod, PodRun podRun, long grace) {
    Instant deadline = run.now().plusSeconds(grace);
    PodRun stopping = podRun.with("stopping", Json.text(deadline.toString()));
    stopping.remember(run);
    List<String> later = sidecars(pod);
    for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
      for (Json.Object container : pod.object("spec").array(list).objects()) {
        String name = container.text("name");
        if (stopping.isRunning(name) && !later.contains(name)) {
          terminate(pod, podRun.uid(), name);
        }
      }
    }
    stopNextSidecar(pod, PodRun.recall(run, podRun.uid()));
    kubelet.sync(run, stopping, Duration.ofMillis(run.dice().between(80, 120)));
  }

  private void terminate(Json.Object pod, String uid, String name) {
    client.event(
        pod,
        StatusReport.fieldPath(pod, name),
        "Normal",
        "Killing",
        "Stopping container " + name,
        node);
    PodRun signalled = PodRun.recall(run, uid);
    if (signalled != null) {
      Processes.terminate(kubelet, run, signalled, name);
    }
  }

  /// Sidecars stop when everything they go along with has: one after another, the last first.
  private void stopNextSidecar(Json.Object pod, @Nullable PodRun podRun) {
    if (podRun == null) {
      return;
    }
    List<String> sidecars = sidecars(pod);
    boolean others =
        podRun.json().object("containers").keys().stream()
            .anyMatch(name -> podRun.isRunning(name) && !sidecars.contains(name));
    String next = sidecars.stream().filter(podRun::isRunning).findFirst().orElse("");
    if (!others && !next.isEmpty() && !podRun.json().text("signalled").equals(next)) {
      podRun.with("signalled", Json.text(next)).remember(run);
      terminate(pod, podRun.uid(), next);
    }
  }

  /// A Pod that goes before this kubelet had begun with it ends as failed.
  private void neverBegun(Json.Object pod) {
    if (List.of("Succeeded", "Failed").contains(pod.object("status").text("phase"))) {
      return;
    }
    String now = run.now().toString();
    Json.Object json =
        Json.object("node", node, "since", now, "stopping", now, "containers", Json.object());
    Kubelet.write(run, node, pod, StatusReport.of(run, pod, new PodRun(Meta.uid(pod), json)));
  }

  private void delete(Json.Object pod) {
    client.delete("", "pods", pod, 0, "");
  }
}
