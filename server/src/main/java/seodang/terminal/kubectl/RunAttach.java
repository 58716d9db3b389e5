package seodang.terminal.kubectl;

import java.time.Duration;
import java.util.function.Predicate;
import seodang.json.Json;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;
import seodang.terminal.kubectl.client.ErrorText;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;

/// The attached part of `kubectl run -i`, and of `debug -i`: waits for the container, joins it,
/// waits for its end.
final class RunAttach {
  private RunAttach() {}

  static int run(Invocation invocation, Info made) {
    Flags flags = invocation.flags();
    Duration timeout = flags.duration("pod-running-timeout");
    Json.Object pod = await(invocation, made.path(), timeout, p -> hasBegun(p));
    String container = Containers.names(pod, "containers").getFirst();
    join(invocation, pod, container);
    String restart = pod.object("spec").text("restartPolicy");
    boolean ends = restart.equals("Never") || restart.equals("OnFailure");
    if (!ends || flags.is("leave-stdin-open")) {
      return 0;
    }
    pod =
        await(
            invocation,
            made.path(),
            timeout,
            p -> phase(p).equals("Succeeded") || (restart.equals("Never") && isOver(p)));
    return exitCode(pod);
  }

  static void join(Invocation invocation, Json.Object pod, String container) {
    Flags flags = invocation.flags();
    if (isOver(pod)) {
      Logs.print(invocation, pod, container, false);
      return;
    }
    try {
      Attach.to(invocation, pod, container, flags.is("stdin"), flags.is("tty"), flags.is("quiet"));
    } catch (KubectlError e) {
      invocation.printError(
          "warning: couldn't attach to pod/"
              + pod.object("metadata").text("name")
              + ", falling back to streaming logs: "
              + ErrorText.message(e)
              + "\n");
      Logs.print(invocation, pod, container, true);
    }
  }

  private static String phase(Json.Object pod) {
    return pod.object("status").text("phase");
  }

  private static boolean isOver(Json.Object pod) {
    return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
  }

  private static boolean hasBegun(Json.Object pod) {
    if (isOver(pod)) {
      return true;
    }
    if (!phase(pod).equals("Running")) {
      return false;
    }
    return pod.object("status").array("containerStatuses").objects().stream()
        .allMatch(c -> c.object("state").has("running") || c.object("state").has("terminated"));
  }

  static Json.Object await(
      Invocation invocation, String path, Duration timeout, Predicate<Json.Object> wanted) {
    Client client = invocation.client();
    Deadline deadline = Deadline.in(client, timeout);
    while (true) {
      long revision = client.context().cluster().state().store().revision();
      Json.Object pod = client.get(path);
      if (wanted.test(pod)) {
        return pod;
      }
      if (deadline.isOver()) {
        throw new KubectlError("timed out waiting for the condition");
      }
      deadline.awaitWrite(revision);
    }
  }

  private static int exitCode(Json.Object pod) {
    if (phase(pod).equals("Succeeded")) {
      return 0;
    }
    Json.Object metadata = pod.object("metadata");
    String name = metadata.text("namespace") + "/" + metadata.text("name");
    Json.Object ended =
        pod.object("status")
            .array("containerStatuses")
            .object(0)
            .object("state")
            .object("terminated");
    int code = (int) ended.number("exitCode", 0);
    if (code == 0) {
      throw new KubectlError("pod " + name + " failed with unknown exit code");
    }
    throw new KubectlError.Exit(
        code,
        "pod " + name + " terminated (" + ended.text("reason") + ")\n" + ended.text("message"));
  }
}
