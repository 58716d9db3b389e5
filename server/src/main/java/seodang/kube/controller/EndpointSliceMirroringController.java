package seodang.kube.controller;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Copies Endpoints that somebody made by hand, for a Service without a selector, to
/// EndpointSlices: one for each subset.
public final class EndpointSliceMirroringController extends Controller {
  private static final String MANAGER = "endpointslicemirroring-controller.k8s.io";
  private static final String GROUP = "discovery.k8s.io";
  private static final String SLICES = "endpointslices";

  public EndpointSliceMirroringController() {
    super("endpointslice-mirroring-controller", "", "endpoints");
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    Json.Object object = change.after() == null ? change.before() : change.after();
    if (object != null && change.key().startsWith("/registry/services/specs/")) {
      run.enqueue(this, Meta.key(object));
    } else if (object != null && change.key().startsWith("/registry/services/")) {
      run.enqueue(this, Meta.key(object));
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    int slash = key.indexOf('/');
    String namespace = key.substring(0, slash);
    String name = key.substring(slash + 1);
    Json.Object endpoints = find(run, key);
    Json.Object service = run.get("", "services", namespace, name);
    List<Json.Object> standing =
        new ArrayList<>(
            run.list(GROUP, SLICES, namespace).stream()
                .filter(s ->
                    Meta.labels(s).text("kubernetes.io/service-name").equals(name)
                        && Meta.labels(s)
                            .text("endpointslice.kubernetes.io/managed-by")
                            .equals(MANAGER))
                .toList());
    boolean mirrored =
        endpoints != null
            && service != null
            && service.object("spec").object("selector").isEmpty()
            && !Meta.labels(endpoints)
                .text("endpointslice.kubernetes.io/skip-mirror")
                .equals("true")
            && !Meta.annotations(endpoints).has("control-plane.alpha.kubernetes.io/leader");
    if (endpoints != null && mirrored) {
      for (Json.Object subset : endpoints.array("subsets").objects()) {
        for (String family : List.of("IPv4", "IPv6")) {
          Json.Array listed = endpoints(subset, family);
          if (!listed.isEmpty()) {
            write(run, endpoints, slice(subset, family, listed), standing);
          }
        }
      }
    }
    Client client = client(run);
    standing.forEach(s -> client.delete(GROUP, SLICES, s, -1, ""));
  }

  private static Json.Object slice(Json.Object subset, String family, Json.Array endpoints) {
    Json.Array ports = Json.array();
    for (Json.Object port : subset.array("ports").objects()) {
      ports =
          ports.add(
              Json.object(
                  "name", port.text("name"),
                  "port", port.get("port"),
                  "protocol", port.text("protocol", "TCP"),
                  "appProtocol", port.get("appProtocol")));
    }
    return Json.object("addressType", family, "endpoints", endpoints, "ports", ports);
  }

  private static Json.Array endpoints(Json.Object subset, String family) {
    Json.Array endpoints = Json.array();
    for (String list : List.of("addresses", "notReadyAddresses")) {
      for (Json.Object address : subset.array(list).objects()) {
        if (family.equals("IPv6") == address.text("ip").contains(":")) {
          endpoints =
              endpoints.add(
                  Json.object(
                      "addresses", Json.array(address.text("ip")),
                      "conditions", Json.object("ready", list.equals("addresses")),
                      "hostname", address.get("hostname"),
                      "nodeName", address.get("nodeName"),
                      "targetRef", address.get("targetRef")));
        }
      }
    }
    return endpoints;
  }

  /// Takes a standing slice of the same ports and family, or makes one.
  private void write(
      Run run, Json.Object endpoints, Json.Object content, List<Json.Object> standing) {
    Json.Object labels =
        Meta.labels(endpoints)
            .without("endpoints.kubernetes.io/managed-by")
            .with("endpointslice.kubernetes.io/managed-by", MANAGER)
            .with("kubernetes.io/service-name", Meta.name(endpoints));
    Json.Object annotations =
        Meta.annotations(endpoints)
            .without("kubectl.kubernetes.io/last-applied-configuration")
            .without("endpoints.kubernetes.io/last-change-trigger-time");
    for (Json.Object slice : standing) {
      if (slice.array("ports").equals(content.array("ports"))
          && slice.text("addressType").equals(content.text("addressType"))) {
        standing.remove(slice);
        Json.Object changed = slice.merge(content).withAt(labels, "metadata", "labels");
        if (!changed.equals(slice)) {
          client(run).update(GROUP, SLICES, changed);
        }
        return;
      }
    }
    Json.Object meta =
        Json.object(
            "generateName",
            Meta.name(endpoints) + "-",
            "namespace",
            Meta.namespace(endpoints),
            "labels",
            labels,
            "annotations",
            annotations.isEmpty() ? null : annotations,
            "ownerReferences",
            Json.array(Meta.controllerReference(endpoints)));
    client(run)
        .create(
            GROUP,
            SLICES,
            Meta.namespace(endpoints),
            content
                .with("apiVersion", "discovery.k8s.io/v1")
                .with("kind", "EndpointSlice")
                .with("metadata", meta));
  }
}
