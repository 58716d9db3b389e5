package seodang.kube.controller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Gives a ClusterRole with an `aggregationRule` the rules of those that it selects by their
/// labels.
public final class RoleAggregationController extends Controller {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final String ROLES = "clusterroles";
  private static final String NAME = "clusterrole-aggregation-controller";

  public RoleAggregationController() {
    super(NAME, GROUP, ROLES);
  }

  /// Any role may be chosen by any other.
  @Override
  public void observe(Run run, Change change) {
    if (!change.key().startsWith("/registry/" + GROUP + "/" + ROLES + "/")) {
      return;
    }
    for (Json.Object role : run.list(GROUP, ROLES, "")) {
      if (role.has("aggregationRule")) {
        run.enqueue(this, Meta.key(role));
      }
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object role = find(run, key);
    if (role == null || !role.has("aggregationRule")) {
      return;
    }
    List<Json> rules = new ArrayList<>();
    for (Json.Object selector :
        role.object("aggregationRule").array("clusterRoleSelectors").objects()) {
      run.list(GROUP, ROLES, "").stream()
          .filter(other -> !Meta.name(other).equals(key))
          .filter(other -> Selector.of(selector).matches(Meta.labels(other)))
          .sorted(Comparator.comparing(Meta::name))
          .flatMap(other -> other.array("rules").stream())
          .filter(rule -> !rules.contains(rule))
          .forEach(rules::add);
    }
    Json.Array all = Json.Array.of(rules);
    if (all.equals(role.array("rules"))) {
      return;
    }
    Json.Object applied =
        Json.object(
            "apiVersion",
            GROUP + "/v1",
            "kind",
            "ClusterRole",
            "metadata",
            Json.object("name", key),
            "rules",
            rules.isEmpty() ? null : all);
    client(run)
        .request(
            ApiRequest.patch(
                    "/apis/" + GROUP + "/v1/" + ROLES + "/" + key, ApiRequest.APPLY_PATCH, applied)
                .withQuery("fieldManager", NAME)
                .withQuery("force", "true"));
  }
}
