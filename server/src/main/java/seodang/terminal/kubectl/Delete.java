package seodang.terminal.kubectl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Deadline;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Raw;
import seodang.terminal.kubectl.command.ResourceBuilder;

/// `kubectl delete`.
final class Delete {
  private final Invocation invocation;
  private final Flags flags;
  private final DryRun dryRun;
  private long grace;
  private boolean wait;

  private Delete(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    this.dryRun = invocation.dryRun();
    this.grace = flags.number("grace-period");
    this.wait = flags.is("wait");
  }

  static int run(Invocation invocation) {
    return new Delete(invocation).run();
  }

  private int run() {
    check();
    if (!flags.text("raw").isEmpty()) {
      invocation.print(Raw.text(Raw.request(invocation, "DELETE", flags.text("raw"), null)));
      return 0;
    }
    ResourceBuilder builder =
        new ResourceBuilder(invocation)
            .continueOnError()
            .files()
            .selector(flags.text("selector"))
            .fieldSelector(flags.text("field-selector"))
            .selectAll(flags.is("all"))
            .allNamespaces(flags.is("all-namespaces"))
            .arguments(false, invocation.arguments());
    if (!builder.hasFiles()
        && flags.text("selector").isEmpty()
        && flags.text("field-selector").isEmpty()
        && !flags.is("all")) {
      builder.withoutReading();
    }
    if (builder.hasFiles()) {
      builder.withoutReading();
    }
    if (flags.is("interactive")) {
      return interactive(builder);
    }
    return delete(builder);
  }

  private void check() {
    String cascade = flags.text("cascade");
    if (cascade.equals("true") || cascade.equals("false")) {
      invocation.printError(
          "warning: --cascade="
              + cascade
              + " is deprecated (boolean value) and can be replaced with --cascade="
              + (cascade.equals("true") ? "background" : "orphan")
              + ".\n");
    }
    propagation();
    if (flags.is("force") && flags.is("now") || flags.is("now") && grace >= 0) {
      if (grace >= 0) {
        throw new KubectlError("--now and --grace-period cannot be specified together");
      }
    }
    if (flags.is("now")) {
      grace = 1;
    }
    if (grace == 0 && !flags.is("force")) {
      // Zero is only for forced deletion; without it the shortest time is one second.
      wait = true;
      grace = 1;
    }
    if (flags.is("force") && grace < 0) {
      grace = 0;
    }
    if (flags.is("force") && grace > 0) {
      throw new KubectlError(
          "--force and --grace-period greater than 0 cannot be specified together");
    }
    if (flags.is("force") && !flags.has("wait")) {
      wait = flags.is("wait");
    }
    if (grace == 0 && flags.is("force")) {
      invocation.printError(
          "Warning: Immediate deletion does not wait for confirmation that the running resource has"
              + " been terminated. The resource may continue to run on the cluster"
              + " indefinitely.\n");
    }
    if (flags.has("output")
        && !flags.text("output").isEmpty()
        && !flags.text("output").equals("name")) {
      throw new KubectlError(
          "unexpected -o output mode: " + flags.text("output") + ". We only support '-o name'");
    }
  }

  private String propagation() {
    return switch (flags.text("cascade")) {
      case "background", "true" -> "Background";
      case "foreground" -> "Foreground";
      case "orphan", "false" -> "Orphan";
      default ->
          throw new KubectlError(
              "invalid cascade value ("
                  + flags.text("cascade")
                  + "). Must be \"background\", \"foreground\", or \"orphan\"");
    };
  }

  private int interactive(ResourceBuilder builder) {
    List<Info> infos = builder.infos();
    invocation.print("You are about to delete the following " + infos.size() + " resource(s):\n");
    infos.forEach(info -> invocation.print(info.report("")));
    invocation.print("Do you want to continue? (y/n): ");
    String answer = firstLine();
    if (!answer.equals("y") && !answer.equals("Y")) {
      invocation.print("deletion is cancelled\n");
      return 0;
    }
    return delete(builder);
  }

  private String firstLine() {
    try {
      String line = invocation.context().read();
      return line == null ? "" : line.strip();
    } catch (InterruptedException e) {
      throw new seodang.terminal.kubectl.client.Interrupted();
    }
  }

  private record Deleted(Info info, String uid) {}

  private int delete(ResourceBuilder builder) {
    List<Deleted> deleted = new ArrayList<>();
    List<KubectlError> failures = new ArrayList<>();
    int[] found = {0};
    Set<String> warned = new LinkedHashSet<>();
    try {
      builder.visit(info -> {
        found[0]++;
        if (flags.is("all-namespaces") || !info.resource().namespaced()) {
          clusterScopedWarning(info, warned);
        }
        Json.Object answer = one(info);
        if (answer != null) {
          deleted.add(new Deleted(info, uid(answer)));
        }
      });
    } catch (KubectlError e) {
      failures.addAll(e.flatten());
    }
    if (flags.is("ignore-not-found") || flags.is("all")) {
      failures.removeIf(e -> e instanceof KubectlError.Rejected r && r.isNotFound());
    }
    KubectlError.throwIfAny(failures);
    if (found[0] == 0) {
      invocation.print("No resources found\n");
      return 0;
    }
    if (wait && dryRun == DryRun.NONE) {
      awaitGone(deleted);
    }
    return 0;
  }

  private void clusterScopedWarning(Info info, Set<String> warned) {
    if (invocation.namespaceGiven() && !info.resource().namespaced() && warned.isEmpty()) {
      warned.add("namespace");
      invocation.printError(
          "Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n");
    }
  }

  private static String uid(Json.Object answer) {
    return answer.text("kind").equals("Status")
        ? answer.object("details").text("uid")
        : answer.object("metadata").text("uid");
  }

  private Json.@Nullable Object one(Info info) {
    if (dryRun == DryRun.CLIENT) {
      report(info);
      return null;
    }
    Json.Object options =
        Json.object(
            "apiVersion",
            "v1",
            "kind",
            "DeleteOptions",
            "propagationPolicy",
            propagation(),
            "gracePeriodSeconds",
            grace >= 0 ? grace : null,
            "dryRun",
            dryRun == DryRun.SERVER ? List.of("All") : null);
    Json.Object answer;
    try {
      answer = invocation.client().send(ApiRequest.delete(info.path()).withBody(options)).object();
    } catch (KubectlError e) {
      throw info.failed("deleting", e);
    }
    report(info);
    return answer;
  }

  private void report(Info info) {
    if (flags.text("output").equals("name")) {
      invocation.print(info.resource().label() + "/" + info.name() + "\n");
      return;
    }
    String operation = grace == 0 && flags.is("force") ? "force deleted" : "deleted";
    invocation.print(
        info.resource().label() + " \"" + info.name() + "\" " + operation + dryRun.mark() + "\n");
  }

  private void awaitGone(List<Deleted> deleted) {
    Duration timeout = flags.duration("timeout");
    Deadline deadline =
        Deadline.in(invocation.client(), timeout.isZero() ? Duration.ofDays(7) : timeout);
    for (Deleted one : deleted) {
      if (!Gone.await(invocation.client(), one.info().path(), one.uid(), deadline)) {
        throw new KubectlError("timed out waiting for the condition on " + one.info().plural());
      }
    }
  }
}
