package seodang.kube.controller;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.apiserver.Conditions;
import seodang.kube.apiserver.CustomResources;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.store.Change;

/// Scales what a HorizontalPodAutoscaler points at, every fifteen seconds.
public final class HorizontalController extends Controller {
  private static final Duration PERIOD = Duration.ofSeconds(15);
  private static final String PREFIX = "/registry/autoscaling/horizontalpodautoscalers/";

  public HorizontalController() {
    super("horizontal-pod-autoscaler", "autoscaling", "horizontalpodautoscalers");
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object before = change.before();
    Json.Object after = change.after();
    if (!change.key().startsWith(PREFIX)) {
      return;
    }
    if (after != null) {
      run.enqueue(this, Meta.key(after), PERIOD);
    } else if (before != null) {
      HorizontalLimits.forget(run, before);
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object hpa = find(run, key);
    if (hpa != null) {
      new Turn(run, hpa).take();
      run.enqueue(this, key, PERIOD);
    }
  }

  /// A metric that could not be had; `reason` is that of the condition and the event.
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    Unavailable(String reason, String message) {
      super(message, null, false, false);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }

    String words() {
      return String.valueOf(getMessage());
    }
  }

  /// One look at one autoscaler.
  private final class Turn {
    private final Run run;
    private final Client client;
    private final Json.Object hpa;
    private final Json.Object spec;
    private Json.Array conditions;

    Turn(Run run, Json.Object hpa) {
      this.run = run;
      this.hpa = hpa;
      client = client(run);
      spec = hpa.object("spec");
      conditions = hpa.object("status").array("conditions");
    }

    void take() {
      Json.Object target = spec.object("scaleTargetRef");
      String apiVersion = target.text("apiVersion");
      ResourceType type = CustomResources.ofKind(run, apiVersion, target.text("kind"));
      if (type == null) {
        int slash = apiVersion.indexOf('/');
        noScale(
            "unable to determine resource for scale target reference: no matches for kind \""
                + target.text("kind")
                + "\" in group \""
                + (slash < 0 ? "" : apiVersion.substring(0, slash))
                + "\"");
        return;
      }
      String path = type.path(Meta.namespace(hpa), target.text("name")) + "/scale";
      ApiResponse got = client.request(ApiRequest.get(path));
      if (!got.ok()) {
        noScale(got.object().text("message"));
        return;
      }
      set(
          "AbleToScale",
          true,
          "SucceededGetScale",
          "the HPA controller was able to get the target's current scale");
      scale(path, got.object());
    }

    private void noScale(String why) {
      client.event(hpa, "Warning", "FailedGetScale", why);
      set(
          "AbleToScale",
          false,
          "FailedGetScale",
          "the HPA controller was unable to get the target's current scale: " + why);
      write(hpa.object("status").with("conditions", conditions));
    }

    private void scale(String path, Json.Object scale) {
      long current = scale.object("spec").number("replicas", 0);
      long least = spec.number("minReplicas", 1);
      long most = spec.number("maxReplicas", 1);
      HorizontalLimits limits = new HorizontalLimits(run, hpa, current);
      limits.begin();
      Json.Array metrics = hpa.object("status").array("currentMetrics");
      long desired;
      String reason = "";
      if (current == 0 && least != 0) {
        desired = 0;
        set(
            "ScalingActive",
            false,
            "ScalingDisabled",
            "scaling is disabled since the replica count of the target is zero");
        status(current, 0, Json.array(), false);
        return;
      } else if (current > most) {
        reason = "Current number of replicas above Spec.MaxReplicas";
        desired = most;
        metrics = Json.array();
      } else if (current < least) {
        reason = "Current number of replicas below Spec.MinReplicas";
        desired = least;
        metrics = Json.array();
      } else {
        Outcome outcome = measure(scale, current);
        metrics = outcome.statuses();
        if (outcome.replicas() < 0) {
          status(current, hpa.object("status").number("desiredReplicas", 0), metrics, false);
          client.event(hpa, "Warning", "FailedComputeMetricsReplicas", outcome.error());
          return;
        }
        reason =
            outcome.replicas() > current
                ? outcome.metric() + " above target"
                : "All metrics below target";
        HorizontalLimits.Decision decision = limits.decide(outcome.replicas());
        desired = decision.replicas();
        decision.conditions().forEach(c -> set(c.type(), c.holds(), c.reason(), c.message()));
      }
      if (desired == current) {
        status(current, current, metrics, false);
        return;
      }
      rescale(path, scale, desired, reason, limits, metrics);
    }

    private void rescale(
        String path,
        Json.Object scale,
        long desired,
        String reason,
        HorizontalLimits limits,
        Json.Array metrics) {
      long current = scale.object("spec").number("replicas", 0);
      ApiResponse done =
          client.request(
              ApiRequest.put(path, scale.withAt(Json.number(desired), "spec", "replicas")));
      String size = "New size: " + desired + "; reason: " + reason;
      if (!done.ok()) {
        String why = done.object().text("message");
        client.event(hpa, "Warning", "FailedRescale", size + "; error: " + why);
        set(
            "AbleToScale",
            false,
            "FailedUpdateScale",
            "the HPA controller was unable to update the target scale: " + why);
        status(current, hpa.object("status").number("desiredReplicas", 0), metrics, false);
        return;
      }
      set(
          "AbleToScale",
          true,
          "SucceededRescale",
          "the HPA controller was able to update the target scale to " + desired);
      client.event(hpa, "Normal", "SuccessfulRescale", size);
      limits.scaled(desired);
      status(current, desired, metrics, true);
    }

    /// What all metrics propose together.
    ///
    /// @param replicas negative when too many of them could not be had
    private record Outcome(long replicas, String metric, Json.Array statuses, String error) {}

    private Outcome measure(Json.Object scale, long current) {
      String text = scale.object("status").text("selector");
      Selector selector = text.isEmpty() ? null : Selector.parse(text);
      String wrong = selector == null ? noSelector(text) : conflict(text, selector);
      if (selector == null || !wrong.isEmpty()) {
        return new Outcome(-1, "", Json.array(), wrong);
      }
      List<Json.Object> asked = metrics();
      HorizontalMetrics measured =
          new HorizontalMetrics(run, client, Meta.namespace(hpa), selector, text, current);
      Json.Array statuses = Json.array();
      Unavailable first = null;
      String firstError = "";
      int invalid = 0;
      long replicas = 0;
      String name = "";
      for (Json.Object metric : asked) {
        try {
          HorizontalMetrics.Proposal proposal =
              measured.propose(metric, scale.object("status").number("replicas", 0));
          statuses = statuses.add(proposal.status());
          if (replicas == 0 || proposal.replicas() > replicas) {
            replicas = proposal.replicas();
            name = proposal.metric();
          }
        } catch (Unavailable e) {
          statuses = statuses.add(Json.object("type", ""));
          client.event(hpa, "Warning", e.reason(), e.words());
          if (first == null) {
            first = e;
            firstError = HorizontalMetrics.about(metric) + e.words();
          }
          invalid++;
        }
      }
      String error =
          "invalid metrics ("
              + invalid
              + " invalid out of "
              + asked.size()
              + "), first error is: "
              + firstError;
      if (first != null && (invalid >= asked.size() || replicas < current)) {
        set(
            "ScalingActive",
            false,
            first.reason(),
            "the HPA was unable to compute the replica count: " + first.words());
        return new Outcome(-1, "", statuses, error);
      }
      set(
          "ScalingActive",
          true,
          "ValidMetricFound",
          "the HPA was able to successfully calculate a replica count from " + name);
      return new Outcome(replicas, name, statuses, "");
    }

    /// The metrics asked for; those of version 1 know the CPU only.
    private List<Json.Object> metrics() {
      return spec.has("targetCPUUtilizationPercentage")
          ? List.of(
              Json.object(
                  "type",
                  "Resource",
                  "resource",
                  Json.object(
                      "name",
                      "cpu",
                      "target",
                      Json.object(
                          "type",
                          "Utilization",
                          "averageUtilization",
                          spec.get("targetCPUUtilizationPercentage")))))
          : spec.array("metrics").objects();
    }

    private String noSelector(String text) {
      String why =
          text.isEmpty()
              ? "selector is required"
              : "couldn't convert selector into a corresponding internal selector object: " + text;
      client.event(hpa, "Warning", text.isEmpty() ? "SelectorRequired" : "InvalidSelector", why);
      set(
          "ScalingActive",
          false,
          "InvalidSelector",
          text.isEmpty() ? "the HPA target's scale is missing a selector" : why);
      return why;
    }

    /// Other autoscalers of the same Pods; `""` when there are none.
    private String conflict(String text, Selector selector) {
      TreeSet<String> mine = new TreeSet<>();
      for (Json.Object other :
          run.list("autoscaling", "horizontalpodautoscalers", Meta.namespace(hpa))) {
        String selected = Meta.uid(other).equals(Meta.uid(hpa)) ? text : selectorOf(other);
        Selector theirs = selected.isEmpty() ? null : Selector.parse(selected);
        if (theirs != null
            && run.list("", "pods", Meta.namespace(hpa)).stream()
                .anyMatch(pod -> selector.matchesObject(pod) && theirs.matchesObject(pod))) {
          mine.add(Meta.key(other));
        }
      }
      if (mine.size() <= 1) {
        return "";
      }
      String why =
          "pods by selector "
              + text
              + " are controlled by multiple HPAs: ["
              + String.join(" ", mine)
              + "]";
      client.event(hpa, "Warning", "AmbiguousSelector", why);
      set("ScalingActive", false, "AmbiguousSelector", why);
      return why;
    }

    private String selectorOf(Json.Object other) {
      Json.Object target = other.object("spec").object("scaleTargetRef");
      ResourceType type =
          CustomResources.ofKind(run, target.text("apiVersion"), target.text("kind"));
      if (type == null) {
        return "";
      }
      ApiResponse scale =
          client.request(
              ApiRequest.get(type.path(Meta.namespace(other), target.text("name")) + "/scale"));
      return scale.ok() ? scale.object().object("status").text("selector") : "";
    }

    // Status.

    private void set(String type, boolean holds, String reason, String message) {
      String status = holds ? "True" : "False";
      String since = Meta.time(run.now()).value();
      for (Json.Object old : conditions.objects()) {
        if (old.text("type").equals(type) && old.text("status").equals(status)) {
          since = old.text("lastTransitionTime");
        }
      }
      conditions =
          Conditions.set(
              conditions,
              Json.object(
                  "type", type,
                  "status", status,
                  "lastTransitionTime", since,
                  "reason", reason,
                  "message", message));
    }

    private void status(long current, long desired, Json.Array metrics, boolean rescaled) {
      Json.Object old = hpa.object("status");
      Json.Object status =
          Json.object(
              "currentReplicas",
              current == 0 ? null : current,
              "desiredReplicas",
              desired,
              "lastScaleTime",
              rescaled ? Meta.time(run.now()) : old.get("lastScaleTime"),
              "conditions",
              conditions);
      write(status.with("currentMetrics", metrics.isEmpty() ? Json.Null.NULL : metrics));
    }

    private void write(Json.Object status) {
      writeStatus(run, hpa, status);
    }
  }
}
