package seodang.kube.apiserver;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;
import seodang.kube.store.Store;

/// What the API server counts, as Prometheus reads it. Like the real one's, counts begin anew when
/// the cluster is loaded again.
final class Metrics {
  private Metrics() {}

  /// Counts a request by the labels of `apiserver_request_total`.
  static void count(Run run, ApiRequest request, RequestPath path, String verb, int code) {
    String scope =
        !path.name().isEmpty() || verb.equals("create")
            ? "resource"
            : path.namespace().isEmpty() ? "cluster" : "namespace";
    ResourceType type = path.type();
    String told =
        switch (verb) {
          case "create" -> "POST";
          case "update" -> "PUT";
          case "patch" -> Patches.isApply(request) ? "APPLY" : "PATCH";
          default -> verb.toUpperCase(Locale.ROOT);
        };
    run.count(
        labels(
            "code", Integer.toString(code),
            "component", "apiserver",
            "dry_run", request.parameter("dryRun").equals("All") ? "All" : "",
            "group", type.group(),
            "resource", type.resource(),
            "scope", scope,
            "subresource", path.subresource(),
            "verb", told,
            "version", type.version()));
  }

  private static String quoted(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '-' && c != '.' && c != '/' && !(c < 128 && Character.isLetterOrDigit(c))) {
        return Json.text(value).toString();
      }
    }
    return '"' + value + '"';
  }

  private static String labels(String... namesAndValues) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      text.append(i == 0 ? "{" : ",")
          .append(namesAndValues[i])
          .append('=')
          .append(quoted(namesAndValues[i + 1]));
    }
    return text.append('}').toString();
  }

  static ApiResponse answer(Run run) {
    StringBuilder text = new StringBuilder();
    head(
        text,
        "apiserver_request_total",
        "counter",
        "[STABLE] Counter of apiserver requests broken out for each verb, dry run value, group,"
            + " version, resource, scope, component, and HTTP response code.");
    new TreeMap<>(run.counts())
        .forEach((labels, count) -> line(text, "apiserver_request_total", labels, count));
    head(
        text,
        "apiserver_storage_objects",
        "gauge",
        "[STABLE] Number of stored objects at the time of last check split by kind. In case of a"
            + " fetching error, the value will be -1.");
    objects(run)
        .forEach((resource, count) ->
            line(text, "apiserver_storage_objects", labels("resource", resource), count));
    head(
        text,
        "kubernetes_build_info",
        "gauge",
        "[ALPHA] A metric with a constant '1' value labeled by major, minor, git version, git"
            + " commit, git tree state, build date, Go version, and compiler from which Kubernetes"
            + " was built, and platform on which it is running.");
    Json.Object version = NonResource.version();
    line(
        text,
        "kubernetes_build_info",
        labels(
            "build_date", version.text("buildDate"),
            "compiler", version.text("compiler"),
            "git_commit", version.text("gitCommit"),
            "git_tree_state", version.text("gitTreeState"),
            "git_version", version.text("gitVersion"),
            "go_version", version.text("goVersion"),
            "major", version.text("major"),
            "minor", version.text("minor"),
            "platform", version.text("platform")),
        1);
    return new ApiResponse.Text(
        200, "text/plain; version=0.0.4; charset=utf-8; escaping=values", text.toString());
  }

  private static Map<String, Long> objects(Run run) {
    Map<String, Long> objects = new TreeMap<>();
    for (ResourceType type : Resources.all()) {
      if (!type.verbs().contains("list")) {
        continue;
      }
      String name =
          type.storageGroup().isEmpty()
              ? type.resource()
              : type.resource() + "." + type.storageGroup();
      String prefix = Store.prefix(type.storageGroup(), type.resource(), "");
      objects.put(name, (long) run.store().rangeMap(prefix).size());
    }
    return objects;
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder text, String name, String labels, long value) {
    text.append(name).append(labels).append(' ').append(value).append('\n');
  }
}
