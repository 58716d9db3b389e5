package seodang.terminal.kubectl;

import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl attach`.
final class Attach {
  private Attach() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    List<String> arguments = invocation.arguments();
    if (arguments.isEmpty()) {
      throw new KubectlError("at least 1 argument is required for attach");
    }
    if (arguments.size() > 2) {
      throw new KubectlError(
          "expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw "
              + arguments.size()
              + ": "
              + GoText.list(arguments));
    }
    String name =
        arguments.size() == 2
            ? arguments.getFirst() + "/" + arguments.get(1)
            : arguments.getFirst();
    Json.Object pod = Exec.pod(invocation, name);
    String phase = pod.object("status").text("phase");
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      throw new KubectlError(
          "cannot attach a container in a completed pod; current phase is " + phase);
    }
    String container = flags.text("container");
    if (!container.isEmpty() && !Containers.has(pod, container)) {
      throw new KubectlError(
          "cannot attach to the container: container "
              + container
              + " not found in pod "
              + pod.object("metadata").text("name"));
    }
    if (container.isEmpty()) {
      container = Containers.choose(invocation, pod, flags.is("quiet"));
    }
    return to(invocation, pod, container, flags.is("stdin"), flags.is("tty"), flags.is("quiet"));
  }

  /// Joins the terminal to a container's process, until that ends.
  static int to(
      Invocation invocation,
      Json.Object pod,
      String container,
      boolean stdin,
      boolean tty,
      boolean quiet) {
    Json.Object spec = containerSpec(pod, container);
    boolean wantsTty = tty && stdin;
    if (wantsTty && !spec.bool("tty")) {
      wantsTty = false;
      if (!quiet) {
        invocation.printError(
            "error: Unable to use a TTY - container " + container + " did not allocate one\n");
      }
    } else if (!tty && stdin && spec.bool("tty")) {
      wantsTty = true;
    }
    Json.Object metadata = pod.object("metadata");
    String path =
        invocation.mapper().named("pods").path(metadata.text("namespace"), metadata.text("name"));
    if (!quiet) {
      invocation.printError("If you don't see a command prompt, try pressing enter.\n");
    }
    return Streams.run(
        invocation.client(),
        Exec.open(invocation, Streams.request(path + "/attach", container, stdin, wantsTty)),
        stdin);
  }

  private static Json.Object containerSpec(Json.Object pod, String name) {
    for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
      for (Json.Object container : pod.object("spec").array(list).objects()) {
        if (container.text("name").equals(name)) {
          return container;
        }
      }
    }
    throw new KubectlError("container not found (" + name + ")");
  }
}
