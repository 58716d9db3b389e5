package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;

/// Describes Ingresses, IngressClasses, Endpoints, EndpointSlices and NetworkPolicies.
final class Networking {
  private Networking() {}

  static void ingress(Json.Object ingress, Description out, Describer.Source source) {
    Json.Object metadata = ingress.object("metadata");
    Json.Object spec = ingress.object("spec");
    out.line(0, "Name:", metadata.text("name"));
    out.pairs("Labels", metadata.object("labels"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    out.line(
        0, "Address:", balancer(ingress.object("status").object("loadBalancer").array("ingress")));
    out.line(
        0,
        "Ingress Class:",
        spec.has("ingressClassName") ? spec.text("ingressClassName") : "<none>");
    String namespace = metadata.text("namespace");
    Json.Object fallback = spec.object("defaultBackend");
    if (fallback.isEmpty()) {
      out.line(0, "Default backend:", "<default>");
    } else {
      out.line(0, "Default backend:", backend(fallback, namespace, source));
    }
    if (!spec.array("tls").isEmpty()) {
      out.line(0, "TLS:");
      for (Json.Object tls : spec.array("tls").objects()) {
        String hosts = String.join(",", tls.array("hosts").texts());
        out.write(
            1,
            (tls.text("secretName").isEmpty()
                    ? "SNI routes " + hosts
                    : tls.text("secretName") + " terminates " + hosts)
                + "\n");
      }
    }
    out.line(0, "Rules:");
    out.line(1, "Host", "Path", "Backends");
    out.line(1, "----", "----", "--------");
    boolean any = false;
    for (Json.Object rule : spec.array("rules").objects()) {
      if (!rule.has("http")) {
        continue;
      }
      any = true;
      out.line(1, rule.text("host").isEmpty() ? "*" : rule.text("host"), "");
      for (Json.Object path : rule.object("http").array("paths").objects()) {
        out.line(
            2, "", path.text("path") + " ", backend(path.object("backend"), namespace, source));
      }
    }
    if (!any && !fallback.isEmpty()) {
      out.line(1, "*", "*", backend(fallback, namespace, source));
    }
    out.annotations("Annotations", metadata.object("annotations"));
    EventTable.of(ingress, out, source);
  }

  private static String balancer(Json.Array ingress) {
    List<String> entries = new ArrayList<>();
    for (Json.Object entry : ingress.objects()) {
      entries.add(entry.text("ip").isEmpty() ? entry.text("hostname") : entry.text("ip"));
    }
    return String.join(",", entries);
  }

  private static String backend(Json.Object backend, String namespace, Describer.Source source) {
    if (backend.has("resource")) {
      Json.Object resource = backend.object("resource");
      return "APIGroup: "
          + resource.text("apiGroup", "<none>")
          + ", Kind: "
          + resource.text("kind")
          + ", Name: "
          + resource.text("name");
    }
    Json.Object service = backend.object("service");
    Json.Object port = service.object("port");
    String name = service.text("name");
    String shown =
        port.text("name").isEmpty() ? GoText.value(port.get("number")) : port.text("name");
    Json.@Nullable Object found =
        source.find("/api/v1/namespaces/" + namespace + "/services/" + name);
    String endpoints;
    if (found == null) {
      endpoints = "<error: services " + GoText.quote(name) + " not found>";
    } else {
      endpoints = endpoints(found, port, source);
    }
    return name + ":" + shown + " (" + endpoints + ")";
  }

  private static String endpoints(
      Json.Object service, Json.Object wanted, Describer.Source source) {
    String portName = "";
    for (Json.Object port : service.object("spec").array("ports").objects()) {
      boolean same =
          wanted.text("name").isEmpty()
              ? Objects.equals(port.get("port"), wanted.get("number"))
              : port.text("name").equals(wanted.text("name"));
      if (same) {
        portName = port.text("name");
      }
    }
    return Services.endpoints(Services.slices(service.object("metadata"), source), portName);
  }

  static void ingressClass(Json.Object ingressClass, Description out, Describer.Source source) {
    Json.Object spec = ingressClass.object("spec");
    out.line(0, "Name:", ingressClass.object("metadata").text("name"));
    out.labelsAndAnnotations(ingressClass.object("metadata"));
    out.line(0, "Controller:", spec.text("controller"));
    if (spec.has("parameters")) {
      Json.Object parameters = spec.object("parameters");
      out.line(0, "Parameters:");
      if (parameters.has("apiGroup")) {
        out.line(1, "APIGroup:", parameters.text("apiGroup"));
      }
      out.line(1, "Kind:", parameters.text("kind"));
      out.line(1, "Name:", parameters.text("name"));
    }
    EventTable.of(ingressClass, out, source);
  }

  static void endpoints(Json.Object endpoints, Description out, Describer.Source source) {
    out.head(endpoints);
    out.line(0, "Subsets:");
    for (Json.Object subset : endpoints.array("subsets").objects()) {
      out.line(1, "Addresses:", addresses(subset.array("addresses")));
      out.line(1, "NotReadyAddresses:", addresses(subset.array("notReadyAddresses")));
      if (!subset.array("ports").isEmpty()) {
        out.line(1, "Ports:");
        out.line(2, "Name", "Port", "Protocol");
        out.line(2, "----", "----", "--------");
        for (Json.Object port : subset.array("ports").objects()) {
          out.line(
              2,
              port.text("name").isEmpty() ? "<unset>" : port.text("name"),
              port.number("port", 0),
              port.text("protocol"));
        }
      }
      out.write(0, "\n");
    }
    EventTable.of(endpoints, out, source);
  }

  private static String addresses(Json.Array addresses) {
    return Description.orNone(
        String.join(",", addresses.objects().stream().map(a -> a.text("ip")).toList()));
  }

  static void endpointSlice(Json.Object slice, Description out, Describer.Source source) {
    out.head(slice);
    out.line(0, "AddressType:", slice.text("addressType"));
    if (slice.array("ports").isEmpty()) {
      out.line(0, "Ports: <unset>");
    } else {
      out.line(0, "Ports:");
      out.line(1, "Name", "Port", "Protocol");
      out.line(1, "----", "----", "--------");
      for (Json.Object port : slice.array("ports").objects()) {
        out.line(
            1,
            port.text("name").isEmpty() ? "<unset>" : port.text("name"),
            Description.value(port, "port", "<unset>"),
            port.text("protocol"));
      }
    }
    if (slice.array("endpoints").isEmpty()) {
      out.line(0, "Endpoints: <none>");
    } else {
      out.line(0, "Endpoints:");
      slice.array("endpoints").objects().forEach(e -> endpoint(e, out));
    }
    EventTable.of(slice, out, source);
  }

  private static void endpoint(Json.Object endpoint, Description out) {
    out.line(1, "- Addresses:", String.join(", ", endpoint.array("addresses").texts()));
    out.line(2, "Conditions:");
    out.line(3, "Ready:", Description.value(endpoint.object("conditions"), "ready", "<unset>"));
    out.line(2, "Hostname:", endpoint.text("hostname", "<unset>"));
    if (endpoint.has("targetRef")) {
      Json.Object target = endpoint.object("targetRef");
      out.line(2, "TargetRef:", target.text("kind") + "/" + target.text("name"));
    }
    out.line(2, "NodeName:", endpoint.text("nodeName", "<unset>"));
    out.line(2, "Zone:", endpoint.text("zone", "<unset>"));
    Json.Object deprecated = endpoint.object("deprecatedTopology");
    if (!deprecated.isEmpty()) {
      out.line(2, "Topology:");
      deprecated.texts().forEach((key, value) -> out.line(3, key + "=" + value));
    }
  }
}
