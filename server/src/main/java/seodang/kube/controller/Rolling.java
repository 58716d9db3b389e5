package seodang.kube.controller;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// The bounds of a rolling update.
final class Rolling {
  private Rolling() {}

  static long maxSurge(Json.Object deployment) {
    Json.Object strategy = deployment.object("spec").object("strategy");
    return strategy.text("type").equals("RollingUpdate")
        ? amount(strategy.object("rollingUpdate").get("maxSurge"), wanted(deployment), true)
        : 0;
  }

  /// At least one where neither a surge nor an absence would be allowed.
  static long maxUnavailable(Json.Object deployment) {
    Json.Object strategy = deployment.object("spec").object("strategy");
    if (!strategy.text("type").equals("RollingUpdate")) {
      return 0;
    }
    long absent =
        amount(strategy.object("rollingUpdate").get("maxUnavailable"), wanted(deployment), false);
    return Math.min(absent == 0 && maxSurge(deployment) == 0 ? 1 : absent, wanted(deployment));
  }

  private static long wanted(Json.Object deployment) {
    return deployment.object("spec").number("replicas", 0);
  }

  /// A number, or a percentage of a whole.
  static long amount(@Nullable Json value, long whole, boolean up) {
    if (value instanceof Json.Number n) {
      return n.longValue();
    }
    if (value instanceof Json.Text t && t.value().matches("\\d{1,6}%")) {
      double share = whole * Long.parseLong(t.value().replace("%", "")) / 100.0;
      return (long) (up ? Math.ceil(share) : Math.floor(share));
    }
    return 0;
  }
}
