package seodang.kube.controller;

import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Puts the cluster's certificate authority into every namespace as `kube-root-ca.crt`.
public final class RootCaPublisher extends Controller {
  private static final String NAME = "kube-root-ca.crt";

  public RootCaPublisher() {
    super("root-ca-cert-publisher", "", "namespaces");
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    if (change.key().startsWith("/registry/configmaps/")
        && change.key().endsWith("/" + NAME)
        && change.after() == null
        && change.before() != null) {
      run.enqueue(this, Meta.namespace(change.before()));
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    if (find(run, key) == null || run.get("", "configmaps", key, NAME) != null) {
      return;
    }
    client(run)
        .create(
            "",
            "configmaps",
            key,
            Json.object(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Json.object(
                    "name", NAME,
                    "namespace", key,
                    "annotations",
                        Json.object(
                            "kubernetes.io/description",
                            "Contains a CA bundle that can be used to verify the kube-apiserver when"
                                + " using internal endpoints such as the internal service IP or"
                                + " kubernetes.default.svc. No other usage is guaranteed across"
                                + " distributions of Kubernetes clusters.")),
                "data",
                Json.object("ca.crt", certificate(run))));
  }

  /// The simulated cluster's own certificate, the same in all its namespaces.
  static String certificate(Run run) {
    Json.Object standing = run.get("", "configmaps", "kube-system", NAME);
    if (standing != null) {
      return standing.object("data").text("ca.crt");
    }
    StringBuilder text = new StringBuilder("-----BEGIN CERTIFICATE-----\n");
    for (int i = 0; i < 16; i++) {
      text.append(run.dice().hex(64)).append('\n');
    }
    return text.append("-----END CERTIFICATE-----\n").toString();
  }
}
