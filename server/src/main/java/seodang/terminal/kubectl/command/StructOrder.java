package seodang.terminal.kubectl.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoJson;

/// JSON of typed objects: `create` and `run` print Go structs, whose fields stand in the order of
/// their declaration and not of the alphabet.
public final class StructOrder {
  private static final List<String> POD_SPEC =
      List.of(
          "volumes",
          "initContainers",
          "containers",
          "ephemeralContainers",
          "restartPolicy",
          "terminationGracePeriodSeconds",
          "activeDeadlineSeconds",
          "dnsPolicy",
          "nodeSelector",
          "serviceAccountName",
          "serviceAccount",
          "automountServiceAccountToken",
          "nodeName",
          "hostNetwork",
          "hostPID",
          "hostIPC",
          "securityContext",
          "imagePullSecrets",
          "hostname",
          "subdomain",
          "affinity",
          "schedulerName",
          "tolerations");
  private static final List<String> SPEC =
      List.of(
          "replicas",
          "minAvailable",
          "schedule",
          "selector",
          "template",
          "strategy",
          "hard",
          "scopes",
          "ingressClassName",
          "defaultBackend",
          "tls",
          "rules",
          "ports",
          "clusterIP",
          "clusterIPs",
          "type",
          "sessionAffinity",
          "externalName",
          "maxUnavailable",
          "concurrencyPolicy",
          "suspend",
          "jobTemplate",
          "scaleTargetRef",
          "minReplicas",
          "maxReplicas",
          "metrics",
          "targetCPUUtilizationPercentage");
  private static final List<String> CONTAINER =
      List.of(
          "name",
          "image",
          "command",
          "args",
          "workingDir",
          "ports",
          "envFrom",
          "env",
          "resources",
          "volumeMounts",
          "livenessProbe",
          "readinessProbe",
          "startupProbe",
          "lifecycle",
          "terminationMessagePath",
          "terminationMessagePolicy",
          "imagePullPolicy",
          "securityContext",
          "stdin",
          "stdinOnce",
          "tty");

  /// Orders by the name of the member that holds the struct; `""` for the object itself.
  private static final Map<String, List<String>> ORDERS =
      Map.ofEntries(
          Map.entry(
              "",
              List.of(
                  "kind",
                  "apiVersion",
                  "metadata",
                  "rules",
                  "aggregationRule",
                  "value",
                  "globalDefault",
                  "description",
                  "preemptionPolicy",
                  "immutable",
                  "data",
                  "type",
                  "subjects",
                  "roleRef",
                  "secrets",
                  "spec",
                  "status")),
          Map.entry("userInfo", List.of("username", "uid", "groups", "extra")),
          Map.entry(
              "metadata",
              List.of(
                  "name",
                  "generateName",
                  "namespace",
                  "uid",
                  "resourceVersion",
                  "generation",
                  "creationTimestamp",
                  "labels",
                  "annotations",
                  "ownerReferences",
                  "finalizers",
                  "managedFields")),
          Map.entry("containers", CONTAINER),
          Map.entry("initContainers", CONTAINER),
          Map.entry("jobTemplate", List.of("metadata", "spec")),
          Map.entry("template", List.of("metadata", "spec")),
          Map.entry(
              "ports",
              List.of(
                  "name",
                  "hostPort",
                  "containerPort",
                  "protocol",
                  "port",
                  "targetPort",
                  "nodePort")),
          Map.entry("env", List.of("name", "value", "valueFrom")),
          Map.entry("roleRef", List.of("apiGroup", "kind", "name")),
          Map.entry("subjects", List.of("kind", "apiGroup", "name", "namespace")),
          Map.entry(
              "rules",
              List.of(
                  "verbs",
                  "apiGroups",
                  "resources",
                  "resourceNames",
                  "nonResourceURLs",
                  "host",
                  "http")),
          Map.entry("paths", List.of("path", "pathType", "backend")),
          Map.entry("service", List.of("name", "port")),
          Map.entry("scaleTargetRef", List.of("kind", "name", "apiVersion")),
          Map.entry(
              "ownerReferences",
              List.of("apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion")));

  private StructOrder() {}

  /// Printed with four spaces.
  public static String json(Json.Object object, boolean showManagedFields) {
    StringBuilder out = new StringBuilder();
    write(out, showManagedFields ? object : object.withoutAt("metadata", "managedFields"), "", 0);
    return out.append('\n').toString();
  }

  private static void write(StringBuilder out, Json value, String holder, int depth) {
    String line = "\n" + "    ".repeat(depth + 1);
    String close = "\n" + "    ".repeat(depth);
    switch (value) {
      case Json.Object object when !object.isEmpty() -> {
        String separator = "{";
        for (String key : ordered(object, holder)) {
          Json member = java.util.Objects.requireNonNull(object.get(key));
          out.append(separator).append(line).append(GoJson.compact(Json.text(key))).append(": ");
          write(out, member, key, depth + 1);
          separator = ",";
        }
        out.append(close).append('}');
      }
      case Json.Array array when !array.isEmpty() -> {
        String separator = "[";
        for (Json item : array) {
          out.append(separator).append(line);
          write(out, item, holder, depth + 1);
          separator = ",";
        }
        out.append(close).append(']');
      }
      default -> out.append(GoJson.compact(value));
    }
  }

  private static List<String> ordered(Json.Object object, String holder) {
    List<String> order =
        holder.equals("spec")
            ? object.has("containers") ? POD_SPEC : SPEC
            : ORDERS.getOrDefault(holder, List.of());
    List<String> keys = new ArrayList<>(object.keys());
    keys.sort((a, b) -> {
      int x = order.indexOf(a);
      int y = order.indexOf(b);
      return x >= 0 && y >= 0
          ? Integer.compare(x, y)
          : x >= 0 || y >= 0 ? Integer.compare(y, x) : a.compareTo(b);
    });
    return keys;
  }
}
