package seodang.kube.network;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// The endpoints of a Service as its EndpointSlices name them.
final class Endpoints {
  private Endpoints() {}

  static List<Json.Object> slices(Run run, String namespace, String service) {
    List<Json.Object> found = new ArrayList<>();
    for (Json.Object slice : run.list("discovery.k8s.io", "endpointslices", namespace)) {
      if (Meta.labels(slice).text("kubernetes.io/service-name").equals(service)) {
        found.add(slice);
      }
    }
    return found;
  }

  static List<Json.Object> ready(Run run, String namespace, String service) {
    List<Json.Object> found = new ArrayList<>();
    for (Json.Object slice : slices(run, namespace, service)) {
      for (Json.Object endpoint : slice.array("endpoints").objects()) {
        if (endpoint.object("conditions").bool("ready", true)) {
          found.add(endpoint);
        }
      }
    }
    return found;
  }

  static boolean isOf(Json.Object slice, Json.Object service) {
    return Meta.namespace(slice).equals(Meta.namespace(service))
        && Meta.labels(slice).text("kubernetes.io/service-name").equals(Meta.name(service));
  }

  /// The addresses and ports behind one port of a Service, as `address:port`.
  static List<String> behind(List<Json.Object> slices, Json.Object port) {
    List<String> found = new ArrayList<>();
    for (Json.Object slice : slices) {
      long target = 0;
      for (Json.Object p : slice.array("ports").objects()) {
        if (p.text("name").equals(port.text("name"))) {
          target = p.number("port", 0);
        }
      }
      for (Json.Object endpoint : slice.array("endpoints").objects()) {
        if (target > 0 && endpoint.object("conditions").bool("ready", true)) {
          for (String address : endpoint.array("addresses").texts()) {
            found.add(address + ":" + target);
          }
        }
      }
    }
    return found;
  }
}
