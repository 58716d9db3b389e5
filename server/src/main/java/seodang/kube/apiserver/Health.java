package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;

/// `/healthz`, `/livez` and `/readyz`, whole and check by check, in the form of
/// `apiserver/pkg/server/healthz`.
final class Health {
  private static final List<String> HOOKS =
      List.of(
          "start-apiserver-admission-initializer",
          "generic-apiserver-start-informers",
          "priority-and-fairness-config-consumer",
          "priority-and-fairness-filter",
          "storage-object-count-tracker-hook",
          "start-apiextensions-informers",
          "start-apiextensions-controllers",
          "crd-informer-synced",
          "start-system-namespaces-controller",
          "start-cluster-authentication-info-controller",
          "start-kube-apiserver-identity-lease-controller",
          "start-kube-apiserver-identity-lease-garbage-collector",
          "start-legacy-token-tracking-controller",
          "start-service-ip-repair-controllers",
          "rbac/bootstrap-roles",
          "scheduling/bootstrap-system-priority-classes",
          "priority-and-fairness-config-producer",
          "bootstrap-controller",
          "start-kubernetes-service-cidr-controller",
          "aggregator-reload-proxy-client-cert",
          "start-kube-aggregator-informers",
          "apiservice-status-local-available-controller",
          "apiservice-status-remote-available-controller",
          "apiservice-registration-controller",
          "apiservice-discovery-controller",
          "kube-apiserver-autoregistration");
  private static final List<String> LATER =
      List.of("apiservice-openapi-controller", "apiservice-openapiv3-controller");

  private static final List<String> ENDPOINTS = List.of("healthz", "livez", "readyz");

  private Health() {}

  /// Where each check, and all of them together, are asked for.
  static List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (String endpoint : ENDPOINTS) {
      paths.add("/" + endpoint);
      checks(endpoint).forEach(check -> paths.add("/" + endpoint + "/" + check));
    }
    return paths;
  }

  /// The answer, or null when the path asks after no check there is.
  static @Nullable ApiResponse answer(ApiRequest request, String path) {
    String[] parts = path.substring(1).split("/", 2);
    List<String> checks = checks(parts[0]);
    if (checks.isEmpty()) {
      return null;
    }
    if (parts.length == 2) {
      return checks.contains(parts[1]) ? text("ok") : null;
    }
    return request.query().containsKey("verbose")
        ? text(verbose(parts[0], checks, request.query().getOrDefault("exclude", List.of())))
        : text("ok");
  }

  private static ApiResponse text(String text) {
    return new ApiResponse.Text(200, "text/plain; charset=utf-8", text);
  }

  private static List<String> checks(String endpoint) {
    if (!ENDPOINTS.contains(endpoint)) {
      return List.of();
    }
    boolean ready = endpoint.equals("readyz");
    List<String> checks = new ArrayList<>(List.of("ping", "log", "etcd"));
    if (ready) {
      checks.add("etcd-readiness");
      checks.add("informer-sync");
    }
    HOOKS.forEach(hook -> checks.add("poststarthook/" + hook));
    checks.add("autoregister-completion");
    LATER.forEach(hook -> checks.add("poststarthook/" + hook));
    if (ready) {
      checks.add("shutdown");
    }
    return checks;
  }

  private static String verbose(String endpoint, List<String> checks, List<String> excluded) {
    StringBuilder text = new StringBuilder();
    Set<String> unknown = new LinkedHashSet<>(excluded);
    for (String check : checks) {
      boolean left = unknown.remove(check) || excluded.contains(check);
      text.append("[+]").append(check).append(left ? " excluded: ok\n" : " ok\n");
    }
    if (!unknown.isEmpty()) {
      StringBuilder names = new StringBuilder();
      unknown.forEach(
          name -> names.append(names.isEmpty() ? "" : ",").append('"').append(name).append('"'));
      text.append("warn: some health checks cannot be excluded: no matches for ")
          .append(names)
          .append('\n');
    }
    return text.append(endpoint).append(" check passed\n").toString();
  }
}
