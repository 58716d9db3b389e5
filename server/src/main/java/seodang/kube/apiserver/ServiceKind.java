package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.apiserver.validation.Validation;
import seodang.kube.engine.Run;

final class ServiceKind extends Kind {
  static final int NODE_PORT_LOW = 30000;
  static final int NODE_PORT_HIGH = 32767;

  @Override
  Json.Object defaults(Json.Object service) {
    Json.Object spec = service.object("spec");
    spec = PodDefaults.absent(spec, "type", "ClusterIP");
    spec = PodDefaults.absent(spec, "sessionAffinity", "None");
    String type = spec.text("type");
    boolean timed =
        spec.at("sessionAffinityConfig", "clientIP", "timeoutSeconds") instanceof Json.Number;
    if (spec.text("sessionAffinity").equals("ClientIP") && !timed) {
      spec = spec.withAt(Json.number(10800), "sessionAffinityConfig", "clientIP", "timeoutSeconds");
    } else if (spec.text("sessionAffinity").equals("None")) {
      spec = spec.without("sessionAffinityConfig");
    }
    spec =
        spec.has("ports")
            ? spec.with("ports", spec.array("ports").map(p -> port((Json.Object) p)))
            : spec;
    boolean ported = type.equals("NodePort") || type.equals("LoadBalancer");
    if ((ported || type.equals("ClusterIP")) && !spec.has("internalTrafficPolicy")) {
      spec = spec.with("internalTrafficPolicy", "Cluster");
    }
    if (ported || type.equals("ClusterIP") && !spec.array("externalIPs").isEmpty()) {
      spec = PodDefaults.absent(spec, "externalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer") && !spec.has("allocateLoadBalancerNodePorts")) {
      spec = spec.with("allocateLoadBalancerNodePorts", true);
    }
    return service.with("spec", spec);
  }

  private static Json port(Json.Object port) {
    Json.Object result = PodDefaults.absent(port, "protocol", "TCP");
    boolean none = result.text("targetPort").isEmpty() && result.number("targetPort", 0) == 0;
    return none ? result.withIf("targetPort", result.get("port")) : result;
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object service) {
    Json.Object spec = service.object("spec");
    String ip = spec.text("clusterIP");
    if (!ip.isEmpty() && spec.array("clusterIPs").isEmpty()) {
      spec = spec.with("clusterIPs", Json.array(ip));
    }
    return withFamilies(service.with("spec", spec))
        .with("status", Json.object("loadBalancer", Json.object()));
  }

  @Override
  Json.Object prepareForUpdate(Run run, Json.Object before, Json.Object after) {
    Json.Object kept = ServiceUpdate.kept(before.object("spec"), after.object("spec"));
    Json.Object filled = withFamilies(after.with("spec", kept));
    return filled.with("spec", ServiceUpdate.dropped(before.object("spec"), filled.object("spec")));
  }

  /// Families of addresses are settled before anything else is looked at.
  private static Json.Object withFamilies(Json.Object service) {
    if (service.object("spec").text("type").equals("ExternalName")) {
      return service;
    }
    Json.Object spec = service.object("spec");
    if (!spec.has("ipFamilyPolicy")) {
      spec = spec.with("ipFamilyPolicy", isAlone(spec) ? "RequireDualStack" : "SingleStack");
    }
    Json.Object told = service.with("spec", spec);
    refuse(told, Validation.ofAddresses(told));
    return told.with("spec", families(told, spec));
  }

  /// Headless and without a selector.
  private static boolean isAlone(Json.Object spec) {
    return spec.text("clusterIP").equals("None") && spec.object("selector").isEmpty();
  }

  @Override
  void refuseTaken(Run run, Json.Object service) {
    String ip = service.object("spec").text("clusterIP");
    if (!ip.isEmpty() && !service.object("spec").text("type").equals("ExternalName")) {
      checkIp(run, service, ip);
    }
    checkNodePorts(run, service);
  }

  private static boolean isPorted(Json.Object spec) {
    return List.of("NodePort", "LoadBalancer").contains(spec.text("type"));
  }

  @Override
  Json.Object allocate(Run run, Json.Object service, Json.@Nullable Object before, boolean dryRun) {
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
    spec = spec.with("clusterIP", ip).with("clusterIPs", Json.array(ip));
    if (before != null && !dryRun) {
      checkNodePorts(run, service);
    }
    if (isPorted(spec) && spec.bool("allocateLoadBalancerNodePorts", true)) {
      spec = nodePorts(run, spec);
    }
    return service.with("spec", healthPort(run, spec));
  }

  /// Families of addresses, of which this cluster has only the fourth.
  private static Json.Object families(Json.Object service, Json.Object given) {
    Json.Object spec = given;
    boolean alone = isAlone(spec);
    String policy = spec.text("ipFamilyPolicy");
    List<FieldError> errors = new ArrayList<>();
    List<String> families = spec.array("ipFamilies").texts();
    if (policy.equals("SingleStack")) {
      for (String list : List.of("clusterIPs", "ipFamilies")) {
        if (spec.array(list).size() == 2) {
          errors.add(
              FieldError.invalid(
                  "spec.ipFamilyPolicy",
                  Json.text(policy),
                  "must be 'RequireDualStack' or 'PreferDualStack' when multiple "
                      + (list.equals("clusterIPs") ? "cluster IPs" : "IP families")
                      + " are specified"));
        }
      }
    }
    if (errors.isEmpty() && alone) {
      String first = families.isEmpty() ? "IPv4" : families.getFirst();
      String second = first.equals("IPv4") ? "IPv6" : "IPv4";
      return spec.with(
          "ipFamilies",
          policy.equals("SingleStack") ? Json.array(first) : Json.array(first, second));
    }
    if (policy.equals("RequireDualStack")) {
      errors.add(
          FieldError.invalid(
              "spec.ipFamilyPolicy",
              Json.text(policy),
              "this cluster is not configured for dual-stack services"));
    }
    for (int i = 0; i < families.size(); i++) {
      if (!families.get(i).equals("IPv4")) {
        errors.add(
            FieldError.invalid(
                "spec.ipFamilies[" + i + "]",
                Json.text(families.get(i)),
                "not configured on this cluster"));
      }
    }
    refuse(service, errors);
    return spec.with("ipFamilies", Json.array("IPv4"));
  }

  private static void refuse(Json.Object service, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw Statuses.invalid("", "Service", Meta.name(service), errors);
    }
  }

  private static void checkIp(Run run, Json.Object service, String ip) {
    if (ip.equals("None")) {
      return;
    }
    String why = "";
    if (ranges(run).stream().noneMatch(range -> range.contains(ip))) {
      why = "the provided network does not match the current range";
    } else if (run.list("", "services", "").stream()
        .anyMatch(s -> s.object("spec").text("clusterIP").equals(ip))) {
      why = "provided IP is already allocated";
    }
    if (!why.isEmpty()) {
      refuse(
          service,
          List.of(
              new FieldError(
                  "FieldValueInvalid",
                  "spec.clusterIPs",
                  "Invalid value: []string{\""
                      + ip
                      + "\"}: failed to allocate IP "
                      + ip
                      + ": "
                      + why)));
    }
  }

  private static void checkNodePorts(Run run, Json.Object service) {
    if (!isPorted(service.object("spec"))) {
      return;
    }
    Set<Long> used = usedNodePorts(run, Meta.uid(service));
    List<Json.Object> ports = service.object("spec").array("ports").objects();
    Map<Long, Long> own = new HashMap<>();
    for (int i = 0; i < ports.size(); i++) {
      long port = ports.get(i).number("nodePort", 0);
      boolean outside = port < NODE_PORT_LOW || port > NODE_PORT_HIGH;
      long number = ports.get(i).number("port", 0);
      Long holder = port == 0 ? null : own.putIfAbsent(port, number);
      boolean twice = holder != null && holder != number;
      if (port != 0 && (outside || twice || used.contains(port))) {
        refuse(
            service,
            List.of(
                FieldError.invalid(
                    "spec.ports[" + i + "].nodePort",
                    Json.number(port),
                    outside
                        ? "provided port is not in the valid range. The range of valid ports is"
                            + " 30000-32767"
                        : "provided port is already allocated")));
      }
    }
  }

  private static Json.Object nodePorts(Run run, Json.Object spec) {
    Set<Long> used = usedNodePorts(run, "");
    Map<Long, Long> drawn = new HashMap<>();
    for (Json.Object port : spec.array("ports").objects()) {
      if (port.has("nodePort")) {
        used.add(port.number("nodePort", 0));
        drawn.putIfAbsent(port.number("port", 0), port.number("nodePort", 0));
      }
    }
    return spec.with(
        "ports",
        spec.array("ports")
            .map(p -> {
              Json.Object port = (Json.Object) p;
              if (port.has("nodePort")) {
                return port;
              }
              return port.with(
                  "nodePort",
                  drawn.computeIfAbsent(port.number("port", 0), n -> freeNodePort(run, used)));
            }));
  }

  /// A port on which every node tells a load balancer whether it has endpoints.
  private static Json.Object healthPort(Run run, Json.Object spec) {
    boolean needed =
        spec.text("type").equals("LoadBalancer")
            && spec.text("externalTrafficPolicy").equals("Local")
            && spec.number("healthCheckNodePort", 0) == 0;
    if (!needed) {
      return spec;
    }
    Set<Long> used = usedNodePorts(run, "");
    spec.array("ports").objects().forEach(port -> used.add(port.number("nodePort", 0)));
    return spec.with("healthCheckNodePort", freeNodePort(run, used));
  }

  private static long freeNodePort(Run run, Set<Long> used) {
    long chosen;
    do {
      chosen = run.dice().between(NODE_PORT_LOW, NODE_PORT_HIGH);
    } while (!used.add(chosen));
    return chosen;
  }

  private static Set<Long> usedNodePorts(Run run, String except) {
    Set<Long> used = new HashSet<>();
    for (Json.Object service : run.list("", "services", "")) {
      if (!Meta.uid(service).equals(except)) {
        for (Json.Object port : service.object("spec").array("ports").objects()) {
          used.add(port.number("nodePort", 0));
        }
        used.add(service.object("spec").number("healthCheckNodePort", 0));
      }
    }
    return used;
  }

  /// The ranges that addresses come from: the ServiceCIDRs that are ready.
  private static List<Settings.Range> ranges(Run run) {
    List<Settings.Range> ranges = new ArrayList<>();
    for (Json.Object cidr : run.list("networking.k8s.io", "servicecidrs", "")) {
      for (String range : cidr.object("spec").array("cidrs").texts()) {
        if (!Meta.isDeleting(cidr) && Meta.isTrue(cidr, "Ready") && Settings.Range.isOne(range)) {
          ranges.add(Settings.Range.of(range));
        }
      }
    }
    return ranges.isEmpty() ? List.of(Settings.of(run).services()) : ranges;
  }

  /// An unused address, outside the part of its range that is kept for fixed ones while there is
  /// another.
  private static String freeIp(Run run) {
    Set<String> used = new HashSet<>();
    for (Json.Object service : run.list("", "services", "")) {
      used.add(service.object("spec").text("clusterIP"));
    }
    run.list("networking.k8s.io", "ipaddresses", "").forEach(ip -> used.add(Meta.name(ip)));
    for (Settings.Range range : ranges(run)) {
      int reserved = (int) range.reserved();
      int last = (int) range.size() - 2;
      String ip = free(run, range, used, reserved, last);
      ip = ip == null ? free(run, range, used, 1, Math.min(reserved - 1, last)) : ip;
      if (ip != null) {
        return ip;
      }
    }
    throw Statuses.internal("failed to allocate a serviceIP: range is full");
  }

  /// A free address from one offset to another, the first that is free after one that is drawn.
  private static @Nullable String free(
      Run run, Settings.Range range, Set<String> used, int first, int last) {
    if (last < first) {
      return null;
    }
    int begin = run.dice().between(first, last);
    int many = Math.min(last - first + 1, used.size() + 1);
    for (int i = 0; i < many; i++) {
      String ip = range.at(first + (begin - first + i) % (last - first + 1));
      if (!used.contains(ip)) {
        return ip;
      }
    }
    return null;
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
