package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.network.IngressRules;
import seodang.kube.store.Change;

/// What ingress-nginx says to the API server while a Pod of it is Ready: that it has seen an
/// Ingress, and, once a minute, at which address those of its class are reached.
///
/// The address is that of its published Service, or of the nodes where its Pods run.
public final class IngressNginxController extends Controller {
  private static final String GROUP = "networking.k8s.io";
  private static final String IMAGE = "ingress-nginx/controller";
  private static final String ADDRESSES = "addresses";
  private static final long PERIOD = 60;

  public IngressNginxController() {
    super("nginx-ingress-controller", GROUP, "ingresses");
  }

  @Override
  public String process(String key) {
    return name();
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object after = change.after();
    if (change.key().startsWith("/registry/" + GROUP + "/ingresses/")) {
      boolean news =
          after != null
              && (change.before() == null
                  || Meta.generation(change.before()) != Meta.generation(after));
      if (news && after != null) {
        run.enqueue(this, Meta.key(after));
      }
    } else if (change.key().startsWith("/registry/pods/")) {
      boolean started =
          after != null
              && isController(after)
              && Pods.isReady(after)
              && (change.before() == null || !Pods.isReady(change.before()));
      if (started) {
        resync(run, name());
      }
    } else if (change.key().startsWith("/registry/services/") && after != null) {
      if (!all(run, "").isEmpty()) {
        soon(run);
      }
    }
  }

  @Override
  public void resync(Run run, String process) {
    super.resync(run, process);
    if (process.equals(name())) {
      soon(run);
    }
  }

  /// At the next full minute.
  private void soon(Run run) {
    long round = (Math.floorDiv(run.now().getEpochSecond(), PERIOD) + 1) * PERIOD;
    run.enqueue(this, ADDRESSES, Duration.between(run.now(), Instant.ofEpochSecond(round)));
  }

  private static boolean isController(Json.Object pod) {
    return container(pod) != null;
  }

  private static Json.@Nullable Object container(Json.Object pod) {
    for (Json.Object container : pod.object("spec").array("containers").objects()) {
      if (container.text("image").contains(IMAGE)) {
        return container;
      }
    }
    return null;
  }

  /// The command line of a controller's Pod.
  private static List<String> argv(Json.Object pod) {
    List<String> argv = new ArrayList<>();
    Json.Object container = container(pod);
    if (container != null) {
      argv.addAll(container.array("command").texts());
      argv.addAll(container.array("args").texts());
    }
    argv.replaceAll(word -> word.replace("$(POD_NAMESPACE)", Meta.namespace(pod)));
    return argv;
  }

  private static List<Json.Object> controllers(Run run) {
    return run.list("", "pods", "").stream()
        .filter(pod -> isController(pod) && Pods.isReady(pod) && !Meta.isDeleting(pod))
        .toList();
  }

  @Override
  public void reconcile(Run run, String key) {
    List<Json.Object> pods = controllers(run);
    if (pods.isEmpty()) {
      return;
    }
    List<String> argv = argv(pods.getFirst());
    if (key.equals(ADDRESSES)) {
      Json.Array addresses = addresses(run, pods, argv);
      for (Json.Object ingress : all(run, "")) {
        if (IngressRules.isOurs(run, argv, ingress)) {
          writeStatus(run, ingress, Json.object("loadBalancer", told(addresses)));
        }
      }
      return;
    }
    Json.Object ingress = find(run, key);
    if (ingress != null && IngressRules.isOurs(run, argv, ingress)) {
      client(run).event(ingress, "Normal", "Sync", "Scheduled for sync");
      soon(run);
    }
  }

  private static Json.Object told(Json.Array addresses) {
    return addresses.isEmpty() ? Json.object() : Json.object("ingress", addresses);
  }

  private static Json.Array addresses(Run run, List<Json.Object> pods, List<String> argv) {
    String published = IngressRules.option(argv, "publish-service", "");
    if (published.contains("/")) {
      String[] name = published.split("/", 2);
      Json.Object service = run.get("", "services", name[0], name[1]);
      return service == null ? Json.array() : of(service);
    }
    Json.Array nodes = Json.array();
    for (Json.Object pod : pods) {
      Json.Object entry = Json.object("ip", pod.object("status").text("hostIP"));
      nodes = nodes.objects().contains(entry) ? nodes : nodes.add(entry);
    }
    return nodes;
  }

  private static Json.Array of(Json.Object service) {
    Json.Object spec = service.object("spec");
    Json.Array found = Json.array();
    if (spec.text("type").equals("LoadBalancer")) {
      for (Json.Object given :
          service.object("status").object("loadBalancer").array("ingress").objects()) {
        found = found.add(given.without("ipMode"));
      }
    }
    for (String ip : spec.array("externalIPs").texts()) {
      found = found.add(Json.object("ip", ip));
    }
    boolean inside = found.isEmpty() && !spec.text("type").equals("LoadBalancer");
    return inside ? found.add(Json.object("ip", spec.text("clusterIP"))) : found;
  }
}
