package seodang.kube.controller;

import java.time.Duration;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// The API server's own Service `kubernetes` and its endpoints: made again when somebody deletes
/// them.
public final class KubernetesServiceController extends Controller {
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final String NAME = "kubernetes";
  private static final String LOST = "kubernetes-service/";

  public KubernetesServiceController() {
    super("apiserver", "", "services");
  }

  @Override
  public String process(String key) {
    return "kube-apiserver";
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object before = change.before();
    if (before == null
        || change.after() != null
        || !Meta.name(before).equals(NAME)
        || !Meta.namespace(before).equals("default")) {
      return;
    }
    String resource =
        switch (before.text("kind")) {
          case "Service" -> "services";
          case "Endpoints" -> "endpoints";
          case "EndpointSlice" -> "endpointslices";
          default -> "";
        };
    if (!resource.isEmpty()) {
      run.remember(LOST + resource, before.without("status"));
      run.enqueue(this, resource, PERIOD);
    }
  }

  @Override
  public void reconcile(Run run, String resource) {
    Json.Object lost = run.recallObject(LOST + resource);
    run.forget(LOST + resource);
    String group = resource.equals("endpointslices") ? "discovery.k8s.io" : "";
    if (!lost.isEmpty() && run.store().get(Store.key(group, resource, "default", NAME)) == null) {
      Json.Object meta =
          Json.object(
              "name",
              NAME,
              "namespace",
              "default",
              "labels",
              lost.object("metadata").get("labels"));
      client(run).create(group, resource, "default", lost.with("metadata", meta));
    }
  }
}
