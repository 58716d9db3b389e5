package seodang.terminal.kubectl.describe;

import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.Quantity;

/// What a Pod requests or is limited to, as the scheduler counts it: the sum of its containers and
/// sidecars, or what an init container needs while it runs, whichever is more; and its overhead.
final class PodAmounts {
  private PodAmounts() {}

  /// @param list `requests` or `limits`
  static Map<String, Quantity> of(Json.Object pod, String list) {
    Json.Object spec = pod.object("spec");
    Map<String, Quantity> sum = new TreeMap<>();
    for (Json.Object container : spec.array("containers").objects()) {
      add(sum, container.object("resources").object(list));
    }
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> peak = new TreeMap<>();
    for (Json.Object container : spec.array("initContainers").objects()) {
      Json.Object own = container.object("resources").object(list);
      if (container.text("restartPolicy").equals("Always")) {
        add(sum, own);
        add(sidecars, own);
        max(peak, sidecars);
      } else {
        Map<String, Quantity> now = new TreeMap<>(sidecars);
        add(now, own);
        max(peak, now);
      }
    }
    max(sum, peak);
    spec.object("overhead")
        .forEach((name, amount) -> {
          if (list.equals("requests") || sum.containsKey(name)) {
            sum.merge(name, Quantity.of(amount), Quantity::plus);
          }
        });
    return sum;
  }

  private static void add(Map<String, Quantity> sum, Json.Object amounts) {
    amounts.forEach((name, amount) -> sum.merge(name, Quantity.of(amount), Quantity::plus));
  }

  private static void max(Map<String, Quantity> into, Map<String, Quantity> other) {
    other.forEach(
        (name, amount) -> into.merge(name, amount, (a, b) -> a.compareTo(b) >= 0 ? a : b));
  }
}
