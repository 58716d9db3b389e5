package seodang.kube.apiserver;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// What an update of a Service keeps of what was allocated, and what goes with the type it had.
final class ServiceUpdate {
  private ServiceUpdate() {}

  /// The new spec with what its writer may not have known: addresses, node ports, families.
  static Json.Object kept(Json.Object old, Json.Object given) {
    Json.Object spec = given;
    if (needsAddress(old) && needsAddress(spec)) {
      if (spec.text("clusterIP").isEmpty()) {
        spec = spec.withIf("clusterIP", old.get("clusterIP"));
      }
      boolean same = spec.text("clusterIP").equals(old.text("clusterIP"));
      if (spec.array("clusterIPs").isEmpty() && same) {
        spec = spec.withIf("clusterIPs", old.get("clusterIPs"));
      }
    }
    if (needsNodePort(old) && needsNodePort(spec)) {
      spec = nodePorts(old, spec);
    }
    if (needsHealthPort(old) && needsHealthPort(spec) && !spec.has("healthCheckNodePort")) {
      spec = spec.withIf("healthCheckNodePort", old.get("healthCheckNodePort"));
    }
    spec = normal(old, spec);
    boolean named = !spec.text("type").equals("ExternalName");
    return named && !spec.has("ipFamilyPolicy")
        ? spec.withIf("ipFamilyPolicy", old.get("ipFamilyPolicy"))
        : spec;
  }

  /// `clusterIP` and `clusterIPs` follow each other when one alone was changed.
  private static Json.Object normal(Json.Object old, Json.Object spec) {
    String ip = spec.text("clusterIP");
    if (ip.equals(old.text("clusterIP")) || !same(old, spec, "clusterIPs")) {
      return spec;
    }
    return ip.isEmpty() ? spec.without("clusterIPs") : spec.with("clusterIPs", Json.array(ip));
  }

  /// Ports keep their node port by name, unless another port has taken it.
  private static Json.Object nodePorts(Json.Object old, Json.Object spec) {
    Map<String, Long> byName = new HashMap<>();
    Set<Long> taken = new HashSet<>();
    for (Json.Object port : old.array("ports").objects()) {
      byName.put(port.text("name"), port.number("nodePort", 0));
    }
    for (Json.Object port : spec.array("ports").objects()) {
      long number = port.number("nodePort", 0);
      if (byName.containsValue(number)) {
        taken.add(number);
      }
    }
    return spec.with(
        "ports",
        spec.array("ports")
            .map(p -> {
              Json.Object port = (Json.Object) p;
              long number = byName.getOrDefault(port.text("name"), 0L);
              return port.number("nodePort", 0) == 0 && number != 0 && taken.add(number)
                  ? port.with("nodePort", number)
                  : port;
            }));
  }

  /// Without what only the old type had use for, where the writer left it as it was.
  static Json.Object dropped(Json.Object old, Json.Object given) {
    Json.Object spec = given;
    if (needsAddress(old) && !needsAddress(spec)) {
      if (same(old, spec, "clusterIPs")) {
        spec = spec.without("clusterIP").without("clusterIPs");
      }
      spec = withoutSame(old, spec, "ipFamilies");
      spec = withoutSame(old, spec, "ipFamilyPolicy");
    }
    if (needsNodePort(old) && !needsNodePort(spec) && numbers(old).equals(numbers(spec))) {
      spec =
          spec.with("ports", spec.array("ports").map(p -> ((Json.Object) p).without("nodePort")));
    }
    if (needsHealthPort(old) && !needsHealthPort(spec)) {
      spec = withoutSame(old, spec, "healthCheckNodePort");
    }
    if (isBalancer(old) && !isBalancer(spec)) {
      spec = withoutSame(old, spec, "loadBalancerClass");
      spec = withoutSame(old, spec, "allocateLoadBalancerNodePorts");
    }
    if (isExternal(old) && !isExternal(spec)) {
      spec = withoutSame(old, spec, "externalTrafficPolicy");
    }
    return spec;
  }

  private static List<Long> numbers(Json.Object spec) {
    return spec.array("ports").objects().stream().map(p -> p.number("nodePort", 0)).toList();
  }

  private static Json.Object withoutSame(Json.Object old, Json.Object spec, String field) {
    return same(old, spec, field) ? spec.without(field) : spec;
  }

  private static boolean same(Json.Object old, Json.Object spec, String field) {
    @Nullable Json was = old.get(field);
    return Objects.equals(was, spec.get(field));
  }

  private static boolean needsAddress(Json.Object spec) {
    return List.of("ClusterIP", "NodePort", "LoadBalancer").contains(spec.text("type"));
  }

  private static boolean needsNodePort(Json.Object spec) {
    return spec.text("type").equals("NodePort")
        || isBalancer(spec) && spec.bool("allocateLoadBalancerNodePorts", true);
  }

  private static boolean needsHealthPort(Json.Object spec) {
    return isBalancer(spec) && spec.text("externalTrafficPolicy").equals("Local");
  }

  private static boolean isBalancer(Json.Object spec) {
    return spec.text("type").equals("LoadBalancer");
  }

  private static boolean isExternal(Json.Object spec) {
    return isBalancer(spec)
        || spec.text("type").equals("NodePort")
        || spec.text("type").equals("ClusterIP") && !spec.array("externalIPs").isEmpty();
  }
}
