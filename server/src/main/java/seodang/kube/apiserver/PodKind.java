package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.PodStatus;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

final class PodKind extends Kind {
  @Override
  Json.Object defaults(Json.Object pod) {
    return pod.with("spec", absentLinks(PodDefaults.spec(pod.object("spec"))));
  }

  private static Json.Object absentLinks(Json.Object spec) {
    return spec.has("enableServiceLinks") ? spec : spec.with("enableServiceLinks", true);
  }

  @Override
  boolean hasGeneration() {
    return true;
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object pod) {
    Json.Object status = Json.object("phase", "Pending", "qosClass", qos(pod.object("spec")));
    if (!pod.object("spec").array("schedulingGates").isEmpty()) {
      status =
          status.with(
              "conditions",
              Json.array(
                  Json.object(
                          "type",
                          "PodScheduled",
                          "status",
                          "False",
                          "reason",
                          "SchedulingGated",
                          "message",
                          "Scheduling is blocked due to non-empty scheduling gates",
                          "lastTransitionTime",
                          Meta.time(run.now()))
                      .with("lastProbeTime", Json.Null.NULL)));
    }
    return pod.with("status", status);
  }

  @Override
  long gracePeriod(Json.Object pod, long asked) {
    long grace =
        asked >= 0 ? asked : pod.object("spec").number("terminationGracePeriodSeconds", 30);
    String phase = pod.object("status").text("phase");
    boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
    return ended || pod.object("spec").text("nodeName").isEmpty() ? 0 : grace;
  }

  /// Guaranteed when every container limits cpu and memory to what it requests, BestEffort when
  /// none asks for anything.
  static String qos(Json.Object spec) {
    boolean any = false;
    boolean guaranteed = true;
    List<Json.Object> containers = new ArrayList<>(spec.array("containers").objects());
    containers.addAll(spec.array("initContainers").objects());
    for (Json.Object container : containers) {
      Json.Object requests = container.object("resources").object("requests");
      Json.Object limits = container.object("resources").object("limits");
      for (String resource : List.of("cpu", "memory")) {
        any |= requests.has(resource) || limits.has(resource);
        guaranteed &=
            limits.has(resource)
                && (!requests.has(resource)
                    || requests.text(resource).equals(limits.text(resource)));
      }
    }
    return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
  }

  @Override
  List<Object> cells(Run run, Json.Object pod) {
    PodStatus status = PodStatus.of(pod, run.now());
    Json.Object s = pod.object("status");
    List<Json.Object> gates = pod.object("spec").array("readinessGates").objects();
    String readiness = "<none>";
    if (!gates.isEmpty()) {
      long met = gates.stream().filter(g -> Meta.isTrue(pod, g.text("conditionType"))).count();
      readiness = met + "/" + gates.size();
    }
    return List.of(
        Meta.name(pod),
        status.ready() + "/" + status.containers(),
        status.reason(),
        status.restartsText(),
        age(run, pod),
        orNone(s.text("podIP")),
        orNone(pod.object("spec").text("nodeName")),
        orNone(s.text("nominatedNodeName")),
        readiness);
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }

  @Override
  boolean hasStatus(ResourceType type) {
    return true;
  }

  static Set<String> containerNames(Json.Object spec) {
    Set<String> names = new HashSet<>();
    for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
      spec.array(list).objects().forEach(c -> names.add(c.text("name")));
    }
    return names;
  }
}
