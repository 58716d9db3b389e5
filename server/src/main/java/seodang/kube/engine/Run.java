package seodang.kube.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.json.Sharing;
import seodang.kube.ClusterState;
import seodang.kube.Limits;
import seodang.kube.Timer;
import seodang.kube.Times;
import seodang.kube.TraceEntry;
import seodang.kube.store.Change;
import seodang.kube.store.Store;
import seodang.kube.trace.Trace;

/// The working copy of a cluster's state during one transition.
///
/// Writes to the store are shown to every component at once, which queue what they will look at;
/// nothing runs before its time is due.
public final class Run {
  private static final String SEQUENCE = "engine/sequence";
  private static final String FAULT = "fault/";
  private static final String SLOW = "slow/";
  private static final int SELDOM = 4;
  private static final int FEW = 64;

  private final List<Component> components;
  private final Limits limits;
  private final Map<String, Component> byName = new HashMap<>();
  private final Dice dice;
  private Store store;
  private TreePMap<String, Json> memory;
  private TreePMap<Timer.Key, Timer> timers;
  private @Nullable Map<String, Timer.Key> queued;
  private int asked;
  private final Map<Class<?>, Index> indexes = new LinkedHashMap<>();
  private @Nullable Boolean faulty;
  private @Nullable Boolean slow;
  private Instant now;
  private Trace trace;
  private long nextTrace;
  private long sequence;
  private long cause;

  /// One that only reads, or writes what is bounded otherwise.
  public Run(ClusterState state, List<Component> components) {
    this(state, components, Limits.STANDARD);
  }

  public Run(ClusterState state, List<Component> components, Limits limits) {
    this.components = components;
    this.limits = limits;
    store = state.store();
    memory = state.memory();
    timers = state.timers();
    now = state.now();
    dice = new Dice(state.random());
    trace = state.trace();
    nextTrace = trace.last() + 1;
    sequence = memory.get(SEQUENCE) instanceof Json.Number n ? n.longValue() : 0;
  }

  /// The state as it is now.
  public ClusterState state() {
    TreePMap<String, Json> kept =
        sequence == 0 ? memory : memory.plus(SEQUENCE, Json.number(sequence));
    return new ClusterState(store, kept, timers, now, dice.state(), trace);
  }

  /// Whether nothing was written since a state.
  public boolean isAt(ClusterState state) {
    return store == state.store() && memory == state.memory() && timers == state.timers();
  }

  public Instant now() {
    return now;
  }

  /// What the cluster may hold.
  public Limits limits() {
    return limits;
  }

  public Dice dice() {
    return dice;
  }

  public Store store() {
    return store;
  }

  /// The trace entry that leads to what happens now; 0 for an input from outside.
  public long cause() {
    return cause;
  }

  public void cause(long id) {
    cause = id;
  }

  // Objects.

  public Json.@Nullable Object get(String group, String resource, String namespace, String name) {
    return store.get(Store.key(group, resource, namespace, name));
  }

  public List<Json.Object> list(String group, String resource, String namespace) {
    return store.range(Store.prefix(group, resource, namespace));
  }

  /// Writes to etcd and tells every component; answers the object with its new resourceVersion.
  public Json.Object put(String key, Json.Object object) {
    Json.Object before = store.get(key);
    store = store.put(key, object);
    Json.Object after = java.util.Objects.requireNonNull(store.get(key));
    tell(new Change(store.revision(), key, before, after));
    return after;
  }

  public void remove(String key) {
    Json.Object before = store.get(key);
    if (before != null) {
      store = store.remove(key);
      tell(new Change(store.revision(), key, before, null));
    }
  }

  private void tell(Change change) {
    for (Index index : indexes.values()) {
      index.changed(change);
    }
    for (Component component : components) {
      component.observe(this, change);
    }
  }

  // Memory.

  public @Nullable Json recall(String key) {
    return memory.get(key);
  }

  public Json.Object recallObject(String key) {
    return memory.get(key) instanceof Json.Object o ? o : Json.object();
  }

  public void remember(String key, Json value) {
    Json before = memory.get(key);
    if (value.equals(before)) {
      return;
    }
    Json shared = Sharing.of(value, before);
    memory = memory.plus(key, shared);
    unsettle(key);
    for (Index index : indexes.values()) {
      index.remembered(key, before, shared);
    }
  }

  public void forget(String key) {
    Json before = memory.get(key);
    if (before != null) {
      memory = memory.minus(key);
      unsettle(key);
      for (Index index : indexes.values()) {
        index.remembered(key, before, null);
      }
    }
  }

  private void unsettle(String key) {
    if (key.startsWith(FAULT) || key.startsWith(SLOW)) {
      faulty = null;
      slow = null;
    }
  }

  /// All that is remembered under keys that start so.
  public Map<String, Json> recallAll(String prefix) {
    return memory.subMap(prefix, true, prefix + '\uffff', false);
  }

  /// The index of a kind, made when it is asked for the first time.
  public <T extends Index> T index(Class<T> kind, Function<Run, T> make) {
    Index standing = indexes.get(kind);
    if (standing == null) {
      standing = make.apply(this);
      indexes.put(kind, standing);
    }
    return kind.cast(standing);
  }

  // Time.

  /// Queues a key for a component after the short while that news takes to reach it.
  public void enqueue(Component component, String key) {
    enqueue(component, key, Duration.ofMillis(dice.between(1, 4)));
  }

  /// Queues a key for a component; one that is already due earlier stays as it is.
  public void enqueue(Component component, String key, Duration delay) {
    Instant due = now.plus(delay).plus(slowness(component, key));
    Timer.Key standing = queued(component.name(), key);
    if (standing != null) {
      if (!standing.due().isAfter(due)) {
        return;
      }
      timers = timers.minus(standing);
    }
    Timer.Key at = new Timer.Key(due, ++sequence);
    timers = timers.plus(at, new Timer(at, component.name(), key, cause));
    if (queued != null) {
      queued.put(component.name() + " " + key, at);
    }
  }

  /// Drops what is queued for a key.
  public void cancel(Component component, String key) {
    Timer.Key standing = queued(component.name(), key);
    if (standing != null) {
      timers = timers.minus(standing);
      if (queued != null) {
        queued.remove(component.name() + " " + key);
      }
    }
  }

  /// When a key is due; null when it is not queued. A run that asks seldom looks at all timers.
  private Timer.@Nullable Key queued(String actor, String key) {
    Map<String, Timer.Key> index = queued;
    if (index != null) {
      return index.get(actor + " " + key);
    }
    if (++asked <= SELDOM && timers.size() <= FEW) {
      for (Timer timer : timers.values()) {
        if (timer.key().equals(key) && timer.actor().equals(actor)) {
          return timer.at();
        }
      }
      return null;
    }
    index = new HashMap<>();
    for (Timer timer : timers.values()) {
      index.put(timer.actor() + " " + timer.key(), timer.at());
    }
    queued = index;
    return index.get(actor + " " + key);
  }

  /// When the next thing is due; null when nothing is.
  public @Nullable Instant nextDue() {
    return timers.isEmpty() ? null : timers.firstKey().due();
  }

  /// Lets time pass without anything happening on the way.
  public void passTo(Instant instant) {
    if (instant.isAfter(now)) {
      now = instant;
    }
  }

  /// Takes the next due thing and does it, at its time.
  public void step() {
    Timer timer = timers.firstEntry().getValue();
    timers = timers.minus(timer.at());
    if (queued != null) {
      queued.remove(timer.actor() + " " + timer.key());
    }
    passTo(timer.at().due());
    Component component = named(timer.actor());
    if (component == null
        || hasFaults() && Faults.holds(this, component, component.process(timer.key()))) {
      return;
    }
    cause = timer.cause();
    component.reconcile(this, timer.key());
    cause = 0;
  }

  private @Nullable Component named(String name) {
    Component known = byName.get(name);
    if (known != null) {
      return known;
    }
    for (Component component : components) {
      if (component.name().equals(name)) {
        byName.put(name, component);
        return component;
      }
    }
    return null;
  }

  // Faults.

  /// Since when a process is broken; null when it is not.
  public @Nullable Instant brokenSince(String process) {
    return memory.get(FAULT + process) instanceof Json.Text since
        ? Times.parse(since.value())
        : null;
  }

  public boolean isBroken(String process) {
    return memory.containsKey(FAULT + process);
  }

  /// Breaks or mends what a fault names; who is mended looks at everything anew.
  public void fault(String fault, boolean broken) {
    List<String> parts = Faults.parts(this, fault);
    if (!broken && parts.stream().noneMatch(this::isBroken)) {
      return;
    }
    cause = trace(fault, broken ? "break" : "mend", "", "", "", Json.object());
    for (String part : parts) {
      if (broken) {
        remember(FAULT + part, Json.text(now.toString()));
        components.forEach(component -> component.broken(this, part));
      } else if (isBroken(part)) {
        forget(FAULT + part);
        for (Component component : components) {
          Faults.revived(this, component, part).forEach(p -> component.resync(this, p));
        }
      }
    }
    cause = 0;
  }

  /// Lets a process or controller do everything that much later; zero for no longer.
  public void slow(String process, Duration delay) {
    if (delay.isZero()) {
      forget(SLOW + process);
    } else {
      remember(SLOW + process, Json.number(delay.toMillis()));
    }
  }

  boolean hasFaults() {
    if (faulty == null) {
      faulty = has(FAULT);
    }
    return faulty;
  }

  private boolean has(String prefix) {
    String first = memory.ceilingKey(prefix);
    return first != null && first.startsWith(prefix);
  }

  private Duration slowness(Component component, String key) {
    if (slow == null) {
      slow = has(SLOW);
    }
    if (!slow) {
      return Duration.ZERO;
    }
    for (String name : List.of(component.process(key), component.name())) {
      if (memory.get(SLOW + name) instanceof Json.Number millis) {
        return Duration.ofMillis(millis.longValue());
      }
    }
    return Duration.ZERO;
  }

  // Trace.

  /// Takes the next trace id, for an entry that will be added when its outcome is known.
  public long openTrace() {
    return nextTrace++;
  }

  public void trace(TraceEntry entry) {
    trace =
        trace.plus(
            new TraceEntry(
                entry.id(),
                entry.cause(),
                entry.at(),
                Sharing.of(entry.actor()),
                Sharing.of(entry.verb()),
                Sharing.of(entry.resource()),
                Sharing.of(entry.namespace()),
                Sharing.of(entry.name()),
                entry.code(),
                entry.revision(),
                Sharing.of(entry.detail(), null)));
  }

  /// Counts a request.
  public void count(String labels) {
    trace = trace.counted(labels);
  }

  /// How often each kind of request came.
  public Map<String, Long> counts() {
    return trace.counts();
  }

  /// Adds an entry for something that is no request: a decision, an image pull, a process' end.
  public long trace(
      String actor,
      String verb,
      String resource,
      String namespace,
      String name,
      Json.Object detail) {
    long id = openTrace();
    trace(new TraceEntry(id, cause, now, actor, verb, resource, namespace, name, 0, 0, detail));
    return id;
  }
}
