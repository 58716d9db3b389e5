package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;

/// Describes a Service.
final class Services {
  private static final int ENDPOINTS_SHOWN = 3;

  private Services() {}

  static void describe(Json.Object service, Description out, Describer.Source source) {
    Json.Object metadata = service.object("metadata");
    Json.Object spec = service.object("spec");
    List<Json.Object> slices = slices(metadata, source);
    out.head(service);
    out.line(0, "Selector:", Description.labels(spec.object("selector")));
    out.line(0, "Type:", spec.text("type"));
    addresses(service, spec, out);
    for (Json.Object port : spec.array("ports").objects()) {
      port(port, slices, out);
    }
    out.line(0, "Session Affinity:", spec.text("sessionAffinity"));
    if (!spec.text("externalTrafficPolicy").isEmpty()) {
      out.line(0, "External Traffic Policy:", spec.text("externalTrafficPolicy"));
    }
    if (spec.has("internalTrafficPolicy")) {
      out.line(0, "Internal Traffic Policy:", spec.text("internalTrafficPolicy"));
    }
    if (spec.number("healthCheckNodePort", 0) != 0) {
      out.line(0, "HealthCheck NodePort:", spec.number("healthCheckNodePort", 0));
    }
    if (!spec.array("loadBalancerSourceRanges").isEmpty()) {
      out.line(
          0,
          "LoadBalancer Source Ranges:",
          String.join(",", spec.array("loadBalancerSourceRanges").texts()));
    }
    EventTable.of(service, out, source);
  }

  static List<Json.Object> slices(Json.Object metadata, Describer.Source source) {
    return source.list(
        "/apis/discovery.k8s.io/v1/namespaces/" + metadata.text("namespace") + "/endpointslices",
        "labelSelector",
        "kubernetes.io/service-name=" + metadata.text("name"));
  }

  private static void addresses(Json.Object service, Json.Object spec, Description out) {
    if (spec.has("ipFamilyPolicy")) {
      out.line(0, "IP Family Policy:", spec.text("ipFamilyPolicy"));
    }
    out.line(0, "IP Families:", joined(spec.array("ipFamilies")));
    out.line(0, "IP:", spec.text("clusterIP"));
    out.line(0, "IPs:", joined(spec.array("clusterIPs")));
    if (!spec.array("externalIPs").isEmpty()) {
      out.line(0, "External IPs:", String.join(",", spec.array("externalIPs").texts()));
    }
    if (!spec.text("loadBalancerIP").isEmpty()) {
      out.line(0, "Desired LoadBalancer IP:", spec.text("loadBalancerIP"));
    }
    if (!spec.text("externalName").isEmpty()) {
      out.line(0, "External Name:", spec.text("externalName"));
    }
    Json.Array ingress = service.object("status").object("loadBalancer").array("ingress");
    if (!ingress.isEmpty()) {
      out.line(0, "LoadBalancer Ingress:", balancer(ingress));
    }
  }

  private static String joined(Json.Array values) {
    return values.isEmpty() ? "<none>" : String.join(",", values.texts());
  }

  static String balancer(Json.Array ingress) {
    List<String> entries = new ArrayList<>();
    for (Json.Object entry : ingress.objects()) {
      String mode = entry.text("ipMode");
      entries.add(
          entry.text("ip").isEmpty()
              ? entry.text("hostname")
              : entry.text("ip") + (mode.isEmpty() ? "" : " (" + mode + ")"));
    }
    return String.join(", ", entries);
  }

  private static void port(Json.Object port, List<Json.Object> slices, Description out) {
    String given = port.text("name");
    String name = given.isEmpty() ? "<unset>" : given;
    String protocol = port.text("protocol");
    out.line(0, "Port:", name, port.number("port", 0) + "/" + protocol);
    out.line(0, "TargetPort:", GoText.value(port.get("targetPort")) + "/" + protocol);
    if (port.number("nodePort", 0) != 0) {
      out.line(0, "NodePort:", name, port.number("nodePort", 0) + "/" + protocol);
    }
    out.line(0, "Endpoints:", endpoints(slices, given));
  }

  /// The first ready endpoints of a port, and how many more there are.
  static String endpoints(List<Json.Object> slices, String portName) {
    if (slices.isEmpty()) {
      return "<none>";
    }
    List<String> found = new ArrayList<>();
    for (Json.Object slice : slices) {
      for (Json.Object endpoint : slice.array("endpoints").objects()) {
        if (slice.array("ports").isEmpty() && isReady(endpoint)) {
          found.add(endpoint.array("addresses").texts().getFirst());
        }
      }
      for (Json.Object port : slice.array("ports").objects()) {
        if (!port.text("name").equals(portName)) {
          continue;
        }
        for (Json.Object endpoint : slice.array("endpoints").objects()) {
          if (isReady(endpoint)) {
            found.add(
                endpoint.array("addresses").texts().getFirst() + ":" + port.number("port", 0));
          }
        }
      }
    }
    int shown = Math.min(ENDPOINTS_SHOWN, found.size());
    String text = String.join(",", found.subList(0, shown));
    return found.size() > shown ? text + " + " + (found.size() - shown) + " more..." : text;
  }

  private static boolean isReady(Json.Object endpoint) {
    return endpoint.object("conditions").bool("ready", true);
  }
}
