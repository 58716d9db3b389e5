package seodang.kube.apiserver.validation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Services and Endpoints.
final class ServiceRules {
  private static final String RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

  /// What a dry run draws first.
  private static final long FIRST_DRAWN = 32769;

  private ServiceRules() {}

  static void service(Field service, @Nullable Field old) {
    Field spec = service.at("spec");
    String type = spec.text("type");
    boolean headless = isHeadless(spec);
    boolean balancer = type.equals("LoadBalancer");
    if (old != null) {
      update(spec, old.at("spec"));
    }
    annotations(service.at("metadata", "annotations"));
    if (spec.at("ports").isEmpty() && !headless && !type.equals("ExternalName")) {
      spec.at("ports").required();
    }
    if (headless && (balancer || type.equals("NodePort"))) {
      spec.at("clusterIPs").item(0).invalid("may not be set to 'None' for " + type + " services");
    }
    if (type.equals("ExternalName")) {
      externalName(spec);
    }
    Set<String> names = new HashSet<>();
    boolean several = spec.at("ports").array().size() > 1;
    spec.items("ports").forEach(p -> port(p, several, names));
    MetaRules.labels(spec.at("selector"));
    affinity(spec);
    if (!type.equals("ExternalName")) {
      clusterIps(spec);
    }
    for (Field ip : spec.items("externalIPs")) {
      int before = ip.errors().size();
      Addresses.ip(ip);
      if (ip.errors().size() == before) {
        Addresses.endpoint(ip);
      }
    }
    spec.at("type").requiredOneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    portsTogether(spec);
    sourceRanges(service, old);
    Field allocate = spec.at("allocateLoadBalancerNodePorts");
    if (allocate.present() && !balancer) {
      allocate.forbidden("may only be used when `type` is 'LoadBalancer'");
    }
    Field loadBalancerClass = spec.at("loadBalancerClass");
    if (loadBalancerClass.present()) {
      if (balancer) {
        loadBalancerClass.qualified();
      } else {
        loadBalancerClass.forbidden("may only be used when `type` is 'LoadBalancer'");
      }
    }
    traffic(spec);
  }

  static boolean isHeadless(Field spec) {
    return spec.at("clusterIPs").texts().equals(List.of("None"));
  }

  private static void annotations(Field annotations) {
    String hints = "service.kubernetes.io/topology-aware-hints";
    String mode = "service.kubernetes.io/topology-mode";
    if (annotations.has(hints)
        && annotations.has(mode)
        && !annotations.text(hints).equals(annotations.text(mode))) {
      annotations
          .key(mode)
          .invalid("must match annotations[" + hints + "] when both are specified");
    }
  }

  private static void externalName(Field spec) {
    for (String field : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
      boolean set = field.equals("ipFamilyPolicy") ? spec.has(field) : !spec.at(field).isEmpty();
      if (set) {
        spec.at(field).forbidden("may not be set for ExternalName services");
      }
    }
    String name = spec.text("externalName").replaceFirst("\\.$", "");
    if (name.isEmpty()) {
      spec.at("externalName").required();
    } else {
      spec.at("externalName").of(name).subdomain();
    }
  }

  private static void port(Field port, boolean nameRequired, Set<String> names) {
    Field name = port.at("name");
    if (!name.text().isEmpty()) {
      name.label();
      if (!names.add(name.text())) {
        name.duplicate();
      }
    } else if (nameRequired) {
      name.required();
    }
    port.at("port").range(1, 65535);
    port.at("protocol").requiredOneOf("SCTP", "TCP", "UDP");
    ProbeRules.port(port.at("targetPort"));
    if (port.has("appProtocol")) {
      port.at("appProtocol").qualified();
    }
  }

  private static void affinity(Field spec) {
    spec.at("sessionAffinity").requiredOneOf("ClientIP", "None");
    Field config = spec.at("sessionAffinityConfig");
    String when = "when session affinity type is ClientIP";
    if (spec.text("sessionAffinity").equals("ClientIP")) {
      Field timeout = config.at("clientIP", "timeoutSeconds");
      if (!config.present()) {
        config.required(when);
      } else if (!config.has("clientIP")) {
        config.at("clientIP").required(when);
      } else if (!timeout.present()) {
        timeout.required(when);
      } else if (timeout.number() <= 0 || timeout.number() > 86400) {
        timeout.invalid("must be greater than 0 and less than 86400");
      }
    } else if (spec.text("sessionAffinity").equals("None") && config.present()) {
      config.forbidden("must not be set when session affinity is None");
    }
  }

  static void clusterIps(Field spec) {
    Field ips = spec.at("clusterIPs");
    String shown = GoValue.list("[]string", ips.value());
    String ip = spec.text("clusterIP");
    if (!ip.isEmpty()) {
      if (ips.isEmpty()) {
        ips.required();
      } else if (!ips.item(0).text().equals(ip)) {
        ips.invalidGo(shown, "first value must match `clusterIP`");
      }
    } else if (!ips.isEmpty()) {
      ips.invalidGo(shown, "must be empty when `clusterIP` is not specified");
    }
    Set<String> seen = new HashSet<>();
    for (Field family : spec.items("ipFamilies")) {
      family.oneOf("IPv4", "IPv6");
      if (!seen.add(family.text())) {
        family.duplicate();
      }
    }
    spec.at("ipFamilyPolicy").optionalOneOf("PreferDualStack", "RequireDualStack", "SingleStack");
    int before = ips.errors().size();
    for (Field each : ips.items()) {
      if (each.path().endsWith("[0]") && each.text().equals("None")) {
        if (ips.array().size() > 1) {
          ips.invalidGo(shown, "'None' must be the first and only value");
        }
      } else {
        Addresses.ip(each);
      }
    }
    boolean broken = ips.errors().size() > before;
    if (ips.array().size() > 2) {
      ips.invalidGo(shown, "may only hold up to 2 values");
    }
    if (broken) {
      return;
    }
    long six = ips.texts().stream().filter(Addresses::isIpv6).count();
    if (ips.array().size() > 1 && (six == 0 || six == ips.array().size())) {
      ips.invalidGo(shown, "may specify no more than one IP for each IP family");
    }
    List<String> families = spec.at("ipFamilies").texts();
    for (int i = 0; !isHeadless(spec) && i < Math.min(families.size(), ips.array().size()); i++) {
      Field each = ips.item(i);
      boolean isSix = Addresses.isIpv6(each.text());
      if (families.get(i).equals("IPv4") == isSix) {
        each.invalid(
            "expected an " + families.get(i) + " value as indicated by `ipFamilies[" + i + "]`");
      }
    }
  }

  /// Before the rules are asked, ports without a node port get one: the same for the same number.
  private static boolean drawsNodePorts(Field spec) {
    return switch (spec.text("type")) {
      case "NodePort" -> true;
      case "LoadBalancer" -> spec.object().bool("allocateLoadBalancerNodePorts", true);
      default -> false;
    };
  }

  private static void portsTogether(Field spec) {
    Set<String> nodePorts = new HashSet<>();
    Set<String> ports = new HashSet<>();
    for (Field port : spec.items("ports")) {
      if (spec.text("type").equals("ClusterIP") && port.number("nodePort") != 0) {
        port.at("nodePort").forbidden("may not be used when `type` is 'ClusterIP'");
      }
    }
    Map<Long, Long> drawn = new HashMap<>();
    for (Field port : spec.items("ports")) {
      long node = port.number("nodePort");
      if (node == 0 && drawsNodePorts(spec)) {
        node = drawn.computeIfAbsent(port.number("port"), number -> FIRST_DRAWN + drawn.size());
      } else if (node != 0) {
        drawn.putIfAbsent(port.number("port"), node);
      }
      if (node != 0 && !nodePorts.add(port.text("protocol") + node)) {
        port.at("nodePort").of(Json.number(node)).duplicate();
      }
    }
    for (Field port : spec.items("ports")) {
      if (!ports.add(port.text("protocol") + port.number("port"))) {
        port.duplicateGo(
            GoValue.struct(
                "core.v1.ServicePort",
                Json.object("protocol", port.text("protocol"), "port", port.number("port"))));
      }
    }
  }

  private static void sourceRanges(Field service, @Nullable Field old) {
    Field spec = service.at("spec");
    boolean balancer = spec.text("type").equals("LoadBalancer");
    Field ranges =
        spec.at("LoadBalancerSourceRanges").of(spec.at("loadBalancerSourceRanges").value());
    Field annotation = service.at("metadata", "annotations").key(RANGES);
    if (!ranges.isEmpty()) {
      if (!balancer) {
        ranges.forbidden("may only be used when `type` is 'LoadBalancer'");
      }
      ranges.items().forEach(r -> Addresses.cidr(r.of(r.text().strip())));
    } else if (annotation.present()) {
      if (!balancer) {
        annotation.forbidden("may only be used when `type` is 'LoadBalancer'");
      }
      boolean changed =
          old == null || !old.at("metadata", "annotations").text(RANGES).equals(annotation.text());
      if (changed && !annotation.text().isBlank()) {
        for (String cidr : annotation.text().strip().split(",", -1)) {
          Addresses.cidr(annotation.of(cidr.strip()));
        }
      }
    }
  }

  private static void traffic(Field spec) {
    String type = spec.text("type");
    boolean balancer = type.equals("LoadBalancer");
    boolean external =
        balancer
            || type.equals("NodePort")
            || type.equals("ClusterIP") && !spec.at("externalIPs").isEmpty();
    Field policy = spec.at("externalTrafficPolicy");
    if (external) {
      policy.requiredOneOf("Cluster", "Local");
    } else if (!policy.text().isEmpty()) {
      policy.invalid("may only be set for externally-accessible services");
    }
    Field health = spec.at("healthCheckNodePort");
    if (!balancer || !policy.text().equals("Local")) {
      if (health.number() != 0) {
        health.invalid(
            "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
      }
    } else if (health.number() != 0) {
      health.range(1, 65535);
    }
    Field internal = spec.at("internalTrafficPolicy");
    if (!internal.present() && (balancer || List.of("NodePort", "ClusterIP").contains(type))) {
      internal.required();
    }
    internal.optionalOneOf("Cluster", "Local");
    spec.at("trafficDistribution").optionalOneOf("PreferClose");
  }

  private static void update(Field spec, Field old) {
    List<String> addressed = List.of("ClusterIP", "NodePort", "LoadBalancer");
    if (!addressed.contains(spec.text("type")) || !addressed.contains(old.text("type"))) {
      return;
    }
    boolean headless = isHeadless(spec);
    List<String> ips = spec.at("clusterIPs").texts();
    List<String> before = old.at("clusterIPs").texts();
    Field first = spec.at("clusterIPs").item(0);
    if (!(headless && isHeadless(old)) && !before.isEmpty()) {
      if (ips.isEmpty()) {
        first.invalidGo("[]string(nil)", "primary clusterIP can not be unset");
      } else if (!ips.getFirst().equals(before.getFirst())) {
        first.invalidGo(
            GoValue.list("[]string", spec.at("clusterIPs").value()), "may not change once set");
      }
    }
    List<String> families = spec.at("ipFamilies").texts();
    List<String> were = old.at("ipFamilies").texts();
    if (!headless
        && !isHeadless(old)
        && !families.isEmpty()
        && !were.isEmpty()
        && !families.getFirst().equals(were.getFirst())) {
      spec.at("ipFamilies")
          .item(0)
          .invalidGo(
              GoValue.list("[]core.IPFamily", spec.at("ipFamilies").value()),
              "may not change once set");
    }
    boolean balancers =
        spec.text("type").equals("LoadBalancer") && old.text("type").equals("LoadBalancer");
    if (balancers && !spec.at("loadBalancerClass").same(old.at("loadBalancerClass"))) {
      Field changed = spec.at("loadBalancerClass");
      changed.invalidGo(GoValue.plain(changed.value()), "may not change once set");
    }
  }

  static void endpoints(Field endpoints, @Nullable Field old) {
    if (old != null && endpoints.at("subsets").same(old.at("subsets"))) {
      return;
    }
    for (Field subset : endpoints.items("subsets")) {
      if (subset.at("addresses").isEmpty() && subset.at("notReadyAddresses").isEmpty()) {
        subset.required("must specify `addresses` or `notReadyAddresses`");
      }
      for (String list : List.of("addresses", "notReadyAddresses")) {
        for (Field address : subset.items(list)) {
          Addresses.ip(address.at("ip"));
          if (!address.text("hostname").isEmpty()) {
            address.at("hostname").label();
          }
          if (address.has("nodeName")) {
            address.at("nodeName").subdomain();
          }
          Addresses.endpoint(address.at("ip"));
        }
      }
      boolean several = subset.at("ports").array().size() > 1;
      for (Field port : subset.items("ports")) {
        if (!port.text("name").isEmpty()) {
          port.at("name").label();
        } else if (several) {
          port.at("name").required();
        }
        port.at("port").range(1, 65535);
        port.at("protocol").requiredOneOf("SCTP", "TCP", "UDP");
        if (port.has("appProtocol")) {
          port.at("appProtocol").qualified();
        }
      }
    }
  }

  static void endpointSlice(Field slice, @Nullable Field old) {
    String type = slice.text("addressType");
    slice.at("addressType").requiredOneOf("FQDN", "IPv4", "IPv6");
    Field ports = slice.at("ports");
    if (ports.array().size() > 20000) {
      ports.tooMany(ports.array().size(), 20000);
    } else {
      slicePorts(ports);
    }
    Field endpoints = slice.at("endpoints");
    if (endpoints.array().size() > 1000) {
      endpoints.tooMany(endpoints.array().size(), 1000);
    } else if (old == null || !endpoints.same(old.at("endpoints"))) {
      endpoints.items().forEach(e -> sliceEndpoint(e, type));
    }
    if (old != null) {
      slice.at("addressType").immutable(old.at("addressType"));
    }
  }

  private static void slicePorts(Field ports) {
    Set<String> names = new HashSet<>();
    for (Field port : ports.items()) {
      if (!port.text("name").isEmpty()) {
        port.at("name").label();
      }
      if (!names.add(port.text("name"))) {
        port.at("name").duplicate();
      }
      if (!port.has("protocol")) {
        port.at("protocol").required();
      } else {
        port.at("protocol").oneOf("SCTP", "TCP", "UDP");
      }
      if (port.has("appProtocol")) {
        port.at("appProtocol").qualified();
      }
    }
  }

  private static void sliceEndpoint(Field endpoint, String type) {
    Field addresses = endpoint.at("addresses");
    if (addresses.isEmpty()) {
      addresses.required("must contain at least 1 address");
    } else if (addresses.array().size() > 100) {
      addresses.tooMany(addresses.array().size(), 100);
    }
    for (Field address : addresses.items()) {
      if (type.equals("FQDN")) {
        fqdn(address);
      } else if (type.equals("IPv4") || type.equals("IPv6")) {
        int before = address.errors().size();
        Addresses.ip(address);
        if (address.errors().size() > before) {
          continue;
        }
        if (Addresses.isIpv6(address.text()) != type.equals("IPv6")) {
          addresses.invalid(address.text(), "must be an " + type + " address");
        }
        Addresses.endpoint(address);
      }
    }
    if (endpoint.has("nodeName")) {
      endpoint.at("nodeName").subdomain();
    }
    Field topology = endpoint.at("deprecatedTopology");
    if (topology.object().size() > 16) {
      topology.tooMany(topology.object().size(), 16);
    }
    MetaRules.labels(topology);
    if (endpoint.has("hostname")) {
      endpoint.at("hostname").label();
    }
    hints(endpoint.at("hints", "forZones"), Formats::labelValue);
    hints(endpoint.at("hints", "forNodes"), Formats::subdomain);
  }

  private static void hints(Field hints, java.util.function.Function<String, List<String>> form) {
    if (hints.array().size() > 8) {
      hints.tooMany(hints.array().size(), 8);
      return;
    }
    Set<String> seen = new HashSet<>();
    for (Field hint : hints.items()) {
      Field name = hint.at("name");
      if (!seen.add(name.text())) {
        name.duplicate();
      }
      name.invalidEach(form.apply(name.text()));
    }
  }

  private static void fqdn(Field name) {
    if (!name.requiredText()) {
      return;
    }
    String text = name.text().replaceFirst("\\.$", "");
    List<String> wrong = Formats.subdomain(text);
    if (!wrong.isEmpty()) {
      name.invalid(text, String.join(",", wrong));
    } else if (text.indexOf('.') < 0) {
      name.invalid(text, "should be a domain with at least two segments separated by dots");
    }
  }
}
