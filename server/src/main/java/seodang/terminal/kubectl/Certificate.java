package seodang.terminal.kubectl;

import java.time.temporal.ChronoUnit;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;

/// `kubectl certificate approve` and `deny`.
final class Certificate {
  private Certificate() {}

  static int approve(Invocation invocation) {
    return decide(invocation, "Approved", "Denied", "approve", "approved");
  }

  static int deny(Invocation invocation) {
    return decide(invocation, "Denied", "Approved", "deny", "denied");
  }

  private static int decide(
      Invocation invocation, String type, String opposite, String verb, String operation) {
    if (invocation.arguments().isEmpty() && invocation.flags().list("filename").isEmpty()) {
      throw new KubectlError("one or more CSRs must be specified as <name> or -f <filename>");
    }
    Reporter reporter = new Reporter(invocation);
    ResourceBuilder builder = new ResourceBuilder(invocation).continueOnError().files().latest();
    if (!invocation.arguments().isEmpty()) {
      builder.named("certificatesigningrequests", invocation.arguments());
    }
    builder.visit(info -> {
      Json.Object decided = one(invocation, info, type, opposite, verb);
      reporter.report(info.with(decided), operation);
    });
    return 0;
  }

  private static Json.Object one(
      Invocation invocation, Info info, String type, String opposite, String verb) {
    Json.Object request = info.object();
    List<Json.Object> conditions = request.object("status").array("conditions").objects();
    for (Json.Object condition : conditions) {
      if (condition.text("type").equals(opposite)) {
        throw new KubectlError(
            "certificate signing request "
                + seodang.terminal.kubectl.golang.GoText.quote(info.name())
                + " is already "
                + opposite);
      }
    }
    boolean already = conditions.stream().anyMatch(c -> c.text("type").equals(type));
    if (already && !invocation.flags().is("force")) {
      return request;
    }
    String now = invocation.now().truncatedTo(ChronoUnit.SECONDS).toString();
    boolean approves = verb.equals("approve");
    Json.Object condition =
        Json.object(
            "type",
            type,
            "status",
            "True",
            "reason",
            approves ? "KubectlApprove" : "KubectlDeny",
            "message",
            "This CSR was "
                + (approves ? "approved" : "denied")
                + " by kubectl certificate "
                + verb
                + ".",
            "lastUpdateTime",
            now);
    Json.Array all = request.object("status").array("conditions");
    if (already) {
      for (int i = 0; i < all.size(); i++) {
        all = all.object(i).text("type").equals(type) ? all.with(i, condition) : all;
      }
    } else {
      all = all.add(condition);
    }
    return seodang.terminal.kubectl.client.Client.typed(
        invocation
            .client()
            .send(
                ApiRequest.put(
                    info.path() + "/approval", request.withAt(all, "status", "conditions")))
            .object(),
        info.resource());
  }
}
