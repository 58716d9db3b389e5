package seodang.kube.network;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// Cluster DNS, as CoreDNS answers it from Services and Pods. Works while a ready endpoint of
/// `kube-system/kube-dns` does.
public final class Dns {
  private static final String ZONE = "cluster.local";

  private Dns() {}

  /// @param name in full, `""` when nothing was found
  /// @param up whether a server answered at all
  public record Found(boolean up, String name, List<String> addresses) {}

  /// Looks a name up as a Pod of the namespace does, with its search domains; a node (`""`) has
  /// none.
  public static Found lookup(Run run, String namespace, String name) {
    if (Endpoints.ready(run, "kube-system", "kube-dns").isEmpty()) {
      return new Found(false, "", List.of());
    }
    for (String candidate : candidates(namespace, name)) {
      List<String> addresses = exact(run, candidate);
      if (!addresses.isEmpty()) {
        return new Found(true, candidate, addresses);
      }
    }
    return new Found(true, "", List.of());
  }

  private static List<String> candidates(String namespace, String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    List<String> candidates = new ArrayList<>();
    if (!name.endsWith(".") && !namespace.isEmpty()) {
      candidates.add(bare + "." + namespace + ".svc." + ZONE);
      candidates.add(bare + ".svc." + ZONE);
      candidates.add(bare + "." + ZONE);
    }
    candidates.add(bare);
    return candidates;
  }

  /// The addresses of a full name: `SERVICE.NAMESPACE.svc.cluster.local`, a headless Service's Pod
  /// before that, or `1-2-3-4.NAMESPACE.pod.cluster.local`.
  private static List<String> exact(Run run, String name) {
    String[] parts = name.split("\\.");
    int n = parts.length;
    if (n < 5 || !name.endsWith("." + ZONE)) {
      return List.of();
    }
    String kind = parts[n - 3];
    String namespace = parts[n - 4];
    if (kind.equals("pod") && n == 5) {
      return List.of(parts[0].replace('-', '.'));
    }
    if (!kind.equals("svc")) {
      return List.of();
    }
    Json.Object service = run.get("", "services", namespace, parts[n - 5]);
    if (service == null) {
      return List.of();
    }
    String ip = service.object("spec").text("clusterIP");
    if (service.object("spec").text("type").equals("ExternalName")) {
      return n == 5 ? exact(run, service.object("spec").text("externalName")) : List.of();
    }
    if (!ip.equals("None")) {
      return n == 5 ? List.of(ip) : List.of();
    }
    List<String> addresses = new ArrayList<>();
    for (Json.Object endpoint : Endpoints.ready(run, namespace, Meta.name(service))) {
      if (n == 5 || n == 6 && endpoint.text("hostname").equals(parts[0])) {
        addresses.addAll(endpoint.array("addresses").texts());
      }
    }
    return addresses;
  }
}
