package seodang.terminal.kubectl;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl rollout pause`, `resume` and `restart`.
final class RolloutChange {
  private static final Set<String> RESTARTED =
      Set.of("Deployment.apps", "DaemonSet.apps", "StatefulSet.apps");

  private RolloutChange() {}

  static int pause(Invocation invocation) {
    return change(
        invocation,
        "paused",
        info -> {
          needDeployment(info, "pausing");
          if (info.object().object("spec").bool("paused")) {
            throw new KubectlError("is already paused");
          }
          return info.object().withAt(Json.bool(true), "spec", "paused");
        });
  }

  static int resume(Invocation invocation) {
    return change(
        invocation,
        "resumed",
        info -> {
          needDeployment(info, "resuming");
          if (!info.object().object("spec").bool("paused")) {
            throw new KubectlError("is not paused");
          }
          return info.object().withAt(Json.bool(false), "spec", "paused");
        });
  }

  static int restart(Invocation invocation) {
    String now = invocation.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return change(
        invocation,
        "restarted",
        info -> {
          if (!RESTARTED.contains(info.resource().qualifiedKind())) {
            throw new KubectlError("restarting is not supported");
          }
          if (info.object().object("spec").bool("paused")) {
            throw new KubectlError("can't restart paused deployment (run rollout resume first)");
          }
          return info.object()
              .withAt(
                  Json.text(now),
                  "spec",
                  "template",
                  "metadata",
                  "annotations",
                  "kubectl.kubernetes.io/restartedAt");
        });
  }

  private static void needDeployment(Info info, String what) {
    if (!info.resource().qualifiedKind().equals("Deployment.apps")) {
      throw new KubectlError(what + " is not supported");
    }
  }

  private static int change(
      Invocation invocation, String operation, Function<Info, Json.Object> change) {
    if (invocation.arguments().isEmpty() && invocation.flags().list("filename").isEmpty()) {
      throw new KubectlError("required resource not specified");
    }
    List<KubectlError> failures = new ArrayList<>();
    List<Info> infos =
        new ResourceBuilder(invocation)
            .files()
            .selector(invocation.flags().text("selector"))
            .continueOnError()
            .arguments(true, invocation.arguments())
            .latest()
            .infos(failures);
    if (infos.isEmpty() && failures.isEmpty()) {
      invocation.printError("No resources found in " + invocation.namespace() + " namespace.\n");
    }
    Reporter reporter = new Reporter(invocation);
    for (Info info : infos) {
      try {
        one(invocation, reporter, info, operation, change);
      } catch (KubectlError e) {
        failures.add(e);
      }
    }
    KubectlError.throwIfAny(failures);
    return 0;
  }

  private static void one(
      Invocation invocation,
      Reporter reporter,
      Info info,
      String operation,
      Function<Info, Json.Object> change) {
    Json.Object after;
    try {
      after = change.apply(info);
    } catch (KubectlError e) {
      throw new KubectlError(
          "error: "
              + info.resource().qualifiedName()
              + " "
              + GoText.quote(info.name())
              + " "
              + e.text());
    }
    Patches.Patch patch = Patches.twoWay(info.resource(), info.object(), after);
    if (patch.isEmpty()) {
      throw new KubectlError("failed to create patch for " + info.name() + ": empty patch");
    }
    try {
      Json.Object result =
          Patches.send(invocation, info, patch, invocation.flags().text("field-manager"), "");
      reporter.report(info.with(result), operation);
    } catch (KubectlError.Rejected e) {
      throw new KubectlError("failed to patch: " + e.text());
    }
  }
}
