package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// Who may what, and who may give it to others: RBAC, its reviews, tokens.
class AccessTest {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  private static final String ROLES = RBAC + "/namespaces/default/roles";
  private static final String BINDINGS = RBAC + "/namespaces/default/rolebindings";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1";
  private static final User KIM = new User("kim", List.of("devs"));

  private final Clusters cluster = Clusters.learner();

  private ApiResponse as(User user, String path, String yaml) {
    return cluster.request(ApiRequest.post(path, Yaml.parse(yaml)).withUser(user));
  }

  private void bind(String binding, String role) {
    String yaml =
        ("{metadata: {name: %s}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole,"
                + " name: %s}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name:"
                + " kim}]}")
            .formatted(binding, role);
    assertThat(cluster.post(BINDINGS, yaml).status()).isEqualTo(201);
  }

  private static String message(ApiResponse response) {
    return response.object().text("message");
  }

  @Test
  void accessReview_saysWhichBindingAllows_andWhichRoleIsMissing() {
    bind("kims", "view");
    Json.Object allowed =
        as(
                User.ADMIN,
                REVIEWS + "/subjectaccessreviews",
                "{spec: {user: kim, resourceAttributes: {namespace: default, verb: get, resource: pods}}}")
            .object();
    assertThat(allowed.object("metadata")).isEqualTo(Json.object());
    assertThat(allowed.object("status"))
        .isEqualTo(
            Json.object(
                "allowed",
                true,
                "reason",
                "RBAC: allowed by RoleBinding \"kims/default\" of ClusterRole \"view\" to User"
                    + " \"kim\""));
    bind("broken", "nowhere");
    Json.Object refused =
        as(
                KIM,
                REVIEWS + "/selfsubjectaccessreviews",
                "{spec: {resourceAttributes: {namespace: default, verb: delete, resource: pods}}}")
            .object()
            .object("status");
    assertThat(refused)
        .isEqualTo(
            Json.object(
                "allowed",
                false,
                "reason",
                "RBAC: clusterrole.rbac.authorization.k8s.io \"nowhere\" not found"));
  }

  @Test
  void accessReview_withoutAQuestionOrAUser_isInvalid() {
    assertThat(message(as(User.ADMIN, REVIEWS + "/subjectaccessreviews", "{spec: {}}")))
        .isEqualTo(
            "SubjectAccessReview.authorization.k8s.io \"\" is invalid:"
                + " [spec.resourceAttributes: Invalid value: \"null\": exactly one of"
                + " nonResourceAttributes or resourceAttributes must be specified, spec.user: Invalid"
                + " value: \"\": at least one of user or group must be specified]");
  }

  @Test
  void rulesReview_tellsWhatRolesGrant_alsoOfPaths() {
    bind("kims", "view");
    Json.Object status =
        as(KIM, REVIEWS + "/selfsubjectrulesreviews", "{spec: {namespace: default}}")
            .object()
            .object("status");
    assertThat(status.array("resourceRules").toString())
        .contains("selfsubjectaccessreviews")
        .contains("pods/log")
        .doesNotContain("secrets");
    assertThat(status.array("nonResourceRules").toString()).contains("/openapi/*");
  }

  @Test
  void path_thatIsNoResource_needsARule() {
    assertThat(cluster.request(ApiRequest.get("/version").withUser(KIM)).status()).isEqualTo(200);
    ApiResponse refused = cluster.request(ApiRequest.get("/metrics").withUser(KIM));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(message(refused)).isEqualTo("forbidden: User \"kim\" cannot get path \"/metrics\"");
  }

  @Test
  void role_withMoreThanItsWriterHolds_isRefused() {
    bind("kims", "view");
    cluster.post(
        ROLES,
        "{metadata: {name: roles}, rules: [{apiGroups: [rbac.authorization.k8s.io], resources:"
            + " [roles, rolebindings], verbs: [create, update]}]}");
    cluster.post(
        BINDINGS,
        "{metadata: {name: roles}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name:"
            + " roles}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: kim}]}");
    String rules =
        "{metadata: {name: r}, rules: [{apiGroups: [''], resources: [%s], verbs: [%s]}]}";
    assertThat(as(KIM, ROLES, rules.formatted("pods", "get")).status()).isEqualTo(201);
    ApiResponse refused = as(KIM, ROLES, rules.formatted("'pods', secrets", "get, delete"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(message(refused))
        .isEqualTo(
            "roles.rbac.authorization.k8s.io \"r\" is forbidden: user \"kim\" (groups=[\"devs\""
                + " \"system:authenticated\"]) is attempting to grant RBAC permissions not currently"
                + " held:\n"
                + "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\"]}\n"
                + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"delete\"]}");
    String binding =
        "{metadata: {name: b}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name:"
            + " %s}}";
    assertThat(message(as(KIM, BINDINGS, binding.formatted("admin"))))
        .startsWith("rolebindings.rbac.authorization.k8s.io \"b\" is forbidden: user \"kim\"");
    assertThat(message(as(KIM, BINDINGS, binding.formatted("nothing"))))
        .isEqualTo("clusterroles.rbac.authorization.k8s.io \"nothing\" not found");
    assertThat(as(KIM, BINDINGS, binding.formatted("view")).status()).isEqualTo(201);
  }

  @Test
  void aggregatedRole_getsTheRulesOfThoseItSelects() {
    cluster.post(
        RBAC + "/clusterroles",
        "{metadata: {name: rooms, labels: {rbac.authorization.k8s.io/aggregate-to-view: 'true'}},"
            + " rules: [{apiGroups: [school], resources: [rooms], verbs: [get]}]}");
    cluster.pass(Duration.ofSeconds(1));
    for (String role : List.of("view", "edit", "admin")) {
      assertThat(cluster.get(RBAC + "/clusterroles/" + role).array("rules").toString())
          .contains("rooms");
    }
  }

  @Test
  void token_boundToAPod_endsWithIt() {
    cluster.post(
        "/api/v1/namespaces/default/pods",
        "{metadata: {name: p}, spec: {containers: [{name: c, image: nginx}]}}");
    Json.Object request =
        cluster
            .post(
                "/api/v1/namespaces/default/serviceaccounts/default/token",
                "{spec: {audiences: [vault], boundObjectRef: {apiVersion: v1, kind: Pod, name: p}}}")
            .object();
    String review =
        "{spec: {token: "
            + request.object("status").text("token")
            + ", audiences: [vault, other]}}";
    String reviews = "/apis/authentication.k8s.io/v1/tokenreviews";
    Json.Object status = as(User.ADMIN, reviews, review).object().object("status");
    assertThat(status.array("audiences").texts()).containsExactly("vault");
    assertThat(status.object("user").text("username"))
        .isEqualTo("system:serviceaccount:default:default");
    assertThat(status.object("user").object("extra").toString()).contains("pod-name");
    cluster.request(
        ApiRequest.delete("/api/v1/namespaces/default/pods/p")
            .withBody(Json.object("gracePeriodSeconds", 0)));
    assertThat(as(User.ADMIN, reviews, review).object().object("status"))
        .isEqualTo(Json.object("user", Json.object(), "error", "invalid bearer token"));
  }

  private void grant(String name, String rule) {
    cluster.post(
        RBAC + "/clusterroles", "{metadata: {name: %s}, rules: [%s]}".formatted(name, rule));
    cluster.post(
        RBAC + "/clusterrolebindings",
        ("{metadata: {name: %s}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole,"
                + " name: %s}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name:"
                + " kim}]}")
            .formatted(name, name));
  }

  @Test
  void listOfOneName_isAllowedByResourceNames_ofAnotherOrAll_isNot() {
    grant(
        "one", "{apiGroups: [''], resources: [secrets], resourceNames: [a], verbs: [list, watch]}");
    String secrets = "/api/v1/namespaces/default/secrets";
    for (String selector : List.of("metadata.name=a", "type=Opaque,metadata.name==a")) {
      for (String watch : List.of("false", "true")) {
        ApiRequest request =
            ApiRequest.get(secrets)
                .withQuery("fieldSelector", selector)
                .withQuery("watch", watch)
                .withUser(KIM);
        assertThat(cluster.request(request).status()).as(selector + watch).isEqualTo(200);
      }
    }
    ApiRequest list = ApiRequest.get(secrets).withUser(KIM);
    assertThat(message(cluster.request(list.withQuery("fieldSelector", "metadata.name=b"))))
        .isEqualTo(
            "secrets \"b\" is forbidden: User \"kim\" cannot list resource \"secrets\" in API group"
                + " \"\" in the namespace \"default\"");
    assertThat(cluster.request(list.withQuery("fieldSelector", "metadata.name!=a")).status())
        .isEqualTo(403);
    assertThat(cluster.request(list).status()).isEqualTo(403);
  }

  private Impersonation.Answer impersonate(Impersonation wanted) {
    return Cluster.impersonate(cluster.state(), cluster.state().now(), KIM, wanted, "/api");
  }

  private static Impersonation wanted(String user, List<String> groups) {
    return new Impersonation(user, groups, "", Map.of());
  }

  private static String refused(Impersonation.Answer answer) {
    return answer instanceof Impersonation.Answer.Refused refused
        ? message(refused.response())
        : "granted";
  }

  @Test
  void impersonation_ofEachPart_needsItsRule() {
    grant(
        "as-lee",
        "{apiGroups: [''], resources: [users], resourceNames: [lee], verbs: [impersonate]}");
    assertThat(impersonate(wanted("lee", List.of())))
        .isEqualTo(
            new Impersonation.Answer.Granted(new User("lee", List.of("system:authenticated"))));
    assertThat(refused(impersonate(wanted("park", List.of()))))
        .isEqualTo(
            "users \"park\" is forbidden: User \"kim\" cannot impersonate resource \"users\" in API"
                + " group \"\" at the cluster scope");
    assertThat(refused(impersonate(wanted("lee", List.of("system:masters")))))
        .isEqualTo(
            "groups \"system:masters\" is forbidden: User \"kim\" cannot impersonate resource"
                + " \"groups\" in API group \"\" at the cluster scope");
    Map<String, List<String>> extra = Map.of("scopes", List.of("view"));
    assertThat(refused(impersonate(new Impersonation("lee", List.of(), "", extra))))
        .isEqualTo(
            "userextras.authentication.k8s.io \"view\" is forbidden: User \"kim\" cannot impersonate"
                + " resource \"userextras/scopes\" in API group \"authentication.k8s.io\" at the"
                + " cluster scope");
    assertThat(refused(impersonate(new Impersonation("lee", List.of(), "7", Map.of()))))
        .startsWith("uids.authentication.k8s.io \"7\" is forbidden");
    grant("extras", "{apiGroups: [authentication.k8s.io], resources: ['*'], verbs: [impersonate]}");
    assertThat(impersonate(new Impersonation("lee", List.of(), "7", extra)))
        .isEqualTo(
            new Impersonation.Answer.Granted(
                new User("lee", List.of("system:authenticated"), "7", extra)));
  }

  @Test
  void impersonation_ofAServiceAccount_isAskedInItsNamespace() {
    String account = "system:serviceaccount:default:bot";
    assertThat(refused(impersonate(wanted(account, List.of()))))
        .isEqualTo(
            "serviceaccounts \"bot\" is forbidden: User \"kim\" cannot impersonate resource"
                + " \"serviceaccounts\" in API group \"\" in the namespace \"default\"");
    grant("bots", "{apiGroups: [''], resources: [serviceaccounts], verbs: [impersonate]}");
    assertThat(impersonate(wanted(account, List.of())))
        .isEqualTo(
            new Impersonation.Answer.Granted(
                new User(
                    account,
                    List.of(
                        "system:serviceaccounts",
                        "system:serviceaccounts:default",
                        "system:authenticated"))));
  }

  @Test
  void impersonation_withoutAUser_isAnError() {
    Impersonation.Answer answer = impersonate(wanted("", List.of("devs")));
    assertThat(answer)
        .isEqualTo(
            new Impersonation.Answer.Refused(
                new ApiResponse.Text(
                    500,
                    "text/plain; charset=utf-8",
                    "Internal Server Error: \"/api\": requested [{Group  devs    }] without"
                        + " impersonating a user\n")));
  }
}
