package seodang.kube.controller;

import java.time.Duration;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// Orders a load balancer of the cloud for each Service of that type, and gives it back when the
/// Service goes, which waits for that.
public final class CloudServiceController extends CloudController {
  private static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";
  private static final String ORDERED = "cloud/balancer/";

  /// Addresses that clouds of documentations have: TEST-NET-3.
  private static final List<LoadBalancers.Pool> POOL =
      List.of(new LoadBalancers.Pool(0xCB007102L, 0xCB0071FEL));

  public CloudServiceController() {
    super("service-controller", "services");
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object service = find(run, key);
    if (service == null) {
      return;
    }
    boolean held = service.object("metadata").array("finalizers").texts().contains(FINALIZER);
    if (LoadBalancers.isWanted(service) && !Meta.isDeleting(service)) {
      if (!held) {
        client(run).event(service, "Normal", "EnsuringLoadBalancer", "Ensuring load balancer");
        finalizers(run, service, true);
        run.remember(ORDERED + Meta.uid(service), Json.text(run.now().toString()));
        run.enqueue(this, key, Duration.ofSeconds(run.dice().between(12, 25)));
      } else if (LoadBalancers.given(service).isEmpty()) {
        ensure(run, key, service);
      }
    } else if (held) {
      client(run).event(service, "Normal", "DeletingLoadBalancer", "Deleting load balancer");
      run.forget(ORDERED + Meta.uid(service));
      if (!LoadBalancers.given(service).isEmpty() && !Meta.isDeleting(service)) {
        writeStatus(run, service, LoadBalancers.status(""));
      }
      Json.Object latest = find(run, key);
      finalizers(run, latest == null ? service : latest, false);
      client(run).event(service, "Normal", "DeletedLoadBalancer", "Deleted load balancer");
    }
  }

  /// A load balancer takes a while until it stands.
  private void ensure(Run run, String key, Json.Object service) {
    var ordered = Meta.instant(run.recall(ORDERED + Meta.uid(service)));
    Duration left =
        ordered == null
            ? Duration.ZERO
            : Duration.between(run.now(), ordered.plus(Duration.ofSeconds(12)));
    if (left.isPositive()) {
      run.enqueue(this, key, left);
      return;
    }
    String ip =
        LoadBalancers.free(run, POOL, service, service.object("spec").text("loadBalancerIP"));
    if (ip == null) {
      client(run)
          .event(
              service,
              "Warning",
              "SyncLoadBalancerFailed",
              "Error syncing load balancer: failed to ensure load balancer: no address is left");
      return;
    }
    writeStatus(run, service, LoadBalancers.status(ip));
    client(run).event(service, "Normal", "EnsuredLoadBalancer", "Ensured load balancer");
  }

  private void finalizers(Run run, Json.Object service, boolean on) {
    Json.Array left = Json.array();
    for (String name : service.object("metadata").array("finalizers").texts()) {
      left = name.equals(FINALIZER) ? left : left.add(Json.text(name));
    }
    Json.Array wanted = on ? left.add(Json.text(FINALIZER)) : left;
    Json value = wanted.isEmpty() ? Json.Null.NULL : wanted;
    client(run)
        .patch("", "services", service, Json.object("metadata", Json.object("finalizers", value)));
  }
}
