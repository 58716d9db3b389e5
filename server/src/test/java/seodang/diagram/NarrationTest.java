package seodang.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static seodang.diagram.SampleCluster.running;
import static seodang.diagram.SampleCluster.waiting;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import seodang.json.Json;
import seodang.kube.ClusterState;
import seodang.kube.TraceEntry;

class NarrationTest {
  /// The sentence of the write that brought an object to where it is.
  private static String written(
      SampleCluster cluster, String actor, String verb, String resource, String name) {
    ClusterState state = cluster.state();
    TraceEntry entry =
        new TraceEntry(
            1,
            0,
            state.now(),
            actor,
            verb,
            resource,
            "default",
            name,
            200,
            state.store().revision(),
            Json.object());
    return Narration.sentence(entry, Writes.of(state, List.of(entry)));
  }

  @Test
  void podStatus_tellsFromAndTo() {
    SampleCluster cluster =
        SampleCluster.fresh()
            .pod("p", waiting("worker-1", "ContainerCreating", 0))
            .pod("p", running("worker-1", 1));

    assertThat(written(cluster, "kubelet/worker-1", "patch", "pods/status", "p"))
        .isEqualTo("worker-1의 kubelet이 파드 p의 상태를 ContainerCreating에서 Running으로 적었습니다.");
  }

  @Test
  void workloadStatus_tellsTheReady() {
    SampleCluster cluster =
        SampleCluster.fresh()
            .put(Kind.REPLICA_SET, "default", "web", Json.object(), ready(1))
            .put(Kind.REPLICA_SET, "default", "web", Json.object(), ready(3));

    assertThat(written(cluster, "replicaset-controller", "update", "replicasets/status", "web"))
        .isEqualTo("레플리카셋 컨트롤러가 레플리카셋 web의 준비된 파드 수를 1개에서 3개로 적었습니다.");
  }

  private static Json.Object ready(int count) {
    return Json.object("status", Json.object("readyReplicas", count));
  }

  @Test
  void scaling_tellsFromAndTo() {
    SampleCluster cluster =
        SampleCluster.fresh()
            .put(Kind.REPLICA_SET, "default", "web", Json.object(), wanted(0))
            .put(Kind.REPLICA_SET, "default", "web", Json.object(), wanted(2));

    assertThat(written(cluster, "deployment-controller", "update", "replicasets", "web"))
        .isEqualTo("디플로이먼트 컨트롤러가 레플리카셋 web의 복제본 수를 0개에서 2개로 바꾸었습니다.");
  }

  private static Json.Object wanted(int count) {
    return Json.object("spec", Json.object("replicas", count));
  }

  @Test
  void anotherObjectsWrite_isNotTakenForItsOwn() {
    SampleCluster cluster =
        SampleCluster.fresh()
            .pod("p", waiting("worker-1", "ContainerCreating", 0))
            .pod("p", running("worker-1", 1));

    assertThat(written(cluster, "kubelet/worker-1", "patch", "pods/status", "q"))
        .isEqualTo("worker-1의 kubelet이 파드 q의 상태를 적었습니다.");
  }

  @Test
  void scheduler_tellsItsChoiceWithScores_orWhyNone() {
    Json.Object scores =
        Json.object("worker-1", Json.object("total", 120), "worker-2", Json.object("total", 131));

    assertThat(decided(Json.object("node", "worker-2", "scores", scores)))
        .isEqualTo("스케줄러가 파드 p의 자리로 worker-2 노드를 골랐습니다(worker-1 120점, worker-2 131점).");
    assertThat(decided(Json.object("message", "0/3 nodes are available")))
        .isEqualTo("스케줄러가 파드 p의 자리를 찾지 못했습니다(0/3 nodes are available).");
  }

  private static String decided(Json.Object detail) {
    TraceEntry entry =
        new TraceEntry(
            1,
            0,
            SampleCluster.NOW,
            "kube-scheduler",
            "decide",
            "pods",
            "default",
            "p",
            0,
            0,
            detail);
    return Narration.sentence(entry, Writes.of(SampleCluster.fresh().state(), List.of(entry)));
  }

  @Test
  void refusal_saysWhoRefusedAndWhy() {
    TraceEntry entry =
        new TraceEntry(
            1,
            0,
            SampleCluster.NOW,
            "kubectl",
            "create",
            "pods",
            "default",
            "p",
            409,
            0,
            Json.object("reason", "AlreadyExists"));

    assertThat(Narration.sentence(entry, Writes.of(SampleCluster.fresh().state(), List.of(entry))))
        .isEqualTo("API 서버가 kubectl의 요청을 거절했습니다(409 AlreadyExists).");
  }

  @ParameterizedTest
  @CsvSource({
    "kubectl,kubectl,kubectl",
    "kubectl.1.33,kubectl,kubectl",
    "replicaset-controller,레플리카셋 컨트롤러,cm",
    "endpointslice-controller,엔드포인트슬라이스 컨트롤러,cm",
    "kube-scheduler,스케줄러,sched",
    "kubelet/worker-2,worker-2의 kubelet,kubelet/worker-2",
    "generic-garbage-collector,가비지 컬렉터,cm",
    "horizontal-pod-autoscaler,오토스케일러,cm",
    "persistent-volume-binder,볼륨 바인더,cm",
    "daemon-set-controller,데몬셋 컨트롤러,cm",
    "helm,helm,kubectl"
  })
  void actor_hasAWordAndAPlace(String actor, String word, String place) {
    assertThat(Narration.actor(actor)).isEqualTo(word);
    assertThat(Narration.place(actor)).isEqualTo(place);
  }
}
