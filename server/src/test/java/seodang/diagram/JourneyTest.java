package seodang.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import seodang.json.Json;

class JourneyTest {
  private static final String COMMAND = "kubectl create deployment web --image=nginx --replicas=3";

  private static SampleCluster created() {
    SampleCluster cluster =
        SampleCluster.fresh()
            .traced(0, "kubectl", "list", "pods", "", Json.object("command", "kubectl get pods"))
            .traced(0, "kubectl", "create", "deployments", "web", Json.object("command", COMMAND))
            .traced(2, "deployment-controller", "create", "replicasets", "web-1", Json.object())
            .traced(3, "replicaset-controller", "create", "pods", "web-1-a", Json.object())
            .traced(3, "replicaset-controller", "create", "pods", "web-1-b", Json.object())
            .traced(3, "replicaset-controller", "create", "pods", "web-1-c", Json.object())
            .traced(0, "kubelet/worker-2", "update", "leases", "worker-2", Json.object())
            .traced(
                4,
                "kube-scheduler",
                "create",
                "pods/binding",
                "web-1-a",
                Json.object("node", "worker-1"))
            .traced(8, "kubelet/worker-1", "patch", "pods/status", "web-1-a", Json.object());
    return cluster;
  }

  @Test
  void journey_tellsWhatTheLastCommandLedTo_inOrder() {
    Journey journey = Journey.of(created().state());

    assertThat(journey.command()).isEqualTo(COMMAND);
    assertThat(journey.steps())
        .extracting(Journey.Step::text)
        .containsExactly(
            "kubectl이 디플로이먼트 web을 만들었습니다.",
            "디플로이먼트 컨트롤러가 레플리카셋 web-1을 만들었습니다.",
            "레플리카셋 컨트롤러가 파드 3개를 만들었습니다.",
            "스케줄러가 파드 web-1-a를 worker-1 노드에 배정했습니다.",
            "worker-1의 kubelet이 파드 web-1-a의 상태를 적었습니다.");
    assertThat(journey.steps())
        .extracting(step -> step.path().getFirst())
        .containsExactly("kubectl", "cm", "cm", "sched", "kubelet/worker-1");
    assertThat(journey.steps().getFirst().path()).containsExactly("kubectl", "api", "etcd");
  }

  @Test
  void journey_withoutCommand_isNone() {
    assertThat(Journey.of(SampleCluster.fresh().state())).isEqualTo(Journey.NONE);
  }

  @Test
  void why_goesFromTheStateBackToTheCommand() {
    Drawer drawer = Drawer.of(created().state(), new ObjectRef("Pod", "default", "web-1-a"));

    assertThat(drawer.found()).isFalse();
    assertThat(drawer.why())
        .extracting(Drawer.Cause::text)
        .containsExactly(
            "worker-1의 kubelet이 파드 web-1-a의 상태를 적었습니다.",
            "스케줄러가 파드 web-1-a를 worker-1 노드에 배정했습니다.",
            "레플리카셋 컨트롤러가 파드 web-1-a를 만들었습니다.",
            "디플로이먼트 컨트롤러가 레플리카셋 web-1을 만들었습니다.",
            "kubectl이 디플로이먼트 web을 만들었습니다.");
    assertThat(drawer.why().getLast().command()).isEqualTo(COMMAND);
  }
}
