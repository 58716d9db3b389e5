package seodang.kube.controller;

import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Gives every namespace its `default` service account.
public final class ServiceAccountController extends Controller {
  public ServiceAccountController() {
    super("service-account-controller", "", "namespaces");
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    if (change.key().startsWith("/registry/serviceaccounts/")
        && change.after() == null
        && change.before() != null) {
      run.enqueue(this, Meta.namespace(change.before()));
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object namespace = find(run, key);
    if (namespace != null
        && namespace.object("status").text("phase").equals("Active")
        && run.get("", "serviceaccounts", key, "default") == null) {
      client(run)
          .create(
              "",
              "serviceaccounts",
              key,
              Json.object(
                  "apiVersion", "v1",
                  "kind", "ServiceAccount",
                  "metadata", Json.object("name", "default", "namespace", key)));
    }
  }
}
