package seodang.terminal.kubectl;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;

/// The Pods behind a workload or a Service: for `logs deploy/web`, `exec svc/web`.
final class PodsOf {
  private static final Map<String, Integer> PHASES =
      Map.of("Running", 0, "Unknown", 1, "Pending", 2);

  private PodsOf() {}

  /// The Pods an object selects; the object itself when it is a Pod.
  ///
  /// @param logs whether it is for their logs: for the words of a refusal
  static List<Json.Object> list(Invocation invocation, Info info, boolean logs) {
    if (info.resource().kind().equals("Pod")) {
      return List.of(info.object());
    }
    String selector = selector(info);
    if (selector == null) {
      throw new KubectlError(
          (logs ? "cannot get the logs from " : "cannot attach to ")
              + info.resource().goType()
              + ": selector for "
              + info.resource().goType()
              + " not implemented");
    }
    Resource pods = invocation.mapper().named("pods");
    return invocation.client().list(pods, info.namespace(), "labelSelector", selector);
  }

  /// The selector of a workload as a query; null when its kind has none.
  static @Nullable String selector(Info info) {
    Json.Object spec = info.object().object("spec");
    return switch (info.resource().kind()) {
      case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job" ->
          Selectors.query(spec.object("selector"));
      case "ReplicationController" ->
          Selectors.query(Json.object("matchLabels", spec.object("selector")));
      case "Service" -> {
        if (spec.object("selector").isEmpty()) {
          throw new KubectlError(
              "invalid service '" + info.name() + "': Service is defined without a selector");
        }
        yield Selectors.query(Json.object("matchLabels", spec.object("selector")));
      }
      default -> null;
    };
  }

  /// The best Pod to read logs from: running, ready for long, older.
  static Json.Object forLogs(Invocation invocation, List<Json.Object> pods) {
    Json.Object best = pods.stream().min(PodsOf::compareForLogs).orElseThrow();
    if (pods.size() > 1) {
      invocation.printError(
          "Found "
              + pods.size()
              + " pods, using pod/"
              + best.object("metadata").text("name")
              + "\n");
    }
    return best;
  }

  /// The best Pod to enter: assigned, running, ready.
  static Json.Object forExec(List<Json.Object> pods) {
    return pods.stream().min(PodsOf::compareForLogs).orElseThrow();
  }

  private static int compareForLogs(Json.Object a, Json.Object b) {
    return Comparator.<Json.Object, Boolean>comparing(
            p -> p.object("spec").text("nodeName").isEmpty())
        .thenComparingInt(p -> PHASES.getOrDefault(p.object("status").text("phase"), 0))
        .thenComparing(p -> !isReady(p))
        .thenComparing(PodsOf::readySince)
        .thenComparingLong(p -> -restarts(p))
        .thenComparing(p -> p.object("metadata").text("creationTimestamp"))
        .compare(a, b);
  }

  static boolean isReady(Json.Object pod) {
    return condition(pod).text("status").equals("True");
  }

  private static String readySince(Json.Object pod) {
    return isReady(pod) ? condition(pod).text("lastTransitionTime") : "";
  }

  private static Json.Object condition(Json.Object pod) {
    return pod.object("status").array("conditions").objects().stream()
        .filter(c -> c.text("type").equals("Ready"))
        .findFirst()
        .orElse(Json.object());
  }

  private static long restarts(Json.Object pod) {
    return pod.object("status").array("containerStatuses").objects().stream()
        .mapToLong(c -> c.number("restartCount", 0))
        .max()
        .orElse(0);
  }

  /// Selectors as text.
  static final class Selectors {
    private Selectors() {}

    /// A `LabelSelector` as the query parameter writes it.
    static String query(Json.Object selector) {
      StringJoiner terms = new StringJoiner(",");
      selector.object("matchLabels").texts().forEach((k, v) -> terms.add(k + "=" + v));
      for (Json.Object term : selector.array("matchExpressions").objects()) {
        String key = term.text("key");
        String values = "(" + String.join(",", term.array("values").texts()) + ")";
        terms.add(
            switch (term.text("operator")) {
              case "In" -> key + " in " + values;
              case "NotIn" -> key + " notin " + values;
              case "DoesNotExist" -> "!" + key;
              default -> key;
            });
      }
      return terms.toString();
    }
  }
}
