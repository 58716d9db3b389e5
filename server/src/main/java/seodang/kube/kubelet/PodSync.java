package seodang.kube.kubelet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Times;
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
  private final PodEnd ending;

  PodSync(Kubelet kubelet, Run run, String node) {
    this.kubelet = kubelet;
    this.run = run;
    this.node = node;
    this.client = Kubelet.client(run, node);
    this.ending = new PodEnd(kubelet, run, node);
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
      ending.delete(pod, podRun);
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
      ending.goOn(pod, podRun);
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
    Instant at = Times.parse(podRun.json().text("sandboxAt"));
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
    if (expired(pod, podRun) || ending.isOver(pod, podRun)) {
      return;
    }
    PodRun current = Resize.follow(kubelet, run, pod, ContainerStop.follow(kubelet, run, podRun));
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
      if (!(sidecar && after.bool("started")) || ContainerStart.isHooked(run, after)) {
        finish(current);
        return;
      }
    }
    for (Json.Object container : pod.object("spec").array("containers").objects()) {
      current = ContainerStart.next(kubelet, run, pod, current, container, false);
      if (ContainerStart.isHooked(run, current.container(container.text("name")))) {
        break;
      }
    }
    finish(current);
  }

  /// Ends a Pod that was active longer than it may be; true while and after it does.
  private boolean expired(Json.Object pod, PodRun podRun) {
    Json.Object spec = pod.object("spec");
    if (!spec.has("activeDeadlineSeconds")) {
      return false;
    }
    Instant end =
        Times.parse(podRun.json().text("since"))
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
      ending.begin(pod, failed, spec.number("terminationGracePeriodSeconds", 30));
      return true;
    }
    ending.goOn(pod, podRun);
    return true;
  }

  private static boolean isRunning(PodRun podRun) {
    return podRun.json().object("containers").keys().stream().anyMatch(podRun::isRunning);
  }

  private void finish(PodRun podRun) {
    podRun.remember(run);
    kubelet.report(run, podRun);
  }
}
