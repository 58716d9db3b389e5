package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

final class NodeKind extends Kind {
  private static final String ROLE = "node-role.kubernetes.io/";

  private static final String NOT_READY = "node.kubernetes.io/not-ready";

  @Override
  Json.Object defaults(Json.Object node) {
    Json.Object filled = node;
    String cidr = node.object("spec").text("podCIDR");
    List<String> cidrs = node.object("spec").array("podCIDRs").texts();
    if (!cidr.isEmpty() && (cidrs.isEmpty() || !cidrs.getFirst().equals(cidr))) {
      filled = filled.withAt(Json.array(cidr), "spec", "podCIDRs");
    }
    Json.Object status = node.object("status");
    if (status.has("capacity") && !status.has("allocatable")) {
      filled = filled.withAt(status.object("capacity"), "status", "allocatable");
    }
    return filled;
  }

  /// A node that is not ready takes no Pods from its first moment.
  @Override
  Json.Object prepareForCreate(Run run, Json.Object node) {
    Json.Array taints = node.object("spec").array("taints");
    boolean known = taints.objects().stream().anyMatch(t -> t.text("key").equals(NOT_READY));
    if (known || Meta.isTrue(node, "Ready")) {
      return node;
    }
    Json taint = Json.object("key", NOT_READY, "effect", "NoSchedule");
    return node.withAt(taints.add(taint), "spec", "taints");
  }

  @Override
  List<Object> cells(Run run, Json.Object node) {
    Json.Object info = node.object("status").object("nodeInfo");
    return List.of(
        Meta.name(node),
        status(node),
        roles(node),
        age(run, node),
        info.text("kubeletVersion"),
        address(node, "InternalIP"),
        address(node, "ExternalIP"),
        orUnknown(info.text("osImage")),
        orUnknown(info.text("kernelVersion")),
        orUnknown(info.text("containerRuntimeVersion")));
  }

  static String status(Json.Object node) {
    Json.Object ready = Meta.condition(node, "Ready");
    String text =
        ready.isEmpty() ? "Unknown" : ready.text("status").equals("True") ? "Ready" : "NotReady";
    return node.object("spec").bool("unschedulable") ? text + ",SchedulingDisabled" : text;
  }

  private static String roles(Json.Object node) {
    List<String> roles = new ArrayList<>();
    Meta.labels(node)
        .texts()
        .forEach((k, v) -> {
          if (k.startsWith(ROLE) && k.length() > ROLE.length()) {
            roles.add(k.substring(ROLE.length()));
          } else if (k.equals("kubernetes.io/role") && !v.isEmpty()) {
            roles.add(v);
          }
        });
    return roles.isEmpty()
        ? "<none>"
        : String.join(",", roles.stream().sorted().distinct().toList());
  }

  private static String address(Json.Object node, String type) {
    for (Json.Object address : node.object("status").array("addresses").objects()) {
      if (address.text("type").equals(type)) {
        return address.text("address");
      }
    }
    return "<none>";
  }

  private static String orUnknown(String text) {
    return text.isEmpty() ? "<unknown>" : text;
  }
}
