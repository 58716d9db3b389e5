package seodang.kube.controller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Lists the Pods behind each Service with a selector, in an EndpointSlice or, for the older API,
/// in an Endpoints object.
public final class EndpointSliceController extends Controller {
  private final boolean slices;

  /// @param slices false for the endpoint-controller, which writes Endpoints
  public EndpointSliceController(boolean slices) {
    super(slices ? "endpointslice-controller" : "endpoint-controller", "", "services");
    this.slices = slices;
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    if (!change.key().startsWith("/registry/pods/")) {
      return;
    }
    Json.Object pod = change.after() == null ? change.before() : change.after();
    if (pod == null || !matters(change)) {
      return;
    }
    for (Json.Object service : run.list("", "services", Meta.namespace(pod))) {
      if (selects(service, change.before()) || selects(service, change.after())) {
        run.enqueue(this, Meta.key(service));
      }
    }
  }

  private static boolean matters(Change change) {
    Json.Object before = change.before();
    Json.Object after = change.after();
    return before == null
        || after == null
        || !Meta.labels(before).equals(Meta.labels(after))
        || Meta.isDeleting(before) != Meta.isDeleting(after)
        || Pods.isReady(before) != Pods.isReady(after)
        || !before.object("status").text("podIP").equals(after.object("status").text("podIP"))
        || !before.object("status").text("phase").equals(after.object("status").text("phase"));
  }

  private static boolean selects(Json.Object service, Json.@Nullable Object pod) {
    Json.Object selector = service.object("spec").object("selector");
    return pod != null && !selector.isEmpty() && Selector.ofLabels(selector).matchesObject(pod);
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object service = find(run, key);
    if (service == null || service.object("spec").object("selector").isEmpty()) {
      if (service == null && !slices) {
        int slash = key.indexOf('/');
        Json.Object endpoints =
            run.get("", "endpoints", key.substring(0, slash), key.substring(slash + 1));
        if (endpoints != null) {
          client(run).delete("", "endpoints", endpoints, -1, "");
        }
      }
      return;
    }
    if (Meta.isDeleting(service) || service.object("spec").text("type").equals("ExternalName")) {
      return;
    }
    List<Json.Object> pods = new ArrayList<>();
    for (Json.Object pod : run.list("", "pods", Meta.namespace(service))) {
      String phase = pod.object("status").text("phase");
      boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
      if (selects(service, pod) && !ended && !pod.object("status").text("podIP").isEmpty()) {
        pods.add(pod);
      }
    }
    if (slices) {
      slice(run, service, pods);
    } else {
      endpoints(run, service, pods);
    }
  }

  private static Json.Array ports(Json.Object service, List<Json.Object> pods, boolean slice) {
    Json.Array ports = Json.array();
    for (Json.Object port : service.object("spec").array("ports").objects()) {
      long target = target(port, pods);
      if (target > 0) {
        Json.Object p =
            Json.object(
                "name",
                slice || !port.text("name").isEmpty() ? port.text("name") : null,
                "port",
                target,
                "protocol",
                port.text("protocol", "TCP"),
                "appProtocol",
                port.get("appProtocol"));
        ports = ports.add(p);
      }
    }
    return ports;
  }

  /// The number of a port: given, or that of the container port it names.
  private static long target(Json.Object port, List<Json.Object> pods) {
    if (port.get("targetPort") instanceof Json.Text name) {
      for (Json.Object pod : pods) {
        for (Json.Object container : pod.object("spec").array("containers").objects()) {
          for (Json.Object p : container.array("ports").objects()) {
            if (p.text("name").equals(name.value())) {
              return p.number("containerPort", 0);
            }
          }
        }
      }
      return 0;
    }
    return port.number("targetPort", port.number("port", 0));
  }

  private static Json.Object reference(Json.Object pod) {
    return Json.object(
        "kind", "Pod",
        "name", Meta.name(pod),
        "namespace", Meta.namespace(pod),
        "uid", Meta.uid(pod));
  }

  // EndpointSlices.

  private void slice(Run run, Json.Object service, List<Json.Object> pods) {
    boolean tolerant = service.object("spec").bool("publishNotReadyAddresses");
    List<Json> endpoints = new ArrayList<>();
    for (Json.Object pod : pods) {
      boolean terminating = Meta.isDeleting(pod);
      boolean serving = Pods.isReady(pod);
      endpoints.add(
          Json.object(
              "addresses", Json.array(pod.object("status").text("podIP")),
              "conditions",
                  Json.object(
                      "ready", tolerant || serving && !terminating,
                      "serving", serving,
                      "terminating", terminating),
              "hostname", hostname(service, pod),
              "nodeName", pod.object("spec").get("nodeName"),
              "targetRef", reference(pod)));
    }
    Json.Array ports = pods.isEmpty() ? Json.array() : ports(service, pods, true);
    Json.Object labels =
        Meta.labels(service)
            .with("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
            .with("kubernetes.io/service-name", Meta.name(service));
    if (service.object("spec").text("clusterIP").equals("None")) {
      labels = labels.with("service.kubernetes.io/headless", "");
    }
    Json.Object standing = null;
    for (Json.Object slice :
        run.list("discovery.k8s.io", "endpointslices", Meta.namespace(service))) {
      if (Meta.isControlledBy(slice, service)) {
        standing = slice;
      }
    }
    Json.Object content =
        Json.object("addressType", "IPv4", "endpoints", Json.Array.of(endpoints), "ports", ports);
    if (standing == null) {
      Json.Object meta =
          Json.object(
              "generateName",
              Meta.name(service) + "-",
              "namespace",
              Meta.namespace(service),
              "labels",
              labels,
              "ownerReferences",
              Json.array(Meta.controllerReference(service)));
      client(run)
          .create(
              "discovery.k8s.io",
              "endpointslices",
              Meta.namespace(service),
              content
                  .with("apiVersion", "discovery.k8s.io/v1")
                  .with("kind", "EndpointSlice")
                  .with("metadata", meta));
    } else {
      Json.Object changed = standing.merge(content).withAt(labels, "metadata", "labels");
      if (!changed.equals(standing)) {
        client(run).update("discovery.k8s.io", "endpointslices", changed);
      }
    }
  }

  private static @Nullable String hostname(Json.Object service, Json.Object pod) {
    Json.Object spec = pod.object("spec");
    boolean mine = spec.text("subdomain").equals(Meta.name(service));
    return mine && !spec.text("hostname").isEmpty() ? spec.text("hostname") : null;
  }

  // Endpoints.

  private void endpoints(Run run, Json.Object service, List<Json.Object> pods) {
    Json.Array ready = Json.array();
    Json.Array notReady = Json.array();
    List<Json.Object> byAddress = new ArrayList<>(pods);
    byAddress.sort(Comparator.comparing(pod -> pod.object("status").text("podIP")));
    for (Json.Object pod : byAddress) {
      if (Meta.isDeleting(pod)) {
        continue;
      }
      Json.Object address =
          Json.object(
              "ip", pod.object("status").text("podIP"),
              "hostname", hostname(service, pod),
              "nodeName", pod.object("spec").get("nodeName"),
              "targetRef", reference(pod));
      if (Pods.isReady(pod) || service.object("spec").bool("publishNotReadyAddresses")) {
        ready = ready.add(address);
      } else {
        notReady = notReady.add(address);
      }
    }
    Json.Object subset =
        Json.object(
            "addresses", ready.isEmpty() ? null : ready,
            "notReadyAddresses", notReady.isEmpty() ? null : notReady,
            "ports", ports(service, pods, false));
    Json.Array subsets = ready.isEmpty() && notReady.isEmpty() ? Json.array() : Json.array(subset);
    Json.Object labels =
        Meta.labels(service).with("endpoints.kubernetes.io/managed-by", "endpoint-controller");
    Json.Object standing = run.get("", "endpoints", Meta.namespace(service), Meta.name(service));
    Json.Object content = subsets.isEmpty() ? Json.object() : Json.object("subsets", subsets);
    if (standing == null) {
      client(run)
          .create(
              "",
              "endpoints",
              Meta.namespace(service),
              content
                  .with("apiVersion", "v1")
                  .with("kind", "Endpoints")
                  .with(
                      "metadata",
                      Json.object(
                          "name", Meta.name(service),
                          "namespace", Meta.namespace(service),
                          "labels", labels)));
    } else {
      Json.Object changed = standing.without("subsets").merge(content);
      if (!changed.equals(standing)) {
        client(run).update("", "endpoints", changed);
      }
    }
  }
}
