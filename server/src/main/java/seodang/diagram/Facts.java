package seodang.diagram;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ClusterState;

/// The few facts worth reading first of an object.
final class Facts {
  private Facts() {}

  static List<Drawer.Fact> of(ObjectRef ref, Json.Object object, ClusterState state) {
    List<Drawer.Fact> facts = new ArrayList<>();
    Json.Object spec = object.object("spec");
    Json.Object status = object.object("status");
    switch (ref.kind()) {
      case "Pod" -> pod(facts, spec, status, object);
      case "Node" -> {
        add(facts, "상태", Rooms.nodeState(object).word());
        add(facts, "kubelet", status.object("nodeInfo").text("kubeletVersion"));
        add(facts, "CPU", status.object("allocatable").text("cpu"));
        add(facts, "메모리", status.object("allocatable").text("memory"));
      }
      case "Service" -> {
        add(facts, "종류", spec.text("type", "ClusterIP"));
        add(facts, "주소", spec.text("clusterIP"));
        add(facts, "셀렉터", labels(spec.object("selector")));
      }
      case "Deployment" -> {
        add(facts, "전략", spec.object("strategy").text("type"));
        add(facts, "셀렉터", labels(spec.object("selector").object("matchLabels")));
        add(facts, "이미지", images(spec.object("template").object("spec")));
      }
      case "ReplicaSet", "StatefulSet", "DaemonSet" -> {
        add(facts, "셀렉터", labels(spec.object("selector").object("matchLabels")));
        add(facts, "이미지", images(spec.object("template").object("spec")));
      }
      case "ConfigMap", "Secret" ->
          add(facts, "키", String.join(", ", object.object("data").keys()));
      default -> {
        // Nothing of these kinds says more than its YAML.
      }
    }
    ObjectRef owner = Composition.owner(object);
    if (owner != null) {
      add(facts, "소유자", owner.spoken());
    }
    add(facts, "네임스페이스", ref.namespace());
    add(facts, "레이블", labels(object.object("metadata").object("labels")));
    String created = object.object("metadata").text("creationTimestamp");
    if (!created.isEmpty()) {
      add(facts, "만든 때", Drawer.ago(Drawer.instant(created), state.now()));
    }
    return facts;
  }

  private static void pod(
      List<Drawer.Fact> facts, Json.Object spec, Json.Object status, Json.Object pod) {
    PodStatus now = PodStatus.of(pod);
    add(facts, "준비", now.readyWord());
    add(facts, "다시 시작", now.restarts() + "번");
    add(facts, "노드", spec.text("nodeName"));
    add(facts, "IP", status.text("podIP"));
    add(facts, "이미지", images(spec));
  }

  private static String images(Json.Object podSpec) {
    List<String> images = new ArrayList<>();
    for (Json.Object container : podSpec.array("containers").objects()) {
      images.add(container.text("image"));
    }
    return String.join(", ", images);
  }

  private static String labels(Json.Object labels) {
    List<String> pairs = new ArrayList<>();
    labels.texts().forEach((key, value) -> pairs.add(key + "=" + value));
    return String.join(", ", pairs);
  }

  private static void add(List<Drawer.Fact> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.add(new Drawer.Fact(name, value));
    }
  }
}
