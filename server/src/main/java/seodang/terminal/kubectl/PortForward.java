package seodang.terminal.kubectl;

import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoNumbers;

/// `kubectl port-forward` and `proxy`: checked as the real ones are, and then refused, since the
/// learner's machine has no ports of its own to listen on.
final class PortForward {
  private PortForward() {}

  static int run(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    if (arguments.size() < 2) {
      throw invocation.usageError("TYPE/NAME and list of ports are required for port-forward");
    }
    String name = arguments.getFirst();
    Info info =
        new ResourceBuilder(invocation)
            .arguments(true, name.contains("/") ? List.of(name) : List.of("pods", name))
            .infos()
            .getFirst();
    List<Json.Object> pods = PodsOf.list(invocation, info, false);
    if (pods.isEmpty()) {
      throw new KubectlError("timed out waiting for the condition");
    }
    Json.Object pod = PodsOf.forExec(pods);
    for (String port : arguments.subList(1, arguments.size())) {
      if (info.resource().kind().equals("Service")) {
        checkService(info, port);
      } else {
        check(pod, port);
      }
    }
    String phase = pod.object("status").text("phase");
    if (!phase.equals("Running")) {
      throw new KubectlError(
          "unable to forward port because pod is not running. Current status=" + phase);
    }
    throw new KubectlError(
        "unable to listen on any of the requested ports: ["
            + String.join(" ", arguments.subList(1, arguments.size()))
            + "]: this terminal has no network ports of its own; use 'kubectl exec' or curl the"
            + " Service's address instead");
  }

  private static void checkNumber(String local) {
    try {
      GoNumbers.parseUint(local.isEmpty() ? "0" : local, 16);
    } catch (GoNumbers.SyntaxException e) {
      throw new KubectlError("error parsing local port '" + local + "': " + e.getMessage());
    }
  }

  private static void checkService(Info service, String spec) {
    String remote = spec.substring(spec.lastIndexOf(':') + 1);
    boolean known =
        service.object().object("spec").array("ports").objects().stream()
            .anyMatch(
                p -> p.text("name").equals(remote) || (p.number("port", 0) + "").equals(remote));
    if (!known) {
      throw new KubectlError(
          remote.matches("[0-9]+")
              ? "Service " + service.name() + " does not have a service port " + remote
              : "Service '" + service.name() + "' does not have a named port '" + remote + "'");
    }
  }

  private static void check(Json.Object pod, String spec) {
    String remote = spec.substring(spec.lastIndexOf(':') + 1);
    if (remote.matches("[0-9]+")) {
      checkNumber(spec.contains(":") ? spec.substring(0, spec.indexOf(':')) : spec);
      return;
    }
    boolean named =
        pod.object("spec").array("containers").objects().stream()
            .flatMap(c -> c.array("ports").objects().stream())
            .anyMatch(p -> p.text("name").equals(remote));
    if (!named) {
      throw new KubectlError(
          "Pod '"
              + pod.object("metadata").text("name")
              + "' does not have a named port '"
              + remote
              + "'");
    }
  }

  /// @return the exit code
  static int proxy(Invocation invocation) {
    invocation.printError(
        "error: listen tcp 127.0.0.1:"
            + invocation.flags().number("port")
            + ": this terminal has no network ports of its own; use 'kubectl get --raw' instead\n");
    return 1;
  }
}
