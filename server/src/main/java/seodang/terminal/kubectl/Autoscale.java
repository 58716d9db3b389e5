package seodang.terminal.kubectl;

import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.LastApplied;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;

/// `kubectl autoscale`.
final class Autoscale {
  private Autoscale() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    long max = flags.number("max");
    long min = flags.number("min");
    if (max < 1) {
      throw new KubectlError("--max=MAXPODS is required and must be at least 1, max: " + max);
    }
    if (max < min) {
      throw new KubectlError(
          "--max=MAXPODS must be larger or equal to --min=MINPODS, max: " + max + ", min: " + min);
    }
    Reporter reporter = new Reporter(invocation);
    int[] count = {0};
    new ResourceBuilder(invocation)
        .continueOnError()
        .files()
        .arguments(false, invocation.arguments())
        .visit(info -> {
          count[0]++;
          one(invocation, reporter, info);
        });
    if (count[0] == 0) {
      throw new KubectlError("no objects passed to autoscale");
    }
    return 0;
  }

  private static void one(Invocation invocation, Reporter reporter, Info target) {
    Resource resource = target.resource();
    if (!resource.hasSubresource("scale")) {
      throw new KubectlError(
          "cannot autoscale a "
              + resource.kind()
              + ": could not find scale subresource for "
              + resource.goText()
              + " in discovery information");
    }
    Flags flags = invocation.flags();
    Json.Object object = autoscaler(flags, target);
    Resource kind =
        invocation
            .mapper()
            .kind("autoscaling", "v2", "HorizontalPodAutoscaler")
            .orElseThrow(
                () -> new KubectlError("the server could not find the requested resource"));
    Info info = Info.of(kind, target.namespace(), object);
    if (invocation.dryRun() == DryRun.CLIENT) {
      reporter.reportTyped(info, "autoscaled");
      return;
    }
    Json.Object sent = Unset.without(object);
    sent = flags.is("save-config") ? LastApplied.annotate(sent) : sent;
    reporter.reportTyped(
        info.with(Create.post(invocation, info, sent, invocation.dryRun())), "autoscaled");
  }

  private static Json.Object autoscaler(Flags flags, Info target) {
    long min = flags.number("min");
    long cpu = flags.number("cpu-percent");
    String name = flags.text("name").isEmpty() ? target.name() : flags.text("name");
    Json.Object spec =
        Json.object(
            "maxReplicas", flags.number("max"),
            "minReplicas", min > 0 ? min : null,
            "scaleTargetRef",
                Json.object(
                    "apiVersion", target.resource().groupVersion(),
                    "kind", target.resource().kind(),
                    "name", target.name()));
    if (cpu >= 0) {
      Json.Object metric =
          Json.object(
              "resource",
              Json.object(
                  "name",
                  "cpu",
                  "target",
                  Json.object("averageUtilization", cpu, "type", "Utilization")),
              "type",
              "Resource");
      spec = spec.with("metrics", Json.of(List.of(metric)));
    }
    return Json.object(
        "apiVersion",
        "autoscaling/v2",
        "kind",
        "HorizontalPodAutoscaler",
        "metadata",
        Json.object("name", name).with("creationTimestamp", Json.Null.NULL),
        "spec",
        spec,
        "status",
        Json.object("desiredReplicas", 0).with("currentMetrics", Json.Null.NULL));
  }
}
