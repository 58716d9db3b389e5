package seodang.kube.apiserver.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Nodes and namespaces.
final class NodeRules {
  private NodeRules() {}

  static void node(Field node, @Nullable Field old) {
    Field spec = node.at("spec");
    if (old == null) {
      AffinityRules.taints(spec.at("taints").under(node.at("metadata", "taints")));
    }
    for (String list : List.of("capacity", "allocatable")) {
      for (String name : node.at("status", list).keys()) {
        ResourceRules.amount(node.at("status", list).at(name), name);
      }
    }
    if (old == null) {
      Field cidrs = spec.at("podCIDRs");
      cidrs.items().forEach(Addresses::cidr);
      for (int i = 0; cidrs.array().size() > 1 && i < cidrs.array().size(); i++) {
        String text = cidrs.texts().get(i);
        if (!Addresses.isCidr(text)) {
          cidrs.add(
              "InternalError",
              "Internal error: invalid PodCIDRs. failed to check with dual stack with error:invalid"
                  + " CIDR["
                  + i
                  + "]: <nil> (invalid CIDR address: "
                  + text
                  + ")");
          break;
        }
      }
      long six = cidrs.texts().stream().filter(c -> c.indexOf(':') >= 0).count();
      int count = cidrs.array().size();
      if (count > 1 && (six == 0 || six == count || count > 2)) {
        cidrs.invalidGo(
            GoValue.list("[]string", cidrs.value()),
            "may specify no more than one CIDR for each IP family");
      }
      return;
    }
    Set<Json> addresses = new HashSet<>();
    for (Field address : node.at("status").items("addresses")) {
      if (!addresses.add(address.object())) {
        address.duplicateGo(GoValue.struct("core.v1.NodeAddress", address.object()));
      }
    }
    Field before = old.at("spec");
    if (!before.at("podCIDRs").isEmpty() && !spec.at("podCIDRs").same(before.at("podCIDRs"))) {
      spec.at("podCIDRs")
          .forbidden("node updates may not change podCIDR except from \"\" to valid");
    }
    if (!before.text("providerID").isEmpty()
        && !spec.at("providerID").same(before.at("providerID"))) {
      spec.at("providerID")
          .forbidden("node updates may not change providerID except from \"\" to valid");
    }
    AffinityRules.taints(spec.at("taints").under(node.at("metadata", "taints")));
  }

  static void namespace(Field namespace, @Nullable Field old) {
    if (old == null) {
      Field finalizers = namespace.at("spec", "finalizers");
      for (String finalizer : finalizers.texts()) {
        Field each = finalizers.of(finalizer);
        each.qualified();
        MetaRules.standardFinalizer(each);
      }
    }
  }
}
