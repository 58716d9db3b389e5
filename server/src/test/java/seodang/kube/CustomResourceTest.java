package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// CustomResourceDefinitions: served at once, pruned, filled in, validated, shown.
class CustomResourceTest {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String LESSONS = "/apis/school.test/v1/namespaces/default/lessons";

  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: lessons.school.test}
      spec:
        group: school.test
        scope: Namespaced
        names: {plural: lessons, singular: lesson, kind: Lesson, listKind: LessonList, shortNames: [le]}
        versions:
        - name: v1beta1
          served: true
          storage: false
          deprecated: true
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        - name: v1
          served: true
          storage: true
          additionalPrinterColumns:
          - {name: Seats, type: integer, jsonPath: .spec.seats}
          - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
          selectableFields: [{jsonPath: .spec.level}]
          subresources:
            status: {}
            scale: {specReplicasPath: .spec.seats, statusReplicasPath: .status.taken}
          schema:
            openAPIV3Schema:
              type: object
              required: [spec]
              properties:
                spec:
                  type: object
                  required: [title]
                  x-kubernetes-validations:
                  - {rule: 'self.seats >= self.minimum', message: too few seats}
                  properties:
                    title:
                      type: string
                      maxLength: 10
                      x-kubernetes-validations:
                      - {rule: self == oldSelf, message: a title stays}
                    seats: {type: integer, default: 10, minimum: 1}
                    minimum: {type: integer, default: 1}
                    level: {type: string, enum: [easy, hard]}
                    tags:
                      type: array
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [name]
                      items:
                        type: object
                        required: [name]
                        properties: {name: {type: string}, weight: {type: integer}}
                status:
                  type: object
                  x-kubernetes-preserve-unknown-fields: true
      """;

  private Clusters cluster = Clusters.learner();

  @BeforeEach
  void define() {
    cluster = Clusters.learner();
    ApiResponse defined = cluster.post(DEFINITIONS, DEFINITION);
    assertThat(defined.status()).as("%s", defined).isEqualTo(201);
    cluster.pass(Duration.ofSeconds(1));
  }

  private ApiResponse lesson(String spec) {
    return cluster.request(
        ApiRequest.post(
                LESSONS,
                Yaml.parse(
                    "{apiVersion: school.test/v1, kind: Lesson, metadata: {name: pods}, spec: %s}"
                        .formatted(spec)))
            .withQuery("fieldValidation", "Strict"));
  }

  private List<String> causes(ApiResponse refused) {
    assertThat(refused.status()).as("%s", refused).isEqualTo(422);
    return refused.object().object("details").array("causes").objects().stream()
        .map(c -> c.text("field") + ": " + c.text("message"))
        .toList();
  }

  @Test
  void definition_isEstablished_andDiscovered() {
    Json.Object status = cluster.get(DEFINITIONS + "/lessons.school.test").object("status");
    assertThat(status.array("storedVersions").texts()).containsExactly("v1");
    assertThat(status.object("acceptedNames").text("kind")).isEqualTo("Lesson");
    assertThat(cluster.get("/apis/school.test").array("versions").objects())
        .extracting(v -> v.text("version"))
        .containsExactly("v1", "v1beta1");
    assertThat(cluster.get("/apis/school.test/v1").array("resources").objects())
        .extracting(r -> r.text("name"))
        .contains("lessons", "lessons/status", "lessons/scale");
    assertThat(cluster.get("/openapi/v3/apis/school.test/v1").object("components").toString())
        .contains("test.school.v1.Lesson");
  }

  @Test
  void object_isFilledIn_andScaled() {
    ApiResponse made = lesson("{title: Pods}");
    assertThat(made.object().object("spec"))
        .isEqualTo(Yaml.parse("{title: Pods, seats: 10, minimum: 1}"));
    Json.Object scaled =
        cluster
            .request(
                ApiRequest.patch(
                    LESSONS + "/pods/scale",
                    ApiRequest.MERGE_PATCH,
                    Yaml.parse("{spec: {replicas: 4}}")))
            .object();
    assertThat(scaled.object("spec").number("replicas", 0)).isEqualTo(4);
    assertThat(cluster.get(LESSONS + "/pods").object("spec").number("seats", 0)).isEqualTo(4);
    assertThat(cluster.get(LESSONS + "/pods").object("metadata").number("generation", 0))
        .isEqualTo(2);
  }

  @Test
  void unknownField_isRefusedOrPruned() {
    ApiResponse strict = lesson("{title: Pods, color: red}");
    assertThat(strict.object().text("message"))
        .isEqualTo(
            "Lesson in version \"v1\" cannot be handled as a Lesson: strict decoding error:"
                + " unknown field \"spec.color\"");
    Json.Object pruned =
        cluster.post(LESSONS, "{metadata: {name: pods}, spec: {title: Pods, color: red}}").object();
    assertThat(pruned.object("spec").has("color")).isFalse();
  }

  @Test
  void wrongValues_areToldApart() {
    assertThat(causes(lesson("{seats: two, level: odd}")))
        .containsExactly(
            "spec.level: Unsupported value: \"odd\": supported values: \"easy\", \"hard\"",
            "spec.seats: Invalid value: \"string\": spec.seats in body must be of type integer:"
                + " \"string\"",
            "spec.title: Required value",
            "<nil>: Invalid value: \"null\": some validation rules were not checked because the"
                + " object was invalid; correct the existing errors to complete validation");
    assertThat(causes(lesson("{title: Pods, seats: 0}")))
        .containsExactly(
            "spec.seats: Invalid value: 0: spec.seats in body should be greater than or equal to"
                + " 1",
            "spec: Invalid value: \"object\": too few seats");
    assertThat(causes(lesson("{title: A very long title}")))
        .containsExactly(
            "spec.title: Too long: may not be more than 10 bytes",
            "<nil>: Invalid value: \"null\": some validation rules were not checked because the"
                + " object was invalid; correct the existing errors to complete validation");
  }

  @Test
  void rules_compareWithTheOldObject() {
    lesson("{title: Pods}");
    ApiResponse refused =
        cluster.request(
            ApiRequest.patch(
                LESSONS + "/pods", ApiRequest.MERGE_PATCH, Yaml.parse("{spec: {title: New}}")));
    assertThat(causes(refused))
        .containsExactly("spec.title: Invalid value: \"string\": a title stays");
  }

  @Test
  void status_isItsOwnSubresource_andColumnsShowIt() {
    lesson("{title: Pods}");
    cluster.request(
        ApiRequest.patch(
            LESSONS + "/pods/status",
            ApiRequest.MERGE_PATCH,
            Yaml.parse(
                "{spec: {seats: 99}, status: {conditions: [{type: Ready, status: 'True'}]}}")));
    Json.Object table =
        cluster.request(ApiRequest.get(LESSONS).withAccept(ApiRequest.TABLE)).object();
    assertThat(table.array("columnDefinitions").objects())
        .extracting(c -> c.text("name"))
        .containsExactly("Name", "Seats", "Ready");
    assertThat(table.array("rows").object(0).array("cells"))
        .isEqualTo(Json.array("pods", 10, "True"));
  }

  @Test
  void deprecatedVersion_warns() {
    lesson("{title: Pods}");
    ApiResponse.Document old =
        (ApiResponse.Document)
            cluster.request(
                ApiRequest.get("/apis/school.test/v1beta1/namespaces/default/lessons/pods"));
    assertThat(old.object().text("apiVersion")).isEqualTo("school.test/v1beta1");
    assertThat(old.warnings())
        .containsExactly("school.test/v1beta1 Lesson is deprecated; use school.test/v1 Lesson");
  }

  @Test
  void strategicMerge_isNotForCustomResources_applyIs() {
    lesson("{title: Pods, tags: [{name: a, weight: 1}]}");
    ApiResponse strategic =
        cluster.request(
            ApiRequest.patch(
                LESSONS + "/pods",
                ApiRequest.STRATEGIC_MERGE_PATCH,
                Yaml.parse("{spec: {seats: 3}}")));
    assertThat(strategic.status()).isEqualTo(415);
    ApiResponse applied =
        cluster.request(
            ApiRequest.patch(
                    LESSONS + "/pods",
                    ApiRequest.APPLY_PATCH,
                    Yaml.parse(
                        """
                        apiVersion: school.test/v1
                        kind: Lesson
                        metadata: {name: pods}
                        spec: {tags: [{name: b, weight: 2}]}
                        """))
                .withQuery("fieldManager", "tagger"));
    assertThat(applied.status()).as("%s", applied).isEqualTo(200);
    assertThat(applied.object().object("spec").array("tags").size()).isEqualTo(2);
    assertThat(applied.object().object("metadata").array("managedFields").toString())
        .contains("k:{\\\"name\\\":\\\"b\\\"}");
  }

  @Test
  void protobuf_isNotServed() {
    lesson("{title: Pods}");
    ApiResponse refused =
        cluster.request(
            ApiRequest.get(LESSONS + "/pods").withAccept("application/vnd.kubernetes.protobuf"));
    assertThat(refused.status()).isEqualTo(406);
  }

  @Test
  void deletedDefinition_takesItsObjectsAlong() {
    lesson("{title: Pods}");
    cluster.request(ApiRequest.delete(DEFINITIONS + "/lessons.school.test"));
    cluster.pass(Duration.ofSeconds(1));
    assertThat(cluster.request(ApiRequest.get(LESSONS)).status()).isEqualTo(404);
    cluster.post(DEFINITIONS, DEFINITION);
    cluster.pass(Duration.ofSeconds(1));
    assertThat(cluster.get(LESSONS).array("items").isEmpty()).isTrue();
  }

  @Test
  void customResource_isOwnerAndDependent_toTheCollector() {
    Json.Object owner = lesson("{title: Pods}").object();
    cluster.post(
        "/api/v1/namespaces/default/configmaps",
        """
        {metadata: {name: notes, ownerReferences: [{apiVersion: school.test/v1, kind: Lesson, name:
        pods, uid: %s}]}}
        """
            .formatted(Meta.uid(owner)));
    cluster.request(ApiRequest.delete(LESSONS + "/pods"));
    cluster.pass(Duration.ofSeconds(2));
    assertThat(
            cluster.request(ApiRequest.get("/api/v1/namespaces/default/configmaps/notes")).status())
        .isEqualTo(404);
  }

  @Test
  void definition_waitsForItsObjectsFinalizers() {
    lesson("{title: Pods}");
    cluster.request(
        ApiRequest.patch(
            LESSONS + "/pods",
            ApiRequest.MERGE_PATCH,
            Yaml.parse("{metadata: {finalizers: [school.test/keep]}}")));
    String definition = DEFINITIONS + "/lessons.school.test";
    cluster.request(ApiRequest.delete(definition));
    cluster.pass(Duration.ofSeconds(3));
    assertThat(cluster.get(definition).object("metadata").array("finalizers").texts())
        .containsExactly("customresourcecleanup.apiextensions.k8s.io");
    assertThat(cluster.post(LESSONS, "{metadata: {name: late}}").object().text("message"))
        .isEqualTo("create not allowed while custom resource definition is terminating");
    cluster.request(
        ApiRequest.patch(
            LESSONS + "/pods",
            ApiRequest.MERGE_PATCH,
            Yaml.parse("{metadata: {finalizers: null}}")));
    cluster.pass(Duration.ofSeconds(3));
    assertThat(cluster.request(ApiRequest.get(definition)).status()).isEqualTo(404);
  }

  @Test
  void definition_withAnothersNames_waitsUntilTheyAreFree() {
    String path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    String definition =
        "{metadata: {name: %s.taken.io}, spec: {group: taken.io, scope: Namespaced, names: {plural:"
            + " %s, kind: Room, shortNames: [rm]}, versions: [{name: v1, served: true, storage: true,"
            + " schema: {openAPIV3Schema: {type: object}}}]}}";
    cluster.post(path, definition.formatted("rooms", "rooms"));
    cluster.pass(Duration.ofSeconds(1));
    cluster.post(path, definition.formatted("halls", "halls"));
    cluster.pass(Duration.ofSeconds(1));
    Json.Object status = cluster.get(path + "/halls.taken.io").object("status");
    Json.Array conditions = status.array("conditions");
    assertThat(conditions.object(0).text("reason")).isEqualTo("ListKindConflict");
    assertThat(conditions.object(0).text("message")).isEqualTo("\"RoomList\" is already in use");
    assertThat(conditions.object(1).text("reason")).isEqualTo("NotAccepted");
    assertThat(status.object("acceptedNames").text("plural")).isEqualTo("halls");
    assertThat(status.object("acceptedNames").has("shortNames")).isFalse();
    String halls = "/apis/taken.io/v1/namespaces/default/halls";
    assertThat(cluster.get(halls).number("code", 0)).isEqualTo(404);
    cluster.request(ApiRequest.delete(path + "/rooms.taken.io"));
    cluster.pass(Duration.ofSeconds(10));
    assertThat(cluster.get(halls).text("kind")).isEqualTo("RoomList");
  }

  @Test
  void selectableField_chooses_anotherIsRefused() {
    for (String level : List.of("easy", "hard")) {
      cluster.post(
          LESSONS,
          "{apiVersion: school.test/v1, kind: Lesson, metadata: {name: %s}, spec: {title: t, level: %s}}"
              .formatted(level, level));
    }
    ApiRequest list = ApiRequest.get(LESSONS);
    Json.Object hard = cluster.request(list.withQuery("fieldSelector", "spec.level=hard")).object();
    assertThat(hard.array("items").objects()).extracting(Meta::name).containsExactly("hard");
    Json.Object refused = cluster.request(list.withQuery("fieldSelector", "spec.title=t")).object();
    assertThat(refused.text("message")).isEqualTo("field label not supported: spec.title");
  }
}
