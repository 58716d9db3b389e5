package seodang.kube.kubelet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.image.Image;
import seodang.kube.image.Server;
import seodang.shell.FileTree;

/// What the network finds on the nodes: Pods by address, and what listens in them.
public final class NodePods {
  private NodePods() {}

  /// A process that listens.
  ///
  /// @param files put together when first asked for
  public record Listener(
      String container,
      Server server,
      String hostname,
      Server.Living process,
      Supplier<FileTree> files) {}

  /// The Pod that has an address of its own; never one on its node's network.
  public static @Nullable PodRun at(Run run, String ip) {
    for (PodRun pod : PodRuns.at(run, ip)) {
      Json.Object object = pod.pod(run);
      if (object != null && !object.object("spec").bool("hostNetwork")) {
        return pod;
      }
    }
    return null;
  }

  /// @param key `namespace/name`
  public static @Nullable PodRun named(Run run, String key) {
    int slash = key.indexOf('/');
    Json.Object pod = run.get("", "pods", key.substring(0, slash), key.substring(slash + 1));
    return pod == null ? null : PodRun.recall(run, Meta.uid(pod));
  }

  /// The Pod that listens on a port of a node itself.
  public static @Nullable PodRun onHost(Run run, String node, int port) {
    for (PodRun pod : PodRuns.on(run, node)) {
      Json.Object object = pod.pod(run);
      if (object == null) {
        continue;
      }
      if (object.object("spec").bool("hostNetwork")) {
        if (listener(run, pod, port) != null) {
          return pod;
        }
      }
    }
    return null;
  }

  /// A Pod's port that is open on its node too.
  public record HostPort(PodRun pod, int port) {}

  /// The Pod that borrowed a port of its node.
  public static @Nullable HostPort hostPort(
      Run run, String node, String address, int port, String protocol) {
    for (PodRun pod : PodRuns.on(run, node)) {
      Json.Object object = pod.pod(run);
      if (object == null || pod.ip().isEmpty() || object.object("spec").bool("hostNetwork")) {
        continue;
      }
      for (Json.Object container : object.object("spec").array("containers").objects()) {
        for (Json.Object p : container.array("ports").objects()) {
          String ip = p.text("hostIP");
          if (p.number("hostPort", 0) == port
              && p.text("protocol", "TCP").equals(protocol)
              && (ip.isEmpty() || ip.equals("0.0.0.0") || ip.equals(address))) {
            return new HostPort(pod, (int) p.number("containerPort", 0));
          }
        }
      }
    }
    return null;
  }

  public static @Nullable Listener listener(Run run, PodRun podRun, int port) {
    Json.Object pod = podRun.pod(run);
    if (pod == null) {
      return null;
    }
    for (Json.Object spec : containers(pod)) {
      String name = spec.text("name");
      if (!podRun.isRunning(name)) {
        continue;
      }
      for (Serving serving : servers(run, podRun, name)) {
        if (serving.server().ports(serving.process()).contains(port)) {
          return new Listener(
              name,
              serving.server(),
              Mounts.hostname(pod),
              serving.process(),
              once(() -> Processes.files(run, podRun, name)));
        }
      }
    }
    return null;
  }

  private static <T> Supplier<T> once(Supplier<T> source) {
    List<T> made = new ArrayList<>(1);
    return () -> {
      if (made.isEmpty()) {
        made.add(source.get());
      }
      return made.getFirst();
    };
  }

  /// The Pods that run on a node, or ran until lately, in the order of UIDs.
  public static List<PodRun> on(Run run, String node) {
    return PodRuns.on(run, node);
  }

  /// What a container's attempt has logged, in the runtime's own form.
  public static String log(Run run, PodRun pod, String container, long attempt) {
    StringBuilder text = new StringBuilder();
    run.recallAll(ContainerLog.prefix(pod.uid(), container, attempt))
        .values()
        .forEach(piece -> text.append(((Json.Text) piece).value()));
    return text.toString();
  }

  /// A process that serves.
  public record Serving(Server server, Server.Living process) {}

  /// The servers that live in a container.
  public static List<Serving> servers(Run run, PodRun pod, String container) {
    List<Serving> servers = new ArrayList<>();
    for (Processes.Begun begun : Processes.begun(run, pod, container)) {
      if (begun.program() instanceof Server server) {
        servers.add(new Serving(server, begun.living()));
      }
    }
    return servers;
  }

  private static List<Json.Object> containers(Json.Object pod) {
    List<Json.Object> all = new ArrayList<>(pod.object("spec").array("containers").objects());
    all.addAll(pod.object("spec").array("initContainers").objects());
    all.addAll(pod.object("spec").array("ephemeralContainers").objects());
    return all;
  }

  /// Keeps what a server changed of its files.
  public static void keep(Run run, PodRun pod, String container, FileTree files) {
    Image image = Processes.image(run, pod, container);
    if (image != null) {
      Processes.keepFiles(run, pod, container, files, image);
    }
  }

  /// A server's own line about a request.
  public static void log(Run run, PodRun pod, String container, String text) {
    if (!text.isEmpty()) {
      ContainerLog.append(
          run,
          ContainerLog.prefix(pod.uid(), container, pod.container(container).number("attempt", 0)),
          1,
          text);
    }
  }
}
