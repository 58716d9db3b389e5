package seodang.terminal.kubectl.describe;

import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.Quantity;

/// Describes a HorizontalPodAutoscaler.
final class Autoscalers {
  private Autoscalers() {}

  static void describe(Json.Object autoscaler, Description out, Describer.Source source) {
    Json.Object metadata = autoscaler.object("metadata");
    Json.Object spec = autoscaler.object("spec");
    Json.Object status = autoscaler.object("status");
    Json.Object target = spec.object("scaleTargetRef");
    out.head(autoscaler);
    out.line(0, "CreationTimestamp:", Description.date(metadata.text("creationTimestamp")));
    out.line(0, "Reference:", target.text("kind") + "/" + target.text("name"));
    out.line(0, "Metrics:", "( current / target )");
    List<Json.Object> current = status.array("currentMetrics").objects();
    List<Json.Object> metrics = spec.array("metrics").objects();
    for (int i = 0; i < metrics.size(); i++) {
      metric(metrics.get(i), i < current.size() ? current.get(i) : Json.object(), out);
    }
    out.line(0, "Min replicas:", Description.value(spec, "minReplicas", "<unset>"));
    out.line(0, "Max replicas:", spec.number("maxReplicas", 0));
    if (spec.has("behavior")) {
      out.line(0, "Behavior:");
      rules("Scale Up", spec.object("behavior").object("scaleUp"), out);
      rules("Scale Down", spec.object("behavior").object("scaleDown"), out);
    }
    out.line(
        0,
        target.text("kind") + " pods:",
        status.number("currentReplicas", 0)
            + " current / "
            + status.number("desiredReplicas", 0)
            + " desired");
    conditions(status, out);
    EventTable.of(autoscaler, out, source);
  }

  private static void conditions(Json.Object status, Description out) {
    List<Json.Object> conditions = status.array("conditions").objects();
    if (conditions.isEmpty()) {
      return;
    }
    out.line(0, "Conditions:");
    out.line(1, "Type", "Status", "Reason", "Message");
    out.line(1, "----", "------", "------", "-------");
    conditions.forEach(
        c -> out.line(1, c.text("type"), c.text("status"), c.text("reason"), c.text("message")));
  }

  private static void metric(Json.Object metric, Json.Object current, Description out) {
    String type = metric.text("type");
    switch (type) {
      case "Resource", "ContainerResource" -> {
        boolean container = type.equals("ContainerResource");
        String member = container ? "containerResource" : "resource";
        Json.Object own = metric.object(member);
        Json.Object now = current.object(member).object("current");
        Json.Object wanted = own.object("target");
        String of =
            container
                ? "resource "
                    + own.text("name")
                    + " of container "
                    + Describers.quoted(own.text("container"))
                    + " on pods"
                : "resource " + own.text("name") + " on pods";
        if (wanted.has("averageValue")) {
          out.line(
              1,
              of + ":",
              amount(now, "averageValue") + " / " + Quantity.of(wanted.get("averageValue")));
        } else {
          String percent =
              now.has("averageUtilization")
                  ? now.number("averageUtilization", 0)
                      + "% ("
                      + Quantity.of(now.get("averageValue"))
                      + ")"
                  : "<unknown>";
          String goal =
              wanted.has("averageUtilization")
                  ? wanted.number("averageUtilization", 0) + "%"
                  : "<auto>";
          out.line(1, of + "  (as a percentage of request):", percent + " / " + goal);
        }
      }
      case "Pods" -> {
        Json.Object own = metric.object("pods");
        out.line(
            1,
            Describers.quoted(own.object("metric").text("name")) + " on pods:",
            amount(current.object("pods").object("current"), "averageValue")
                + " / "
                + Quantity.of(own.object("target").get("averageValue")));
      }
      case "Object" -> {
        Json.Object own = metric.object("object");
        String value = own.object("target").has("value") ? "value" : "averageValue";
        out.line(
            1,
            Describers.quoted(own.object("metric").text("name"))
                + " on "
                + own.object("describedObject").text("kind")
                + "/"
                + own.object("describedObject").text("name")
                + (value.equals("value") ? " (target value):" : " (target average value):"),
            amount(current.object("object").object("current"), value)
                + " / "
                + Quantity.of(own.object("target").get(value)));
      }
      case "External" -> {
        Json.Object own = metric.object("external");
        String value = own.object("target").has("value") ? "value" : "averageValue";
        out.line(
            1,
            Describers.quoted(own.object("metric").text("name"))
                + (value.equals("value") ? " (target value):" : " (target average value):"),
            amount(current.object("external").object("current"), value)
                + " / "
                + Quantity.of(own.object("target").get(value)));
      }
      default -> out.line(1, "<unknown metric type " + Describers.quoted(type) + ">");
    }
  }

  private static String amount(Json.Object current, String field) {
    return current.has(field) ? Quantity.of(current.get(field)).toString() : "<unknown>";
  }

  private static final Map<String, String> PERIODS = Map.of("Percent", "Percent", "Pods", "Pods");

  private static void rules(String title, Json.Object rules, Description out) {
    if (rules.isEmpty()) {
      return;
    }
    out.line(1, title + ":");
    if (rules.has("stabilizationWindowSeconds")) {
      out.line(
          2, "Stabilization Window: " + rules.number("stabilizationWindowSeconds", 0) + " seconds");
    }
    List<Json.Object> policies = rules.array("policies").objects();
    if (!policies.isEmpty()) {
      out.line(2, "Select Policy: " + rules.text("selectPolicy", "Max"));
      out.line(2, "Policies:");
      for (Json.Object policy : policies) {
        String type = PERIODS.getOrDefault(policy.text("type"), policy.text("type"));
        out.line(
            3,
            "- Type: " + type,
            "Value: " + policy.number("value", 0),
            "Period: " + policy.number("periodSeconds", 0) + " seconds");
      }
    }
  }
}
