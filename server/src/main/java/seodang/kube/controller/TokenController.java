package seodang.kube.controller;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.ServiceAccountToken;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Fills Secrets that ask for a service account's token, and takes them away with the account.
public final class TokenController extends Controller {
  private static final String TYPE = "kubernetes.io/service-account-token";
  private static final String NAME = "kubernetes.io/service-account.name";
  private static final String UID = "kubernetes.io/service-account.uid";

  public TokenController() {
    super("tokens-controller", "", "secrets");
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    Json.Object account = change.after() == null ? change.before() : change.after();
    if (account == null || !change.key().startsWith("/registry/serviceaccounts/")) {
      return;
    }
    for (Json.Object secret : run.list("", "secrets", Meta.namespace(account))) {
      if (secret.text("type").equals(TYPE)
          && Meta.annotations(secret).text(NAME).equals(Meta.name(account))) {
        run.enqueue(this, Meta.key(secret));
      }
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object secret = find(run, key);
    if (secret == null || !secret.text("type").equals(TYPE) || Meta.isDeleting(secret)) {
      return;
    }
    String namespace = Meta.namespace(secret);
    String name = Meta.annotations(secret).text(NAME);
    String uid = Meta.annotations(secret).text(UID);
    Json.Object account = run.get("", "serviceaccounts", namespace, name);
    if (account == null || !(uid.isEmpty() || uid.equals(Meta.uid(account)))) {
      client(run).delete("", "secrets", secret, -1, "");
      return;
    }
    Json.Object data = secret.object("data");
    Json.Object filled =
        data.with("ca.crt", data.text("ca.crt", encode(RootCaPublisher.certificate(run))))
            .with("namespace", data.text("namespace", encode(namespace)));
    if (!data.has("token")) {
      filled =
          filled.with(
              "token", encode(ServiceAccountToken.unbound(run, account, Meta.name(secret))));
    }
    if (!filled.equals(data) || uid.isEmpty()) {
      Json.Object annotated =
          secret.withAt(Json.text(Meta.uid(account)), "metadata", "annotations", UID);
      client(run).update("", "secrets", annotated.with("data", filled));
    }
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
