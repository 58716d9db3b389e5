package seodang.kube.network;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.engine.Run;
import seodang.kube.kubelet.NodePods;
import seodang.shell.HostCall;

/// Looks names up as a Pod's resolver does: at its name servers, with its search domains. The
/// question goes to CoreDNS by the same way as any packet.
final class Dns {
  private static final int PORT = 53;

  private Dns() {}

  /// @param server that answered, `""` when none did
  /// @param records empty: there is no such name
  record Found(String server, List<HostCall.Record> records) {
    List<String> addresses() {
      return records.stream()
          .filter(r -> r.type().equals("A"))
          .map(HostCall.Record::value)
          .toList();
    }
  }

  /// @param hops to which the way to the server is added where it fails
  static Found lookup(Run run, Source source, String name, String type, List<Json.Object> hops) {
    Json.Object pod = source.object();
    ResolvConf conf = pod == null ? ResolvConf.ofNodes() : ResolvConf.of(run, pod);
    for (String server : conf.servers()) {
      if (!isInside(run, source, server)) {
        return new Found(server, List.of());
      }
      List<Json.Object> way = new ArrayList<>();
      if (answers(run, new Path(run, source, way).to(server, PORT, "UDP"))) {
        return new Found(server, ask(run, conf, name, type));
      }
      hops.addAll(way);
    }
    return new Found("", List.of());
  }

  /// Whether an address belongs to the cluster; name servers outside know nothing of it.
  private static boolean isInside(Run run, Source source, String address) {
    return ServicePort.isServed(run, source.node(), address)
        || NodePods.at(run, address) != null
        || Nodes.at(run, address) != null
        || Cidr.contains(seodang.kube.apiserver.Settings.of(run).services().cidr(), address);
  }

  private static boolean answers(Run run, Path.Arrival arrival) {
    return arrival instanceof Path.Arrival.At at
        && NodePods.listener(run, at.pod(), at.port()) != null;
  }

  private static List<HostCall.Record> ask(Run run, ResolvConf conf, String name, String type) {
    Zone zone = new Zone(run);
    List<String> candidates = type.equals("PTR") ? List.of(name) : conf.candidates(name);
    for (String candidate : candidates) {
      List<HostCall.Record> records = zone.find(candidate, type);
      if (!records.isEmpty()) {
        return records;
      }
    }
    return List.of();
  }
}
