package seodang.terminal.kubectl;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.create.Generator;
import seodang.terminal.kubectl.print.Format;

/// `kubectl create token`.
final class CreateToken {
  private CreateToken() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    String name = Generator.name(invocation);
    Duration duration = flags.duration("duration");
    if (duration.isNegative()) {
      throw new KubectlError("--duration must be greater than or equal to 0");
    }
    if (duration.toMillis() % 1000 != 0) {
      throw new KubectlError("--duration cannot be expressed in units less than seconds");
    }
    Json.Object spec = Json.object();
    List<String> audiences = flags.list("audience");
    spec = audiences.isEmpty() ? spec : spec.with("audiences", Json.Array.ofTexts(audiences));
    spec = duration.isZero() ? spec : spec.with("expirationSeconds", duration.toSeconds());
    spec = bound(flags, spec);
    Json.Object request =
        Json.object("apiVersion", "authentication.k8s.io/v1", "kind", "TokenRequest", "spec", spec);
    Json.Object answer;
    try {
      answer =
          invocation
              .client()
              .send(
                  ApiRequest.post(
                      "/api/v1/namespaces/"
                          + invocation.namespace()
                          + "/serviceaccounts/"
                          + name
                          + "/token",
                      request))
              .object();
    } catch (KubectlError.Rejected e) {
      throw new KubectlError("failed to create token: " + e.text());
    }
    String token = answer.object("status").text("token");
    if (token.isEmpty()) {
      throw new KubectlError("failed to create token: no token in server response");
    }
    Format format = invocation.format();
    String end = invocation.context().stdoutIsTerminal() ? "\n" : "";
    invocation.print(format.isDefault() ? token + end : format.printer().print(answer));
    return 0;
  }

  private static Json.Object bound(Flags flags, Json.Object spec) {
    String kind = flags.text("bound-object-kind");
    String name = flags.text("bound-object-name");
    if (kind.isEmpty()) {
      if (!flags.text("bound-object-uid").isEmpty()) {
        throw new KubectlError(
            "--bound-object-uid can only be set if --bound-object-kind is provided");
      }
      if (!name.isEmpty()) {
        throw new KubectlError(
            "--bound-object-name can only be set if --bound-object-kind is provided");
      }
      return spec;
    }
    if (!Set.of("Pod", "Secret", "Node").contains(kind)) {
      throw new KubectlError("supported --bound-object-kind values are Node, Pod, Secret");
    }
    if (name.isEmpty()) {
      throw new KubectlError("--bound-object-name is required if --bound-object-kind is provided");
    }
    String uid = flags.text("bound-object-uid");
    return spec.with(
        "boundObjectRef",
        Json.object(
            "apiVersion", "v1", "kind", kind, "name", name, "uid", uid.isEmpty() ? null : uid));
  }
}
