package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

final class ServiceKind extends Kind {
  static final int NODE_PORT_LOW = 30000;
  static final int NODE_PORT_HIGH = 32767;
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");

  @Override
  Json.Object defaults(Json.Object service) {
    Json.Object spec = service.object("spec");
    spec = PodDefaults.absent(spec, "type", "ClusterIP");
    spec = PodDefaults.absent(spec, "sessionAffinity", "None");
    String type = spec.text("type");
    if (spec.text("sessionAffinity").equals("ClientIP") && !spec.has("sessionAffinityConfig")) {
      spec = spec.withAt(Json.number(10800), "sessionAffinityConfig", "clientIP", "timeoutSeconds");
    }
    spec =
        spec.has("ports")
            ? spec.with("ports", spec.array("ports").map(p -> port((Json.Object) p)))
            : spec;
    if (!type.equals("ExternalName")) {
      spec = PodDefaults.absent(spec, "internalTrafficPolicy", "Cluster");
    }
    boolean external =
        type.equals("NodePort") || type.equals("LoadBalancer") || spec.has("externalIPs");
    if (external && !type.equals("ExternalName")) {
      spec = PodDefaults.absent(spec, "externalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer") && !spec.has("allocateLoadBalancerNodePorts")) {
      spec = spec.with("allocateLoadBalancerNodePorts", true);
    }
    return service.with("spec", spec);
  }

  private static Json port(Json.Object port) {
    Json.Object result = PodDefaults.absent(port, "protocol", "TCP");
    return result.has("targetPort") ? result : result.withIf("targetPort", result.get("port"));
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object service) {
    return service.with("status", Json.object("loadBalancer", Json.object()));
  }

  @Override
  Json.Object prepareForUpdate(Run run, Json.Object before, Json.Object after) {
    Json.Object spec = after.object("spec");
    Json.Object old = before.object("spec");
    if (!spec.text("type").equals("ExternalName") && !old.text("type").equals("ExternalName")) {
      for (String kept : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
        if (!spec.has(kept)) {
          spec = spec.withIf(kept, old.get(kept));
        }
      }
    }
    boolean nodePorts = List.of("NodePort", "LoadBalancer").contains(spec.text("type"));
    if (!nodePorts && !spec.text("type").equals(old.text("type"))) {
      spec =
          spec.without("externalTrafficPolicy")
              .without("allocateLoadBalancerNodePorts")
              .with("ports", spec.array("ports").map(p -> ((Json.Object) p).without("nodePort")));
    }
    return after.with("spec", spec);
  }

  @Override
  Json.Object allocate(Run run, Json.Object service, Json.@Nullable Object before) {
    Json.Object spec = service.object("spec");
    if (spec.text("type").equals("ExternalName")) {
      return service.with(
          "spec",
          spec.without("clusterIP")
              .without("clusterIPs")
              .without("ipFamilies")
              .without("ipFamilyPolicy"));
    }
    String ip = spec.text("clusterIP");
    if (ip.isEmpty()) {
      ip = freeIp(run);
    }
    spec =
        spec.with("clusterIP", ip)
            .with("clusterIPs", Json.array(ip))
            .with("ipFamilies", Json.array("IPv4"))
            .with("ipFamilyPolicy", spec.text("ipFamilyPolicy", "SingleStack"));
    if (List.of("NodePort", "LoadBalancer").contains(spec.text("type"))
        && spec.bool("allocateLoadBalancerNodePorts", true)) {
      spec = nodePorts(run, spec);
    }
    return service.with("spec", spec);
  }

  private static Json.Object nodePorts(Run run, Json.Object spec) {
    Set<Long> used = usedNodePorts(run, "");
    return spec.with(
        "ports",
        spec.array("ports")
            .map(p -> {
              Json.Object port = (Json.Object) p;
              if (port.has("nodePort")) {
                return port;
              }
              long chosen;
              do {
                chosen = run.dice().between(NODE_PORT_LOW, NODE_PORT_HIGH);
              } while (!used.add(chosen));
              return port.with("nodePort", chosen);
            }));
  }

  private static Set<Long> usedNodePorts(Run run, String except) {
    Set<Long> used = new HashSet<>();
    for (Json.Object service : run.list("", "services", "")) {
      if (!Meta.uid(service).equals(except)) {
        for (Json.Object port : service.object("spec").array("ports").objects()) {
          used.add(port.number("nodePort", 0));
        }
      }
    }
    return used;
  }

  /// An unused address of 10.96.0.0/12 outside the part kept for fixed ones.
  private static String freeIp(Run run) {
    Set<String> used = new HashSet<>();
    for (Json.Object service : run.list("", "services", "")) {
      used.add(service.object("spec").text("clusterIP"));
    }
    String ip;
    do {
      ip =
          "10."
              + run.dice().between(96, 111)
              + "."
              + run.dice().between(1, 254)
              + "."
              + run.dice().between(1, 254);
    } while (used.contains(ip));
    return ip;
  }

  @Override
  void validate(Json.Object service, Json.@Nullable Object before, List<FieldError> errors) {
    Json.Object spec = service.object("spec");
    String type = spec.text("type");
    if (!TYPES.contains(type)) {
      errors.add(FieldError.notSupported("spec.type", type, TYPES));
    }
    if (type.equals("ExternalName")) {
      if (spec.text("externalName").isEmpty()) {
        errors.add(FieldError.required("spec.externalName", ""));
      }
    } else if (spec.array("ports").isEmpty() && !spec.text("clusterIP").equals("None")) {
      errors.add(FieldError.required("spec.ports", ""));
    }
    ports(spec, errors);
    PodValidation.oneOf(spec, "sessionAffinity", "spec", List.of("ClientIP", "None"), errors);
    MetaValidation.labels(spec.object("selector"), "spec.selector", errors);
    if (before != null && !type.equals("ExternalName")) {
      String was = before.object("spec").text("clusterIP");
      String is = spec.text("clusterIP");
      if (!was.isEmpty() && !is.equals(was)) {
        errors.add(
            FieldError.invalid("spec.clusterIPs[0]", Json.array(is), "may not change once set"));
      }
    }
  }

  private static void ports(Json.Object spec, List<FieldError> errors) {
    List<Json.Object> ports = spec.array("ports").objects();
    Set<String> names = new HashSet<>();
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      Json.Object port = ports.get(i);
      String at = "spec.ports[" + i + "]";
      String name = port.text("name");
      if (name.isEmpty() && ports.size() > 1) {
        errors.add(FieldError.required(at + ".name", ""));
      } else if (!name.isEmpty() && Names.label(name) != null) {
        errors.add(FieldError.invalid(at + ".name", name, Names.label(name)));
      } else if (!name.isEmpty() && !names.add(name)) {
        errors.add(FieldError.duplicate(at + ".name", Json.text(name)));
      }
      PodValidation.port(port, "port", at, errors);
      PodValidation.oneOf(port, "protocol", at, List.of("SCTP", "TCP", "UDP"), errors);
      if (port.get("targetPort") instanceof Json.Number) {
        PodValidation.port(port, "targetPort", at, errors);
      }
      if (!numbers.add(port.text("protocol") + port.number("port", 0))) {
        errors.add(
            FieldError.duplicate(
                at,
                Json.object("port", port.number("port", 0), "protocol", port.text("protocol"))));
      }
      long node = port.number("nodePort", 0);
      if (node != 0 && (node < NODE_PORT_LOW || node > NODE_PORT_HIGH)) {
        errors.add(
            FieldError.invalid(
                at + ".nodePort",
                Json.number(node),
                "provided port is not in the valid range. The range of valid ports is 30000-32767"));
      }
    }
  }

  @Override
  List<Object> cells(Run run, Json.Object service) {
    Json.Object spec = service.object("spec");
    List<String> ports = new ArrayList<>();
    for (Json.Object port : spec.array("ports").objects()) {
      String node = port.has("nodePort") ? ":" + port.number("nodePort", 0) : "";
      ports.add(port.number("port", 0) + node + "/" + port.text("protocol"));
    }
    String ip = spec.text("clusterIP");
    return List.of(
        Meta.name(service),
        spec.text("type"),
        ip.isEmpty() ? "<none>" : ip,
        external(service),
        ports.isEmpty() ? "<none>" : String.join(",", ports),
        age(run, service),
        Tables.labels(spec.object("selector")));
  }

  private static String external(Json.Object service) {
    Json.Object spec = service.object("spec");
    List<String> ips = new ArrayList<>(spec.array("externalIPs").texts());
    return switch (spec.text("type")) {
      case "ExternalName" -> spec.text("externalName");
      case "LoadBalancer" -> {
        List<String> given = new ArrayList<>();
        for (Json.Object i :
            service.object("status").object("loadBalancer").array("ingress").objects()) {
          given.add(i.text("ip", i.text("hostname")));
        }
        given.addAll(ips);
        yield given.isEmpty() ? "<pending>" : String.join(",", given);
      }
      default -> ips.isEmpty() ? "<none>" : String.join(",", ips);
    };
  }
}
