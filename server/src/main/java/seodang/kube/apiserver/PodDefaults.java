package seodang.kube.apiserver;

import seodang.json.Json;

/// The defaults of a Pod's spec, alone or in a template.
final class PodDefaults {
  private PodDefaults() {}

  /// A workload's `spec.template`.
  static Json.Object template(Json.Object object, String... path) {
    if (!(object.at(path) instanceof Json.Object template)) {
      return object;
    }
    Json.Object meta = template.object("metadata").with("creationTimestamp", Json.Null.NULL);
    Json.Object changed =
        template.with("metadata", meta).with("spec", spec(template.object("spec")));
    return object.withAt(changed, path);
  }

  static Json.Object spec(Json.Object spec) {
    Json.Object result =
        absent(spec, "restartPolicy", "Always")
            .with(
                "terminationGracePeriodSeconds",
                Json.number(spec.number("terminationGracePeriodSeconds", 30)));
    result = absent(result, "dnsPolicy", "ClusterFirst");
    result = absent(result, "schedulerName", "default-scheduler");
    if (!result.has("securityContext")) {
      result = result.with("securityContext", Json.object());
    }
    String account = result.text("serviceAccountName", result.text("serviceAccount"));
    if (!account.isEmpty()) {
      result = result.with("serviceAccountName", account).with("serviceAccount", account);
    }
    boolean host = result.bool("hostNetwork");
    for (String list : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
      if (result.has(list)) {
        result =
            result.with(
                list,
                result.array(list).map(c -> c instanceof Json.Object o ? container(o, host) : c));
      }
    }
    if (result.has("volumes")) {
      result = result.with("volumes", result.array("volumes").map(PodDefaults::volume));
    }
    return result;
  }

  private static Json.Object container(Json.Object c, boolean hostNetwork) {
    Json.Object result = absent(c, "terminationMessagePath", "/dev/termination-log");
    result = absent(result, "terminationMessagePolicy", "File");
    result = absent(result, "imagePullPolicy", pullPolicy(c.text("image")));
    if (!result.has("resources")) {
      result = result.with("resources", Json.object());
    } else {
      result = result.with("resources", resources(result.object("resources")));
    }
    if (result.has("ports")) {
      result =
          result.with("ports", result.array("ports").map(p -> port((Json.Object) p, hostNetwork)));
    }
    for (String probe : new String[] {"livenessProbe", "readinessProbe", "startupProbe"}) {
      if (result.has(probe)) {
        result = result.with(probe, probe(result.object(probe)));
      }
    }
    if (result.has("lifecycle")) {
      result = result.with("lifecycle", lifecycle(result.object("lifecycle")));
    }
    if (result.has("env")) {
      result = result.with("env", result.array("env").map(e -> env((Json.Object) e)));
    }
    return result;
  }

  private static Json env(Json.Object env) {
    if (env.at("valueFrom", "fieldRef") != null
        && env.at("valueFrom", "fieldRef", "apiVersion") == null) {
      return env.withAt(Json.text("v1"), "valueFrom", "fieldRef", "apiVersion");
    }
    if (env.at("valueFrom", "resourceFieldRef") != null
        && env.at("valueFrom", "resourceFieldRef", "divisor") == null) {
      return env.withAt(Json.text("0"), "valueFrom", "resourceFieldRef", "divisor");
    }
    return env;
  }

  /// A limit without a request is the request as well.
  private static Json.Object resources(Json.Object resources) {
    Json.Object requests = resources.object("requests");
    for (String name : resources.object("limits").keys()) {
      if (!requests.has(name)) {
        requests = requests.withIf(name, resources.object("limits").get(name));
      }
    }
    return requests.isEmpty() ? resources : resources.with("requests", requests);
  }

  private static Json port(Json.Object port, boolean hostNetwork) {
    Json.Object result = absent(port, "protocol", "TCP");
    return hostNetwork && !result.has("hostPort")
        ? result.withIf("hostPort", result.get("containerPort"))
        : result;
  }

  private static Json.Object probe(Json.Object probe) {
    Json.Object result = handler(probe);
    result = absent(result, "timeoutSeconds", 1);
    result = absent(result, "periodSeconds", 10);
    result = absent(result, "successThreshold", 1);
    return absent(result, "failureThreshold", 3);
  }

  private static Json.Object lifecycle(Json.Object lifecycle) {
    Json.Object result = lifecycle;
    for (String hook : lifecycle.keys()) {
      if (lifecycle.get(hook) instanceof Json.Object handler) {
        result = result.with(hook, handler(handler));
      }
    }
    return result;
  }

  private static Json.Object handler(Json.Object handler) {
    if (handler.has("httpGet")) {
      Json.Object get = absent(absent(handler.object("httpGet"), "path", "/"), "scheme", "HTTP");
      return handler.with("httpGet", get);
    }
    if (handler.has("grpc") && !handler.object("grpc").has("service")) {
      return handler.with("grpc", handler.object("grpc").with("service", ""));
    }
    return handler;
  }

  private static Json volume(Json json) {
    if (!(json instanceof Json.Object volume)) {
      return json;
    }
    for (String source : new String[] {"configMap", "secret", "downwardAPI", "projected"}) {
      if (volume.has(source)) {
        Json.Object filled = absent(volume.object(source), "defaultMode", 420);
        if (source.equals("projected")) {
          filled = filled.with("sources", filled.array("sources").map(PodDefaults::projected));
        }
        if (source.equals("downwardAPI")) {
          filled = filled.with("items", filled.array("items").map(PodDefaults::downward));
        }
        return volume.with(source, filled);
      }
    }
    if (volume.has("hostPath") && !volume.object("hostPath").has("type")) {
      return volume.with("hostPath", volume.object("hostPath").with("type", ""));
    }
    if (volume.at("ephemeral", "volumeClaimTemplate", "spec") instanceof Json.Object spec) {
      return volume.withAt(
          absent(spec, "volumeMode", "Filesystem"), "ephemeral", "volumeClaimTemplate", "spec");
    }
    boolean anySource = volume.keys().stream().anyMatch(k -> !k.equals("name"));
    return anySource ? volume : volume.with("emptyDir", Json.object());
  }

  private static Json projected(Json json) {
    Json.Object source = (Json.Object) json;
    if (source.has("serviceAccountToken")) {
      return source.with(
          "serviceAccountToken",
          absent(source.object("serviceAccountToken"), "expirationSeconds", 3600));
    }
    if (source.has("downwardAPI")) {
      Json.Object api = source.object("downwardAPI");
      return source.with(
          "downwardAPI", api.with("items", api.array("items").map(PodDefaults::downward)));
    }
    return source;
  }

  private static Json downward(Json json) {
    Json.Object item = (Json.Object) json;
    return item.has("fieldRef")
        ? item.with("fieldRef", absent(item.object("fieldRef"), "apiVersion", "v1"))
        : item;
  }

  private static String pullPolicy(String image) {
    if (image.isEmpty()) {
      return "IfNotPresent";
    }
    String last = image.substring(image.lastIndexOf('/') + 1);
    boolean latest = !last.contains(":") && !last.contains("@") || last.endsWith(":latest");
    return latest ? "Always" : "IfNotPresent";
  }

  static Json.Object absent(Json.Object object, String key, String value) {
    Json present = object.get(key);
    return present == null || present instanceof Json.Null ? object.with(key, value) : object;
  }

  static Json.Object absent(Json.Object object, String key, long value) {
    Json present = object.get(key);
    return present == null || present instanceof Json.Null ? object.with(key, value) : object;
  }
}
