package seodang.kube.kubelet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.engine.Run;
import seodang.kube.image.Catalogue;
import seodang.kube.image.Image;
import seodang.kube.image.Server;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Launch;
import seodang.shell.Limits;
import seodang.shell.ProcessTree;
import seodang.shell.Program;
import seodang.shell.Progress;
import seodang.shell.Signal;

/// The processes of containers: begun, run on when something is due, stopped.
///
/// Between two moments a tree is frozen under `process/UID/CONTAINER` as `{tree, launch}`, its
/// files as the difference to its image under `files/UID/CONTAINER`, without its volumes.
final class Processes {
  private static final int STEPS = 20_000;
  private static final Duration RELIST = Duration.ofMillis(950);

  private Processes() {}

  /// Begins a container's process; answers why the runtime could not, or null.
  static @Nullable String start(
      Kubelet kubelet, Run run, Json.Object pod, PodRun podRun, Json.Object spec) {
    Image image = Objects.requireNonNull(Catalogue.find(spec.text("image")));
    String id = Meta.uid(pod) + "/" + spec.text("name");
    Launch launch = launch(run, pod, spec, image, podRun.ip());
    Volumes.fill(run, pod, podRun.ip());
    FileTree files =
        Volumes.mount(
            run, pod, spec.text("name"), Mounts.files(run, pod, spec, image.files(), podRun.ip()));
    if (launch.argv().isEmpty()) {
      return "failed to generate container \""
          + podRun.container(spec.text("name")).text("id")
          + "\" spec: failed to generate spec: no command specified";
    }
    FileError.Reason obstacle = ProcessTree.obstacle(launch, files, image.programs());
    if (obstacle != null) {
      boolean path = launch.argv().getFirst().contains("/");
      String what =
          path
              ? "stat "
                  + launch.argv().getFirst()
                  + ": "
                  + obstacle.words().toLowerCase(java.util.Locale.ROOT)
              : "executable file not found in $PATH";
      return "failed to create containerd task: failed to create shim task: OCI runtime create failed:"
          + " runc create failed: unable to start container process: error during container init: exec: \""
          + launch.argv().getFirst()
          + "\": "
          + what
          + ": unknown";
    }
    boolean joins = Surroundings.joins(pod, spec.text("name"));
    ProcessTree tree =
        ProcessTree.start(
            joins ? launch.withoutInit() : launch,
            files,
            image.programs(),
            Limits.STANDARD,
            new Surroundings(run, podRun, spec.text("name"), false).neighbours());
    run.remember("process/" + id, tree.freeze());
    keepFiles(run, podRun, spec.text("name"), tree.files(), image);
    return null;
  }

  static Launch launch(Run run, Json.Object pod, Json.Object spec, Image image, String ip) {
    Map<String, String> env = Mounts.environment(run, pod, spec, image.env(), ip);
    List<String> argv = new ArrayList<>();
    List<String> command = spec.array("command").texts();
    List<String> args = spec.array("args").texts();
    argv.addAll(command.isEmpty() ? image.entrypoint() : command);
    argv.addAll(args.isEmpty() && command.isEmpty() ? image.cmd() : args);
    argv.replaceAll(word -> Mounts.expand(word, env));
    return new Launch(
        argv,
        env,
        spec.text("workingDir", image.workdir()),
        SecurityContext.of(pod, spec).user(),
        Mounts.hostname(pod),
        run.dice().next(),
        spec.bool("tty"),
        true,
        image.dialect());
  }

  /// Lets a container's process run on.
  static void resume(Kubelet kubelet, Run run, PodRun podRun, String container) {
    if (!podRun.isRunning(container)) {
      return;
    }
    ProcessTree tree = thaw(run, podRun, container);
    if (tree != null) {
      go(kubelet, run, podRun, container, tree);
    }
  }

  private static void go(
      Kubelet kubelet, Run run, PodRun podRun, String container, ProcessTree tree) {
    String log =
        ContainerLog.prefix(
            podRun.uid(), container, podRun.container(container).number("attempt", 0));
    Progress progress =
        new Surroundings(run, podRun, container, false)
            .resume(
                tree,
                run.now(),
                STEPS,
                output -> ContainerLog.append(run, log, output.stream(), output.text()));
    String id = podRun.uid() + "/" + container;
    switch (progress.status()) {
      case Progress.Status.Exited exited -> {
        Image image = image(run, podRun, container);
        if (image != null) {
          keepFiles(run, podRun, container, tree.files(), image);
        }
        exited(run, podRun, container, exited.code(), "").remember(run);
        run.forget("process/" + id);
        Usage.busy(run, id, false);
        kubelet.sync(run, podRun, RELIST);
      }
      case Progress.Status.Ready ready -> {
        keep(run, podRun, container, tree);
        if (isTooLarge(kubelet, run, podRun, container)) {
          return;
        }
        Usage.busy(run, id, true);
        kubelet.wake(run, podRun.node(), "process", id, Duration.ofMillis(20));
      }
      case Progress.Status.Waiting waiting -> {
        keep(run, podRun, container, tree);
        if (isTooLarge(kubelet, run, podRun, container)) {
          return;
        }
        Usage.busy(run, id, false);
        Instant until = waiting.until();
        if (until != null) {
          kubelet.wake(run, podRun.node(), "process", id, Kubelet.until(run, until));
        }
      }
    }
  }

  /// Kills a container whose processes hold more than its limit, all of them as the kernel does for
  /// the kubelet's groups; answers whether it did.
  static boolean isTooLarge(Kubelet kubelet, Run run, PodRun podRun, String container) {
    Json limit = podRun.container(container).object("resources").object("limits").get("memory");
    Image image = image(run, podRun, container);
    if (limit == null
        || image == null
        || Usage.memory(run, podRun, container, image).compareTo(Quantity.of(limit)) <= 0) {
      return false;
    }
    run.forget("process/" + podRun.uid() + "/" + container);
    Usage.busy(run, podRun.uid() + "/" + container, false);
    exited(run, podRun, container, Signal.KILL.exitCode(), "OOMKilled").remember(run);
    kubelet.sync(run, podRun, RELIST);
    return true;
  }

  private static PodRun exited(Run run, PodRun podRun, String container, int code, String reason) {
    Json.Object c =
        podRun
            .container(container)
            .with("finishedAt", run.now().toString())
            .with("exitCode", code)
            .with("reason", reason.isEmpty() ? code == 0 ? "Completed" : "Error" : reason)
            .with("ready", false)
            .with("started", false)
            .without("waiting")
            .without("waitingMessage");
    run.trace(
        "kubelet/" + podRun.node(),
        "exit",
        "pods",
        podRun.namespace(),
        podRun.name(),
        Json.object("container", container, "exitCode", code));
    return podRun.withContainer(container, c);
  }

  /// Sends SIGTERM; a process that handles it may take its time.
  static void terminate(Kubelet kubelet, Run run, PodRun podRun, String container) {
    ProcessTree tree = thaw(run, podRun, container);
    if (tree != null) {
      tree.signal(Signal.TERM);
      go(kubelet, run, podRun, container, tree);
    }
  }

  /// A signal from beside, as `kubectl exec POD -- kill 1` sends it.
  static void signal(
      Kubelet kubelet, Run run, PodRun podRun, String container, ProcessTree.Sent signal) {
    ProcessTree tree = thaw(run, podRun, container);
    if (tree != null && tree.kill(signal.pid(), signal.signal())) {
      go(kubelet, run, podRun, container, tree);
    }
  }

  /// Sends SIGKILL: the container has ended.
  static PodRun kill(Run run, PodRun podRun, String container) {
    return lost(run, podRun, container, Signal.KILL.exitCode(), "");
  }

  /// A container that ended while nobody saw how.
  static PodRun lost(Run run, PodRun podRun, String container, int code, String reason) {
    run.forget("process/" + podRun.uid() + "/" + container);
    Usage.busy(run, podRun.uid() + "/" + container, false);
    return exited(run, podRun, container, code, reason);
  }

  /// Gives text to a container's standard input.
  static void input(
      Kubelet kubelet, Run run, PodRun podRun, String container, String text, boolean end) {
    ProcessTree tree = thaw(run, podRun, container);
    if (tree != null) {
      tree.write(text);
      if (end) {
        tree.endInput();
      }
      go(kubelet, run, podRun, container, tree);
    }
  }

  // Keeping.

  private static void keep(Run run, PodRun podRun, String container, ProcessTree tree) {
    Image image = image(run, podRun, container);
    if (image != null) {
      run.remember("process/" + podRun.uid() + "/" + container, tree.freeze());
      keepFiles(run, podRun, container, tree.files(), image);
    }
  }

  static void keepFiles(Run run, PodRun podRun, String container, FileTree mounted, Image image) {
    Json.Object pod = podRun.pod(run);
    FileTree files = pod == null ? mounted : Volumes.unmount(run, pod, container, mounted);
    String id = podRun.uid() + "/" + container;
    Json.Object changes = files.changesSince(image.files());
    Json standing = run.recall("files/" + id);
    if (!changes.equals(standing)) {
      run.remember("files/" + id, changes);
    }
  }

  /// A container's files as its processes see them now; the image's own when it never ran.
  static FileTree files(Run run, PodRun podRun, String container) {
    Image image = image(run, podRun, container);
    FileTree base = image == null ? FileTree.empty() : image.files();
    if (!(run.recall("files/" + podRun.uid() + "/" + container) instanceof Json.Object changes)) {
      return base;
    }
    FileTree files = base.withChanges(changes);
    Json.Object pod = podRun.pod(run);
    return pod == null ? files : Volumes.mount(run, pod, container, files);
  }

  /// The processes that live in a container.
  static List<ProcessTree.Living> living(Run run, PodRun podRun, String container) {
    return run.recall("process/" + podRun.uid() + "/" + container) instanceof Json.Object frozen
        ? ProcessTree.living(frozen)
        : List.of();
  }

  /// A living process and the program it is of; null for one that its image does not have.
  record Begun(@Nullable Program program, Server.Living living) {}

  /// The processes that live in a container, those that came from outside too.
  static List<Begun> begun(Run run, PodRun podRun, String container) {
    Image image = image(run, podRun, container);
    List<Begun> all = new ArrayList<>();
    if (image == null) {
      return all;
    }
    List<ProcessTree.Living> living = new ArrayList<>(living(run, podRun, container));
    living.addAll(Exec.living(run, podRun, container));
    for (ProcessTree.Living process : living) {
      all.add(
          new Begun(
              image.programs().find(process.program()),
              new Server.Living(
                  process.argv(), process.env(), process.directory(), process.state())));
    }
    return all;
  }

  static @Nullable Image image(Run run, PodRun podRun, String container) {
    return Catalogue.find(podRun.container(container).text("imageId"));
  }

  private static @Nullable ProcessTree thaw(Run run, PodRun podRun, String container) {
    Image image = image(run, podRun, container);
    if (image == null
        || !(run.recall("process/" + podRun.uid() + "/" + container)
            instanceof Json.Object frozen)) {
      return null;
    }
    return ProcessTree.thaw(
        frozen, files(run, podRun, container), image.programs(), Limits.STANDARD);
  }
}
