package seodang.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Transition;

/// One learner's cluster as it lives.
///
/// One writer at a time holds the lock; readers take the present value without it. An input is
/// saved before its result is shown to anybody; what time alone does is saved with the next input
/// or when the cluster goes to sleep, since a restored cluster does it again the same way.
public final class LiveCluster {
  /// Where its states are kept.
  @FunctionalInterface
  interface Keeping {
    /// Keeps a state, and the input that led to it if one did.
    ///
    /// @param grown false when it is a former or another state, not one that came of `before`
    /// @throws StaleWriterException when somebody else has kept a later one
    SavedCluster save(
        SavedCluster before,
        ClusterState state,
        boolean grown,
        Instant wall,
        Pace pace,
        @Nullable String kind,
        Json.@Nullable Object input);
  }

  /// What it needs from the world around it.
  ///
  /// @param engine the pure function that says what comes of an input
  /// @param fresh a new cluster, for a reset
  record Setting(
      Keeping keeping,
      Alarm alarm,
      InstantSource clock,
      WorldLimits limits,
      BiFunction<ClusterState, Input, Transition> engine,
      Supplier<ClusterState> fresh) {}

  private static final Duration NEVER = Duration.ofDays(365);

  private final Setting setting;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Listeners listeners = new Listeners();
  private final Deque<ClusterState> undos = new ArrayDeque<>();
  private SavedCluster saved;
  private Pace pace;
  private boolean behind;
  private int attached;
  private boolean asleep;
  private Instant lastUsed;
  private @Nullable ScheduledFuture<?> alarm;
  private volatile ClusterState state;
  private final AtomicLong epoch = new AtomicLong();

  LiveCluster(SavedCluster saved, Setting setting) {
    this.setting = setting;
    this.saved = saved;
    this.state = saved.state();
    Instant wall = setting.clock().instant();
    this.lastUsed = wall;
    Pace asSaved =
        new Pace(
            saved.wall(),
            saved.state().now(),
            saved.paused() ? 0 : saved.speed(),
            Math.max(1, saved.speed()));
    Instant latest = saved.state().now().plus(setting.limits().catchUp());
    Instant now = asSaved.virtualAt(wall);
    this.pace = asSaved.at(wall, now.isAfter(latest) ? latest : now);
    schedule();
  }

  public String id() {
    return saved.id();
  }

  /// The cluster as it is now.
  public ClusterState state() {
    return state;
  }

  /// False once it has been put to sleep or overtaken by another server: open it again.
  public boolean isAwake() {
    lock.lock();
    try {
      return !asleep;
    } finally {
      lock.unlock();
    }
  }

  /// Counts undos and resets: a watch begun in an earlier epoch shows a cluster that is no more.
  public long epoch() {
    return epoch.get();
  }

  /// The cluster's time, which goes on between the things that happen.
  public Instant now() {
    lock.lock();
    try {
      return virtualNow();
    } finally {
      lock.unlock();
    }
  }

  public ClusterTime time() {
    lock.lock();
    try {
      return new ClusterTime(
          virtualNow(), pace.running(), pace.speed() == 0, !undos.isEmpty(), behind);
    } finally {
      lock.unlock();
    }
  }

  /// Calls back after each change, on the thread that made it; it must return at once.
  public Subscription onChange(Runnable listener) {
    return listeners.add(listener);
  }

  /// Waits until the state is another than `seen`, at most so long, and answers the present one.
  public ClusterState awaitChange(ClusterState seen, Duration atMost) throws InterruptedException {
    long nanos = atMost.compareTo(NEVER) > 0 ? NEVER.toNanos() : atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (state == seen && nanos > 0 && !asleep) {
        nanos = changed.awaitNanos(nanos);
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  /// Lets something happen to the cluster, now. What it answers is saved.
  ///
  /// @throws StaleWriterException when another server has the cluster: nothing has happened
  public Transition apply(Input input) {
    return change(() -> {
      ClusterState before = caughtUp();
      Transition transition = setting.engine().apply(before, input);
      accept(before, transition.state(), InputJson.kind(input), InputJson.write(input), input);
      return transition;
    });
  }

  /// Stops the cluster's time.
  public void pause() {
    change(() -> {
      ClusterState here = caughtUp();
      keep(here, true, pace.paused(wall()), "pause", Json.object());
      return here;
    });
  }

  /// Lets time go on.
  public void resume() {
    change(() -> {
      keep(state, true, pace.resumed(wall()), "resume", Json.object());
      return state;
    });
  }

  /// @param speed virtual seconds per second, 1 to 3600
  public void speed(int speed) {
    if (speed < 1 || speed > 3600) {
      throw new IllegalArgumentException("a speed from 1 to 3600, not " + speed);
    }
    change(() -> {
      ClusterState here = caughtUp();
      keep(here, true, pace.withSpeed(wall(), speed), "speed", Json.object("speed", speed));
      return here;
    });
  }

  /// The next due thing alone; the clock stops there.
  public void step() {
    change(() -> {
      ClusterState before = caughtUp();
      pace = pace.paused(wall());
      ClusterState after = setting.engine().apply(before, new Input.Step()).state();
      accept(before, after, "step", Json.object(), new Input.Step());
      return after;
    });
  }

  /// Back to before the last input that changed anything; false when there is none to undo.
  public boolean undo() {
    return change(() -> {
      ClusterState former = undos.peekLast();
      if (former == null) {
        return false;
      }
      keep(former, false, pace.at(wall(), former.now()), "undo", Json.object());
      undos.removeLast();
      epoch.incrementAndGet();
      return true;
    });
  }

  /// A fresh cluster in place of this one; an undo brings the old one back.
  public void reset() {
    change(() -> {
      ClusterState before = state;
      ClusterState fresh = setting.fresh().get();
      keep(fresh, false, Pace.from(wall(), fresh.now()), "reset", Json.object());
      remember(before);
      epoch.incrementAndGet();
      return fresh;
    });
  }

  /// Writes what time has done since the last input.
  void save() {
    lock.lock();
    try {
      if (saved.state() != state) {
        saved = setting.keeping().save(saved, state, true, wall(), pace, null, null);
      }
    } finally {
      lock.unlock();
    }
  }

  /// One more who uses the cluster; false when it has gone to sleep.
  boolean attach() {
    lock.lock();
    try {
      if (asleep) {
        return false;
      }
      attached++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  void detach() {
    lock.lock();
    try {
      attached--;
      lastUsed = wall();
    } finally {
      lock.unlock();
    }
  }

  /// Since when nobody has used it; null while somebody does.
  @Nullable Instant idleSince() {
    lock.lock();
    try {
      return attached > 0 ? null : lastUsed;
    } finally {
      lock.unlock();
    }
  }

  /// Saves the cluster and stops it; false when somebody uses it and it need not.
  boolean sleep(boolean evenIfUsed) {
    lock.lock();
    try {
      if (asleep || (attached > 0 && !evenIfUsed)) {
        return asleep;
      }
      save();
      stop();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void stop() {
    asleep = true;
    if (alarm != null) {
      alarm.cancel(false);
    }
    changed.signalAll();
  }

  /// What a change does with the lock held; listeners are told after.
  private <T> T change(Supplier<T> work) {
    T result;
    lock.lock();
    try {
      if (asleep) {
        throw new StaleWriterException(saved.id());
      }
      lastUsed = wall();
      result = work.get();
      schedule();
    } catch (StaleWriterException e) {
      stop();
      throw e;
    } finally {
      lock.unlock();
    }
    listeners.tell();
    return result;
  }

  /// Takes the result of an input: saves it if it changed anything, and remembers the way back.
  private void accept(
      ClusterState before, ClusterState after, String kind, Json.Object log, Input input) {
    boolean written = before.store() != after.store() || before.memory() != after.memory();
    if (!written && !(input instanceof Input.Step)) {
      show(after);
      return;
    }
    Pace from = pace.at(wall(), after.now().isAfter(virtualNow()) ? after.now() : virtualNow());
    keep(after, true, from, kind, log);
    if (before.store().revision() != after.store().revision()) {
      remember(before);
    }
  }

  private void remember(ClusterState before) {
    undos.addLast(before);
    if (undos.size() > setting.limits().undos()) {
      undos.removeFirst();
    }
  }

  /// Saves first; only what is saved is shown.
  private void keep(ClusterState next, boolean grown, Pace nextPace, String kind, Json.Object log) {
    saved = setting.keeping().save(saved, next, grown, wall(), nextPace, kind, log);
    pace = nextPace;
    show(next);
  }

  private void show(ClusterState next) {
    state = next;
    changed.signalAll();
  }

  /// The state with everything done that is due by now; shown, not yet saved.
  private ClusterState caughtUp() {
    Instant to = virtualNow();
    ClusterState here = state;
    boolean more = here.now().isBefore(to);
    for (int round = 0; more && round < setting.limits().rounds(); round++) {
      Transition next = setting.engine().apply(here, new Input.Advance(to));
      here = next.state();
      more = next.exhausted();
    }
    behind = more;
    if (more) {
      pace = pace.at(wall(), here.now());
    }
    state = here;
    return here;
  }

  /// Sleeps until the next thing is due; a paused cluster, or one with nothing due, costs nothing.
  private void schedule() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
    Instant due = state.nextDue();
    if (asleep || due == null || pace.speed() == 0) {
      return;
    }
    long wait =
        Math.max(behind ? 100 : 1, Duration.between(wall(), pace.wallAt(due)).toMillis() + 1);
    alarm = setting.alarm().after(wait, TimeUnit.MILLISECONDS, this::ring);
  }

  private void ring() {
    boolean tell = false;
    lock.lock();
    try {
      if (!asleep) {
        ClusterState before = state;
        ClusterState after = caughtUp();
        tell = before.store() != after.store() || before.memory() != after.memory();
        if (tell) {
          changed.signalAll();
        }
        schedule();
      }
    } finally {
      lock.unlock();
    }
    if (tell) {
      listeners.tell();
    }
  }

  private Instant virtualNow() {
    Instant now = pace.virtualAt(wall());
    return now.isBefore(state.now()) ? state.now() : now;
  }

  private Instant wall() {
    return setting.clock().instant();
  }
}
