package seodang.web;

import java.time.Duration;
import java.time.Instant;
import seodang.diagram.Scene;
import seodang.diagram.SceneSvg;
import seodang.diagram.View;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.ApiRequest;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;

/// What a lesson looks like, for the first page: a real cluster of the simulation in the middle of
/// a rollout, drawn as a lesson draws it. Made once, at the first visit.
final class FirstPicture {
  private static final String DEPLOYMENT =
      """
      metadata: {name: shop}
      spec:
        replicas: 4
        selector: {matchLabels: {app: shop}}
        template:
          metadata: {labels: {app: shop}}
          spec:
            containers:
            - {name: nginx, image: "nginx:1.26", ports: [{containerPort: 80}]}
      """;
  private static final String SERVICE =
      """
      metadata: {name: shop}
      spec:
        selector: {app: shop}
        ports: [{port: 80}]
      """;
  private static final String NEW_VERSION =
      """
      spec: {template: {spec: {containers: [{name: nginx, image: "nginx:1.27"}]}}}
      """;
  private static final Duration HALFWAY = Duration.ofMillis(2600);

  private FirstPicture() {}

  private static final class Held {
    private static final Scene SCENE = scene();
    private static final String WIDE = draw(SceneSvg.Layout.WIDE);
    private static final String TALL = draw(SceneSvg.Layout.TALL);

    /// Without names for its parts: the page shows two, and nothing in them is asked for.
    private static String draw(SceneSvg.Layout layout) {
      return SceneSvg.draw(SCENE, layout).replaceAll(" id=\"[^\"]*\"", "");
    }
  }

  static String wide() {
    return Held.WIDE;
  }

  /// The same for a telephone.
  static String tall() {
    return Held.TALL;
  }

  private static Scene scene() {
    ClusterState state = Cluster.learner(11, Instant.parse("2026-01-01T00:30:00Z"));
    state =
        sent(
            state,
            ApiRequest.post("/apis/apps/v1/namespaces/default/deployments", Yaml.parse(DEPLOYMENT)),
            "kubectl create deployment shop --image=nginx:1.26 --replicas=4");
    state =
        sent(
            state,
            ApiRequest.post("/api/v1/namespaces/default/services", Yaml.parse(SERVICE)),
            "kubectl expose deployment shop --port=80");
    state = after(state, Duration.ofMinutes(2));
    Scene before = Scene.next(Scene.empty(), state, View.ALL);
    Json patch = Yaml.parse(NEW_VERSION);
    state =
        sent(
            state,
            ApiRequest.patch(
                "/apis/apps/v1/namespaces/default/deployments/shop",
                ApiRequest.STRATEGIC_MERGE_PATCH,
                patch),
            "kubectl set image deployment/shop nginx=nginx:1.27");
    return Scene.next(before, after(state, HALFWAY), View.ALL);
  }

  private static ClusterState sent(ClusterState state, ApiRequest request, String command) {
    return Cluster.apply(state, new Input.Request(request, command)).state();
  }

  private static ClusterState after(ClusterState state, Duration time) {
    return Cluster.apply(state, new Input.Advance(state.now().plus(time))).state();
  }
}
