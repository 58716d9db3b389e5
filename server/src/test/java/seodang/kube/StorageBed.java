package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

/// A learner's cluster and the words in which tests of storage speak of it.
abstract class StorageBed {
  static final String VOLUMES = "/api/v1/persistentvolumes";
  static final String CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";
  static final String PODS = "/api/v1/namespaces/default/pods";

  final Clusters cluster = Clusters.learner();

  void volume(String name, String size, String modes, String spec) {
    make(
        VOLUMES,
        "{metadata: {name: %s}, spec: {capacity: {storage: %s}, accessModes: [%s], %s}}"
            .formatted(name, size, modes, spec));
  }

  void claim(String name, String size, String modes, String spec) {
    make(
        CLAIMS,
        "{metadata: {name: %s}, spec: {resources: {requests: {storage: %s}}, accessModes: [%s], %s}}"
            .formatted(name, size, modes, spec));
  }

  void make(String path, String yaml) {
    ApiResponse made = cluster.post(path, yaml);
    assertThat(made.status()).as("%s", made).isEqualTo(201);
  }

  void delete(String path) {
    assertThat(cluster.request(ApiRequest.delete(path)).ok()).isTrue();
  }

  void seconds(long seconds) {
    cluster.pass(Duration.ofSeconds(seconds));
  }

  String phase(String path) {
    return cluster.get(path).object("status").text("phase");
  }

  String volumeOf(String claim) {
    return cluster.get(CLAIMS + "/" + claim).object("spec").text("volumeName");
  }

  /// `REASON: message` of an object's events, in the order of their first occurrence.
  List<String> events(String name) {
    return cluster.get("/api/v1/events").array("items").objects().stream()
        .filter(e -> e.object("involvedObject").text("name").equals(name))
        .map(e -> e.text("reason") + ": " + e.text("message"))
        .toList();
  }

  String log(String pod) {
    return ((ApiResponse.Text) cluster.request(ApiRequest.get(PODS + "/" + pod + "/log"))).text();
  }
}
