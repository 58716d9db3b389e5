package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;

/// `kubectl auth reconcile`: roles and bindings get what they lack.
final class AuthReconcile {
  private static final Set<String> KINDS =
      Set.of("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding");

  private AuthReconcile() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    if (flags.list("filename").isEmpty() && flags.text("kustomize").isEmpty()) {
      throw new KubectlError("must specify one of -f and -k");
    }
    Reporter reporter = new Reporter(invocation);
    new ResourceBuilder(invocation)
        .files()
        .continueOnError()
        .visit(info -> {
          // Other kinds in the file are none of its business.
          if (KINDS.contains(info.resource().kind())) {
            one(invocation, reporter, info);
          }
        });
    return 0;
  }

  private static void one(Invocation invocation, Reporter reporter, Info info) {
    boolean binding = info.resource().kind().endsWith("Binding");
    String field = binding ? "subjects" : "rules";
    boolean exact =
        invocation.flags().is(binding ? "remove-extra-subjects" : "remove-extra-permissions");
    Json.Object live = invocation.client().find(info.path());
    DryRun dryRun = invocation.dryRun();
    Json.Object result = info.object();
    if (live == null) {
      if (dryRun != DryRun.CLIENT) {
        result = Create.post(invocation, info, info.object(), dryRun);
      }
    } else {
      List<Json> merged = new ArrayList<>();
      if (!exact) {
        merged.addAll(live.array(field).stream().toList());
      }
      for (Json item : info.object().array(field)) {
        if (!merged.contains(item)) {
          merged.add(item);
        }
      }
      result = live.with(field, Json.Array.of(merged));
      if (dryRun != DryRun.CLIENT && !result.equals(live)) {
        result =
            invocation
                .client()
                .send(ApiRequest.put(info.path(), result).withQuery("dryRun", dryRun.parameter()))
                .object();
      }
    }
    reporter.report(info.with(result), "reconciled");
  }
}
