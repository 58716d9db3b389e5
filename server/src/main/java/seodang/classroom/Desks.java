package seodang.classroom;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import seodang.course.Course;
import seodang.database.Database;
import seodang.terminal.ClusterPort;
import seodang.terminal.Command;
import seodang.terminal.Completer;
import seodang.terminal.Terminal;
import seodang.terminal.TerminalLimits;
import seodang.world.Lease;
import seodang.world.World;

/// The desks that are in use, one per learner.
public final class Desks implements AutoCloseable {
  /// A desk nobody sits at is kept so long with its terminals running: a reload of the page, a lost
  /// connection, a short walk.
  private static final Duration KEPT = Duration.ofMinutes(10);

  /// What every desk has from outside.
  ///
  /// @param examiner evaluates checks
  record Setting(
      Course course,
      Examiner examiner,
      ProgressBook progress,
      ActivityLog activities,
      DeskRows rows,
      Feed feed,
      TerminalLimits limits,
      Map<String, Command> commands,
      Map<String, Completer> completers,
      InstantSource clock) {
    private static final Executor THREADS =
        task -> {
          Thread _ = Thread.ofVirtual().name("terminal").start(task);
        };

    Terminal.Setup terminal(ClusterPort port) {
      return new Terminal.Setup(port, commands, completers, limits, THREADS, clock);
    }
  }

  /// A window's use of a desk.
  public static final class Seat implements AutoCloseable {
    private final Desk desk;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private final boolean learner;

    private Seat(Desk desk, boolean learner) {
      this.desk = desk;
      this.learner = learner;
    }

    public Desk desk() {
      return desk;
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        desk.detach(learner);
      }
    }
  }

  private final World world;
  private final Setting setting;
  private final Map<String, Desk> desks = new ConcurrentHashMap<>();
  private final Thread sweeper;

  public Desks(
      Database database,
      World world,
      Course course,
      Examiner examiner,
      ProgressBook progress,
      Feed feed,
      TerminalLimits limits,
      Map<String, Command> commands,
      Map<String, Completer> completers,
      InstantSource clock) {
    this.world = world;
    this.setting =
        new Setting(
            course,
            examiner,
            progress,
            new ActivityLog(database),
            new DeskRows(database, limits.files()),
            feed,
            limits,
            commands,
            completers,
            clock);
    this.sweeper = Thread.ofVirtual().name("desks").start(this::sweepForEver);
  }

  /// A learner's desk, with a cluster made when there is none yet.
  ///
  /// @throws seodang.world.WorldFullException when the server holds as many as it may
  public Seat sit(String account) {
    return seat(account, true);
  }

  /// A learner's desk for somebody who looks on; empty when the learner never had a cluster.
  public Optional<Seat> look(String account) {
    return world.findClusterOf(account).map(_ -> seat(account, false));
  }

  private Seat seat(String account, boolean learner) {
    while (true) {
      Desk desk = desks.computeIfAbsent(account, id -> make(id, world.clusterOf(id)));
      if (desk.attach(learner)) {
        setting.feed().tell(account);
        return new Seat(desk, learner);
      }
      desks.remove(account, desk);
    }
  }

  /// Has this account a page open now?
  public boolean present(String account) {
    Desk desk = desks.get(account);
    return desk != null && desk.present();
  }

  /// Where an account's last progress stands, from its desk if it is in use.
  public Progress progress(String account) {
    Desk desk = desks.get(account);
    return desk != null ? desk.progress() : setting.progress().of(account);
  }

  ActivityLog activities() {
    return setting.activities();
  }

  private Desk make(String account, String cluster) {
    Lease lease = world.open(cluster).orElseThrow();
    DeskRows.@Nullable Saved saved = setting.rows().load(account).orElse(null);
    return new Desk(account, lease, saved, setting);
  }

  private void sweepForEver() {
    try {
      while (true) {
        Thread.sleep(Duration.ofSeconds(30));
        sweep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void sweep() {
    Instant since = setting.clock().instant().minus(KEPT);
    forEach(desk -> {
      if (desk.close(since)) {
        desks.remove(desk.account(), desk);
      }
    });
  }

  private void forEach(Consumer<Desk> action) {
    List.copyOf(desks.values()).forEach(action);
  }

  @Override
  public void close() {
    sweeper.interrupt();
    forEach(Desk::closeNow);
    desks.clear();
  }
}
