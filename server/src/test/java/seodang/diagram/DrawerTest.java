package seodang.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static seodang.diagram.SampleCluster.running;
import static seodang.diagram.SampleCluster.waiting;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import seodang.json.Json;
import seodang.kube.ClusterState;

class DrawerTest {
  private static String glance(SampleCluster cluster, String kind, String name) {
    return Drawer.of(cluster.state(), new ObjectRef(kind, "default", name)).glance();
  }

  @Test
  void pod_saysHowItIs() {
    SampleCluster cluster =
        SampleCluster.fresh()
            .pod("fine", running("worker-1", 1))
            .pod("loop", waiting("worker-2", "CrashLoopBackOff", 4))
            .pod("big", SampleCluster.unscheduled("0/3 nodes are available"));

    assertThat(glance(cluster, "Pod", "fine"))
        .isEqualTo("파드 fine은 worker-1 노드에서 실행 중이고, 요청을 받을 준비가 되었습니다.");
    assertThat(glance(cluster, "Pod", "loop")).contains("4번 되풀이해").contains("로그");
    assertThat(glance(cluster, "Pod", "big")).contains("0/3 nodes are available");
  }

  @Test
  void deployment_tellsWantedAndReady() {
    assertThat(glance(SampleCluster.fresh().deployment("web", 3, 3), "Deployment", "web"))
        .isEqualTo("디플로이먼트 web은 파드 3개를 원하고, 모두 준비되었습니다.");
    assertThat(glance(SampleCluster.fresh().deployment("web", 3, 1), "Deployment", "web"))
        .contains("지금 1개가 준비되었습니다");
  }

  @Test
  void service_withoutMatchingPods_saysWhichSelector() {
    assertThat(glance(SampleCluster.fresh().service("web", "ClusterIP"), "Service", "web"))
        .contains("셀렉터(app=web)에 맞는 파드가 없어");
  }

  @Test
  void missingObject_saysSo() {
    assertThat(glance(SampleCluster.fresh(), "Pod", "nobody"))
        .isEqualTo("파드 nobody는 지금 클러스터에 없습니다.");
  }

  @Test
  void unknownKind_hasNothingToTell() {
    Drawer drawer =
        Drawer.of(SampleCluster.fresh().state(), new ObjectRef("Gadget", "default", "x"));

    assertThat(drawer.found()).isFalse();
    assertThat(drawer.why()).isEmpty();
  }

  @Test
  void yaml_marksWhatTheLastWriteChanged_withoutManagedFields() {
    SampleCluster cluster = SampleCluster.fresh().deployment("web", 2, 2).deployment("web", 5, 2);
    ClusterState state = cluster.state();

    Drawer drawer = Drawer.of(state, new ObjectRef("Deployment", "default", "web"));

    assertThat(drawer.yaml())
        .filteredOn(YamlDiff.Line::changed)
        .extracting(line -> line.text().strip())
        .contains("replicas: 5");
    assertThat(drawer.yaml())
        .filteredOn(line -> !line.changed())
        .extracting(line -> line.text().strip())
        .contains("kind: Deployment", "readyReplicas: 2");
  }

  @Test
  void events_ofTheObject_newestFirst() {
    SampleCluster cluster = SampleCluster.fresh().pod("p", running("worker-1", 1));
    cluster.put(Kind.EVENT, "default", "e1", Json.object(), event("Pulled", "p", 30));
    cluster.put(Kind.EVENT, "default", "e2", Json.object(), event("Started", "p", 10));
    cluster.put(Kind.EVENT, "default", "e3", Json.object(), event("Started", "q", 5));

    Drawer drawer = Drawer.of(cluster.state(), new ObjectRef("Pod", "default", "p"));

    assertThat(drawer.events())
        .extracting(event -> event.reason() + " " + event.when())
        .containsExactly("Started 10초 전", "Pulled 30초 전");
  }

  private static Json.Object event(String reason, String pod, int secondsAgo) {
    return Json.object(
        "involvedObject",
        Json.object("kind", "Pod", "name", pod),
        "reason",
        reason,
        "type",
        "Normal",
        "lastTimestamp",
        SampleCluster.NOW.minusSeconds(secondsAgo).toString());
  }

  @ParameterizedTest
  @CsvSource({"0,방금", "1,방금", "2,2초 전", "59,59초 전", "60,1분 전", "3600,1시간 전", "90000,1일 전"})
  void ago_roundsDown(long seconds, String expected) {
    Instant now = SampleCluster.NOW;
    assertThat(Drawer.ago(now.minusSeconds(seconds), now)).isEqualTo(expected);
  }
}
