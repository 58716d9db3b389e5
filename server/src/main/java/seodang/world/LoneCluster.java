package seodang.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import seodang.database.Token;
import seodang.json.Json;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Limits;

/// One cluster alone, in memory, gone with the process: nothing of it is kept and nothing undone.
public final class LoneCluster implements Clusters, AutoCloseable {
  /// As a speed: the clock jumps.
  public static final int JUMPING = 0;

  private static final String ID = "sandbox";

  /// Two commands of a script follow each other this fast; within it the clock does not jump, so
  /// that a script sees its cluster between them as it would anywhere.
  private static final Duration QUIET = Duration.ofMillis(250);

  /// So far the clock jumps ahead of what somebody last did, or of each second somebody watches:
  /// what goes on for ever, as a CronJob or a crash loop, must not run away.
  private static final Duration AHEAD = Duration.ofMinutes(1);

  /// A request that lasts longer is a watch, a followed log or a session.
  private static final Duration WATCHING = Duration.ofSeconds(1);

  private final LiveCluster cluster;
  private final Token token;
  private final InstantSource clock;
  private final Alarm alarm = new Alarm();
  private final Map<Lease, Instant> open = new ConcurrentHashMap<>();
  private volatile Instant lastUse;
  private volatile Instant limit;
  private Instant watch = Instant.EPOCH;

  /// @param state what it begins as
  /// @param token opens it as its owner
  /// @param speed virtual seconds per second, or [#JUMPING]
  /// @param most it may hold
  public LoneCluster(ClusterState state, Token token, int speed, Limits most, InstantSource clock) {
    this.token = token;
    this.clock = clock;
    WorldLimits limits = new WorldLimits(1, most, 0, Duration.ofDays(1), Duration.ofDays(1), 1_000);
    Instant wall = clock.instant();
    this.lastUse = wall;
    this.limit = state.now().plus(AHEAD);
    this.cluster =
        new LiveCluster(
            new SavedCluster(ID, Base.of(state), state, 1, 0, wall, Math.max(1, speed), false),
            new LiveCluster.Setting(
                this::kept,
                alarm,
                clock,
                limits,
                (before, input) -> Cluster.apply(before, input, most),
                () -> state));
    if (speed == JUMPING) {
      var _ = alarm.every(20, TimeUnit.MILLISECONDS, this::jump);
    }
  }

  private SavedCluster kept(
      SavedCluster before,
      ClusterState state,
      boolean grown,
      Instant wall,
      Pace pace,
      @Nullable String kind,
      Json.@Nullable Object input) {
    if (kind != null && !kind.equals(InputJson.ADVANCE)) {
      limit = state.now().plus(AHEAD);
    }
    return new SavedCluster(
        before.id(),
        before.base(),
        state,
        before.version() + 1,
        before.inputs() + 1,
        wall,
        pace.running(),
        pace.speed() == 0);
  }

  @Override
  public Optional<String> clusterOf(Token given) {
    return given.equals(token) ? Optional.of(ID) : Optional.empty();
  }

  @Override
  public Optional<Lease> open(String id) {
    if (!id.equals(ID) || !cluster.attach()) {
      return Optional.empty();
    }
    lastUse = clock.instant();
    Lease lease = new Lease(cluster, this::closed);
    open.put(lease, lastUse);
    return Optional.of(lease);
  }

  /// The cluster as it is now.
  public ClusterState state() {
    return cluster.state();
  }

  private void closed(Lease lease) {
    open.remove(lease);
    lastUse = clock.instant();
  }

  @Override
  public String only() {
    return ID;
  }

  /// Goes from event to event while nobody is busy.
  private void jump() {
    while (true) {
      Instant wall = clock.instant();
      Instant due = cluster.state().nextDue();
      boolean watched =
          open.values().stream().anyMatch(since -> since.isBefore(wall.minus(WATCHING)));
      if (watched && wall.isAfter(watch.plus(WATCHING))) {
        watch = wall;
        limit = cluster.now().plus(AHEAD);
      }
      boolean busy =
          wall.isBefore(lastUse.plus(QUIET))
              || open.values().stream().anyMatch(since -> !since.isBefore(wall.minus(WATCHING)));
      if (busy || due == null || due.isAfter(limit)) {
        return;
      }
      var _ = cluster.apply(new Input.Advance(due));
    }
  }

  @Override
  public void close() {
    alarm.close();
  }
}
