package seodang.kube.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.engine.Run;

/// Host ports, of which each node has one.
final class NodePorts implements Plugin {
  private record HostPort(String ip, String protocol, long port) {
    boolean clashes(HostPort other) {
      return port == other.port
          && protocol.equals(other.protocol)
          && (ip.equals(other.ip) || ip.equals("0.0.0.0") || other.ip.equals("0.0.0.0"));
    }
  }

  @Override
  public String name() {
    return "NodePorts";
  }

  @Override
  public @Nullable Filter filter(Cycle cycle) {
    List<HostPort> wanted = ports(cycle.pod());
    if (wanted.isEmpty()) {
      return null;
    }
    return node -> {
      for (Json.Object other : node.pods()) {
        for (HostPort used : ports(other)) {
          if (wanted.stream().anyMatch(used::clashes)) {
            return Refusal.forNow("node(s) didn't have free ports for the requested pod ports");
          }
        }
      }
      return null;
    };
  }

  private static List<HostPort> ports(Json.Object pod) {
    List<HostPort> ports = new ArrayList<>();
    for (Json.Object container : pod.object("spec").array("containers").objects()) {
      for (Json.Object port : container.array("ports").objects()) {
        if (port.number("hostPort", 0) > 0) {
          ports.add(
              new HostPort(
                  port.text("hostIP", "0.0.0.0"),
                  port.text("protocol", "TCP"),
                  port.number("hostPort", 0)));
        }
      }
    }
    return ports;
  }

  @Override
  public boolean isHelpedBy(
      Run run, Json.Object waiting, Json.@Nullable Object before, Json.@Nullable Object after) {
    List<HostPort> wanted = ports(waiting);
    return before != null
        && ports(before).stream().anyMatch(used -> wanted.stream().anyMatch(used::clashes));
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return happening == Happening.NODE_ADDED || happening == Happening.POD_GONE;
  }
}
