package seodang.kube.kubelet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import seodang.json.Json;
import seodang.kube.engine.Run;
import seodang.kube.image.Image;
import seodang.kube.network.Network;
import seodang.shell.HostCall;
import seodang.shell.ProcessTree;
import seodang.shell.Progress;

/// What is around a tree of processes: the network that answers it, files that others change, and
/// the other processes of its PID namespace.
///
/// A container's namespace holds its own tree, the sessions in it see that; under
/// `shareProcessNamespace` all containers of the Pod are in one, and an ephemeral container is in
/// its target's.
final class Surroundings {
  private static final int ROUNDS = 50;

  private final Run run;
  private final PodRun podRun;
  private final String container;
  private final boolean session;

  /// @param session whether the tree came from outside, by exec or a probe
  Surroundings(Run run, PodRun podRun, String container, boolean session) {
    this.run = run;
    this.podRun = podRun;
    this.container = container;
    this.session = session;
  }

  /// Lets a tree run on until it waits, ends, or has done its steps.
  Progress resume(ProcessTree tree, Instant at, int steps, Consumer<Progress.Output> print) {
    Map<Integer, String> owners = new TreeMap<>();
    tree.neighbours(neighbours(owners));
    Progress progress = tree.resume(at, steps);
    for (int rounds = 0; ; rounds++) {
      progress.output().forEach(print);
      List<ProcessTree.Sent> sent = tree.takeSent();
      if (progress.calls().isEmpty() && sent.isEmpty() || rounds > ROUNDS) {
        return progress;
      }
      Image image = Processes.image(run, podRun, container);
      if (image != null) {
        Processes.keepFiles(run, podRun, container, tree.files(), image);
      }
      for (HostCall call : progress.calls()) {
        tree.answer(call.id(), Network.answer(run, podRun.namespace() + "/" + podRun.name(), call));
      }
      sent.forEach(one -> deliver(one, owners.getOrDefault(one.pid(), "")));
      tree.files(Processes.files(run, podRun, container));
      progress = tree.resume(at, steps);
    }
  }

  private Map<Integer, List<String>> neighbours(Map<Integer, String> owners) {
    Map<Integer, List<String>> seen = new TreeMap<>();
    Set<String> containers = new LinkedHashSet<>();
    if (session) {
      containers.add(container);
    }
    Json.Object pod = podRun.pod(run);
    if (pod != null) {
      containers.addAll(peers(pod, podRun, container));
      if (isWhole(pod)) {
        seen.put(1, List.of("/pause"));
      }
    }
    for (String name : containers) {
      for (ProcessTree.Living process : Processes.living(run, podRun, name)) {
        seen.put(process.pid(), process.argv());
        owners.put(process.pid(), name);
      }
    }
    return seen;
  }

  private void deliver(ProcessTree.Sent sent, String owner) {
    PodRun now = PodRun.recall(run, podRun.uid());
    if (now != null && now.isRunning(owner)) {
      Processes.signal(new Kubelet(), run, now, owner, sent);
    }
  }

  private static boolean isWhole(Json.Object pod) {
    return pod.object("spec").bool("shareProcessNamespace");
  }

  /// The other containers in a container's PID namespace.
  private static List<String> peers(Json.Object pod, PodRun podRun, String container) {
    List<String> peers = new ArrayList<>();
    if (isWhole(pod)) {
      peers.addAll(podRun.json().object("containers").keys());
    }
    for (Json.Object ephemeral : pod.object("spec").array("ephemeralContainers").objects()) {
      String target = ephemeral.text("targetContainerName");
      if (ephemeral.text("name").equals(container) && !target.isEmpty()) {
        peers.add(target);
      } else if (target.equals(container)) {
        peers.add(ephemeral.text("name"));
      }
    }
    peers.remove(container);
    return peers;
  }

  /// Whether a container joins the namespace of others, where its first process is not PID 1.
  static boolean joins(Json.Object pod, String container) {
    return isWhole(pod)
        || pod.object("spec").array("ephemeralContainers").objects().stream()
            .anyMatch(
                e -> e.text("name").equals(container) && !e.text("targetContainerName").isEmpty());
  }

  /// The other processes that the tree's can see, argument lists by PID.
  Map<Integer, List<String>> neighbours() {
    return neighbours(new TreeMap<>());
  }
}
