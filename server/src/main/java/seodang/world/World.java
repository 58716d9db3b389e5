package seodang.world;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import seodang.database.Database;
import seodang.database.Token;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Transition;

/// All learners' clusters: those awake in memory, the others in the database.
public final class World implements Clusters, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(World.class);

  /// Chance inside a cluster comes from its seed alone, and so does what signs its tokens: nobody
  /// may guess it.
  private static final SecureRandom SEEDS = new SecureRandom();

  private final ClusterRows rows;
  private final WorldLimits limits;
  private final InstantSource clock;
  private final Alarm alarm = new Alarm();
  private final Fresh fresh;
  private final BiFunction<ClusterState, Input, Transition> engine;
  private final Map<String, LiveCluster> awake = new ConcurrentHashMap<>();

  /// Makes a new cluster; those made at about the same time share all their objects.
  @FunctionalInterface
  interface Fresh {
    ClusterState make(long seed, Instant now);
  }

  public World(Database database, WorldLimits limits, InstantSource clock) {
    this(
        database,
        limits,
        clock,
        Cluster::learner,
        (state, input) -> Cluster.apply(state, input, limits.cluster()));
  }

  World(
      Database database,
      WorldLimits limits,
      InstantSource clock,
      Fresh fresh,
      BiFunction<ClusterState, Input, Transition> engine) {
    this.rows = new ClusterRows(database, new Bases(database));
    this.limits = limits;
    this.clock = clock;
    this.fresh = fresh;
    this.engine = engine;
    var _ = alarm.every(30, TimeUnit.SECONDS, this::sleepIdle);
  }

  /// The id of an owner's cluster, made when there is none yet.
  public String clusterOf(String owner) {
    return rows.ofOwner(owner).orElseGet(() -> create(owner));
  }

  /// Two requests of one owner may both find none: the second to write finds the first's.
  private String create(String owner) {
    try {
      Instant now = clock.instant();
      return rows.create(owner, fresh.make(SEEDS.nextLong(), now), now).id();
    } catch (UnableToExecuteStatementException e) {
      return rows.ofOwner(owner).orElseThrow(() -> e);
    }
  }

  /// The id of an owner's cluster, if there is one.
  public Optional<String> findClusterOf(String owner) {
    return rows.ofOwner(owner);
  }

  @Override
  public Optional<Lease> open(String id) {
    while (true) {
      LiveCluster cluster = awake.get(id);
      if (cluster == null) {
        makeRoom();
        cluster = awake.computeIfAbsent(id, this::wake);
      }
      if (cluster == null) {
        return Optional.empty();
      }
      if (cluster.attach()) {
        return Optional.of(new Lease(cluster, _ -> {}));
      }
      awake.remove(id, cluster);
    }
  }

  /// A new bearer token for the cluster's API server.
  public Token issueToken(String id) {
    return rows.issueToken(id, clock.instant());
  }

  @Override
  public Optional<String> clusterOf(Token token) {
    return rows.clusterOf(token);
  }

  /// How many clusters are in memory.
  public int awake() {
    return awake.size();
  }

  /// Puts to sleep what nobody has used for a while.
  void sleepIdle() {
    Instant before = clock.instant().minus(limits.idle());
    for (LiveCluster cluster : List.copyOf(awake.values())) {
      Instant idle = cluster.idleSince();
      if (idle != null && !idle.isAfter(before)) {
        sleep(cluster, false);
      }
    }
  }

  private void makeRoom() {
    if (awake.size() < limits.clusters()) {
      return;
    }
    record Idle(LiveCluster cluster, Instant since) {}
    awake.values().stream()
        .flatMap(c -> {
          Instant since = c.idleSince();
          return since == null ? Stream.empty() : Stream.of(new Idle(c, since));
        })
        .sorted(Comparator.comparing(Idle::since))
        .limit(Math.max(1, limits.clusters() / 100))
        .forEach(idle -> sleep(idle.cluster(), false));
    if (awake.size() >= limits.clusters()) {
      throw new WorldFullException(limits.clusters());
    }
  }

  private void sleep(LiveCluster cluster, boolean evenIfUsed) {
    try {
      if (cluster.sleep(evenIfUsed)) {
        awake.remove(cluster.id(), cluster);
      }
    } catch (StaleWriterException e) {
      LOG.warn("{}: what time did here is dropped", e.getMessage());
      awake.remove(cluster.id(), cluster);
    } catch (RuntimeException e) {
      LOG.error("cluster {} could not be saved", cluster.id(), e);
    }
  }

  private @Nullable LiveCluster wake(String id) {
    LiveCluster.Setting setting =
        new LiveCluster.Setting(
            rows,
            alarm,
            clock,
            limits,
            engine,
            () -> fresh.make(SEEDS.nextLong(), clock.instant()));
    return rows.load(id).map(saved -> new LiveCluster(saved, setting)).orElse(null);
  }

  /// Saves all and stops.
  @Override
  public void close() {
    alarm.close();
    for (LiveCluster cluster : List.copyOf(awake.values())) {
      sleep(cluster, true);
    }
  }
}
