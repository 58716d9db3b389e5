package seodang.kube.controller;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.network.Fabric;
import seodang.kube.store.Change;

/// MetalLB: gives Services of type LoadBalancer an address of a pool, which a node announces.
///
/// A pool is the profile's own, or an `IPAddressPool` while a Pod of MetalLB's controller is Ready.
public final class MetalLbController extends Controller {
  private static final String IMAGE = "metallb/controller";
  private static final String POOLS = "/registry/metallb.io/ipaddresspools/";

  public MetalLbController() {
    super("metallb-controller", "", "services");
  }

  @Override
  public String process(String key) {
    return name();
  }

  @Override
  public void observe(Run run, Change change) {
    if (change.key().startsWith("/registry/services/")) {
      if (change.after() == null) {
        waiting(run);
      } else {
        super.observe(run, change);
      }
    } else if (change.key().startsWith(POOLS)) {
      waiting(run);
    } else if (change.key().startsWith("/registry/pods/")) {
      Json.Object pod = change.after();
      boolean before = change.before() != null && Pods.isReady(change.before());
      if (pod != null && isController(pod) && Pods.isReady(pod) && !before) {
        waiting(run);
      }
    }
  }

  /// Looks at all that have no address yet.
  private void waiting(Run run) {
    all(run, "").stream()
        .filter(s -> LoadBalancers.isWanted(s) && LoadBalancers.given(s).isEmpty())
        .forEach(s -> run.enqueue(this, Meta.key(s)));
  }

  private static boolean isController(Json.Object pod) {
    return pod.object("spec").array("containers").objects().stream()
        .anyMatch(c -> c.text("image").contains(IMAGE));
  }

  private static List<LoadBalancers.Pool> pools(Run run) {
    List<LoadBalancers.Pool> pools = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    Fabric fabric = Fabric.of(run);
    if (!fabric.loadBalancers().isEmpty()) {
      texts.add(String.join("-", fabric.loadBalancers()));
    }
    List<Json.Object> objects = run.list("metallb.io", "ipaddresspools", "");
    boolean runs =
        !objects.isEmpty()
            && run.list("", "pods", "").stream().anyMatch(p -> isController(p) && Pods.isReady(p));
    for (Json.Object pool : runs ? objects : List.<Json.Object>of()) {
      if (pool.object("spec").bool("autoAssign", true)) {
        texts.addAll(pool.object("spec").array("addresses").texts());
      }
    }
    for (String text : texts) {
      LoadBalancers.Pool pool = LoadBalancers.Pool.of(text);
      if (pool != null) {
        pools.add(pool);
      }
    }
    return pools;
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object service = find(run, key);
    List<LoadBalancers.Pool> pools = pools(run);
    if (service == null || Meta.isDeleting(service) || pools.isEmpty()) {
      return;
    }
    String given = LoadBalancers.given(service);
    if (!LoadBalancers.isWanted(service)) {
      if (pools.stream().anyMatch(pool -> pool.contains(given))) {
        writeStatus(run, service, LoadBalancers.status(""));
      }
      return;
    }
    String asked =
        service
            .object("spec")
            .text("loadBalancerIP", Meta.annotations(service).text("metallb.io/loadBalancerIPs"));
    if (!given.isEmpty() && (asked.isEmpty() || asked.equals(given))) {
      return;
    }
    String ip = LoadBalancers.free(run, pools, service, asked);
    if (ip == null) {
      String why =
          asked.isEmpty()
              ? "no available IPs"
              : "[\"" + asked + "\"] is not allowed in config or already in use";
      client(run)
          .event(
              service,
              "Warning",
              "AllocationFailed",
              "Failed to allocate IP for \"" + key + "\": " + why);
      return;
    }
    client(run).event(service, "Normal", "IPAllocated", "Assigned IP [\"" + ip + "\"]");
    writeStatus(run, service, LoadBalancers.status(ip));
    List<Json.Object> nodes = LoadBalancers.nodes(run);
    if (!nodes.isEmpty()) {
      String node = Meta.name(nodes.get(Math.floorMod(ip.hashCode(), nodes.size())));
      new Client(run, "metallb-speaker")
          .event(
              service,
              "Normal",
              "nodeAssigned",
              "announcing from node \"" + node + "\" with protocol \"layer2\"");
    }
  }
}
