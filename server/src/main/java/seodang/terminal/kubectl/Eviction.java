package seodang.terminal.kubectl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;

/// Evicts Pods and waits until they are gone; one that a PodDisruptionBudget holds is tried again
/// every five seconds.
final class Eviction {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Invocation invocation;
  private final Flags flags;
  private final Client client;
  private final Deadline deadline;

  Eviction(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    this.client = invocation.client();
    this.deadline = Deadline.in(client, flags.duration("timeout"));
  }

  void evict(List<Json.Object> pods) {
    List<Json.Object> left = new ArrayList<>(pods);
    List<Json.Object> leaving = new ArrayList<>();
    while (!left.isEmpty()) {
      List<Json.Object> held = new ArrayList<>();
      for (Json.Object pod : left) {
        (begin(pod) ? leaving : held).add(pod);
      }
      left = held;
      if (!left.isEmpty()) {
        if (deadline.isOver()) {
          throw timedOut(left.getFirst());
        }
        deadline.sleep(RETRY);
      }
    }
    if (invocation.dryRun() == DryRun.NONE) {
      leaving.forEach(this::awaitGone);
    }
  }

  private static String path(Json.Object pod) {
    Json.Object metadata = pod.object("metadata");
    return "/api/v1/namespaces/" + metadata.text("namespace") + "/pods/" + metadata.text("name");
  }

  /// @return false when a budget does not allow it now
  private boolean begin(Json.Object pod) {
    Json.Object metadata = pod.object("metadata");
    long grace = flags.number("grace-period");
    Json.Object options =
        Json.object(
            "gracePeriodSeconds", grace >= 0 ? grace : null,
            "dryRun", invocation.dryRun() == DryRun.SERVER ? List.of("All") : null);
    try {
      if (flags.is("disable-eviction")) {
        client.send(
            ApiRequest.delete(path(pod))
                .withBody(options.with("apiVersion", "v1").with("kind", "DeleteOptions")));
        return true;
      }
      client.send(
          ApiRequest.post(
              path(pod) + "/eviction",
              Json.object(
                  "apiVersion",
                  "policy/v1",
                  "kind",
                  "Eviction",
                  "metadata",
                  Json.object(
                      "name", metadata.text("name"), "namespace", metadata.text("namespace")),
                  "deleteOptions",
                  options)));
      return true;
    } catch (KubectlError.Rejected e) {
      if (e.isNotFound()) {
        return true;
      }
      if (e.code() != 429) {
        throw new KubectlError(
            "error when evicting pods/\""
                + metadata.text("name")
                + "\" -n \""
                + metadata.text("namespace")
                + "\": "
                + e.text());
      }
      invocation.printError(
          "error when evicting pods/\""
              + metadata.text("name")
              + "\" -n \""
              + metadata.text("namespace")
              + "\" (will retry after 5s): "
              + e.text()
              + "\n");
      return false;
    }
  }

  private void awaitGone(Json.Object pod) {
    Json.Object metadata = pod.object("metadata");
    if (!Gone.await(client, path(pod), metadata.text("uid"), deadline)) {
      throw timedOut(pod);
    }
    invocation.print(
        "pod/"
            + metadata.text("name")
            + (flags.is("disable-eviction") ? " deleted" : " evicted")
            + invocation.dryRun().mark()
            + "\n");
  }

  private KubectlError timedOut(Json.Object pod) {
    Json.Object metadata = pod.object("metadata");
    return new KubectlError(
        "error when waiting for pod \""
            + metadata.text("name")
            + "\" in namespace \""
            + metadata.text("namespace")
            + "\" to terminate: global timeout reached: "
            + seodang.terminal.kubectl.golang.GoDurations.write(flags.duration("timeout")));
  }
}
