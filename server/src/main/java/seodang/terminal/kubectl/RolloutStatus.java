package seodang.terminal.kubectl;

import java.time.Duration;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Watcher;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl rollout status`.
final class RolloutStatus {
  private RolloutStatus() {}

  /// @param text a whole line
  record Progress(String text, boolean done) {}

  static int run(Invocation invocation) {
    if (invocation.arguments().isEmpty() && invocation.flags().list("filename").isEmpty()) {
      throw new KubectlError("required resource not specified");
    }
    List<Info> infos =
        new ResourceBuilder(invocation)
            .files()
            .selector(invocation.flags().text("selector"))
            .continueOnError()
            .arguments(true, invocation.arguments())
            .latest()
            .infos();
    if (invocation.flags().number("revision") < 0) {
      throw new KubectlError(
          "revision must be a positive integer: " + invocation.flags().number("revision"));
    }
    if (infos.isEmpty()) {
      invocation.printError("No resources found in " + invocation.namespace() + " namespace.\n");
      return 0;
    }
    infos.forEach(info -> one(invocation, info));
    return 0;
  }

  private static void one(Invocation invocation, Info info) {
    Flags flags = invocation.flags();
    long revision = flags.number("revision");
    Progress first = progress(info, info.object(), revision);
    invocation.print(first.text());
    if (first.done() || (flags.has("watch") && !flags.is("watch"))) {
      return;
    }
    Client client = invocation.client();
    Duration timeout = flags.duration("timeout");
    Deadline deadline = Deadline.in(client, timeout);
    Watcher watcher =
        Watcher.open(
            client,
            ApiRequest.get(info.resource().path(info.namespace()))
                .withQuery("fieldSelector", "metadata.name=" + info.name())
                .withQuery(
                    "resourceVersion", info.object().object("metadata").text("resourceVersion")));
    while (true) {
      Json.Object event = watcher.next(deadline);
      if (event == null) {
        if (deadline.isOver()) {
          throw new KubectlError("timed out waiting for the condition");
        }
        return;
      }
      if (event.text("type").equals("DELETED")) {
        throw new KubectlError("object has been deleted");
      }
      Progress progress = progress(info, event.object("object"), revision);
      invocation.print(progress.text());
      if (progress.done()) {
        return;
      }
    }
  }

  private static Progress progress(Info info, Json.Object object, long revision) {
    return switch (info.resource().qualifiedKind()) {
      case "Deployment.apps" -> deployment(object, revision);
      case "DaemonSet.apps" -> daemonSet(object);
      case "StatefulSet.apps" -> statefulSet(object);
      default ->
          throw new KubectlError(
              "no status viewer has been implemented for " + info.resource().qualifiedKind());
    };
  }

  private static String name(Json.Object object) {
    return GoText.quote(object.object("metadata").text("name"));
  }

  private static long generation(Json.Object object) {
    return object.object("metadata").number("generation", 0);
  }

  private static Progress deployment(Json.Object object, long revision) {
    Json.Object status = object.object("status");
    String rollout = "Waiting for deployment " + name(object) + " rollout to finish: ";
    if (revision > 0) {
      String running =
          object
              .object("metadata")
              .object("annotations")
              .text("deployment.kubernetes.io/revision", "0");
      if (Long.parseLong(running) != revision) {
        throw new KubectlError(
            "desired revision ("
                + revision
                + ") is different from the running revision ("
                + running
                + ")");
      }
    }
    if (generation(object) > status.number("observedGeneration", 0)) {
      return new Progress("Waiting for deployment spec update to be observed...\n", false);
    }
    for (Json.Object condition : status.array("conditions").objects()) {
      if (condition.text("type").equals("Progressing")
          && condition.text("reason").equals("ProgressDeadlineExceeded")) {
        throw new KubectlError("deployment " + name(object) + " exceeded its progress deadline");
      }
    }
    long wanted = object.object("spec").number("replicas", 1);
    long updated = status.number("updatedReplicas", 0);
    long replicas = status.number("replicas", 0);
    long available = status.number("availableReplicas", 0);
    if (updated < wanted) {
      return new Progress(
          rollout + updated + " out of " + wanted + " new replicas have been updated...\n", false);
    }
    if (replicas > updated) {
      return new Progress(
          rollout + (replicas - updated) + " old replicas are pending termination...\n", false);
    }
    if (available < updated) {
      return new Progress(
          rollout + available + " of " + updated + " updated replicas are available...\n", false);
    }
    return new Progress("deployment " + name(object) + " successfully rolled out\n", true);
  }

  private static void needRollingUpdate(Json.Object object) {
    if (!object.object("spec").object("updateStrategy").text("type").equals("RollingUpdate")) {
      throw new KubectlError("rollout status is only available for RollingUpdate strategy type");
    }
  }

  private static Progress daemonSet(Json.Object object) {
    needRollingUpdate(object);
    Json.Object status = object.object("status");
    if (generation(object) > status.number("observedGeneration", 0)) {
      return new Progress("Waiting for daemon set spec update to be observed...\n", false);
    }
    String rollout = "Waiting for daemon set " + name(object) + " rollout to finish: ";
    long desired = status.number("desiredNumberScheduled", 0);
    long updated = status.number("updatedNumberScheduled", 0);
    long available = status.number("numberAvailable", 0);
    if (updated < desired) {
      return new Progress(
          rollout + updated + " out of " + desired + " new pods have been updated...\n", false);
    }
    if (available < desired) {
      return new Progress(
          rollout + available + " of " + desired + " updated pods are available...\n", false);
    }
    return new Progress("daemon set " + name(object) + " successfully rolled out\n", true);
  }

  private static Progress statefulSet(Json.Object object) {
    needRollingUpdate(object);
    Json.Object status = object.object("status");
    long observed = status.number("observedGeneration", 0);
    if (observed == 0 || generation(object) > observed) {
      return new Progress("Waiting for statefulset spec update to be observed...\n", false);
    }
    long replicas = object.object("spec").number("replicas", 1);
    long ready = status.number("readyReplicas", 0);
    if (ready < replicas) {
      return new Progress("Waiting for " + (replicas - ready) + " pods to be ready...\n", false);
    }
    Json.Object strategy = object.object("spec").object("updateStrategy");
    long updated = status.number("updatedReplicas", 0);
    if (strategy.has("rollingUpdate")) {
      long partition = strategy.object("rollingUpdate").number("partition", 0);
      if (strategy.object("rollingUpdate").has("partition") && updated < replicas - partition) {
        return new Progress(
            "Waiting for partitioned roll out to finish: "
                + updated
                + " out of "
                + (replicas - partition)
                + " new pods have been updated...\n",
            false);
      }
      return new Progress(
          "partitioned roll out complete: " + updated + " new pods have been updated...\n", true);
    }
    String revision = status.text("updateRevision");
    if (!revision.equals(status.text("currentRevision"))) {
      return new Progress(
          "waiting for statefulset rolling update to complete "
              + updated
              + " pods at revision "
              + revision
              + "...\n",
          false);
    }
    return new Progress(
        "statefulset rolling update complete "
            + status.number("currentReplicas", 0)
            + " pods at revision "
            + status.text("currentRevision")
            + "...\n",
        true);
  }
}
