package seodang.kube.network;

import java.util.List;
import java.util.Locale;
import seodang.json.Json;
import seodang.kube.apiserver.Settings;
import seodang.kube.engine.Run;

/// What a `ClusterProfile` says of the network under the cluster.
///
/// @param podRange from which nodes get their `podCIDR`, as `--cluster-cidr` with
///   `--allocate-node-cidrs`; `""` when nobody gives them out
/// @param loadBalancers the first and the last address for Services of type LoadBalancer, as a pool
///   of MetalLB's; empty without such a controller
/// @param policies whether the CNI plugin enforces NetworkPolicies
/// @param cloud the name of the provider that a cloud-controller-manager speaks to, `""` without
public record Fabric(String podRange, List<String> loadBalancers, boolean policies, String cloud) {
  private static final String KEY = "network/fabric";

  /// Keeps a profile's part about the network.
  ///
  /// @throws IllegalArgumentException saying what is wrong in it
  public static void write(Run run, Json.Object profile) {
    String range = profile.text("podRange");
    if (!range.isEmpty()) {
      Settings.Range.of(range);
    }
    String pool = profile.text("loadBalancers");
    List<String> ends = pool.isEmpty() ? List.of() : List.of(pool.split("-", 2));
    if (ends.size() == 1 || ends.stream().anyMatch(end -> Cidr.address(end) < 0)) {
      throw new IllegalArgumentException("loadBalancers: FIRST-LAST, not " + pool);
    }
    Json.Object kept =
        Json.object(
            "podRange", range,
            "loadBalancers", Json.Array.ofTexts(ends),
            "policies", profile.text("cni").toLowerCase(Locale.ROOT).equals("calico"),
            "cloud", profile.text("cloud"));
    run.remember(KEY, kept);
  }

  public static Fabric of(Run run) {
    Json.Object kept = run.recallObject(KEY);
    return new Fabric(
        kept.text("podRange"),
        kept.array("loadBalancers").texts(),
        kept.bool("policies"),
        kept.text("cloud"));
  }
}
