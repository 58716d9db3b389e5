package seodang.terminal.kubectl;

import java.time.Duration;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.LastApplied;
import seodang.terminal.kubectl.command.Raw;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl replace`.
final class Replace {
  private Replace() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    if (flags.list("filename").isEmpty() && flags.text("kustomize").isEmpty()) {
      throw new KubectlError("must specify one of -f and -k");
    }
    if (!invocation.arguments().isEmpty()) {
      throw invocation.usageError("Unexpected args: " + GoText.list(invocation.arguments()));
    }
    if (flags.has("grace-period") && !flags.is("force")) {
      throw new KubectlError("--grace-period must have --force specified");
    }
    if (flags.is("force") && invocation.dryRun() != DryRun.NONE) {
      throw new KubectlError("--dry-run can not be used when --force is set");
    }
    if (flags.has("timeout") && !flags.is("force")) {
      throw new KubectlError("--timeout must have --force specified");
    }
    if (!flags.text("raw").isEmpty()) {
      String body = invocation.readFile(flags.list("filename").getFirst());
      invocation.print(Raw.text(Raw.request(invocation, "PUT", flags.text("raw"), body)));
      return 0;
    }
    Reporter reporter = new Reporter(invocation);
    if (flags.is("force")) {
      force(invocation, reporter);
      return 0;
    }
    int[] count = {0};
    new ResourceBuilder(invocation)
        .files()
        .continueOnError()
        .visit(info -> {
          count[0]++;
          one(invocation, reporter, info);
        });
    return 0;
  }

  private static void one(Invocation invocation, Reporter reporter, Info info) {
    Json.Object wanted = annotated(invocation, info);
    if (invocation.dryRun() == DryRun.CLIENT) {
      reporter.report(info, "replaced");
      return;
    }
    try {
      if (wanted.object("metadata").text("resourceVersion").isEmpty()) {
        String version =
            invocation.client().get(info.path()).object("metadata").text("resourceVersion");
        wanted = wanted.withAt(Json.text(version), "metadata", "resourceVersion");
      }
      String subresource = invocation.flags().text("subresource");
      ApiRequest request =
          Client.with(
              ApiRequest.put(
                  info.path() + (subresource.isEmpty() ? "" : "/" + subresource), wanted),
              "dryRun",
              invocation.dryRun().parameter(),
              "fieldManager",
              invocation.flags().text("field-manager"),
              "fieldValidation",
              invocation.fieldValidation());
      Json.Object result =
          Client.typed(invocation.client().send(request).object(), info.resource());
      reporter.report(info.with(result), "replaced");
    } catch (KubectlError e) {
      throw info.failed("replacing", e);
    }
  }

  /// With the annotation of `apply` when the object is to carry it or does so already.
  private static Json.Object annotated(Invocation invocation, Info info) {
    boolean had =
        info.object().object("metadata").object("annotations").has(LastApplied.ANNOTATION);
    return invocation.flags().is("save-config") || had
        ? LastApplied.annotate(info.object())
        : info.object();
  }

  private static void force(Invocation invocation, Reporter reporter) {
    Flags flags = invocation.flags();
    ResourceBuilder builder =
        new ResourceBuilder(invocation).files().continueOnError().withoutReading();
    var infos = builder.infos();
    for (Info info : infos) {
      try {
        remove(invocation, info, flags.number("grace-period"));
        invocation.print(info.resource().label() + " \"" + info.name() + "\" deleted\n");
      } catch (KubectlError.Rejected e) {
        if (!e.isNotFound()) {
          throw info.failed("deleting", e);
        }
      }
    }
    Duration timeout = flags.duration("timeout");
    Deadline deadline =
        Deadline.in(invocation.client(), timeout.isZero() ? Duration.ofMinutes(5) : timeout);
    for (Info info : infos) {
      if (!Gone.await(invocation.client(), info.path(), "", deadline)) {
        throw new KubectlError("timed out waiting for the condition");
      }
    }
    for (Info info : infos) {
      try {
        Json.Object made =
            Create.post(invocation, info, annotated(invocation, info), invocation.dryRun());
        reporter.report(info.with(made), "replaced");
      } catch (KubectlError e) {
        throw info.failed("creating", e);
      }
    }
  }

  private static void remove(Invocation invocation, Info info, long grace) {
    Json.Object options =
        Json.object(
            "apiVersion", "v1",
            "kind", "DeleteOptions",
            "propagationPolicy", "Background",
            "gracePeriodSeconds", grace >= 0 ? grace : null);
    invocation.client().send(ApiRequest.delete(info.path()).withBody(options));
  }

  /// Deletes an object, waits until it is gone, and makes it anew; the old one again if the new one
  /// is refused.
  static Json.Object recreate(
      Invocation invocation, Info info, Json.Object old, Json.Object wanted) {
    remove(invocation, info, -1);
    Deadline deadline = Deadline.in(invocation.client(), Duration.ofMinutes(5));
    if (!Gone.await(invocation.client(), info.path(), "", deadline)) {
      throw new KubectlError("timed out waiting for the condition");
    }
    try {
      return Create.post(invocation, info, wanted, DryRun.NONE);
    } catch (KubectlError e) {
      Json.Object metadata = old.object("metadata").without("resourceVersion").without("uid");
      Create.post(invocation, info, old.with("metadata", metadata), DryRun.NONE);
      throw e;
    }
  }
}
