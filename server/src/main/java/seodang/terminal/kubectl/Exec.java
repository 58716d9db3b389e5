package seodang.terminal.kubectl;

import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.ResourceBuilder;

/// `kubectl exec`.
final class Exec {
  private Exec() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    List<String> arguments = invocation.arguments();
    int dash = flags.dash();
    boolean file = !flags.list("filename").isEmpty();
    if (arguments.isEmpty() && !file) {
      throw new KubectlError("pod, type/name or --filename must be specified");
    }
    int names = file ? 0 : 1;
    if (dash > names) {
      throw invocation.usageError("exec POD [-c CONTAINER] -- COMMAND [args...]");
    }
    if (dash < 0 && arguments.size() > names) {
      throw invocation.usageError(
          "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead");
    }
    List<String> command = arguments.subList(Math.min(names, arguments.size()), arguments.size());
    if (command.isEmpty()) {
      throw new KubectlError("you must specify at least one command for the container");
    }
    Json.Object pod = pod(invocation, file ? "" : arguments.getFirst());
    refuseCompleted(pod);
    String container = flags.text("container");
    if (container.isEmpty()) {
      container = Containers.choose(invocation, pod, flags.is("quiet"));
    }
    boolean stdin = flags.is("stdin");
    boolean tty = flags.is("tty") && stdin && checkTerminal(invocation);
    int code = in(invocation, pod, container, command, stdin, tty);
    if (code != 0) {
      throw new KubectlError.Exit(code, "command terminated with exit code " + code);
    }
    return 0;
  }

  private static boolean checkTerminal(Invocation invocation) {
    if (invocation.context().stdinIsTerminal()) {
      return true;
    }
    if (!invocation.flags().is("quiet")) {
      invocation.printError(
          "Unable to use a TTY - input is not a terminal or the right kind of file\n");
    }
    return false;
  }

  static Json.Object pod(Invocation invocation, String name) {
    ResourceBuilder builder = new ResourceBuilder(invocation).files();
    if (!name.isEmpty()) {
      builder.arguments(true, name.contains("/") ? List.of(name) : List.of("pods", name));
    }
    List<Info> infos = builder.infos();
    if (infos.size() > 1) {
      throw new KubectlError("cannot exec into multiple objects at a time");
    }
    Info info = infos.getFirst();
    List<Json.Object> pods = PodsOf.list(invocation, info, false);
    if (pods.isEmpty()) {
      throw new KubectlError("timed out waiting for the condition");
    }
    return PodsOf.forExec(pods);
  }

  private static void refuseCompleted(Json.Object pod) {
    String phase = pod.object("status").text("phase");
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      throw new KubectlError(
          "cannot exec into a container in a completed pod; current phase is " + phase);
    }
  }

  /// Runs a command in a container.
  ///
  /// @return its exit code
  static int in(
      Invocation invocation,
      Json.Object pod,
      String container,
      List<String> command,
      boolean stdin,
      boolean tty) {
    Json.Object metadata = pod.object("metadata");
    String path =
        invocation.mapper().named("pods").path(metadata.text("namespace"), metadata.text("name"));
    ApiRequest request = Streams.request(path + "/exec", container, stdin, tty);
    for (String word : command) {
      request = request.withQuery("command", word);
    }
    return Streams.run(invocation.client(), open(invocation, request), stdin);
  }

  /// A refusal that comes from the node, and not from the API server, is told without its reason.
  static ApiResponse open(Invocation invocation, ApiRequest request) {
    try {
      return invocation.client().send(request);
    } catch (KubectlError.Rejected e) {
      throw e.reason().equals("InternalError") ? new KubectlError(e.text()) : e;
    }
  }
}
