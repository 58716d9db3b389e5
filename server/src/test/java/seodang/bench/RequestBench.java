package seodang.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Meta;

/// Measures requests to the API server of one cluster, without HTTP.
final class RequestBench {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
  private static final int WATCHERS = 1000;

  private RequestBench() {}

  static void run() {
    ClusterState few =
        Bed.settle(Bed.deploy(Cluster.learner(1, Bed.NOW), 20), Duration.ofMinutes(2));
    ClusterState many = Bed.settle(Bed.deploy(Bed.withNodes(30), 500), Duration.ofMinutes(3));
    String pod = PODS + "/" + Meta.name(many.list("", "pods", "default").getFirst());
    row(
        "`kubectl get pods`: 20 Pods as a table",
        "≤ 20 ms",
        3000,
        few,
        i -> ApiRequest.get(PODS).withAccept(ApiRequest.TABLE));
    row("get, among 500 Pods", "–", 5000, many, i -> ApiRequest.get(pod));
    row("list of 500 Pods", "–", 3000, many, i -> ApiRequest.get(PODS));
    row(
        "list of 500 Pods as a table",
        "–",
        200,
        many,
        i -> ApiRequest.get(PODS).withAccept(ApiRequest.TABLE));
    row(
        "create a Deployment, among 500 Pods",
        "–",
        2000,
        many,
        i ->
            ApiRequest.post(
                DEPLOYMENTS, Bed.deployment("d" + i, 3, "{name: web, image: 'nginx:1.27'}")));
    row(
        "merge patch, among 500 Pods",
        "–",
        2000,
        many,
        i ->
            ApiRequest.patch(
                DEPLOYMENTS + "/big",
                ApiRequest.MERGE_PATCH,
                Json.object(
                    "metadata", Json.object("labels", Json.object("n", Integer.toString(i))))));
    row(
        "server-side apply, among 500 Pods",
        "–",
        2000,
        many,
        i ->
            ApiRequest.patch(
                    DEPLOYMENTS + "/mine",
                    ApiRequest.APPLY_PATCH,
                    Bed.deployment("mine", i, "{name: web, image: 'nginx:1.27'}"))
                .withQuery("fieldManager", "bench"));
    watch(many);
  }

  private interface Requests {
    ApiRequest at(int i);
  }

  private static void row(
      String what, String goal, int count, ClusterState state, Requests requests) {
    Figures.row(what, goal, Figures.times(count, i -> Bed.send(state, requests.at(i))));
  }

  private static void watch(ClusterState state) {
    ApiRequest request =
        ApiRequest.get(PODS)
            .withQuery("watch", "true")
            .withQuery("resourceVersion", Long.toString(state.store().revision()));
    List<ApiResponse.Cursor<Json>> cursors = new ArrayList<>();
    for (int i = 0; i < WATCHERS; i++) {
      ApiResponse answer = Cluster.apply(state, new Input.Request(request, null)).response();
      cursors.add(((ApiResponse.Watch) Objects.requireNonNull(answer)).cursor());
    }
    String pod = PODS + "/" + Meta.name(state.list("", "pods", "default").getFirst());
    ApiRequest patch =
        ApiRequest.patch(
            pod,
            ApiRequest.MERGE_PATCH,
            Json.object("metadata", Json.object("labels", Json.object("seen", "yes"))));
    ClusterState changed = Bed.send(state, patch);
    Figures.row(
        "one change shown to 1,000 watchers",
        "–",
        Figures.times(
            100,
            i -> {
              for (ApiResponse.Cursor<Json> cursor : cursors) {
                if (cursor.poll(changed).items().size() != 1) {
                  throw new IllegalStateException("a watcher saw nothing");
                }
              }
            }));
  }
}
