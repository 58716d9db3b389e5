package seodang.kube.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.apiserver.CustomResources;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;

/// Empties a namespace that is being deleted, then lets it go.
public final class NamespaceController extends Controller {
  public NamespaceController() {
    super("namespace-controller", "", "namespaces");
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object namespace = find(run, key);
    if (namespace == null || !Meta.isDeleting(namespace)) {
      return;
    }
    boolean left = false;
    List<ResourceType> types = new ArrayList<>(Resources.all());
    types.addAll(CustomResources.all(run));
    for (ResourceType type : types) {
      boolean listed =
          type.namespaced()
              && type.verbs().contains("list")
              && type.group().equals(type.storageGroup());
      boolean second =
          type.resource().equals("horizontalpodautoscalers") && type.version().equals("v1");
      if (!listed || second) {
        continue;
      }
      for (Json.Object object : run.list(type.group(), type.resource(), key)) {
        if (!Meta.isDeleting(object)) {
          client(run).delete(type.group(), type.resource(), object, -1, "Background");
        }
      }
      left |= !run.list(type.group(), type.resource(), key).isEmpty();
    }
    if (left) {
      run.enqueue(this, key, Duration.ofMillis(500));
      return;
    }
    Json.Object empty = namespace.withAt(Json.array(), "spec", "finalizers");
    client(run).request(ApiRequest.put("/api/v1/namespaces/" + key + "/finalize", empty));
  }
}
