package seodang.kube.network;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// The endpoints of a Service as its EndpointSlices name them.
final class Endpoints {
  private Endpoints() {}

  /// One address and port behind a Service.
  ///
  /// @param node where it is, `""` when nobody says
  /// @param ending it still serves, but is about to go
  record Endpoint(String address, int port, String node, boolean ready, boolean ending) {
    String text() {
      return address + ":" + port;
    }
  }

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

  /// All that is behind one port of a Service now.
  static List<Endpoint> behind(Run run, Json.Object service, Json.Object port) {
    return behind(slices(run, Meta.namespace(service), Meta.name(service)), port);
  }

  static List<Endpoint> behind(List<Json.Object> slices, Json.Object port) {
    List<Endpoint> found = new ArrayList<>();
    for (Json.Object slice : slices) {
      int target = 0;
      for (Json.Object p : slice.array("ports").objects()) {
        if (p.text("name").equals(port.text("name"))) {
          target = (int) p.number("port", 0);
        }
      }
      for (Json.Object endpoint : slice.array("endpoints").objects()) {
        Json.Object conditions = endpoint.object("conditions");
        boolean ending = conditions.bool("terminating") && conditions.bool("serving");
        for (String address :
            target > 0 ? endpoint.array("addresses").texts() : List.<String>of()) {
          found.add(
              new Endpoint(
                  address,
                  target,
                  endpoint.text("nodeName"),
                  conditions.bool("ready", true),
                  ending));
        }
      }
    }
    return found;
  }

  /// Those that get connections: what is ready, or else what still serves while it ends.
  static List<Endpoint> usable(List<Endpoint> all) {
    List<Endpoint> ready = all.stream().filter(Endpoint::ready).toList();
    return ready.isEmpty() ? all.stream().filter(Endpoint::ending).toList() : ready;
  }
}
