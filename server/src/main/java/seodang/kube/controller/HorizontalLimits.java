package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// How fast and how far an autoscaler may go: stabilization, policies, its least and most.
///
/// What it proposed and what it did lately is remembered under `hpa/UID`, as the real controller
/// keeps it in its own memory.
final class HorizontalLimits {
  private static final long WINDOW = 300;
  private final Run run;
  private final Json.Object hpa;
  private final long current;
  private final String key;

  HorizontalLimits(Run run, Json.Object hpa, long current) {
    this.run = run;
    this.hpa = hpa;
    this.current = current;
    key = "hpa/" + Meta.uid(hpa);
  }

  /// A condition to be set.
  record Condition(String type, boolean holds, String reason, String message) {}

  /// How many replicas there may be, and why not as many as were proposed.
  record Decision(long replicas, List<Condition> conditions) {}

  private record Bounded(long replicas, String reason, String message) {}

  static void forget(Run run, Json.Object hpa) {
    run.forget("hpa/" + Meta.uid(hpa));
  }

  /// The size it is found at counts as its first recommendation.
  void begin() {
    if (run.recall(key) == null) {
      recommend(current);
    }
  }

  Decision decide(long proposed) {
    Json.Object behavior = hpa.object("spec").object("behavior");
    long stable = behavior.isEmpty() ? highest(proposed) : stabilized(behavior, proposed);
    recommend(proposed);
    Condition able =
        stable == proposed
            ? new Condition(
                "AbleToScale", true, "ReadyForNewScale", "recommended size matches current size")
            : stable < proposed
                ? new Condition(
                    "AbleToScale",
                    true,
                    "ScaleUpStabilized",
                    "recent recommendations were lower than current one, applying the lowest recent"
                        + " recommendation")
                : new Condition(
                    "AbleToScale",
                    true,
                    "ScaleDownStabilized",
                    "recent recommendations were higher than current one, applying the highest"
                        + " recent recommendation");
    Bounded bounded = behavior.isEmpty() ? bounded(stable) : bounded(behavior, stable);
    return new Decision(
        bounded.replicas(),
        List.of(
            able,
            new Condition(
                "ScalingLimited",
                bounded.replicas() != stable,
                bounded.reason(),
                bounded.message())));
  }

  // Stabilization.

  private long highest(long proposed) {
    long most = proposed;
    for (Json.Object old : recent("recommendations", WINDOW)) {
      most = Math.max(most, old.number("replicas", 0));
    }
    return most;
  }

  private long stabilized(Json.Object behavior, long proposed) {
    long up = proposed;
    long upWindow = behavior.object("scaleUp").number("stabilizationWindowSeconds", 0);
    for (Json.Object old : recent("recommendations", upWindow)) {
      up = Math.min(up, old.number("replicas", 0));
    }
    long down = proposed;
    long downWindow = behavior.object("scaleDown").number("stabilizationWindowSeconds", WINDOW);
    for (Json.Object old : recent("recommendations", downWindow)) {
      down = Math.max(down, old.number("replicas", 0));
    }
    return Math.min(Math.max(current, up), down);
  }

  // Bounds.

  private Bounded bounded(long wanted) {
    long most = hpa.object("spec").number("maxReplicas", 1);
    long least = hpa.object("spec").number("minReplicas", 1);
    long doubled = Math.max(2 * current, 4);
    if (wanted < least) {
      return tooFew(least);
    }
    if (wanted > Math.min(most, doubled)) {
      return most > doubled ? tooFast(doubled) : tooMany(most);
    }
    return within(wanted);
  }

  private Bounded bounded(Json.Object behavior, long wanted) {
    long most = hpa.object("spec").number("maxReplicas", 1);
    long least = hpa.object("spec").number("minReplicas", 1);
    if (wanted > current) {
      long limit = Math.max(current, upLimit(behavior.object("scaleUp")));
      if (wanted > Math.min(most, limit)) {
        return most > limit ? tooFast(limit) : tooMany(most);
      }
    } else if (wanted < current) {
      long limit = Math.min(current, downLimit(behavior.object("scaleDown")));
      if (wanted < Math.max(least, limit)) {
        return least < limit
            ? new Bounded(
                limit,
                "ScaleDownLimit",
                "the desired replica count is decreasing faster than the maximum scale rate")
            : tooFew(least);
      }
    }
    return within(wanted);
  }

  private static Bounded tooFew(long least) {
    return new Bounded(
        least,
        "TooFewReplicas",
        "the desired replica count is less than the minimum replica count");
  }

  private static Bounded tooMany(long most) {
    return new Bounded(
        most,
        "TooManyReplicas",
        "the desired replica count is more than the maximum replica count");
  }

  private static Bounded tooFast(long limit) {
    return new Bounded(
        limit,
        "ScaleUpLimit",
        "the desired replica count is increasing faster than the maximum scale rate");
  }

  private static Bounded within(long wanted) {
    return new Bounded(
        wanted, "DesiredWithinRange", "the desired count is within the acceptable range");
  }

  private long upLimit(Json.Object rules) {
    if (rules.text("selectPolicy").equals("Disabled")) {
      return current;
    }
    boolean smallest = rules.text("selectPolicy").equals("Min");
    long chosen = smallest ? Integer.MAX_VALUE : Integer.MIN_VALUE;
    for (Json.Object policy : rules.array("policies").objects()) {
      double start = start(policy);
      long value = policy.number("value", 0);
      long limit =
          policy.text("type").equals("Pods")
              ? (long) start + value
              : (long) Math.ceil(start * (1 + value / 100.0));
      chosen = smallest ? Math.min(chosen, limit) : Math.max(chosen, limit);
    }
    return chosen;
  }

  private long downLimit(Json.Object rules) {
    if (rules.text("selectPolicy").equals("Disabled")) {
      return current;
    }
    boolean smallest = rules.text("selectPolicy").equals("Min");
    long chosen = smallest ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    for (Json.Object policy : rules.array("policies").objects()) {
      double start = start(policy);
      long value = policy.number("value", 0);
      long limit =
          policy.text("type").equals("Pods")
              ? (long) start - value
              : (long) (start * (1 - value / 100.0));
      chosen = smallest ? Math.max(chosen, limit) : Math.min(chosen, limit);
    }
    return chosen;
  }

  /// How many replicas there were when a policy's period began.
  private double start(Json.Object policy) {
    long added = 0;
    for (Json.Object event : recent("changes", policy.number("periodSeconds", 0))) {
      added += event.number("replicas", 0);
    }
    return current - added;
  }

  // Memory.

  /// Takes note of a change of size.
  void scaled(long replicas) {
    remember("changes", replicas - current);
  }

  private void recommend(long replicas) {
    remember("recommendations", replicas);
  }

  private void remember(String list, long replicas) {
    List<Json> kept = new ArrayList<>(recent(list, longest(list)));
    kept.add(Json.object("at", run.now().toString(), "replicas", replicas));
    run.remember(key, run.recallObject(key).with(list, Json.Array.of(kept)));
  }

  /// How long an entry may matter.
  private long longest(String list) {
    long longest = WINDOW;
    Json.Object behavior = hpa.object("spec").object("behavior");
    for (String direction : List.of("scaleUp", "scaleDown")) {
      Json.Object rules = behavior.object(direction);
      if (list.equals("recommendations")) {
        longest = Math.max(longest, rules.number("stabilizationWindowSeconds", 0));
      }
      for (Json.Object policy : rules.array("policies").objects()) {
        longest = Math.max(longest, policy.number("periodSeconds", 0));
      }
    }
    return longest;
  }

  private List<Json.Object> recent(String list, long seconds) {
    Instant since = run.now().minus(Duration.ofSeconds(seconds));
    return run.recallObject(key).array(list).objects().stream()
        .filter(e -> Instant.parse(e.text("at")).isAfter(since))
        .toList();
  }
}
