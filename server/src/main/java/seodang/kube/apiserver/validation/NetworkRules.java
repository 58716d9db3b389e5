package seodang.kube.apiserver.validation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Ingresses, IngressClasses and NetworkPolicies.
final class NetworkRules {
  private NetworkRules() {}

  static void ingress(Field ingress, @Nullable Field old) {
    Field spec = ingress.at("spec");
    if (spec.at("rules").isEmpty() && !spec.has("defaultBackend")) {
      spec.invalidGo(
          spec.at("rules").present()
              ? "[]networking.IngressRule{}"
              : "[]networking.IngressRule(nil)",
          "either `defaultBackend` or `rules` must be specified");
    }
    if (spec.has("defaultBackend")) {
      backend(spec.at("defaultBackend"));
    }
    for (Field rule : spec.items("rules")) {
      Field host = rule.at("host");
      if (!host.text().isEmpty()) {
        if (Addresses.parse(host.text()) != null) {
          host.invalid("must be a DNS name, not an IP address");
        }
        host(host);
      }
      if (rule.has("http")) {
        Field paths = rule.at("http", "paths");
        if (paths.isEmpty()) {
          paths.required();
        }
        paths.items().forEach(NetworkRules::path);
      }
    }
    for (Field tls : spec.items("tls")) {
      tls.items("hosts").forEach(NetworkRules::host);
      if (!tls.text("secretName").isEmpty()) {
        tls.at("secretName").subdomain();
      }
    }
    Field className = spec.at("ingressClassName");
    if (className.present()) {
      className.subdomain();
    }
    String annotation = "kubernetes.io/ingress.class";
    Field annotations = ingress.at("metadata", "annotations");
    if (old == null
        && className.present()
        && annotations.has(annotation)
        && !annotations.text(annotation).equals(className.text())) {
      ingress
          .at("annotations")
          .at(annotation)
          .invalid(
              annotations.text(annotation),
              "must match `ingressClassName` when both are specified");
    }
  }

  private static void host(Field host) {
    host.invalidEach(
        host.text().contains("*")
            ? Formats.wildcardSubdomain(host.text())
            : Formats.subdomain(host.text()));
  }

  private static void path(Field path) {
    Field type = path.at("pathType");
    Field text = path.at("path");
    if (!type.present()) {
      type.required("pathType must be specified");
      return;
    }
    switch (type.text()) {
      case "Exact", "Prefix" -> {
        if (!text.text().startsWith("/")) {
          text.invalid("must be an absolute path");
        }
        for (String never : List.of("//", "/./", "/../", "%2f", "%2F")) {
          if (text.text().contains(never)) {
            text.invalid("must not contain '" + never + "'");
          }
        }
        for (String never : List.of("/..", "/.")) {
          if (text.text().endsWith(never)) {
            text.invalid("cannot end with '" + never + "'");
          }
        }
      }
      case "ImplementationSpecific" -> {
        if (!text.text().isEmpty() && !text.text().startsWith("/")) {
          text.invalid("must be an absolute path");
        }
      }
      default -> type.notSupported("Exact", "ImplementationSpecific", "Prefix");
    }
    backend(path.at("backend"));
  }

  private static void backend(Field backend) {
    Field service = backend.at("service");
    if (backend.has("resource") && service.present()) {
      backend.invalid("", "cannot set both resource and service backends");
    } else if (backend.has("resource")) {
      reference(backend.at("resource"));
    } else if (!service.present()) {
      backend.invalid("", "resource or service backend is required");
    } else {
      if (service.at("name").requiredText()) {
        service.at("name").invalidEach(Formats.label1035(service.text("name")));
      }
      Field port = service.at("port");
      boolean named = !port.text("name").isEmpty();
      boolean numbered = port.number("number") != 0;
      if (named && numbered) {
        backend.invalid("", "cannot set both port name & port number");
      } else if (named) {
        port.at("name").invalidEach(Formats.portName(port.text("name")));
      } else if (numbered) {
        port.at("number").range(1, 65535);
      } else {
        backend.required("port name or number is required");
      }
    }
  }

  private static void reference(Field reference) {
    if (reference.has("apiGroup")) {
      reference.at("apiGroup").subdomain();
    }
    for (String field : List.of("kind", "name")) {
      if (reference.text(field).isEmpty()) {
        reference.at(field).required(field + " is required");
      } else {
        reference.at(field).invalidEach(Formats.pathSegment(reference.text(field), false));
      }
    }
  }

  static void ingressClass(Field object, @Nullable Field old) {
    Field controller = object.at("spec", "controller");
    if (old != null) {
      controller.immutable(old.at("spec", "controller"));
    }
    if (controller.text().length() > 250) {
      controller.tooLong(250);
    }
    Formats.domainPrefixedPath(controller);
    Field parameters = object.at("spec", "parameters");
    if (!parameters.present()) {
      return;
    }
    reference(parameters);
    Field scope = parameters.at("scope");
    Field namespace = parameters.at("namespace");
    if (!scope.present()) {
      scope.required();
    } else if (scope.oneOf("Cluster", "Namespace")) {
      if (scope.text().equals("Namespace")) {
        if (!namespace.present()) {
          namespace.required("`parameters.scope` is set to 'Namespace'");
        } else {
          namespace.label();
        }
      } else if (namespace.present()) {
        namespace.forbidden("`parameters.scope` is set to 'Cluster'");
      }
    }
  }

  static void networkPolicy(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    MetaRules.selector(spec.at("podSelector"));
    for (Field rule : spec.items("ingress")) {
      rule.items("ports").forEach(NetworkRules::policyPort);
      rule.items("from").forEach(NetworkRules::peer);
    }
    for (Field rule : spec.items("egress")) {
      rule.items("ports").forEach(NetworkRules::policyPort);
      rule.items("to").forEach(NetworkRules::peer);
    }
    Field types = spec.at("policyTypes");
    if (types.array().size() > 2) {
      types.invalidGo(
          GoValue.list("[]networking.PolicyType", types.value()),
          "may not specify more than two policyTypes");
    } else {
      types.items().forEach(t -> t.oneOf("Ingress", "Egress"));
    }
  }

  private static void policyPort(Field port) {
    port.at("protocol").optionalOneOf("TCP", "UDP", "SCTP");
    Field number = port.at("port");
    Field end = port.at("endPort");
    if (!number.present()) {
      if (end.present()) {
        end.invalid("may not be specified when `port` is not specified");
      }
    } else if (number.value() instanceof Json.Number) {
      number.range(1, 65535);
      if (end.present()) {
        if (end.number() < number.number()) {
          end.invalid(number.number(), "must be greater than or equal to `port`");
        }
        end.range(1, 65535);
      }
    } else {
      if (end.present()) {
        end.invalid("may not be specified when `port` is non-numeric");
      }
      number.invalidEach(Formats.portName(number.text()));
    }
  }

  private static void peer(Field peer) {
    boolean selects = peer.has("podSelector") || peer.has("namespaceSelector");
    MetaRules.selector(peer.at("podSelector"));
    MetaRules.selector(peer.at("namespaceSelector"));
    if (peer.has("ipBlock")) {
      ipBlock(peer.at("ipBlock"));
    }
    if (!selects && !peer.has("ipBlock")) {
      peer.required("must specify a peer");
    } else if (selects && peer.has("ipBlock")) {
      peer.forbidden("may not specify both ipBlock and another peer");
    }
  }

  private static void ipBlock(Field block) {
    Field cidr = block.at("cidr");
    if (!cidr.requiredText()) {
      return;
    }
    Addresses.cidr(cidr);
    if (!Addresses.isCidr(cidr.text())) {
      return;
    }
    for (Field except : block.items("except")) {
      Addresses.cidr(except);
      if (Addresses.isCidr(except.text()) && !contains(cidr.text(), except.text())) {
        except.invalid("must be a strict subset of `cidr`");
      }
    }
  }

  private static boolean contains(String outer, String inner) {
    byte[] a = Addresses.parse(outer.substring(0, outer.indexOf('/')));
    byte[] b = Addresses.parse(inner.substring(0, inner.indexOf('/')));
    int bits = Integer.parseInt(outer.substring(outer.indexOf('/') + 1));
    int innerBits = Integer.parseInt(inner.substring(inner.indexOf('/') + 1));
    if (a == null || b == null || a.length != b.length || bits >= innerBits) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i % 8);
      if ((a[i / 8] & mask) != (b[i / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
