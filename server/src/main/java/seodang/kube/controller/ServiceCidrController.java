package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.network.Cidr;
import seodang.kube.store.Change;

/// Protects ServiceCIDRs while Services have addresses of theirs, and says which are ready.
public final class ServiceCidrController extends Controller {
  private static final String GROUP = "networking.k8s.io";
  private static final String CIDRS = "servicecidrs";
  private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
  private static final Duration GRACE = Duration.ofSeconds(10);

  public ServiceCidrController() {
    super("service-cidrs-controller", GROUP, CIDRS);
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object object = change.after() == null ? change.before() : change.after();
    if (object == null) {
      return;
    }
    if (change.key().startsWith("/registry/networking.k8s.io/ipaddresses/")) {
      if (change.before() == null || change.after() == null) {
        all(run, "").stream()
            .filter(cidr -> contains(cidr, Meta.name(object)))
            .forEach(cidr -> run.enqueue(this, Meta.name(cidr)));
      }
    } else if (change.key().startsWith("/registry/networking.k8s.io/servicecidrs/")) {
      run.enqueue(this, Meta.name(object));
      if (change.before() == null) {
        all(run, "").forEach(cidr -> run.enqueue(this, Meta.name(cidr)));
      }
    }
  }

  /// One that is ready stays as it is: to say so again would only change since when.
  @Override
  public void resync(Run run, String process) {
    if (process.equals(process(""))) {
      all(run, "").stream()
          .filter(cidr -> Meta.isDeleting(cidr) || !isHeld(cidr) || !Meta.isTrue(cidr, "Ready"))
          .forEach(cidr -> run.enqueue(this, Meta.name(cidr)));
    }
  }

  private static boolean isHeld(Json.Object cidr) {
    return cidr.object("metadata").array("finalizers").texts().contains(FINALIZER);
  }

  private static List<String> ranges(Json.Object cidr) {
    return cidr.object("spec").array("cidrs").texts();
  }

  private static boolean contains(Json.Object cidr, String ip) {
    return ranges(cidr).stream().anyMatch(range -> Cidr.contains(range, ip));
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object cidr = find(run, key);
    if (cidr == null) {
      return;
    }
    boolean held = isHeld(cidr);
    if (!Meta.isDeleting(cidr)) {
      if (!held) {
        finalizers(run, cidr, Json.object("finalizers", Json.array(FINALIZER)));
      }
      tell(run, cidr, "True", "", "Kubernetes Service CIDR is ready");
    } else if (isNeeded(run, cidr)) {
      tell(
          run,
          cidr,
          "False",
          "Terminating",
          "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a"
              + " new ServiceCIDR");
    } else {
      Instant since = Meta.instant(cidr.at("metadata", "deletionTimestamp"));
      Instant due = since == null ? run.now() : since.plus(GRACE);
      if (due.isAfter(run.now())) {
        run.enqueue(this, key, Duration.between(run.now(), due));
      } else if (held) {
        finalizers(
            run, cidr, Json.object("$deleteFromPrimitiveList/finalizers", Json.array(FINALIZER)));
      }
    }
  }

  private void finalizers(Run run, Json.Object cidr, Json.Object change) {
    client(run)
        .request(
            ApiRequest.patch(
                path(cidr), ApiRequest.STRATEGIC_MERGE_PATCH, Json.object("metadata", change)));
  }

  private static String path(Json.Object cidr) {
    return "/apis/networking.k8s.io/v1/servicecidrs/" + Meta.name(cidr);
  }

  /// Whether an address would be left that lies in no other range.
  private boolean isNeeded(Run run, Json.Object cidr) {
    List<Json.Object> others =
        all(run, "").stream().filter(other -> !Meta.uid(other).equals(Meta.uid(cidr))).toList();
    return run.list(GROUP, "ipaddresses", "").stream()
        .map(Meta::name)
        .filter(ip -> contains(cidr, ip))
        .anyMatch(ip -> others.stream().noneMatch(other -> contains(other, ip)));
  }

  private void tell(Run run, Json.Object cidr, String status, String reason, String message) {
    Json.Object condition =
        Json.object(
            "type",
            "Ready",
            "status",
            status,
            "reason",
            reason.isEmpty() ? null : reason,
            "message",
            message,
            "lastTransitionTime",
            Meta.time(run.now()));
    Json.Object applied =
        Json.object(
            "kind",
            "ServiceCIDR",
            "apiVersion",
            "networking.k8s.io/v1",
            "metadata",
            Json.object("name", Meta.name(cidr)),
            "status",
            Json.object("conditions", Json.array(condition)));
    client(run)
        .request(
            ApiRequest.patch(path(cidr) + "/status", ApiRequest.APPLY_PATCH, applied)
                .withQuery("fieldManager", name())
                .withQuery("force", "true"));
  }
}
