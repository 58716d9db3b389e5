package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// Patches of every kind, apply, and who owns what afterwards.
class PatchTest {
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final String WEB = DEPLOYMENTS + "/web";
  private static final String CONFIG_MAP = "/api/v1/namespaces/default/configmaps/settings";

  private Clusters cluster = Clusters.learner();

  @BeforeEach
  void start() {
    cluster = Clusters.learner();
    ApiResponse made =
        cluster.request(
            ApiRequest.post(
                    DEPLOYMENTS,
                    Yaml.parse(
                        """
                        metadata: {name: web}
                        spec:
                          replicas: 2
                          selector: {matchLabels: {app: web}}
                          template:
                            metadata: {labels: {app: web}}
                            spec:
                              containers:
                              - {name: a, image: nginx, env: [{name: X, value: "1"}]}
                              - {name: b, image: busybox}
                        """))
                .withQuery("fieldManager", "creator"));
    assertThat(made.status()).as("%s", made).isEqualTo(201);
  }

  private ApiResponse apply(String path, String manager, boolean force, String yaml) {
    return cluster.request(
        ApiRequest.patch(path, ApiRequest.APPLY_PATCH, Yaml.parse(yaml))
            .withQuery("fieldManager", manager)
            .withQuery("force", Boolean.toString(force)));
  }

  private static String replicas(int count) {
    return "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: %d}}"
        .formatted(count);
  }

  private static Json.Object owned(Json.Object object, String manager) {
    return object.object("metadata").array("managedFields").objects().stream()
        .filter(e -> e.text("manager").equals(manager))
        .findFirst()
        .map(e -> e.object("fieldsV1"))
        .orElse(Json.object());
  }

  @Test
  void creator_ownsWhatItWrote_notWhatGoAlwaysHas() {
    Json.Object set = owned(cluster.get(WEB), "creator");
    assertThat(set.at("f:spec", "f:template", "f:spec", "f:containers", "k:{\"name\":\"a\"}", "."))
        .isNotNull();
    assertThat(set.at("f:spec", "f:template", "f:spec", "f:containers", ".")).isNull();
    assertThat(set.at("f:spec", "f:strategy", "f:rollingUpdate", ".")).isNotNull();
    assertThat(set.at("f:spec", ".")).isNull();
    assertThat(set.at("f:status")).isNull();
    assertThat(set.at("f:metadata", "f:name")).isNull();
  }

  @Test
  void apply_ofAnothersField_isAConflict_untilForced() {
    ApiResponse refused = apply(WEB, "second", false, replicas(3));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.object().text("message"))
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"creator\" using apps/v1: .spec.replicas");
    assertThat(refused.object().object("details").array("causes").object(0).text("field"))
        .isEqualTo(".spec.replicas");
    ApiResponse forced = apply(WEB, "second", true, replicas(3));
    assertThat(forced.status()).isEqualTo(200);
    assertThat(owned(forced.object(), "second"))
        .isEqualTo(Json.parse("{\"f:spec\":{\"f:replicas\":{}}}"));
    assertThat(owned(forced.object(), "creator").at("f:spec", "f:replicas")).isNull();
  }

  @Test
  void apply_ofTheSameValue_isShared() {
    ApiResponse shared = apply(WEB, "second", false, replicas(2));
    assertThat(shared.status()).isEqualTo(200);
    assertThat(owned(shared.object(), "creator").at("f:spec", "f:replicas")).isNotNull();
    assertThat(owned(shared.object(), "second").at("f:spec", "f:replicas")).isNotNull();
  }

  @Test
  void fieldNoLongerApplied_isRemoved_unlessOthersOwnIt() {
    String both =
        """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: "1", b: "2"}}
        """;
    String one = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: \"1\"}}";
    assertThat(apply(CONFIG_MAP, "first", false, both).status()).isEqualTo(201);
    Json.Object after = apply(CONFIG_MAP, "first", false, one).object();
    assertThat(after.object("data").keys()).containsExactly("a");
    apply(CONFIG_MAP, "first", false, both);
    apply(CONFIG_MAP, "second", false, both);
    assertThat(apply(CONFIG_MAP, "first", false, one).object().object("data").keys())
        .containsExactly("a", "b");
  }

  @Test
  void appliedAgain_changesNothing() {
    Json.Object once = apply(WEB, "second", true, replicas(3)).object();
    cluster.pass(java.time.Duration.ofSeconds(0));
    Json.Object before = cluster.get(WEB);
    Json.Object twice = apply(WEB, "second", false, replicas(3)).object();
    assertThat(twice).isEqualTo(before);
    assertThat(once.object("spec").number("replicas", 0)).isEqualTo(3);
  }

  @Test
  void itemsOfAList_mergeByTheirKeys() {
    ApiResponse applied =
        apply(
            WEB,
            "second",
            false,
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  containers:
                  - {name: c, image: redis}
                  - name: a
                    env: [{name: Y, value: "2"}]
            """);
    assertThat(applied.status()).as("%s", applied).isEqualTo(200);
    Json.Array containers =
        applied.object().object("spec").object("template").object("spec").array("containers");
    assertThat(containers.objects().stream().map(c -> c.text("name")))
        .containsExactlyInAnyOrder("a", "b", "c");
    Json.Object a =
        containers.objects().stream()
            .filter(c -> c.text("name").equals("a"))
            .findFirst()
            .orElseThrow();
    assertThat(a.array("env").size()).isEqualTo(2);
  }

  @Test
  void clientSideApply_isTakenOver_withoutConflicts() {
    String last =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"settings\"},"
            + "\"data\":{\"a\":\"1\"}}";
    cluster.request(
        ApiRequest.post(
                "/api/v1/namespaces/default/configmaps",
                Json.parseObject(last)
                    .withAt(
                        Json.text(last),
                        "metadata",
                        "annotations",
                        "kubectl.kubernetes.io/last-applied-configuration"))
            .withQuery("fieldManager", "kubectl-client-side-apply"));
    String changed =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: \"2\"}}";
    assertThat(apply(CONFIG_MAP, "other", false, changed).status()).isEqualTo(409);
    Json.Object taken = apply(CONFIG_MAP, "kubectl", false, changed).object();
    assertThat(taken.object("data").text("a")).isEqualTo("2");
    assertThat(
            taken
                .object("metadata")
                .object("annotations")
                .text("kubectl.kubernetes.io/last-applied-configuration"))
        .contains("\"a\":\"2\"");
  }

  @Test
  void apply_needsAManager_andFieldsOfItsKind() {
    ApiResponse nameless =
        cluster.request(ApiRequest.patch(WEB, ApiRequest.APPLY_PATCH, Yaml.parse(replicas(1))));
    assertThat(nameless.status()).isEqualTo(422);
    assertThat(nameless.object().text("message"))
        .isEqualTo(
            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required"
                + " for apply patch");
    ApiResponse unknown =
        apply(
            WEB,
            "second",
            true,
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {nope: 1}}");
    assertThat(unknown.status()).isEqualTo(500);
    assertThat(unknown.object().text("message"))
        .isEqualTo(
            "failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.nope:"
                + " field not declared in schema");
  }

  @Test
  void scaleAndStatus_areOwnedAsSubresources() {
    cluster.request(
        ApiRequest.patch(
                WEB + "/scale", ApiRequest.MERGE_PATCH, Yaml.parse("{spec: {replicas: 4}}"))
            .withQuery("fieldManager", "scaler"));
    Json.Object entry =
        cluster.get(WEB).object("metadata").array("managedFields").objects().stream()
            .filter(e -> e.text("manager").equals("scaler"))
            .findFirst()
            .orElseThrow();
    assertThat(entry.text("subresource")).isEqualTo("scale");
    assertThat(entry.object("fieldsV1")).isEqualTo(Json.parse("{\"f:spec\":{\"f:replicas\":{}}}"));
  }

  @Test
  void namesLabel_belongsToTheNamespacesCreator() {
    cluster.request(
        ApiRequest.post("/api/v1/namespaces", Yaml.parse("{metadata: {name: team}}"))
            .withQuery("fieldManager", "creator"));
    ApiResponse refused =
        apply(
            "/api/v1/namespaces/team",
            "second",
            false,
            "{apiVersion: v1, kind: Namespace, metadata: {name: team,"
                + " labels: {kubernetes.io/metadata.name: other}}}");
    assertThat(refused.status()).as("%s", refused).isEqualTo(409);
    assertThat(refused.object().text("message"))
        .endsWith(".metadata.labels.kubernetes.io/metadata.name");
  }

  @Test
  void eleventhUpdater_makesTheOldestNobodys() {
    String map = "/api/v1/namespaces/default/configmaps";
    cluster.request(
        ApiRequest.post(map, Yaml.parse("{metadata: {name: busy}, data: {k0: x}}"))
            .withQuery("fieldManager", "m00"));
    for (int i = 1; i <= 11; i++) {
      ApiRequest patch =
          ApiRequest.patch(
              map + "/busy",
              ApiRequest.MERGE_PATCH,
              Json.object("data", Json.object("k" + i, Integer.toString(i))));
      cluster.request(patch.withQuery("fieldManager", "m%02d".formatted(i)));
    }
    Json.Object busy = cluster.get(map + "/busy");
    assertThat(busy.object("metadata").array("managedFields").objects())
        .extracting(e -> e.text("manager"))
        .hasSize(10)
        .contains("ancient-changes", "m03", "m11")
        .doesNotContain("m01", "m02");
    assertThat(owned(busy, "ancient-changes"))
        .isEqualTo(Json.parse("{\"f:data\":{\".\":{},\"f:k0\":{},\"f:k1\":{},\"f:k2\":{}}}"));
  }

  // Strategic merge.

  private Json.Array patchedContainers(String yaml) {
    ApiResponse patched =
        cluster.request(ApiRequest.patch(WEB, ApiRequest.STRATEGIC_MERGE_PATCH, Yaml.parse(yaml)));
    assertThat(patched.status()).as("%s", patched).isEqualTo(200);
    return patched.object().object("spec").object("template").object("spec").array("containers");
  }

  @Test
  void newItem_comesBeforeThoseThePatchDoesNotName() {
    Json.Array containers =
        patchedContainers("{spec: {template: {spec: {containers: [{name: c, image: redis}]}}}}");
    assertThat(containers.objects().stream().map(c -> c.text("name")))
        .containsExactly("c", "a", "b");
  }

  @Test
  void setElementOrder_ordersWhatIsNamed() {
    Json.Array containers =
        patchedContainers(
            """
            spec:
              template:
                spec:
                  $setElementOrder/containers: [{name: b}, {name: a}]
                  containers: [{name: a, $setElementOrder/env: [{name: X}], image: httpd}]
            """);
    assertThat(containers.objects().stream().map(c -> c.text("name"))).containsExactly("b", "a");
    assertThat(containers.object(1).text("image")).isEqualTo("httpd");
  }

  @Test
  void itemWithoutItsKey_isRefused() {
    ApiResponse refused =
        cluster.request(
            ApiRequest.patch(
                WEB,
                ApiRequest.STRATEGIC_MERGE_PATCH,
                Yaml.parse("{spec: {template: {spec: {containers: [{image: x}]}}}}")));
    assertThat(refused.status()).isEqualTo(500);
    assertThat(refused.object().text("message"))
        .isEqualTo("map: map[image:x] does not contain declared merge key: name");
  }

  @Test
  void patchToAWrongType_isInvalid() {
    ApiResponse refused =
        cluster.request(
            ApiRequest.patch(WEB, ApiRequest.MERGE_PATCH, Yaml.parse("{spec: {replicas: many}}")));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.object().text("message")).startsWith(" \"\" is invalid: patch: Invalid");
  }

  @Test
  void jsonPatch_replacesWhatIsNotThere_removesOnlyWhatIs() {
    ApiResponse added =
        cluster.request(
            ApiRequest.patch(
                WEB,
                ApiRequest.JSON_PATCH,
                Yaml.parse("[{op: replace, path: /metadata/annotations, value: {a: b}}]")));
    assertThat(added.status()).as("%s", added).isEqualTo(200);
    ApiResponse refused =
        cluster.request(
            ApiRequest.patch(
                WEB, ApiRequest.JSON_PATCH, Yaml.parse("[{op: remove, path: /spec/nope}]")));
    assertThat(refused.status()).isEqualTo(422);
  }
}
