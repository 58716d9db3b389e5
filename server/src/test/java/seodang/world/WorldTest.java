package seodang.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.account.Accounts;
import seodang.database.Database;
import seodang.database.DatabaseSettings;
import seodang.database.Token;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Limits;
import seodang.kube.Transition;

class WorldTest {
  private static final Duration HOUR = Duration.ofHours(1);
  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final List<World> worlds = new ArrayList<>();
  private Database database;
  private String owner = "";

  @BeforeEach
  void open() {
    database = Database.open(DatabaseSettings.file(folder));
    owner = new Accounts(database, clock).guest().id();
  }

  @AfterEach
  void close() {
    worlds.forEach(World::close);
    database.close();
  }

  @Test
  void owner_asksTwice_hasOneCluster() {
    World world = world();
    assertThat(world.findClusterOf(owner)).isEmpty();
    String id = world.clusterOf(owner);
    assertThat(world.clusterOf(owner)).isEqualTo(id);
    assertThat(world.findClusterOf(owner)).contains(id);
  }

  @Test
  void cluster_unknown_isNotOpened() {
    assertThat(world().open("nothing")).isEmpty();
  }

  @Test
  void input_applied_isThereInAnotherServer() {
    World first = world();
    String id = first.clusterOf(owner);
    post(first, id, "/a");
    delete(first, id, "/base-3");
    ClusterState before = state(first, id);

    ClusterState after = state(world(), id);
    assertSame(after, before);
    assertThat(after.store().get("/registry/things/base-3")).isNull();
    assertThat(after.trace().of("things", "", "/registry/things/a")).hasSize(1);
  }

  @Test
  void state_restored_goesOnAsTheOriginalDoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    World first = world();
    String id = first.clusterOf(owner);
    for (int i = 0; i < 60; i++) {
      String path = "/t" + random.nextInt(12);
      switch (random.nextInt(5)) {
        case 0, 1 -> post(first, id, path);
        case 2 -> delete(first, id, path);
        case 3 -> clock.pass(Duration.ofSeconds(random.nextInt(8)));
        default -> {
          try (Lease lease = first.open(id).orElseThrow()) {
            lease.cluster().undo();
          }
        }
      }
      post(first, id, "/last");
      assertSame(state(world(), id), state(first, id));
      assertThat(state(world(), id).random())
          .as("seed %d, step %d", seed, i)
          .isEqualTo(state(first, id).random());
    }
  }

  @Test
  void time_passing_ringsWhatIsDue() {
    World world = world();
    String id = world.clusterOf(owner);
    post(world, id, "/a");
    clock.pass(Duration.ofSeconds(9));
    assertThat(rung(touch(world, id), "/a")).isFalse();
    clock.pass(Duration.ofSeconds(2));
    assertThat(rung(touch(world, id), "/a")).isTrue();
  }

  @Test
  void timer_due_wakesThoseWhoWait() throws InterruptedException {
    World world = new World(database, limits(), clock, BellEngine::fresh, BellEngine::apply);
    worlds.add(world);
    String id = world.clusterOf(owner);
    try (Lease lease = world.open(id).orElseThrow()) {
      LiveCluster cluster = lease.cluster();
      cluster.speed(3600);
      post(world, id, "/a");
      ClusterState here = cluster.state();
      clock.pass(Duration.ofSeconds(1));
      while (!rung(here, "/a")) {
        ClusterState next = cluster.awaitChange(here, Duration.ofSeconds(20));
        assertThat(next).as("changed within 20 s").isNotSameAs(here);
        here = next;
      }
    }
  }

  @Test
  void pause_stopsTime_untilResumed() {
    World world = world();
    String id = world.clusterOf(owner);
    try (Lease lease = world.open(id).orElseThrow()) {
      LiveCluster cluster = lease.cluster();
      post(world, id, "/a");
      cluster.pause();
      clock.pass(Duration.ofHours(1));
      assertThat(rung(touch(world, id), "/a")).isFalse();
      assertThat(cluster.time().paused()).isTrue();
      cluster.resume();
      clock.pass(Duration.ofSeconds(11));
      assertThat(rung(touch(world, id), "/a")).isTrue();
    }
  }

  @Test
  void step_whilePaused_doesTheNextThingAlone() {
    World world = world();
    String id = world.clusterOf(owner);
    try (Lease lease = world.open(id).orElseThrow()) {
      LiveCluster cluster = lease.cluster();
      post(world, id, "/a");
      clock.pass(Duration.ofSeconds(1));
      post(world, id, "/b");
      cluster.step();
      assertThat(rung(cluster.state(), "/a")).isTrue();
      assertThat(rung(cluster.state(), "/b")).isFalse();
      assertThat(cluster.time().paused()).isTrue();
      cluster.step();
      assertThat(rung(cluster.state(), "/b")).isTrue();
    }
  }

  @Test
  void speed_outOfRange_isRefused() {
    World world = world();
    try (Lease lease = world.open(world.clusterOf(owner)).orElseThrow()) {
      lease.cluster().speed(3600);
      assertThat(lease.cluster().time().speed()).isEqualTo(3600);
      assertThatThrownBy(() -> lease.cluster().speed(3601))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> lease.cluster().speed(0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void undo_takesBackOneInput_andNoMoreThanKept() {
    World world = world();
    String id = world.clusterOf(owner);
    try (Lease lease = world.open(id).orElseThrow()) {
      LiveCluster cluster = lease.cluster();
      assertThat(cluster.undo()).isFalse();
      for (int i = 0; i < limits().undos() + 1; i++) {
        post(world, id, "/" + i);
      }
      long epoch = cluster.epoch();
      for (int i = 0; i < limits().undos(); i++) {
        assertThat(cluster.time().canUndo()).isTrue();
        assertThat(cluster.undo()).isTrue();
      }
      assertThat(cluster.undo()).isFalse();
      assertThat(cluster.epoch()).isEqualTo(epoch + limits().undos());
      assertThat(cluster.state().store().get("/registry/things/0")).isNotNull();
      assertThat(cluster.state().store().get("/registry/things/1")).isNull();
      assertSame(state(world(), id), cluster.state());
    }
  }

  @Test
  void reset_isFresh_andCanBeUndone() {
    World world = world();
    String id = world.clusterOf(owner);
    try (Lease lease = world.open(id).orElseThrow()) {
      LiveCluster cluster = lease.cluster();
      post(world, id, "/a");
      cluster.reset();
      assertThat(cluster.state().store().get("/registry/things/a")).isNull();
      assertSame(state(world(), id), cluster.state());
      assertThat(cluster.undo()).isTrue();
      assertThat(cluster.state().store().get("/registry/things/a")).isNotNull();
      assertSame(state(world(), id), cluster.state());
    }
  }

  @Test
  void staleWriter_isRefused_andNothingHappened() {
    World first = world();
    World second = world();
    String id = first.clusterOf(owner);
    post(first, id, "/a");
    try (Lease stale = first.open(id).orElseThrow()) {
      post(second, id, "/b");
      assertThatThrownBy(() -> stale.cluster().apply(request("POST", "/c")))
          .isInstanceOf(StaleWriterException.class);
    }
    ClusterState now = state(first, id);
    assertThat(now.store().get("/registry/things/b")).isNotNull();
    assertThat(now.store().get("/registry/things/c")).isNull();
  }

  @Test
  void objects_beyondTheWorldsLimit_areRefused() {
    WorldLimits most = new WorldLimits(1, new Limits(1, 1, 1, 1, 1 << 20, 1), 1, HOUR, HOUR, 2);
    try (World world = new World(database, most, clock)) {
      String id = world.clusterOf(owner);
      Input.Request post =
          new Input.Request(
              ApiRequest.post(
                  "/api/v1/namespaces", Json.object("metadata", Json.object("name", "n"))),
              "");
      Transition refused = apply(world, id, post);
      assertThat(status(refused)).isEqualTo(403);
      assertThat(state(world, id).get("", "namespaces", "", "n")).isNull();
    }
  }

  @Test
  void idle_cluster_sleeps_usedOneDoesNot() {
    World world = world();
    String id = world.clusterOf(owner);
    try (Lease _ = world.open(id).orElseThrow()) {
      clock.pass(limits().idle().multipliedBy(2));
      world.sleepIdle();
      assertThat(world.awake()).isEqualTo(1);
    }
    world.sleepIdle();
    assertThat(world.awake()).isEqualTo(1);
    clock.pass(limits().idle());
    world.sleepIdle();
    assertThat(world.awake()).isZero();
  }

  @Test
  void sleeper_wokenLate_catchesUpButNotForEver() {
    World world = world();
    String id = world.clusterOf(owner);
    post(world, id, "/a");
    ClusterState asleep = state(world, id);
    world.close();
    clock.pass(Duration.ofDays(30));
    World again = world();
    assertThat(rung(touch(again, id), "/a")).isTrue();
    assertThat(state(again, id).now()).isEqualTo(asleep.now().plus(limits().catchUp()));
  }

  @Test
  void world_full_refusesUntilSomebodyLeaves() {
    World world = world();
    Accounts accounts = new Accounts(database, clock);
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < limits().clusters(); i++) {
      leases.add(world.open(world.clusterOf(accounts.guest().id())).orElseThrow());
    }
    String late = world.clusterOf(accounts.guest().id());
    assertThatThrownBy(() -> world.open(late)).isInstanceOf(WorldFullException.class);
    leases.removeFirst().close();
    leases.add(world.open(late).orElseThrow());
    assertThat(world.awake()).isEqualTo(limits().clusters());
    leases.forEach(Lease::close);
  }

  @Test
  void token_fitsItsClusterAlone_andOldOnesEnd() {
    World world = world();
    String id = world.clusterOf(owner);
    String other = world.clusterOf(new Accounts(database, clock).guest().id());
    Token first = world.issueToken(id);
    assertThat(world.clusterOf(first)).contains(id);
    assertThat(world.clusterOf(world.issueToken(other))).contains(other);
    assertThat(world.clusterOf(Token.random())).isEmpty();
    for (int i = 0; i < ClusterRows.TOKENS; i++) {
      clock.pass(Duration.ofSeconds(1));
      assertThat(world.clusterOf(world.issueToken(id))).contains(id);
    }
    assertThat(world.clusterOf(first)).isEmpty();
  }

  @Test
  void log_holdsEveryInputThatChangedSomething_inOrder() {
    World world = world();
    String id = world.clusterOf(owner);
    post(world, id, "/a");
    touch(world, id);
    delete(world, id, "/a");
    assertThat(
            database.<List<String>>read(h ->
                h.createQuery(
                        "select body from cluster_input where cluster_id = :id"
                            + " order by sequence")
                    .bind("id", id)
                    .mapTo(String.class)
                    .list()))
        .satisfiesExactly(
            a -> assertThat(Json.parseObject(a).text("method")).isEqualTo("POST"),
            b -> assertThat(Json.parseObject(b).text("method")).isEqualTo("DELETE"));
  }

  private World world() {
    World world = new World(database, limits(), clock, BellEngine::fresh, BellEngine::apply);
    worlds.add(world);
    return world;
  }

  private static WorldLimits limits() {
    return new WorldLimits(3, Limits.STANDARD, 4, Duration.ofMinutes(5), Duration.ofMinutes(10), 2);
  }

  private static Input request(String method, String path) {
    return new Input.Request(ApiRequest.of(method, path), method + " " + path);
  }

  private static Transition post(World world, String id, String path) {
    return apply(world, id, request("POST", path));
  }

  private static Transition delete(World world, String id, String path) {
    return apply(world, id, request("DELETE", path));
  }

  /// A read, after which everything due has been done.
  private static ClusterState touch(World world, String id) {
    return apply(world, id, request("GET", "/")).state();
  }

  private static Transition apply(World world, String id, Input input) {
    try (Lease lease = world.open(id).orElseThrow()) {
      return lease.cluster().apply(input);
    }
  }

  private static ClusterState state(World world, String id) {
    try (Lease lease = world.open(id).orElseThrow()) {
      return lease.cluster().state();
    }
  }

  private static int status(Transition transition) {
    ApiResponse response = transition.response();
    return response == null ? 0 : response.status();
  }

  private static boolean rung(ClusterState state, String path) {
    Json.Object thing = state.store().get("/registry/things" + path);
    return thing != null && thing.number("rung", 0) == 1;
  }

  private static void assertSame(ClusterState actual, ClusterState expected) {
    assertThat(actual.store().rangeMap("/")).isEqualTo(expected.store().rangeMap("/"));
    assertThat(actual.store().revision()).isEqualTo(expected.store().revision());
    assertThat(actual.memory()).isEqualTo(expected.memory());
    assertThat(actual.timers()).isEqualTo(expected.timers());
    assertThat(actual.trace().since(0)).isEqualTo(expected.trace().since(0));
    assertThat(actual.trace().last()).isEqualTo(expected.trace().last());
    assertThat(actual.now()).isEqualTo(expected.now());
  }
}
