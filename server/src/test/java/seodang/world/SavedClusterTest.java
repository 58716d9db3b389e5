package seodang.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.account.Accounts;
import seodang.database.Database;
import seodang.database.DatabaseSettings;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.ApiRequest;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Transition;

/// The real cluster through the real database.
class SavedClusterTest {
  private static final Json DEPLOYMENT =
      Yaml.parse(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec:
            replicas: 3
            selector: {matchLabels: {app: web}}
            template:
              metadata: {labels: {app: web}}
              spec:
                containers:
                - {name: nginx, image: nginx}
                - {name: broken, image: busybox, command: [sh, -c, exit 3]}
          """);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();

  @Test
  void cluster_restoredInMidRollout_goesOnAsTheOriginal() {
    try (Database database = Database.open(DatabaseSettings.file(folder));
        World first = new World(database, WorldLimits.STANDARD, clock)) {
      String id = first.clusterOf(new Accounts(database, clock).guest().id());
      Input create =
          new Input.Request(
              ApiRequest.post("/apis/apps/v1/namespaces/default/deployments", DEPLOYMENT),
              "kubectl apply -f web.yaml");
      try (Lease original = first.open(id).orElseThrow()) {
        assertThat(status(original.cluster().apply(create))).isEqualTo(201);
        for (int second : new int[] {0, 1, 2, 4, 9, 30, 120}) {
          clock.pass(Duration.ofSeconds(second));
          original.cluster().apply(touch());
          try (World server = new World(database, WorldLimits.STANDARD, clock);
              Lease copy = server.open(id).orElseThrow()) {
            ClusterState expected = after(original.cluster().state());
            ClusterState actual = after(copy.cluster().state());
            assertThat(actual.store().rangeMap("/")).isEqualTo(expected.store().rangeMap("/"));
            assertThat(actual.memory()).isEqualTo(expected.memory());
            assertThat(actual.timers()).isEqualTo(expected.timers());
            assertThat(actual.trace().since(0)).isEqualTo(expected.trace().since(0));
            assertThat(actual.random()).isEqualTo(expected.random());
          }
        }
        assertThat(original.cluster().state().list("", "pods", "default")).hasSize(3);
      }
    }
  }

  @Test
  void freshCluster_takesFewRows() {
    try (Database database = Database.open(DatabaseSettings.file(folder));
        World world = new World(database, WorldLimits.STANDARD, clock)) {
      Accounts accounts = new Accounts(database, clock);
      String _ = world.clusterOf(accounts.guest().id());
      String _ = world.clusterOf(accounts.guest().id());
      assertThat(count(database, "cluster_base")).isEqualTo(1);
      assertThat(count(database, "cluster_object")).isZero();
      assertThat(count(database, "cluster_memory")).isZero();
    }
  }

  private static ClusterState after(ClusterState state) {
    return Cluster.apply(state, new Input.Advance(state.now().plus(Duration.ofMinutes(3)))).state();
  }

  private static Input touch() {
    return new Input.Request(
        ApiRequest.post(
            "/api/v1/namespaces/default/configmaps",
            Yaml.parse("{apiVersion: v1, kind: ConfigMap, metadata: {generateName: touch-}}")),
        null);
  }

  private static int status(Transition transition) {
    var response = transition.response();
    return response == null ? 0 : response.status();
  }

  private static int count(Database database, String table) {
    return database.<Integer>read(
        handle -> handle.createQuery("select count(*) from " + table).mapTo(Integer.class).one());
  }
}
