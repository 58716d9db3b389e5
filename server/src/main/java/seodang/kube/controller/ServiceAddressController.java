package seodang.kube.controller;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// An IPAddress for each address of a Service, as the API server's allocator keeps them; one that
/// somebody deletes is made again, one whose Service is gone goes.
public final class ServiceAddressController extends Controller {
  private static final String GROUP = "networking.k8s.io";
  private static final String ADDRESSES = "ipaddresses";
  private static final String PREFIX = "/registry/networking.k8s.io/ipaddresses/";
  private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
  private static final String ALLOCATOR = "ipallocator.k8s.io";
  private static final Duration REPAIR = Duration.ofMinutes(3);
  private static final Duration GRACE = Duration.ofMinutes(1);
  private static final String ADDRESS = "address/";
  private static final String LOST = "lost/";

  public ServiceAddressController() {
    super("ipallocator", "", "services");
  }

  @Override
  public String process(String key) {
    return "kube-apiserver";
  }

  @Override
  Client client(Run run) {
    return new Client(run, "kube-apiserver");
  }

  @Override
  public void observe(Run run, Change change) {
    if (change.key().startsWith(PREFIX)) {
      Json.Object address = change.after();
      if (address == null) {
        Json.Object parent = parent(change.before());
        String service = parent.text("namespace") + "/" + parent.text("name");
        run.enqueue(this, LOST + service, REPAIR);
      } else if (change.before() == null && isOurs(address)) {
        run.enqueue(this, ADDRESS + Meta.name(address), GRACE);
      }
    } else if (change.key().startsWith("/registry/services/")) {
      if (change.after() != null) {
        run.enqueue(this, Meta.key(change.after()), Duration.ZERO);
      }
      for (String gone : addresses(change.before())) {
        if (!addresses(change.after()).contains(gone)) {
          run.enqueue(this, ADDRESS + gone, Duration.ZERO);
        }
      }
    }
  }

  private static Json.Object parent(Json.@Nullable Object address) {
    return address == null ? Json.object() : address.object("spec").object("parentRef");
  }

  private static boolean isOurs(Json.Object address) {
    return Meta.labels(address).text(MANAGED_BY).equals(ALLOCATOR);
  }

  private static List<String> addresses(Json.@Nullable Object service) {
    return service == null
        ? List.of()
        : service.object("spec").array("clusterIPs").texts().stream()
            .filter(ip -> !ip.equals("None"))
            .toList();
  }

  @Override
  public void reconcile(Run run, String key) {
    if (key.startsWith(ADDRESS)) {
      release(run, key.substring(ADDRESS.length()));
      return;
    }
    boolean lost = key.startsWith(LOST);
    Json.Object service = find(run, lost ? key.substring(LOST.length()) : key);
    for (String ip : addresses(service)) {
      if (service != null && run.get(GROUP, ADDRESSES, "", ip) == null) {
        if (lost) {
          new Client(run, "ipallocator-repair-controller")
              .event(
                  service,
                  "Warning",
                  "ClusterIPNotAllocated",
                  "Cluster IP [IPv4]: " + ip + " is not allocated; repairing");
        }
        allocate(run, service, ip);
      }
    }
  }

  private void allocate(Run run, Json.Object service, String ip) {
    Json.Object labels =
        Json.object("ipaddress.kubernetes.io/ip-family", "IPv4", MANAGED_BY, ALLOCATOR);
    Json.Object parent =
        Json.object(
            "group",
            "",
            "resource",
            "services",
            "namespace",
            Meta.namespace(service),
            "name",
            Meta.name(service));
    client(run)
        .create(
            GROUP,
            ADDRESSES,
            "",
            Json.object(
                "apiVersion",
                "networking.k8s.io/v1",
                "kind",
                "IPAddress",
                "metadata",
                Json.object("name", ip, "labels", labels),
                "spec",
                Json.object("parentRef", parent)));
  }

  private void release(Run run, String ip) {
    Json.Object address = run.get(GROUP, ADDRESSES, "", ip);
    if (address == null || !isOurs(address)) {
      return;
    }
    Json.Object parent = parent(address);
    Json.Object service = run.get("", "services", parent.text("namespace"), parent.text("name"));
    if (!addresses(service).contains(ip)) {
      client(run).delete(GROUP, ADDRESSES, address, -1, "");
    }
  }
}
