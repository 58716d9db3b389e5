package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;

/// The ports an object says it has, as `port` and `protocol`.
final class ContainerPorts {
  private ContainerPorts() {}

  static List<Json.Object> of(Json.Object object) {
    Json.Object spec = object.object("spec");
    List<Json.Object> ports = new ArrayList<>();
    if (object.text("kind").equals("Service")) {
      for (Json.Object port : spec.array("ports").objects()) {
        ports.add(port);
      }
      return ports;
    }
    Json.Object pod =
        object.text("kind").equals("Pod") ? spec : spec.object("template").object("spec");
    for (Json.Object container : pod.array("containers").objects()) {
      for (Json.Object port : container.array("ports").objects()) {
        ports.add(
            Json.object(
                "port", port.number("containerPort", 0),
                "protocol", port.text("protocol", "TCP")));
      }
    }
    return ports;
  }
}
