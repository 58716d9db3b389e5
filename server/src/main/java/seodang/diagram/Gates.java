package seodang.diagram;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import seodang.json.Json;

/// Services as gates, with the Pods that their EndpointSlices lead to.
final class Gates {
  private final Composition composition;

  private Gates(Composition composition) {
    this.composition = composition;
  }

  static List<Scene.Gate> of(Composition composition) {
    return new Gates(composition).gates();
  }

  private List<Scene.Gate> gates() {
    List<Json.Object> services = new ArrayList<>();
    for (Json.Object service : composition.all(Kind.SERVICE)) {
      if (!Composition.isSystem(service)) {
        services.add(service);
      }
    }
    Function<Json.Object, Integer> slot =
        composition.place("services", services, service -> Kind.SERVICE.ref(service).id());
    List<Scene.Gate> gates = new ArrayList<>();
    for (Json.Object service : services) {
      gates.add(gate(service, slot.apply(service)));
    }
    gates.sort(Comparator.comparingInt(Scene.Gate::slot));
    return gates;
  }

  private Scene.Gate gate(Json.Object service, int slot) {
    Json.Object spec = service.object("spec");
    String type = spec.text("type", "ClusterIP");
    ObjectRef ref = Kind.SERVICE.ref(service);
    List<Scene.Way> endpoints = endpoints(ref);
    // What leads to something in focus is part of it.
    boolean leadsAside =
        endpoints.isEmpty() || endpoints.stream().allMatch(way -> composition.quietPod(way.pod()));
    return new Scene.Gate(
        ref,
        type,
        type.equals("ExternalName") ? spec.text("externalName") : spec.text("clusterIP"),
        ports(spec),
        endpoints,
        !spec.object("selector").isEmpty(),
        type.equals("NodePort") || type.equals("LoadBalancer"),
        composition.quiet(ref, service) && leadsAside || isApiServer(ref),
        slot);
  }

  /// `default/kubernetes` stands in every cluster; it is the learner's only when asked for.
  private static boolean isApiServer(ObjectRef ref) {
    return ref.namespace().equals("default") && ref.name().equals("kubernetes");
  }

  private static List<String> ports(Json.Object spec) {
    List<String> ports = new ArrayList<>();
    for (Json.Object port : spec.array("ports").objects()) {
      long number = port.number("port", 0);
      long nodePort = port.number("nodePort", 0);
      Json target = port.get("targetPort");
      String to =
          switch (target) {
            case Json.Number n -> Long.toString(n.longValue());
            case Json.Text t -> t.value();
            case null, default -> Long.toString(number);
          };
      ports.add(nodePort > 0 ? nodePort + "→" + number + "→" + to : number + "→" + to);
    }
    return ports;
  }

  private List<Scene.Way> endpoints(ObjectRef service) {
    Map<ObjectRef, Boolean> pods = new LinkedHashMap<>();
    for (Json.Object slice : composition.all(Kind.ENDPOINT_SLICE)) {
      Json.Object metadata = slice.object("metadata");
      if (!metadata.text("namespace").equals(service.namespace())
          || !metadata.object("labels").text("kubernetes.io/service-name").equals(service.name())) {
        continue;
      }
      for (Json.Object endpoint : slice.array("endpoints").objects()) {
        Json.Object target = endpoint.object("targetRef");
        if (target.text("kind").equals("Pod")) {
          pods.merge(
              new ObjectRef("Pod", service.namespace(), target.text("name")),
              endpoint.object("conditions").bool("ready", true),
              (a, b) -> a || b);
        }
      }
    }
    List<Scene.Way> ways = new ArrayList<>();
    pods.forEach((pod, ready) -> ways.add(new Scene.Way(pod, ready)));
    return ways;
  }
}
