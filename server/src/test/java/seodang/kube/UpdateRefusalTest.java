package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// How updates that may not be are refused.
class UpdateRefusalTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String SERVICES = "/api/v1/namespaces/default/services";

  private final Clusters cluster = Clusters.learner();

  private ApiResponse merge(String path, String yaml) {
    return cluster.request(ApiRequest.patch(path, ApiRequest.MERGE_PATCH, Yaml.parse(yaml)));
  }

  private static String message(ApiResponse response) {
    return response.object().text("message");
  }

  @Test
  void pod_showsWhatWasToChange_asGoCmpDoes() {
    cluster.post(
        PODS,
        "{metadata: {name: p}, spec: {hostname: a, nodeSelector: {disk: ssd}, schedulingGates: [{name:"
            + " g}], containers: [{name: c, image: nginx}]}}");
    assertThat(
            message(merge(PODS + "/p", "{spec: {hostname: b, priority: 1}}"))
                .replace('\u00a0', '~'))
        .contains(
            "~~core.PodSpec{\n"
                + "~~\t... // 12 identical fields\n"
                + "~~\tSecurityContext:   &{},\n"
                + "~~\tImagePullSecrets:  nil,\n"
                + "-~\tHostname:          \"a\",\n"
                + "+~\tHostname:          \"b\",\n"
                + "~~\tSubdomain:         \"\",\n"
                + "~~\tSetHostnameAsFQDN: nil,\n"
                + "~~\t... // 3 identical fields\n"
                + "~~\tHostAliases:       nil,\n"
                + "~~\tPriorityClassName: \"\",\n"
                + "-~\tPriority:          &0,\n"
                + "+~\tPriority:          &1,\n");
  }

  @Test
  void replicaSet_isLookedAtTwice_andToldOnce() {
    String path = "/apis/apps/v1/namespaces/default/replicasets";
    cluster.post(
        path,
        "{metadata: {name: r}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels:"
            + " {a: b}}, spec: {containers: [{name: c, image: nginx}]}}}}");
    ApiResponse refused = merge(path + "/r", "{spec: {replicas: -1}}");
    assertThat(message(refused))
        .isEqualTo(
            "ReplicaSet.apps \"r\" is invalid: spec.replicas: Invalid value: -1: must be greater than"
                + " or equal to 0");
    assertThat(refused.object().object("details").array("causes").size()).isEqualTo(2);
  }

  @Test
  void service_changesItsType_keepingOrDroppingWhatWasAllocated() {
    cluster.post(
        SERVICES, "{metadata: {name: s}, spec: {type: NodePort, ports: [{name: a, port: 80}]}}");
    Json.Object before = cluster.get(SERVICES + "/s").object("spec");
    merge(SERVICES + "/s", "{spec: {ports: [{name: a, port: 81}, {name: b, port: 82}]}}");
    Json.Object ports = cluster.get(SERVICES + "/s").object("spec");
    assertThat(ports.array("ports").object(0).number("nodePort", 0))
        .isEqualTo(before.array("ports").object(0).number("nodePort", 0));
    merge(SERVICES + "/s", "{spec: {type: ClusterIP}}");
    Json.Object after = cluster.get(SERVICES + "/s").object("spec");
    assertThat(after.array("ports").object(0).has("nodePort")).isFalse();
    assertThat(after.has("externalTrafficPolicy")).isFalse();
    assertThat(after.text("clusterIP")).isEqualTo(before.text("clusterIP"));
    assertThat(message(merge(SERVICES + "/s", "{spec: {clusterIP: 10.96.0.77}}")))
        .contains(
            "spec.clusterIPs[0]: Invalid value: []string{\"10.96.0.77\"}: may not change once set");
    merge(SERVICES + "/s", "{spec: {type: ExternalName, externalName: a.example.com}}");
    assertThat(cluster.get(SERVICES + "/s").object("spec").has("clusterIP")).isFalse();
  }
}
