package seodang.terminal.kubectl.create;

import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;

/// `kubectl create namespace`, `serviceaccount` and `priorityclass`.
public final class Simple {
  private Simple() {}

  public static Json.Object namespace(Invocation invocation, String name) {
    return Generator.object("v1", "Namespace", Generator.metadata(invocation, name, false))
        .with("spec", Json.object())
        .with("status", Json.object());
  }

  public static Json.Object serviceAccount(Invocation invocation, String name) {
    return Generator.object("v1", "ServiceAccount", Generator.metadata(invocation, name, true));
  }

  public static Json.Object priorityClass(Invocation invocation, String name) {
    Flags flags = invocation.flags();
    String policy = flags.text("preemption-policy");
    Json.Object priority =
        Generator.object(
                "scheduling.k8s.io/v1",
                "PriorityClass",
                Generator.metadata(invocation, name, false))
            .with("value", flags.number("value"));
    priority = policy.isEmpty() ? priority : priority.with("preemptionPolicy", policy);
    priority = flags.is("global-default") ? priority.with("globalDefault", true) : priority;
    String description = flags.text("description");
    return description.isEmpty() ? priority : priority.with("description", description);
  }

  public static Json.Object podDisruptionBudget(Invocation invocation, String name) {
    Flags flags = invocation.flags();
    String minimum = flags.text("min-available");
    String maximum = flags.text("max-unavailable");
    if (flags.text("selector").isEmpty()) {
      throw new KubectlError("a selector must be specified");
    }
    if (minimum.isEmpty() && maximum.isEmpty()) {
      throw new KubectlError("one of min-available or max-unavailable must be specified");
    }
    if (!minimum.isEmpty() && !maximum.isEmpty()) {
      throw new KubectlError("min-available and max-unavailable cannot be both specified");
    }
    checkAmount("min-available", minimum);
    checkAmount("max-unavailable", maximum);
    Json.Object spec = Json.object("selector", LabelSelectors.parse(flags.text("selector")));
    return Generator.object(
            "policy/v1", "PodDisruptionBudget", Generator.metadata(invocation, name, true))
        .with(
            "spec",
            minimum.isEmpty()
                ? spec.with("maxUnavailable", Generator.intOrString(maximum))
                : spec.with("minAvailable", Generator.intOrString(minimum)))
        .with(
            "status",
            Json.object(
                "currentHealthy", 0,
                "desiredHealthy", 0,
                "disruptionsAllowed", 0,
                "expectedPods", 0));
  }

  private static void checkAmount(String flag, String value) {
    if (!value.isEmpty() && !value.matches("[0-9]+%?")) {
      throw new KubectlError("invalid format specified for " + flag);
    }
  }
}
