package seodang.kube.network;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.shell.HostCall;

/// What CoreDNS answers for `cluster.local` and for addresses: the records that Services and their
/// endpoints make.
final class Zone {
  static final String NAME = "cluster.local";
  private static final String REVERSE = ".in-addr.arpa";
  private static final int MOST_ALIASES = 8;
  private final Run run;
  private int aliases;

  Zone(Run run) {
    this.run = run;
  }

  private static HostCall.Record record(String name, String type, String value) {
    return new HostCall.Record(name, type, value);
  }

  /// The records of a full name; empty when it has none of the type.
  ///
  /// @param type `A`, `SRV`, `CNAME` or `PTR`
  List<HostCall.Record> find(String name, String type) {
    if (type.equals("PTR")) {
      return reverse(name);
    }
    if (!name.endsWith("." + NAME)) {
      return List.of();
    }
    String[] parts = name.substring(0, name.length() - NAME.length() - 1).split("\\.");
    int n = parts.length;
    if (n < 3) {
      return List.of();
    }
    if (parts[n - 1].equals("pod")) {
      String ip = parts[0].replace('-', '.');
      return n == 3 && type.equals("A") && Cidr.address(ip) >= 0
          ? List.of(record(name, "A", ip))
          : List.of();
    }
    Json.Object service =
        parts[n - 1].equals("svc") ? run.get("", "services", parts[n - 2], parts[n - 3]) : null;
    if (service == null) {
      return List.of();
    }
    String[] before = java.util.Arrays.copyOf(parts, n - 3);
    if (service.object("spec").text("type").equals("ExternalName")) {
      return before.length == 0 ? alias(name, service, type) : List.of();
    }
    return switch (type) {
      case "A" -> addresses(name, service, before);
      case "SRV" -> ports(name, service, before);
      default -> List.of();
    };
  }

  /// The name that an address has: `2.1.244.10.in-addr.arpa`.
  private List<HostCall.Record> reverse(String name) {
    String[] parts = name.replace(REVERSE, "").split("\\.");
    if (parts.length != 4) {
      return List.of();
    }
    String ip = parts[3] + "." + parts[2] + "." + parts[1] + "." + parts[0];
    for (Json.Object service : run.list("", "services", "")) {
      if (service.object("spec").text("clusterIP").equals(ip)) {
        return List.of(record(name, "PTR", of(service)));
      }
    }
    List<HostCall.Record> found = new ArrayList<>();
    for (Json.Object slice : run.list("discovery.k8s.io", "endpointslices", "")) {
      String owner = Meta.labels(slice).text("kubernetes.io/service-name");
      Json.Object service =
          owner.isEmpty() ? null : run.get("", "services", Meta.namespace(slice), owner);
      for (Json.Object endpoint : slice.array("endpoints").objects()) {
        if (service != null && endpoint.array("addresses").texts().contains(ip)) {
          found.add(record(name, "PTR", label(endpoint, ip) + "." + of(service)));
        }
      }
    }
    return found;
  }

  private static String of(Json.Object service) {
    return Meta.name(service) + "." + Meta.namespace(service) + ".svc." + NAME;
  }

  /// An endpoint's own label: its hostname, or its address with dashes.
  private static String label(Json.Object endpoint, String ip) {
    return endpoint.text("hostname", ip.replace('.', '-'));
  }

  private List<HostCall.Record> alias(String name, Json.Object service, String type) {
    String target = service.object("spec").text("externalName");
    List<HostCall.Record> found = new ArrayList<>();
    found.add(record(name, "CNAME", target));
    if (type.equals("A") && aliases++ < MOST_ALIASES) {
      found.addAll(find(target, type));
    }
    return found;
  }

  private List<HostCall.Record> addresses(String name, Json.Object service, String[] before) {
    String ip = service.object("spec").text("clusterIP");
    if (!ip.equals("None") && before.length == 0) {
      return List.of(record(name, "A", ip));
    }
    List<HostCall.Record> found = new ArrayList<>();
    for (Json.Object endpoint : Endpoints.ready(run, Meta.namespace(service), Meta.name(service))) {
      for (String address : endpoint.array("addresses").texts()) {
        boolean named = before.length == 1 && label(endpoint, address).equals(before[0]);
        if (before.length == 0 || named) {
          found.add(record(name, "A", address));
        }
      }
    }
    return found;
  }

  /// `_PORT._PROTOCOL` of a Service: its own name, or each endpoint's where it is headless.
  private List<HostCall.Record> ports(String name, Json.Object service, String[] before) {
    boolean all = before.length == 0;
    if (!all && before.length != 2) {
      return List.of();
    }
    List<HostCall.Record> found = new ArrayList<>();
    for (Json.Object port : service.object("spec").array("ports").objects()) {
      boolean asked =
          all
              || before[0].equals("_" + port.text("name"))
                  && before[1].equalsIgnoreCase("_" + port.text("protocol", "TCP"));
      if (!asked) {
        continue;
      }
      if (!service.object("spec").text("clusterIP").equals("None")) {
        found.add(record(name, "SRV", "0 100 " + port.number("port", 0) + " " + of(service)));
        continue;
      }
      List<Endpoints.Endpoint> behind =
          Endpoints.behind(run, service, port).stream().filter(Endpoints.Endpoint::ready).toList();
      for (Endpoints.Endpoint e : behind) {
        String weight = "0 " + Math.max(1, 100 / behind.size()) + " ";
        String target = labelOf(service, e.address()) + "." + of(service);
        found.add(record(name, "SRV", weight + e.port() + " " + target));
      }
    }
    return found;
  }

  private String labelOf(Json.Object service, String address) {
    for (Json.Object endpoint : Endpoints.ready(run, Meta.namespace(service), Meta.name(service))) {
      if (endpoint.array("addresses").texts().contains(address)) {
        return label(endpoint, address);
      }
    }
    return address.replace('.', '-');
  }
}
