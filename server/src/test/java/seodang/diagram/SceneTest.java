package seodang.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static seodang.diagram.SampleCluster.running;
import static seodang.diagram.SampleCluster.waiting;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SceneTest {
  private static Scene first(SampleCluster cluster) {
    return Scene.next(Scene.empty(), cluster.state(), View.ALL);
  }

  private static Scene.Room room(Scene scene, String name) {
    return scene.rooms().stream()
        .filter(r -> r.ref().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void rooms_workersBeforeControlPlane_systemPodsKeptSmall() {
    Scene scene = first(SampleCluster.fresh());

    assertThat(scene.rooms())
        .extracting(r -> r.ref().name())
        .containsExactly("worker-1", "worker-2", "control-plane");
    assertThat(room(scene, "control-plane").tiles()).isEmpty();
    assertThat(room(scene, "control-plane").system()).hasSize(5);
  }

  @Test
  void components_toldFromTheirPods_brokenOnesSaySo() {
    Scene scene = first(SampleCluster.fresh().broken("kube-scheduler"));

    assertThat(scene.components())
        .extracting(Scene.Component::place)
        .containsExactly("api", "etcd", "cm", "sched");
    assertThat(scene.components().get(0).state()).isEqualTo(new State(Health.OK, "Running"));
    assertThat(scene.components().get(3).state().health()).isEqualTo(Health.BAD);
  }

  @Test
  void pod_keepsItsSlot_whileOthersComeAndGo() {
    SampleCluster cluster =
        SampleCluster.fresh()
            .pod("a", running("worker-1", 1))
            .pod("b", running("worker-1", 1))
            .pod("c", running("worker-1", 1));
    Scene before = first(cluster);
    int slot = slots(room(before, "worker-1")).getOrDefault("b", -1);

    Scene without = Scene.next(before, cluster.gone(Kind.POD, "default", "a").state(), View.ALL);
    Scene again = Scene.next(without, cluster.pod("d", running("worker-1", 1)).state(), View.ALL);

    assertThat(slots(room(without, "worker-1"))).containsEntry("b", slot).doesNotContainKey("a");
    assertThat(slots(room(again, "worker-1"))).containsEntry("b", slot).containsEntry("d", 0);
  }

  @Test
  void slots_randomComingsAndGoings_neverMoveNorCollide() {
    long seed = new Random().nextLong();
    System.out.println("SceneTest seed " + seed);
    Random random = new Random(seed);
    SampleCluster cluster = SampleCluster.fresh();
    Scene scene = first(cluster);
    for (int round = 0; round < 200; round++) {
      String name = "p" + random.nextInt(10);
      Map<String, Integer> before = slots(room(scene, "worker-2"));
      if (before.containsKey(name)) {
        cluster.gone(Kind.POD, "default", name);
      } else {
        cluster.pod(name, running("worker-2", 1));
      }
      scene = Scene.next(scene, cluster.state(), View.ALL);
      Map<String, Integer> after = slots(room(scene, "worker-2"));
      assertThat(after.values()).as("seed %d round %d", seed, round).doesNotHaveDuplicates();
      for (Map.Entry<String, Integer> stayed : after.entrySet()) {
        assertThat(before.getOrDefault(stayed.getKey(), stayed.getValue()))
            .as("seed %d round %d %s", seed, round, stayed.getKey())
            .isEqualTo(stayed.getValue());
      }
    }
  }

  private static Map<String, Integer> slots(Scene.Room room) {
    return room.tiles().stream()
        .collect(Collectors.toMap(tile -> tile.ref().name(), Scene.Tile::slot));
  }

  @Test
  void pods_moreThanTwelveAlike_standAsOneStackPerNode() {
    SampleCluster cluster = SampleCluster.fresh().deployment("web", 13, 13);
    for (int i = 0; i < 13; i++) {
      cluster.podOf("web", "s" + i, running(i % 2 == 0 ? "worker-1" : "worker-2", 1));
    }
    Scene scene = first(cluster);

    Scene.Tile stack = room(scene, "worker-1").tiles().getFirst();
    assertThat(room(scene, "worker-1").tiles()).hasSize(1);
    assertThat(stack.members()).isEqualTo(7);
    assertThat(stack.ref()).isEqualTo(new ObjectRef("Deployment", "default", "web"));
    assertThat(stack.state()).isEqualTo(new State(Health.OK, "7/7 준비"));
  }

  @Test
  void pods_twelveAlike_standAlone() {
    SampleCluster cluster = SampleCluster.fresh().deployment("web", 12, 12);
    for (int i = 0; i < 12; i++) {
      cluster.podOf("web", "s" + i, running("worker-1", 1));
    }

    assertThat(room(first(cluster), "worker-1").tiles()).hasSize(12);
  }

  @Test
  void deployment_nestsItsReplicaSetAndPods_worstPodShows() {
    Scene scene =
        first(
            SampleCluster.fresh()
                .deployment("web", 2, 1)
                .podOf("web", "aaaaa", running("worker-1", 1))
                .podOf("web", "bbbbb", waiting("worker-2", "CrashLoopBackOff", 4)));

    Scene.Folder folder = scene.folders().getFirst();
    assertThat(folder.count()).isEqualTo("1/2");
    assertThat(folder.state().health()).isEqualTo(Health.BAD);
    assertThat(folder.owned()).hasSize(1);
    assertThat(folder.owned().getFirst().marks())
        .extracting(Scene.Mark::health)
        .containsExactly(Health.OK, Health.BAD);
  }

  @Test
  void service_leadsToItsEndpoints() {
    Scene scene =
        first(
            SampleCluster.fresh()
                .deployment("web", 1, 1)
                .podOf("web", "aaaaa", running("worker-1", 1))
                .service("web", "NodePort", "web-6d4cf56db6-aaaaa"));

    Scene.Gate gate = scene.gates().getFirst();
    assertThat(gate.ready()).isEqualTo(1);
    assertThat(gate.outside()).isTrue();
    assertThat(gate.ports()).containsExactly("80→8080");
  }

  @Test
  void podWithoutNode_waits() {
    Scene scene = first(SampleCluster.fresh().pod("big", SampleCluster.unscheduled("0/3 nodes")));

    assertThat(scene.waiting()).extracting(t -> t.ref().name()).containsExactly("big");
    assertThat(scene.waiting().getFirst().state()).isEqualTo(new State(Health.BAD, "Pending"));
  }

  @Test
  void goal_isAGhostOnlyWhileItIsNotThere() {
    View view = new View(List.of(), List.of(new View.Goal("Deployment", "web")));
    SampleCluster cluster = SampleCluster.fresh();
    Scene before = Scene.next(Scene.empty(), cluster.state(), view);
    Scene after = Scene.next(before, cluster.deployment("web", 1, 0).state(), view);

    assertThat(before.ghosts()).containsExactly(new Scene.Ghost("Deployment", "web"));
    assertThat(after.ghosts()).isEmpty();
  }

  @Test
  void focus_dimsWhatIsNeitherItNorIts() {
    View view = new View(List.of("deployments/web"), List.of());
    SampleCluster cluster =
        SampleCluster.fresh()
            .deployment("web", 1, 1)
            .podOf("web", "aaaaa", running("worker-1", 1))
            .pod("other", running("worker-1", 1));
    Scene scene = Scene.next(Scene.empty(), cluster.state(), view);

    assertThat(room(scene, "worker-1").tiles())
        .extracting(t -> t.ref().name() + " " + t.quiet())
        .containsExactlyInAnyOrder("web-6d4cf56db6-aaaaa false", "other true");
  }

  @Test
  void focus_onWhatIsNotThereYet_dimsNothing() {
    View view = new View(List.of("deployments/later"), List.of());
    SampleCluster cluster = SampleCluster.fresh().pod("other", running("worker-1", 1));
    Scene scene = Scene.next(Scene.empty(), cluster.state(), view);

    assertThat(room(scene, "worker-1").tiles().getFirst().quiet()).isFalse();
  }
}
