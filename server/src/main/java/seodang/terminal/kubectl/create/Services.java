package seodang.terminal.kubectl.create;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.GoNumbers;

/// `kubectl create service TYPE`.
public final class Services {
  private Services() {}

  public static Json.Object clusterIp(Invocation invocation, String name) {
    String clusterIp = invocation.flags().text("clusterip");
    if (clusterIp.equals("None") || !invocation.flags().list("tcp").isEmpty()) {
      Json.Object service = service(invocation, name, "ClusterIP", -1);
      return clusterIp.isEmpty()
          ? service
          : service.withAt(Json.text(clusterIp), "spec", "clusterIP");
    }
    throw new KubectlError("at least one tcp port specifier must be provided");
  }

  public static Json.Object nodePort(Invocation invocation, String name) {
    needPorts(invocation);
    return service(invocation, name, "NodePort", invocation.flags().number("node-port"));
  }

  public static Json.Object loadBalancer(Invocation invocation, String name) {
    needPorts(invocation);
    return service(invocation, name, "LoadBalancer", -1);
  }

  public static Json.Object externalName(Invocation invocation, String name) {
    String external = invocation.flags().text("external-name");
    if (!external.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")) {
      throw new KubectlError("invalid service external name " + external);
    }
    return service(invocation, name, "ExternalName", -1)
        .withAt(Json.text(external), "spec", "externalName");
  }

  private static void needPorts(Invocation invocation) {
    if (invocation.flags().list("tcp").isEmpty()) {
      throw new KubectlError("at least one tcp port specifier must be provided");
    }
  }

  private static Json.Object service(
      Invocation invocation, String name, String type, long nodePort) {
    List<Json> ports = new ArrayList<>();
    for (String spec : invocation.flags().list("tcp")) {
      ports.add(port(spec, nodePort));
    }
    Json.Object labels = Json.object("app", name);
    return Generator.object(
            "v1", "Service", Generator.metadata(invocation, name, true).with("labels", labels))
        .with(
            "spec",
            Json.object(
                "ports", ports.isEmpty() ? null : Json.Array.of(ports),
                "selector", labels,
                "type", type))
        .with("status", Json.object("loadBalancer", Json.object()));
  }

  /// `80`, `80:8080`, `80:http`.
  private static Json.Object port(String spec, long nodePort) {
    String[] parts = spec.split(":", -1);
    long port = number(parts[0], 16);
    Json target = Json.number(port);
    if (parts.length > 1) {
      boolean isNumber = parts[1].matches("[0-9]+");
      target =
          isNumber ? Json.number(checked(number(parts[1], 31))) : Json.text(portName(parts[1]));
    }
    return Json.object(
        "name",
        spec.replace(':', '-'),
        "port",
        port,
        "protocol",
        "TCP",
        "targetPort",
        target,
        "nodePort",
        nodePort > 0 ? nodePort : null);
  }

  private static long number(String text, int bits) {
    try {
      return GoNumbers.parseUint(text, bits);
    } catch (GoNumbers.SyntaxException e) {
      String message = String.valueOf(e.getMessage());
      boolean large = bits > 16 && message.contains("out of range");
      throw new KubectlError(large ? "must be between 1 and 65535, inclusive" : message);
    }
  }

  private static long checked(long port) {
    if (port < 1 || port > 65535) {
      throw new KubectlError("must be between 1 and 65535, inclusive");
    }
    return port;
  }

  private static String portName(String name) {
    if (name.length() > 15) {
      throw new KubectlError("must be no more than 15 characters");
    }
    if (!name.matches("[-a-z0-9]+")) {
      throw new KubectlError(
          "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!name.matches(".*[a-z].*")) {
      throw new KubectlError("must contain at least one letter (a-z)");
    }
    return name;
  }
}
