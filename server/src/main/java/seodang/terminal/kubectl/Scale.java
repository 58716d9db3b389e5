package seodang.terminal.kubectl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;

/// `kubectl scale`.
final class Scale {
  private Scale() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    if (flags.number("replicas") < 0) {
      throw new KubectlError(
          "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0");
    }
    if (flags.number("current-replicas") < -1) {
      throw new KubectlError("The --current-replicas must specify an integer of -1 or greater");
    }
    Reporter reporter = new Reporter(invocation);
    ResourceBuilder builder =
        new ResourceBuilder(invocation)
            .continueOnError()
            .files()
            .selector(flags.text("selector"))
            .selectAll(flags.is("all"))
            .arguments(false, invocation.arguments());
    boolean one = !flags.text("resource-version").isEmpty();
    int[] count = {0};
    List<KubectlError> failures = new ArrayList<>();
    List<Info> infos = builder.infos(failures);
    if (!builder.asks()) {
      KubectlError.throwIfAny(failures);
    }
    KubectlError failure = KubectlError.of(failures);
    if (infos.isEmpty()) {
      throw new KubectlError(
          failure == null
              ? "no objects passed to scale"
              : "no objects passed to scale " + failure.text());
    }
    each(
        failures,
        infos,
        info -> {
          count[0]++;
          if (one && count[0] > 1) {
            throw new KubectlError("cannot use --resource-version with multiple resources");
          }
          one(invocation, reporter, info);
        });
    return 0;
  }

  private static void each(List<KubectlError> failures, List<Info> infos, Consumer<Info> action) {
    for (Info info : infos) {
      try {
        action.accept(info);
      } catch (KubectlError e) {
        failures.addAll(e.flatten());
      }
    }
    KubectlError.throwIfAny(failures);
  }

  private static void one(Invocation invocation, Reporter reporter, Info info) {
    long replicas = invocation.flags().number("replicas");
    if (invocation.dryRun() == DryRun.CLIENT) {
      reporter.report(info, "scaled");
      return;
    }
    String path = info.path() + "/scale";
    long expected = invocation.flags().number("current-replicas");
    String version = invocation.flags().text("resource-version");
    Client client = invocation.client();
    String dryRun = invocation.dryRun().parameter();
    if (expected >= 0 || !version.isEmpty()) {
      Json.Object scale = client.get(path);
      long present = scale.object("spec").number("replicas", 0);
      if (expected >= 0 && present != expected) {
        throw new KubectlError("Expected replicas to be " + expected + ", was " + present);
      }
      String live = scale.object("metadata").text("resourceVersion");
      if (!version.isEmpty() && !version.equals(live)) {
        throw new KubectlError("Expected resource version to be " + version + ", was " + live);
      }
      client.send(
          ApiRequest.put(path, scale.withAt(Json.number(replicas), "spec", "replicas"))
              .withQuery("dryRun", dryRun));
    } else {
      client.send(
          ApiRequest.patch(
                  path,
                  ApiRequest.MERGE_PATCH,
                  Json.object("spec", Json.object("replicas", replicas)))
              .withQuery("dryRun", dryRun));
    }
    await(invocation, path, replicas);
    reporter.report(info, "scaled");
  }

  private static void await(Invocation invocation, String path, long replicas) {
    Duration timeout = invocation.flags().duration("timeout");
    if (timeout.isZero()) {
      return;
    }
    Deadline deadline = Deadline.in(invocation.client(), timeout);
    while (true) {
      Json.Object scale = invocation.client().get(path);
      if (scale.object("status").number("replicas", 0) == replicas
          && scale.object("spec").number("replicas", 0) == replicas) {
        return;
      }
      if (deadline.isOver()) {
        throw new KubectlError("timed out waiting for the condition");
      }
      deadline.sleep(Duration.ofSeconds(1));
    }
  }
}
