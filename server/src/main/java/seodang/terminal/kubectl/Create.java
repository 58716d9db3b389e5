package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.LastApplied;
import seodang.terminal.kubectl.command.Raw;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.print.Format;

/// `kubectl create -f`.
final class Create {
  private Create() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    boolean files = !flags.list("filename").isEmpty() || !flags.text("kustomize").isEmpty();
    if (!files) {
      if (!invocation.arguments().isEmpty()) {
        throw invocation.usageError(
            "Unexpected args: "
                + seodang.terminal.kubectl.golang.GoText.list(invocation.arguments()));
      }
      throw new KubectlError.Exit(1, "error: must specify one of -f and -k\n");
    }
    if (!invocation.arguments().isEmpty()) {
      throw invocation.usageError(
          "Unexpected args: "
              + seodang.terminal.kubectl.golang.GoText.list(invocation.arguments()));
    }
    if (!flags.text("raw").isEmpty()) {
      String body = invocation.readFile(flags.list("filename").getFirst());
      invocation.print(Raw.text(Raw.request(invocation, "POST", flags.text("raw"), body)));
      return 0;
    }
    if (flags.is("edit")) {
      return Edit.beforeCreate(invocation);
    }
    Reporter reporter = new Reporter(invocation);
    var _ = invocation.fieldValidation();
    List<Info> seen = new ArrayList<>();
    new ResourceBuilder(invocation)
        .files()
        .selector(flags.text("selector"))
        .continueOnError()
        .visit(info -> {
          seen.add(info);
          one(invocation, reporter, info);
        });
    if (seen.isEmpty()) {
      throw new KubectlError("no objects passed to create");
    }
    return 0;
  }

  static void one(Invocation invocation, Reporter reporter, Info info) {
    Json.Object object =
        invocation.flags().is("save-config") ? LastApplied.annotate(info.object()) : info.object();
    DryRun dryRun = invocation.dryRun();
    if (dryRun != DryRun.CLIENT) {
      try {
        object = post(invocation, info, object, dryRun);
      } catch (KubectlError e) {
        throw info.failed("creating", e);
      }
    }
    reporter.report(info.with(object), "created");
  }

  /// Makes the object on the server, and answers it as the server made it.
  static Json.Object post(Invocation invocation, Info info, Json.Object object, DryRun dryRun) {
    ApiRequest request = ApiRequest.post(info.resource().path(info.namespace()), object);
    return Client.typed(
        invocation
            .client()
            .send(
                Client.with(
                    request,
                    "dryRun",
                    dryRun.parameter(),
                    "fieldManager",
                    invocation.flags().text("field-manager"),
                    "fieldValidation",
                    invocation.fieldValidation()))
            .object(),
        info.resource());
  }

  /// True for a report such as `pod/web created`; false when the object itself is printed.
  static boolean reports(Format format) {
    return format.isDefault();
  }
}
