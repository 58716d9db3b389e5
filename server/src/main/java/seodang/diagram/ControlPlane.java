package seodang.diagram;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// The control plane's components, told from the Pods they run as.
final class ControlPlane {
  private ControlPlane() {}

  private enum Part {
    API("api", "API 서버", "kube-apiserver"),
    ETCD("etcd", "etcd", "etcd"),
    CONTROLLERS("cm", "컨트롤러 매니저", "kube-controller-manager"),
    SCHEDULER("sched", "스케줄러", "kube-scheduler");

    private final String place;
    private final String label;
    private final String component;

    Part(String place, String label, String component) {
      this.place = place;
      this.label = label;
      this.component = component;
    }
  }

  static List<Scene.Component> of(Composition composition) {
    List<Scene.Component> components = new ArrayList<>();
    for (Part part : Part.values()) {
      Json.Object pod = pod(composition, part);
      // A cluster whose control plane runs outside of it shows no Pods for it: it answers, so it
      // is.
      State state =
          composition.state().memory().containsKey("fault/" + part.component)
              ? new State(Health.BAD, "멈춤")
              : pod == null ? new State(Health.OK, "Running") : PodStatus.of(pod).state();
      components.add(
          new Scene.Component(
              part.place, part.label, pod == null ? null : Kind.POD.ref(pod), state));
    }
    return components;
  }

  private static Json.@Nullable Object pod(Composition composition, Part part) {
    for (Json.Object pod : composition.all(Kind.POD)) {
      Json.Object metadata = pod.object("metadata");
      if (metadata.text("namespace").equals("kube-system")
          && (metadata.object("labels").text("component").equals(part.component)
              || metadata.text("name").startsWith(part.component + "-"))) {
        return pod;
      }
    }
    return null;
  }
}
