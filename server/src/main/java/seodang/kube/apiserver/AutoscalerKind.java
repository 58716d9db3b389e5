package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// HorizontalPodAutoscalers of both versions.
final class AutoscalerKind extends Kind {
  private static final String UNKNOWN = "<unknown>";

  @Override
  Json.Object defaults(Json.Object object) {
    return KindDefaults.autoscaler(object);
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    boolean first = object.text("apiVersion").equals("autoscaling/v1");
    return object.with(
        "status",
        first
            ? Json.object("currentReplicas", 0, "desiredReplicas", 0)
            : Json.object("desiredReplicas", 0).with("currentMetrics", Json.Null.NULL));
  }

  @Override
  List<Object> cells(Run run, Json.Object hpa) {
    Json.Object spec = hpa.object("spec");
    Json.Object target = spec.object("scaleTargetRef");
    return List.of(
        Meta.name(hpa),
        target.text("kind") + "/" + target.text("name"),
        metrics(spec.array("metrics").objects(), hpa.object("status").array("currentMetrics")),
        spec.get("minReplicas") instanceof Json.Number least ? least.toString() : "<unset>",
        spec.number("maxReplicas", 0),
        hpa.object("status").number("currentReplicas", 0),
        Kind.age(run, hpa));
  }

  private static String metrics(List<Json.Object> asked, Json.Array measured) {
    if (asked.isEmpty()) {
      return "<none>";
    }
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < Math.min(asked.size(), 2); i++) {
      shown.add(metric(asked.get(i), measured.object(i)));
    }
    String text = String.join(", ", shown);
    return asked.size() > 2 ? text + " + " + (asked.size() - 2) + " more..." : text;
  }

  private static String metric(Json.Object metric, Json.Object measured) {
    String type = metric.text("type");
    String member = type.isEmpty() ? "" : Character.toLowerCase(type.charAt(0)) + type.substring(1);
    Json.Object target = metric.object(member).object("target");
    Json.Object current = measured.object(member).object("current");
    boolean average = target.has("averageValue");
    if (type.endsWith("Resource")) {
      String name = metric.object(member).text("name") + ": ";
      return average
          ? name + current.text("averageValue", UNKNOWN) + "/" + target.text("averageValue")
          : name
              + percent(current.get("averageUtilization"), UNKNOWN)
              + "/"
              + percent(target.get("averageUtilization"), "<auto>");
    }
    boolean each = average || type.equals("Pods");
    String field = each ? "averageValue" : "value";
    return current.text(field, UNKNOWN)
        + "/"
        + target.text(field)
        + (average && !type.equals("Pods") ? " (avg)" : "");
  }

  private static String percent(@Nullable Json value, String otherwise) {
    return value == null ? otherwise : value + "%";
  }
}
