package seodang.kube.kubelet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.image.Image;
import seodang.shell.FileError;
import seodang.shell.Launch;
import seodang.shell.Limits;
import seodang.shell.ProcessTree;
import seodang.shell.Progress;
import seodang.shell.Signal;

/// Processes that are begun in a running container from outside: `kubectl exec`, probes.
///
/// A session is remembered under `exec/ID` as `{uid, container, tty, tree, exitCode, left, cause}`
/// (`left` once its client is gone, `cause` the request that began it, to which what is typed is
/// put down), what it printed under `output/ID/NUMBER` until somebody read it.
public final class Exec {
  private static final int STEPS = 50_000;
  private static final int OUTPUT_LIMIT = 2_000;
  private static final String CAUSE = "cause";

  private Exec() {}

  /// What becomes of it.
  public sealed interface Answer {
    record Refused(String message) implements Answer {}

    record Started(String session, ApiResponse.Cursor<ApiResponse.Output> cursor)
        implements Answer {}
  }

  public static Answer start(
      Run run,
      Json.Object pod,
      String container,
      List<String> command,
      boolean tty,
      boolean stdin) {
    PodRun podRun = PodRun.recall(run, Meta.uid(pod));
    if (podRun == null || !podRun.isRunning(container)) {
      return new Answer.Refused(
          "unable to upgrade connection: container not found (\"" + container + "\")");
    }
    Image image = Processes.image(run, podRun, container);
    Json.Object spec = spec(pod, container);
    if (image == null) {
      return new Answer.Refused(
          "unable to upgrade connection: container not found (\"" + container + "\")");
    }
    Launch own = Processes.launch(run, pod, spec, image, podRun.ip());
    Launch launch =
        new Launch(
            command,
            env(own.env(), tty),
            own.directory(),
            own.user(),
            own.hostname(),
            run.dice().next(),
            tty,
            false,
            own.dialect());
    var files = Processes.files(run, podRun, container);
    if (isCrowded(run, podRun, container)) {
      return crowded(run);
    }
    String session = run.dice().hex(16);
    FileError.Reason obstacle =
        command.isEmpty()
            ? FileError.Reason.INVALID
            : ProcessTree.obstacle(launch, files, image.programs());
    if (obstacle != null) {
      return new Answer.Refused(failure(command, obstacle));
    }
    ProcessTree tree =
        ProcessTree.start(
            launch,
            files,
            image.programs(),
            Limits.STANDARD,
            new Surroundings(run, podRun, container, true).neighbours());
    if (!stdin) {
      tree.endInput();
    }
    run.remember(
        "exec/" + session,
        Json.object(
            "uid",
            podRun.uid(),
            "container",
            container,
            "tty",
            tty,
            "tree",
            tree.freeze(),
            CAUSE,
            run.cause()));
    go(run, session, podRun, container, tree);
    return new Answer.Started(session, new OutputCursor(session, -1));
  }

  /// Whether as many sessions as a container may have go on in it; processes whose clients went
  /// away count as well.
  private static boolean isCrowded(Run run, PodRun podRun, String container) {
    long open =
        run.recallAll("exec/").values().stream()
            .map(Json.Object.class::cast)
            .filter(exec -> exec.text("uid").equals(podRun.uid()))
            .filter(exec -> exec.text("container").equals(container) && !exec.has("exitCode"))
            .count();
    return open >= run.limits().sessions();
  }

  /// The processes of all sessions that go on in a container.
  static List<ProcessTree.Living> living(Run run, PodRun podRun, String container) {
    List<ProcessTree.Living> living = new ArrayList<>();
    for (Json exec : run.recallAll("exec/").values()) {
      if (exec instanceof Json.Object e
          && e.text("uid").equals(podRun.uid())
          && e.text("container").equals(container)) {
        living.addAll(ProcessTree.living(e.object("tree")));
      }
    }
    return living;
  }

  private static Answer crowded(Run run) {
    return new Answer.Refused(
        "the limit of " + run.limits().sessions() + " sessions in one container is reached");
  }

  private static Map<String, String> env(Map<String, String> env, boolean tty) {
    if (tty) {
      env.put("TERM", "xterm");
    }
    return env;
  }

  private static String failure(List<String> command, FileError.Reason obstacle) {
    String first = command.isEmpty() ? "" : command.getFirst();
    String what =
        first.contains("/")
            ? "stat " + first + ": " + obstacle.words().toLowerCase(java.util.Locale.ROOT)
            : "executable file not found in $PATH";
    return "OCI runtime exec failed: exec failed: unable to start container process: exec: \""
        + first
        + "\": "
        + what
        + ": unknown";
  }

  static Json.Object spec(Json.Object pod, String container) {
    for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
      for (Json.Object c : pod.object("spec").array(list).objects()) {
        if (c.text("name").equals(container)) {
          return c;
        }
      }
    }
    return Json.object();
  }

  /// Watches a container's own output, and writes to its own input.
  public static Answer attach(Run run, Json.Object pod, String container, boolean tty) {
    PodRun podRun = PodRun.recall(run, Meta.uid(pod));
    if (podRun == null || !podRun.isRunning(container)) {
      return new Answer.Refused(
          "unable to upgrade connection: container "
              + container
              + " not found in pod "
              + Meta.name(pod)
              + "_"
              + Meta.namespace(pod));
    }
    if (isCrowded(run, podRun, container)) {
      return crowded(run);
    }
    String session = run.dice().hex(16);
    run.remember(
        "exec/" + session,
        Json.object(
            "uid", podRun.uid(), "container", container, "attached", true, CAUSE, run.cause()));
    LogReader.Answer log =
        LogReader.open(
            run, pod, container, new LogReader.Options(true, false, false, -1, 0, "", -1));
    return log instanceof LogReader.Answer.Following f
        ? new Answer.Started(session, new AttachCursor(f.cursor()))
        : new Answer.Refused("container " + container + " cannot be attached to");
  }

  /// Lets a session's process run on.
  static void resume(Kubelet kubelet, Run run, String session) {
    withTree(run, session, tree -> {});
  }

  /// Keystrokes for a session.
  public static void input(Kubelet kubelet, Run run, String session, String text, boolean end) {
    Json.Object exec = run.recallObject("exec/" + session);
    run.cause(exec.number(CAUSE, 0));
    if (exec.bool("attached")) {
      PodRun podRun = PodRun.recall(run, exec.text("uid"));
      if (podRun != null && podRun.isRunning(exec.text("container"))) {
        Processes.input(kubelet, run, podRun, exec.text("container"), text, end);
      }
      return;
    }
    withTree(
        run,
        session,
        tree -> {
          tree.write(text);
          if (end) {
            tree.endInput();
          }
        });
  }

  /// The client went away: a terminal hangs up, a pipe ends, and a process that lives on is left to
  /// itself.
  public static void hangUp(Run run, String session) {
    Json.Object exec = run.recallObject("exec/" + session);
    run.cause(exec.number(CAUSE, 0));
    if (!exec.bool("attached") && !exec.has("exitCode")) {
      boolean tty = exec.bool("tty");
      withTree(
          run,
          session,
          tree -> {
            tree.endInput();
            if (tty) {
              tree.signal(Signal.HUP);
            }
          });
      Json.Object after = run.recallObject("exec/" + session);
      if (!tty && after.has("tree")) {
        run.remember("exec/" + session, after.with("left", true));
        forgetOutput(run, session);
        return;
      }
    }
    forget(run, session);
  }

  private static void forget(Run run, String session) {
    run.forget("exec/" + session);
    forgetOutput(run, session);
  }

  /// What a session has printed and nobody read yet.
  static ApiResponse.Cursor<ApiResponse.Output> output(String session) {
    return new OutputCursor(session, -1);
  }

  static void forgetOutput(Run run, String session) {
    for (String key : List.copyOf(run.recallAll("output/" + session + "/").keySet())) {
      run.forget(key);
    }
  }

  private static void withTree(
      Run run, String session, java.util.function.Consumer<ProcessTree> action) {
    Json.Object exec = run.recallObject("exec/" + session);
    PodRun podRun = PodRun.recall(run, exec.text("uid"));
    String container = exec.text("container");
    if (exec.isEmpty() || exec.has("exitCode")) {
      return;
    }
    Image image = podRun == null ? null : Processes.image(run, podRun, container);
    if (podRun == null || image == null || !podRun.isRunning(container)) {
      if (exec.bool("left")) {
        forget(run, session);
      } else {
        run.remember("exec/" + session, exec.with("exitCode", Signal.KILL.exitCode()));
      }
      return;
    }
    ProcessTree tree =
        ProcessTree.thaw(
            exec.object("tree"),
            Processes.files(run, podRun, container),
            image.programs(),
            Limits.STANDARD);
    action.accept(tree);
    go(run, session, podRun, container, tree);
  }

  private static void go(
      Run run, String session, PodRun podRun, String container, ProcessTree tree) {
    Progress progress =
        new Surroundings(run, podRun, container, true)
            .resume(
                tree,
                run.now(),
                STEPS,
                output -> {
                  if (!run.recallObject("exec/" + session).bool("left")) {
                    print(run, session, output);
                  }
                });
    Image image = Processes.image(run, podRun, container);
    if (image != null) {
      Processes.keepFiles(run, podRun, container, tree.files(), image);
    }
    Json.Object exec = run.recallObject("exec/" + session);
    switch (progress.status()) {
      case Progress.Status.Exited exited -> {
        if (exec.bool("left")) {
          forget(run, session);
        } else {
          run.remember("exec/" + session, exec.without("tree").with("exitCode", exited.code()));
        }
      }
      case Progress.Status.Ready ready -> {
        run.remember("exec/" + session, exec.with("tree", tree.freeze()));
        wake(run, podRun, session, Duration.ofMillis(20));
      }
      case Progress.Status.Waiting waiting -> {
        run.remember("exec/" + session, exec.with("tree", tree.freeze()));
        Instant until = waiting.until();
        if (until != null) {
          wake(run, podRun, session, Kubelet.until(run, until));
        }
      }
    }
    PodRun now = PodRun.recall(run, podRun.uid());
    if (now != null
        && now.isRunning(container)
        && Processes.isTooLarge(new Kubelet(), run, now, container)) {
      run.remember(
          "exec/" + session, exec.without("tree").with("exitCode", Signal.KILL.exitCode()));
    }
  }

  private static void wake(Run run, PodRun podRun, String session, Duration delay) {
    run.enqueue(new Kubelet(), podRun.node() + "/exec/" + session, delay);
  }

  private static void print(Run run, String session, Progress.Output output) {
    String prefix = "output/" + session + "/";
    var standing = run.recallAll(prefix);
    long number = 0;
    for (String key : standing.keySet()) {
      number = Long.parseLong(key.substring(prefix.length())) + 1;
    }
    if (standing.size() >= OUTPUT_LIMIT) {
      run.forget(standing.keySet().iterator().next());
    }
    run.remember(
        prefix + String.format("%012d", number),
        Json.object("stream", output.stream(), "text", output.text()));
  }

  /// @param seen the number of the last piece read
  private record OutputCursor(String session, long seen)
      implements ApiResponse.Cursor<ApiResponse.Output> {
    @Override
    public ApiResponse.Polled<ApiResponse.Output> poll(ClusterState state) {
      String prefix = "output/" + session + "/";
      List<ApiResponse.Output> items = new ArrayList<>();
      long last = seen;
      for (var entry : state.memory().subMap(prefix, true, prefix + '\uffff', false).entrySet()) {
        long number = Long.parseLong(entry.getKey().substring(prefix.length()));
        if (number > seen && entry.getValue() instanceof Json.Object o) {
          items.add(new ApiResponse.Output((int) o.number("stream", 1), o.text("text"), 0));
          last = number;
        }
      }
      @Nullable Json exec = state.memory().get("exec/" + session);
      boolean ended = !(exec instanceof Json.Object e) || e.has("exitCode");
      if (ended) {
        long code = exec instanceof Json.Object e ? e.number("exitCode", 137) : 137;
        items.add(new ApiResponse.Output(3, "", (int) code));
      }
      return new ApiResponse.Polled<>(items, new OutputCursor(session, last), ended);
    }
  }

  private record AttachCursor(ApiResponse.Cursor<String> log)
      implements ApiResponse.Cursor<ApiResponse.Output> {
    @Override
    public ApiResponse.Polled<ApiResponse.Output> poll(ClusterState state) {
      ApiResponse.Polled<String> polled = log.poll(state);
      List<ApiResponse.Output> items = new ArrayList<>();
      polled.items().forEach(text -> items.add(new ApiResponse.Output(1, text, 0)));
      if (polled.ended()) {
        // How the container ended is its status to tell.
        items.add(new ApiResponse.Output(3, "", 0));
      }
      return new ApiResponse.Polled<>(items, new AttachCursor(polled.next()), polled.ended());
    }
  }
}
