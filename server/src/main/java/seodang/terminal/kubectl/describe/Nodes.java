package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Describes a Node.
final class Nodes {
  private static final String ROLE = "node-role.kubernetes.io/";

  private Nodes() {}

  static void describe(Json.Object node, Description out, Describer.Source source) {
    Json.Object metadata = node.object("metadata");
    Json.Object spec = node.object("spec");
    Json.Object status = node.object("status");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Roles:", roles(metadata));
    out.labelsAndAnnotations(metadata);
    out.line(0, "CreationTimestamp:", Description.date(metadata.text("creationTimestamp")));
    Scheduling.taints(spec.array("taints"), out);
    out.line(0, "Unschedulable:", spec.bool("unschedulable"));
    lease(metadata.text("name"), out, source);
    conditions(status, out);
    out.line(0, "Addresses:");
    status
        .array("addresses")
        .objects()
        .forEach(a -> out.line(1, a.text("type") + ":", a.text("address")));
    amounts("Capacity:", status.object("capacity"), out);
    amounts("Allocatable:", status.object("allocatable"), out);
    system(status.object("nodeInfo"), out);
    if (!spec.text("podCIDR").isEmpty()) {
      out.line(0, "PodCIDR:", spec.text("podCIDR"));
    }
    if (!spec.array("podCIDRs").isEmpty()) {
      out.line(0, "PodCIDRs:", String.join(",", spec.array("podCIDRs").texts()));
    }
    if (!spec.text("providerID").isEmpty()) {
      out.line(0, "ProviderID:", spec.text("providerID"));
    }
    NodePods.describe(node, out, source);
    if (source.showEvents()) {
      List<Json.Object> events =
          new ArrayList<>(EventTable.find(node, source, metadata.text("name")));
      events.addAll(EventTable.find(node, source, metadata.text("uid")));
      EventTable.write(events, out, source);
    }
  }

  private static String roles(Json.Object metadata) {
    TreeSet<String> roles = new TreeSet<>();
    metadata
        .object("labels")
        .texts()
        .forEach((key, value) -> {
          if (key.startsWith(ROLE) && key.length() > ROLE.length()) {
            roles.add(key.substring(ROLE.length()));
          } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
            roles.add(value);
          }
        });
    return roles.isEmpty() ? "<none>" : String.join(",", roles);
  }

  private static void lease(String name, Description out, Describer.Source source) {
    Json.@Nullable Object lease =
        source.find("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/" + name);
    if (lease == null) {
      out.line(
          0,
          "Lease:",
          "Failed to get lease: leases.coordination.k8s.io \"" + name + "\" not found");
      return;
    }
    Json.Object spec = lease.object("spec");
    out.line(0, "Lease:");
    out.line(1, "HolderIdentity:", spec.text("holderIdentity", "<unset>"));
    out.line(
        1,
        "AcquireTime:",
        spec.has("acquireTime") ? Description.date(spec.text("acquireTime")) : "<unset>");
    out.line(
        1,
        "RenewTime:",
        spec.has("renewTime") ? Description.date(spec.text("renewTime")) : "<unset>");
  }

  private static void conditions(Json.Object status, Description out) {
    List<Json.Object> conditions = status.array("conditions").objects();
    if (conditions.isEmpty()) {
      return;
    }
    out.line(0, "Conditions:");
    out.line(1, "Type", "Status", "LastHeartbeatTime", "LastTransitionTime", "Reason", "Message");
    out.line(1, "----", "------", "-----------------", "------------------", "------", "-------");
    for (Json.Object condition : conditions) {
      out.line(
          1,
          condition.text("type") + " ",
          condition.text("status") + " ",
          orZero(condition.text("lastHeartbeatTime")) + " ",
          orZero(condition.text("lastTransitionTime")) + " ",
          condition.text("reason") + " ",
          condition.text("message"));
    }
  }

  private static String orZero(String timestamp) {
    return timestamp.isEmpty() ? "Mon, 01 Jan 0001 00:00:00 +0000" : Description.date(timestamp);
  }

  private static void amounts(String title, Json.Object amounts, Description out) {
    if (amounts.isEmpty()) {
      return;
    }
    out.line(0, title);
    amounts.forEach((name, amount) ->
        out.line(0, "  " + name + ":", seodang.kube.Quantity.of(amount).toString()));
  }

  private static void system(Json.Object info, Description out) {
    out.line(0, "System Info:");
    out.line(0, "  Machine ID:", info.text("machineID"));
    out.line(0, "  System UUID:", info.text("systemUUID"));
    out.line(0, "  Boot ID:", info.text("bootID"));
    out.line(0, "  Kernel Version:", info.text("kernelVersion"));
    out.line(0, "  OS Image:", info.text("osImage"));
    out.line(0, "  Operating System:", info.text("operatingSystem"));
    out.line(0, "  Architecture:", info.text("architecture"));
    out.line(0, "  Container Runtime Version:", info.text("containerRuntimeVersion"));
    out.line(0, "  Kubelet Version:", info.text("kubeletVersion"));
    out.line(0, "  Kube-Proxy Version:", info.text("kubeProxyVersion"));
  }
}
