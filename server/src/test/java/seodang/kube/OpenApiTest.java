package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import seodang.json.Json;

/// The OpenAPI documents that `kubectl explain` reads.
class OpenApiTest {
  private final Clusters cluster = Clusters.learner();

  @Test
  void fieldsAreDescribed_andReferencesKept() {
    Json.Object schemas =
        cluster.get("/openapi/v3/apis/apps/v1").object("components").object("schemas");
    Json.Object deployment = schemas.object("io.k8s.api.apps.v1.Deployment");
    assertThat(deployment.text("description")).startsWith("Keeps a number of equal Pods running");
    Json.Object spec = deployment.object("properties").object("spec");
    assertThat(spec.text("description")).isNotEmpty();
    assertThat(spec.array("allOf").objects())
        .containsExactly(
            Json.object("$ref", "#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec"));
    Json.Object pod = schemas.object("io.k8s.api.core.v1.PodSpec").object("properties");
    assertThat(pod.keys()).allSatisfy(k -> assertThat(pod.object(k).isEmpty()).isFalse());
    assertThat(pod.object("containers").text("description")).isNotEmpty();
  }

  @Test
  void quantity_isATextOrANumber() {
    Json.Object schemas = cluster.get("/openapi/v3/api/v1").object("components").object("schemas");
    assertThat(schemas.object("io.k8s.apimachinery.pkg.api.resource.Quantity").array("oneOf"))
        .isEqualTo(Json.array(Json.object("type", "string"), Json.object("type", "number")));
  }
}
