package seodang.kube.controller;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.Selector;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;

/// How many replicas one metric of an autoscaler proposes.
final class HorizontalMetrics {
  private static final double TOLERANCE = 0.1;
  private static final Duration STARTING = Duration.ofMinutes(5);
  private static final Duration FIRST_READY = Duration.ofSeconds(30);
  private static final String NO_CUSTOM =
      "unable to fetch metrics from custom metrics API: no custom metrics API"
          + " (custom.metrics.k8s.io) registered";

  private final Run run;
  private final Client client;
  private final String namespace;
  private final Selector selector;
  private final String selectorText;
  private final long current;

  HorizontalMetrics(
      Run run,
      Client client,
      String namespace,
      Selector selector,
      String selectorText,
      long current) {
    this.run = run;
    this.client = client;
    this.namespace = namespace;
    this.selector = selector;
    this.selectorText = selectorText;
    this.current = current;
  }

  /// @param metric how events name what was measured
  /// @param status the metric's part of `status.currentMetrics`
  record Proposal(long replicas, String metric, Json.Object status) {}

  /// What was used by a Pod in the window that ended then.
  private record Sample(double value, Instant at, Duration window) {}

  /// What an error about a metric begins with in the sum of all errors.
  static String about(Json.Object metric) {
    return switch (metric.text("type")) {
      case "Object" -> "failed to get object metric value: ";
      case "Pods" -> "failed to get pods metric value: ";
      case "Resource" ->
          "failed to get " + metric.object("resource").text("name") + " resource metric value: ";
      case "ContainerResource" ->
          "failed to get "
              + metric.object("containerResource").text("name")
              + " container metric value: ";
      case "External" ->
          "failed to get "
              + metric.object("external").object("metric").text("name")
              + " external metric value: ";
      default -> "";
    };
  }

  /// @throws HorizontalController.Unavailable when the metric cannot be had
  Proposal propose(Json.Object metric, long statusReplicas)
      throws HorizontalController.Unavailable {
    Json.Object own = metric.object(member(metric.text("type")));
    String name = own.object("metric").text("name");
    return switch (metric.text("type")) {
      case "Resource" -> resource(own, "", "FailedGetResourceMetric", metric.text("type"));
      case "ContainerResource" ->
          resource(
              own, own.text("container"), "FailedGetContainerResourceMetric", metric.text("type"));
      case "Pods" ->
          throw new HorizontalController.Unavailable(
              "FailedGetPodsMetric", "unable to get metric " + name + ": " + NO_CUSTOM);
      case "Object" -> {
        Json.Object described = own.object("describedObject");
        throw new HorizontalController.Unavailable(
            "FailedGetObjectMetric",
            "unable to get metric "
                + name
                + ": "
                + described.text("kind")
                + " on "
                + namespace
                + " "
                + described.text("name")
                + "/"
                + NO_CUSTOM);
      }
      case "External" ->
          throw new HorizontalController.Unavailable(
              "FailedGetExternalMetric",
              "unable to get external metric "
                  + namespace
                  + "/"
                  + name
                  + "/"
                  + goSelector(own.object("metric").get("selector"))
                  + ": unable to fetch metrics from external metrics API: the server could not find"
                  + " the requested resource (get "
                  + name
                  + ".external.metrics.k8s.io)");
      default ->
          throw new HorizontalController.Unavailable(
              "InvalidMetricSourceType",
              "unknown metric source type \"" + metric.text("type") + "\"");
    };
  }

  private static String member(String type) {
    return type.isEmpty() ? "" : Character.toLowerCase(type.charAt(0)) + type.substring(1);
  }

  /// A label selector as Go prints it.
  static String goSelector(@Nullable Json selector) {
    if (!(selector instanceof Json.Object o)) {
      return "nil";
    }
    StringBuilder labels = new StringBuilder();
    o.object("matchLabels")
        .texts()
        .forEach((key, value) -> labels.append(key).append(": ").append(value).append(','));
    StringBuilder expressions = new StringBuilder();
    for (Json.Object e : o.array("matchExpressions").objects()) {
      expressions
          .append("LabelSelectorRequirement{Key:")
          .append(e.text("key"))
          .append(",Operator:")
          .append(e.text("operator"))
          .append(",Values:[")
          .append(String.join(" ", e.array("values").texts()))
          .append("],},");
    }
    return "&LabelSelector{MatchLabels:map[string]string{"
        + labels
        + "},MatchExpressions:[]LabelSelectorRequirement{"
        + expressions
        + "},}";
  }

  // Resources.

  private Proposal resource(Json.Object source, String container, String reason, String type)
      throws HorizontalController.Unavailable {
    String resource = source.text("name");
    Json.Object target = source.object("target");
    String what = container.isEmpty() ? "resource" : "container resource";
    boolean raw = target.has("averageValue");
    try {
      if (!raw && !target.has("averageUtilization")) {
        throw new HorizontalController.Unavailable(
            reason,
            "invalid resource metric source: neither an average utilization target nor an average"
                + " value (usage) target was set");
      }
      Measured measured = measured(resource, container);
      Proposed proposed =
          raw
              ? ratio(
                  measured,
                  Map.of(),
                  Quantity.of(target.get("averageValue")).value().doubleValue(),
                  true)
              : ratio(
                  measured,
                  requests(measured.pods(), resource, container),
                  (double) target.number("averageUtilization", 0),
                  false);
      Json.Object current =
          Json.object(
              "averageUtilization",
              raw ? null : proposed.utilization(),
              "averageValue",
              quantity(proposed.average(), resource));
      Json.Object status =
          Json.object("name", resource, "container", container.isEmpty() ? null : container)
              .with("current", current);
      return new Proposal(
          proposed.replicas(),
          raw
              ? resource + " " + what
              : resource + " " + what + " utilization (percentage of request)",
          Json.object("type", type).with(member(type), status));
    } catch (Missing e) {
      throw new HorizontalController.Unavailable(
          reason,
          "failed to get " + resource + (raw ? " usage: " : " utilization: ") + e.getMessage());
    }
  }

  private static Json.Text quantity(double value, String resource) {
    BigDecimal amount =
        BigDecimal.valueOf(
            resource.equals("cpu") ? Math.floor(value * 1000) / 1000 : Math.floor(value));
    return Json.text(new Quantity(amount.stripTrailingZeros(), Quantity.Format.DECIMAL).toString());
  }

  /// Why a resource's metric cannot be used.
  private static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String message) {
      super(message, null, false, false);
    }
  }

  /// The Pods that count, and what they used.
  private record Measured(
      List<Json.Object> pods,
      Map<String, Double> used,
      int ready,
      Set<String> unready,
      Set<String> missing) {}

  private record Proposed(long replicas, long utilization, double average) {}

  private Measured measured(String resource, String container) throws Missing {
    String failed = "unable to get metrics for resource " + resource + ": ";
    ApiResponse answer =
        client.request(
            ApiRequest.get("/apis/metrics.k8s.io/v1beta1/namespaces/" + namespace + "/pods")
                .withQuery("labelSelector", selectorText));
    if (!answer.ok()) {
      throw new Missing(
          failed
              + "unable to fetch metrics from resource metrics API: "
              + answer.object().text("message")
              + " (get pods.metrics.k8s.io)");
    }
    Map<String, Sample> samples = samples(answer.object(), resource, container);
    if (answer.object().array("items").isEmpty()) {
      throw new Missing(failed + "no metrics returned from resource metrics API");
    }
    List<Json.Object> pods =
        run.list("", "pods", namespace).stream().filter(selector::matchesObject).toList();
    if (pods.isEmpty()) {
      throw new Missing("no pods returned by selector while calculating replica count");
    }
    Map<String, Double> used = new HashMap<>();
    List<Json.Object> counted = new ArrayList<>();
    Set<String> unready = new TreeSet<>();
    Set<String> missing = new TreeSet<>();
    int ready = 0;
    for (Json.Object pod : pods) {
      String phase = pod.object("status").text("phase");
      if (Meta.isDeleting(pod) || phase.equals("Failed")) {
        continue;
      }
      counted.add(pod);
      Sample sample = samples.get(Meta.name(pod));
      if (phase.equals("Pending")) {
        unready.add(Meta.name(pod));
      } else if (sample == null) {
        missing.add(Meta.name(pod));
      } else if (resource.equals("cpu") && isStarting(pod, sample)) {
        unready.add(Meta.name(pod));
      } else {
        ready++;
        used.put(Meta.name(pod), sample.value());
      }
    }
    if (used.isEmpty()) {
      throw new Missing("did not receive metrics for targeted pods (pods might be unready)");
    }
    return new Measured(counted, used, ready, unready, missing);
  }

  private static Map<String, Sample> samples(Json.Object answer, String resource, String container)
      throws Missing {
    Map<String, Sample> samples = new HashMap<>();
    for (Json.Object pod : answer.array("items").objects()) {
      double sum = 0;
      boolean whole = true;
      boolean found = container.isEmpty();
      for (Json.Object c : pod.array("containers").objects()) {
        if (container.isEmpty() || c.text("name").equals(container)) {
          found = true;
          whole &= c.object("usage").has(resource);
          sum += Quantity.of(c.object("usage").get(resource)).value().doubleValue();
        }
      }
      if (!found) {
        throw new Missing(
            "unable to get metrics for resource "
                + resource
                + ": failed to get container metrics: container "
                + container
                + " not present in metrics for pod "
                + Meta.namespace(pod)
                + "/"
                + Meta.name(pod));
      }
      Instant at = Meta.instant(pod.get("timestamp"));
      if (whole && at != null) {
        String window = pod.text("window").replaceAll("\\..*|s$", "");
        samples.put(
            Meta.name(pod),
            new Sample(
                sum,
                at,
                Duration.ofSeconds(window.matches("\\d{1,6}") ? Long.parseLong(window) : 30)));
      }
    }
    return samples;
  }

  /// Whether a Pod's use of the CPU is still that of its start.
  private boolean isStarting(Json.Object pod, Sample sample) {
    Json.Object ready = Meta.condition(pod, "Ready");
    Instant start = Meta.instant(pod.object("status").get("startTime"));
    Instant since = Meta.instant(ready.get("lastTransitionTime"));
    if (ready.isEmpty() || start == null || since == null) {
      return true;
    }
    boolean isNot = ready.text("status").equals("False");
    return start.plus(STARTING).isAfter(run.now())
        ? isNot || sample.at().isBefore(since.plus(sample.window()))
        : isNot && start.plus(FIRST_READY).isAfter(since);
  }

  private static Map<String, Double> requests(
      List<Json.Object> pods, String resource, String container) throws Missing {
    Map<String, Double> requests = new HashMap<>();
    for (Json.Object pod : pods) {
      double sum = 0;
      List<Json.Object> containers =
          new ArrayList<>(pod.object("spec").array("containers").objects());
      pod.object("spec").array("initContainers").objects().stream()
          .filter(c -> c.text("restartPolicy").equals("Always"))
          .forEach(containers::add);
      for (Json.Object c : containers) {
        if (container.isEmpty() || c.text("name").equals(container)) {
          Json asked = c.object("resources").object("requests").get(resource);
          if (asked == null) {
            throw new Missing(
                "missing request for "
                    + resource
                    + " in container "
                    + c.text("name")
                    + " of Pod "
                    + Meta.name(pod));
          }
          sum += Quantity.of(asked).value().doubleValue();
        }
      }
      requests.put(Meta.name(pod), sum);
    }
    return requests;
  }

  /// @param requests of each Pod, for a target in per cent of them
  /// @param raw whether the target is an amount for each Pod
  private Proposed ratio(
      Measured measured, Map<String, Double> requests, double target, boolean raw) throws Missing {
    Map<String, Double> used = new HashMap<>(measured.used());
    double share = share(used, requests, target, raw);
    double average = sum(used) / used.size();
    long utilization = raw ? 0 : percent(used, requests);
    boolean upWithUnready = !measured.unready().isEmpty() && share > 1;
    if (!upWithUnready && measured.missing().isEmpty()) {
      long replicas = isNear(share) ? current : (long) Math.ceil(share * measured.ready());
      return new Proposed(replicas, utilization, average);
    }
    for (String pod : measured.missing()) {
      if (share < 1) {
        used.put(pod, raw ? target : requests.getOrDefault(pod, 0.0) * Math.max(100, target) / 100);
      } else if (share > 1) {
        used.put(pod, 0.0);
      }
    }
    if (upWithUnready) {
      measured.unready().forEach(pod -> used.put(pod, 0.0));
    }
    double cautious = share(used, requests, target, raw);
    long replicas = (long) Math.ceil(cautious * used.size());
    boolean turned = share < 1 && cautious > 1 || share > 1 && cautious < 1;
    boolean backwards = cautious < 1 && replicas > current || cautious > 1 && replicas < current;
    return new Proposed(
        isNear(cautious) || turned || backwards ? current : replicas, utilization, average);
  }

  private static boolean isNear(double share) {
    return Math.abs(1 - share) <= TOLERANCE;
  }

  private static double sum(Map<String, Double> used) {
    return used.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static long percent(Map<String, Double> used, Map<String, Double> requests)
      throws Missing {
    double asked = used.keySet().stream().mapToDouble(p -> requests.getOrDefault(p, 0.0)).sum();
    if (asked == 0) {
      throw new Missing("no metrics returned matched known pods");
    }
    return (long) (sum(used) * 100 / asked);
  }

  private static double share(
      Map<String, Double> used, Map<String, Double> requests, double target, boolean raw)
      throws Missing {
    return raw ? sum(used) / used.size() / target : percent(used, requests) / target;
  }
}
