package seodang.kube.apiserver;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.cel.Budget;
import seodang.kube.apiserver.cel.PolicyEnvironment;
import seodang.kube.engine.Run;

/// Admission webhooks. Nothing in the simulation speaks TLS, so no webhook can ever be reached: a
/// request that one matches fails, in the words of how it fails, unless such failures are ignored.
final class Webhooks {
  private static final String GROUP = "admissionregistration.k8s.io";

  private Webhooks() {}

  /// @param resource `mutatingwebhookconfigurations` or `validatingwebhookconfigurations`
  static void check(Run run, String resource, AdmissionRequest request) {
    List<Json.Object> configurations = run.list(GROUP, resource, "");
    if (configurations.isEmpty() || Matching.isExempt(request)) {
      return;
    }
    for (Json.Object configuration : configurations) {
      for (Json.Object hook : configuration.array("webhooks").objects()) {
        if (!hook.text("failurePolicy").equals("Ignore") && isMeant(run, hook, request)) {
          throw unreachable(run, hook);
        }
      }
    }
  }

  private static boolean isMeant(Run run, Json.Object hook, AdmissionRequest request) {
    if (!Matching.selects(run, hook, request)
        || hook.array("rules").objects().stream()
            .noneMatch(r -> Matching.rule(run, r, request, hook.text("matchPolicy")))) {
      return false;
    }
    Json.Array conditions = hook.array("matchConditions");
    if (conditions.isEmpty()) {
      return true;
    }
    Policies.Matched matched =
        Policies.conditions(
            PolicyEnvironment.of(false, true, List.of()),
            conditions,
            Policies.names(run, request),
            new Budget());
    return switch (matched) {
      case Policies.Matched.Yes _ -> true;
      case Policies.Matched.No _ -> false;
      case Policies.Matched.Failed(String why) ->
          throw Statuses.forbidden(request.type(), request.name(), why);
    };
  }

  private static Rejection unreachable(Run run, Json.Object hook) {
    Json.Object config = hook.object("clientConfig");
    Json.Object service = config.object("service");
    String url = config.text("url");
    if (!service.isEmpty()) {
      url =
          "https://"
              + service.text("name")
              + "."
              + service.text("namespace")
              + ".svc:"
              + service.number("port", 443)
              + service.text("path");
    }
    String why =
        "failed calling webhook \""
            + hook.text("name")
            + "\": failed to call webhook: Post \""
            + url
            + "?timeout="
            + hook.number("timeoutSeconds", 10)
            + "s\": "
            + (service.isEmpty() ? outside(url) : inside(run, service));
    return new Rejection(
        Statuses.failure(
            500,
            "InternalError",
            "Internal error occurred: " + why,
            Json.object("causes", Json.array(Json.object("message", why)))));
  }

  private static String outside(String url) {
    String host = url.replaceFirst("^https://", "").replaceFirst("/.*", "");
    String name = host.replaceFirst(":\\d+$", "");
    boolean local = name.equals("localhost") || name.startsWith("127.");
    String port = host.equals(name) ? ":443" : host.substring(name.length());
    return local
        ? "dial tcp 127.0.0.1" + port + ": connect: connection refused"
        : "dial tcp: lookup " + name + ": no such host";
  }

  private static String inside(Run run, Json.Object asked) {
    String name = asked.text("name");
    long port = asked.number("port", 443);
    Json.Object service = run.get("", "services", asked.text("namespace"), name);
    if (service == null) {
      return "service \"" + name + "\" not found";
    }
    Json.Object spec = service.object("spec");
    Json.Object found = port(spec, port);
    if (spec.text("type").equals("ExternalName")) {
      return "dial tcp: lookup " + spec.text("externalName") + ": no such host";
    }
    if (found == null) {
      return "no service port " + port + " found for service \"" + name + "\"";
    }
    boolean answers =
        run.list("discovery.k8s.io", "endpointslices", Meta.namespace(service)).stream()
            .filter(s -> Meta.labels(s).text("kubernetes.io/service-name").equals(name))
            .flatMap(s -> s.array("endpoints").objects().stream())
            .anyMatch(e -> e.object("conditions").bool("ready", true));
    String address = spec.text("clusterIP") + ":" + port;
    return answers
        ? "http: server gave HTTP response to HTTPS client"
        : "dial tcp " + address + ": connect: connection refused";
  }

  private static Json.@Nullable Object port(Json.Object spec, long port) {
    return spec.array("ports").objects().stream()
        .filter(p -> p.number("port", 0) == port)
        .findFirst()
        .orElse(null);
  }
}
