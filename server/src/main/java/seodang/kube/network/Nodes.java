package seodang.kube.network;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// The nodes by their addresses.
final class Nodes {
  private Nodes() {}

  /// The one that kubelet, kube-proxy and Pods on the host's network use; `""` when there is none.
  static String address(Json.Object node) {
    for (Json.Object address : node.object("status").array("addresses").objects()) {
      if (address.text("type").equals("InternalIP")) {
        return address.text("address");
      }
    }
    return "";
  }

  static Json.@Nullable Object at(Run run, String ip) {
    for (Json.Object node : run.list("", "nodes", "")) {
      for (Json.Object address : node.object("status").array("addresses").objects()) {
        if (address.text("type").endsWith("IP") && address.text("address").equals(ip)) {
          return node;
        }
      }
    }
    return null;
  }

  /// The address of a node by its name; `""` when there is none.
  static String named(Run run, String name) {
    Json.Object node = run.get("", "nodes", "", name);
    return node == null ? "" : address(node);
  }

  static String name(Json.@Nullable Object node) {
    return node == null ? "" : Meta.name(node);
  }
}
