// Longer than most: the one place where cluster, terminals, lesson and checks of a learner meet,
// and
// all of it is guarded by one lock.
package seodang.classroom;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import seodang.classroom.Examiner.Finding;
import seodang.course.Lesson;
import seodang.diagram.Scene;
import seodang.diagram.View;
import seodang.kube.ClusterState;
import seodang.terminal.SharedFiles;
import seodang.terminal.Terminal;
import seodang.terminal.TerminalEvent;
import seodang.terminal.TerminalState;
import seodang.terminal.Window;
import seodang.world.Lease;
import seodang.world.LiveCluster;
import seodang.world.Subscription;

/// Where one learner works: their cluster, terminals, open lesson, and the checks that run by
/// themselves.
///
/// Checks are evaluated after every command and every change of the cluster, a moment later so that
/// a burst of changes costs one evaluation. A step whose checks all pass is passed for good, and
/// the next begins.
public final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  /// Terminals one learner may have open.
  public static final int TERMINALS = 4;

  private static final Duration BURST = Duration.ofMillis(120);

  private final String account;
  private final Lease lease;
  private final Desks.Setting setting;
  private final Bell news = new Bell();
  private final Bell work = new Bell();
  private final Subscription changes;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock examining = new ReentrantLock();
  private final Map<String, Terminal> terminals = new TreeMap<>();
  private final Map<String, List<Finding>> findings = new LinkedHashMap<>();
  private DeskRows.@Nullable Saved saved;
  private TerminalState latest;
  private final SharedFiles files;
  private long since;
  private @Nullable Lesson lesson;
  private Progress progress;
  private Activity activity;
  private long revisionAtCommand;
  private Scene scene = Scene.empty();
  private @Nullable ClusterState drawn;
  private View view = View.ALL;
  private int attached;
  private int present;
  private boolean closed;
  private Instant lastUsed;
  private final Thread examiner;

  Desk(String account, Lease lease, DeskRows.@Nullable Saved saved, Desks.Setting setting) {
    this.account = account;
    this.lease = lease;
    this.setting = setting;
    this.saved = saved;
    this.lastUsed = setting.clock().instant();
    this.latest =
        saved != null
            ? saved.terminal()
            : TerminalState.fresh(setting.limits().files(), cluster().now());
    this.files = new SharedFiles(latest.files());
    this.since = saved == null ? 0 : saved.since();
    this.lesson = saved == null ? null : setting.course().lesson(saved.lesson());
    this.progress = setting.progress().of(account);
    this.activity =
        setting
            .activities()
            .of(account)
            .orElse(Activity.begun(lesson == null ? "" : lesson.number(), "", lastUsed));
    this.revisionAtCommand = cluster().state().store().revision();
    this.changes = cluster().onChange(this::changed);
    this.examiner = Thread.ofVirtual().name("examiner").start(this::examineForEver);
  }

  public String account() {
    return account;
  }

  public LiveCluster cluster() {
    return lease.cluster();
  }

  /// Rings whenever anything a window shows may have changed.
  public Bell news() {
    return news;
  }

  public Progress progress() {
    lock.lock();
    try {
      return progress;
    } finally {
      lock.unlock();
    }
  }

  /// The lesson that was last opened here.
  public @Nullable Lesson lesson() {
    lock.lock();
    try {
      return lesson;
    } finally {
      lock.unlock();
    }
  }

  /// Opens a lesson: its current step begins, its checks run from now on.
  public void open(Lesson opened) {
    lock.lock();
    try {
      if (lesson == opened) {
        return;
      }
      lesson = opened;
      since = cluster().state().trace().last();
      findings.clear();
      save(latest);
    } finally {
      lock.unlock();
    }
    begin(opened);
    work.ring();
  }

  /// What the checks of a step said last; empty when they have not been asked.
  public List<Finding> findings(String step) {
    lock.lock();
    try {
      return findings.getOrDefault(step, List.of());
    } finally {
      lock.unlock();
    }
  }

  /// Asks the checks of the current step again, at once; true when it passed by that.
  public boolean check(Lesson asked, String step) {
    open(asked);
    return examine(asked, step);
  }

  /// Opens the hints of a step up to the given one.
  public void hint(Lesson asked, String step, int count) {
    setting.progress().hints(account, asked.number(), step, count);
    reload();
    tell();
  }

  /// The picture of the cluster now, in which everything keeps its place.
  public Scene scene() {
    lock.lock();
    try {
      ClusterState state = cluster().state();
      View wanted = wanted();
      if (drawn != state || !view.equals(wanted)) {
        scene = Scene.next(scene, state, wanted);
        drawn = state;
        view = wanted;
      }
      return scene;
    } finally {
      lock.unlock();
    }
  }

  /// The names of the open terminals; at least one.
  public List<String> tabs() {
    lock.lock();
    try {
      return terminals.isEmpty() ? List.of("1") : List.copyOf(terminals.keySet());
    } finally {
      lock.unlock();
    }
  }

  /// A terminal by its tab, opened when it is not yet; null when the learner has as many as may be.
  public @Nullable Terminal terminal(String tab) {
    lock.lock();
    try {
      Terminal open = terminals.get(tab);
      if (open != null || closed || terminals.size() >= TERMINALS || !tab.matches("[1-9]")) {
        return open;
      }
      Terminal made = Terminal.open(setting.terminal(new LivePort(cluster())), latest, files);
      terminals.put(tab, made);
      var _ = made.attach(listener(tab, made));
      return made;
    } finally {
      lock.unlock();
    }
  }

  /// The terminal of a tab if it is open, for those who only look.
  public @Nullable Terminal openTerminal(String tab) {
    lock.lock();
    try {
      return terminals.get(tab);
    } finally {
      lock.unlock();
    }
  }

  /// @param learner the learner is here, not somebody who looks on
  boolean attach(boolean learner) {
    lock.lock();
    try {
      if (!closed && !cluster().isAwake()) {
        shut();
      }
      if (closed) {
        return false;
      }
      attached++;
      present += learner ? 1 : 0;
      return true;
    } finally {
      lock.unlock();
    }
  }

  void detach(boolean learner) {
    lock.lock();
    try {
      attached--;
      present -= learner ? 1 : 0;
      lastUsed = setting.clock().instant();
    } finally {
      lock.unlock();
    }
    setting.feed().tell(account);
  }

  boolean present() {
    lock.lock();
    try {
      return present > 0;
    } finally {
      lock.unlock();
    }
  }

  /// Closes the terminals and lets the cluster go, unless somebody is here or was just now.
  boolean close(Instant unusedSince) {
    lock.lock();
    try {
      if (closed || attached > 0 || lastUsed.isAfter(unusedSince)) {
        return closed;
      }
      shut();
      return true;
    } finally {
      lock.unlock();
    }
  }

  void closeNow() {
    lock.lock();
    try {
      shut();
    } finally {
      lock.unlock();
    }
  }

  private void shut() {
    if (closed) {
      return;
    }
    closed = true;
    changes.close();
    examiner.interrupt();
    terminals.values().forEach(Terminal::close);
    terminals.clear();
    lease.close();
  }

  private View wanted() {
    Lesson open = lesson;
    if (open == null) {
      return View.ALL;
    }
    int current = progress.current(open);
    List<View.Goal> goals =
        current >= open.steps().size()
            ? List.of()
            : open.steps().get(current).goals().stream()
                .map(goal -> new View.Goal(goal.kind(), goal.name()))
                .toList();
    return new View(open.focus(), goals);
  }

  private Window listener(String tab, Terminal terminal) {
    LastWords words = new LastWords();
    return event -> {
      switch (event) {
        case TerminalEvent.Output output -> words.add(output.text());
        case TerminalEvent.CommandStarted _ -> words.clear();
        case TerminalEvent.CommandFinished done -> {
          String error = done.exitCode() == 0 ? "" : words.line();
          Thread _ =
              Thread.ofVirtual()
                  .name("desk")
                  .start(() -> ran(done.line(), done.exitCode(), error, terminal));
        }
        case TerminalEvent.Closed _ -> left(tab, terminal);
        case TerminalEvent.Hint _, TerminalEvent.Discarded _, TerminalEvent.Repainted _ -> {}
      }
    };
  }

  private void left(String tab, Terminal terminal) {
    lock.lock();
    try {
      terminals.remove(tab, terminal);
    } finally {
      lock.unlock();
    }
  }

  private void ran(String line, int exitCode, String error, Terminal terminal) {
    lock.lock();
    try {
      save(terminal.state());
      long revision = cluster().state().store().revision();
      Lesson open = lesson;
      String number = open == null ? "" : open.number();
      activity =
          activity.after(
              number,
              currentStep(),
              setting.clock().instant(),
              error,
              revision != revisionAtCommand);
      revisionAtCommand = revision;
      setting.activities().command(account, activity, line, exitCode);
    } finally {
      lock.unlock();
    }
    work.ring();
    tell();
  }

  private String currentStep() {
    Lesson open = lesson;
    int current = open == null ? 0 : progress.current(open);
    return open == null || current >= open.steps().size() ? "" : open.steps().get(current).id();
  }

  /// With the files as they are by now, so that the command that ends last saves all of them.
  private void save(TerminalState terminal) {
    TerminalState state =
        new TerminalState(files.now(), terminal.history(), terminal.env(), terminal.directory());
    latest = state;
    Lesson open = lesson;
    DeskRows.Saved now = new DeskRows.Saved(open == null ? "" : open.number(), state, since);
    setting.rows().save(account, saved, now, setting.clock().instant());
    saved = now;
  }

  private void changed() {
    news.ring();
    work.ring();
  }

  private void tell() {
    news.ring();
    setting.feed().tell(account);
  }

  private void reload() {
    Progress read = setting.progress().of(account);
    lock.lock();
    try {
      progress = read;
    } finally {
      lock.unlock();
    }
  }

  private void examineForEver() {
    long seen = -1;
    try {
      while (true) {
        seen = work.await(seen, Duration.ofHours(1));
        Thread.sleep(BURST);
        Lesson open = lesson();
        if (open != null) {
          examineQuietly(open);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A check that fails to evaluate must not end all later ones.
  private void examineQuietly(Lesson open) {
    try {
      int current = progress().current(open);
      if (current < open.steps().size() && !open.steps().get(current).checks().isEmpty()) {
        if (examine(open, open.steps().get(current).id())) {
          work.ring();
        }
      }
    } catch (RuntimeException e) {
      LOG.error("checks of lesson {} at the desk of {}", open.number(), account, e);
    }
  }

  /// Evaluates the current step's checks; true when it passed by that.
  private boolean examine(Lesson open, String asked) {
    examining.lock();
    try {
      int current = progress().current(open);
      if (current >= open.steps().size() || !open.steps().get(current).id().equals(asked)) {
        return false;
      }
      Lesson.Step step = open.steps().get(current);
      List<Finding> found = setting.examiner().examine(step, cluster().state(), since());
      boolean passes =
          found.size() == step.checks().size() && found.stream().allMatch(Finding::passed);
      note(step, found);
      if (passes) {
        setting.progress().pass(account, open.number(), step.id());
        reload();
        begin(open);
        tell();
      }
      return passes;
    } finally {
      examining.unlock();
    }
  }

  /// What was asked of the cluster before the lesson was opened is no part of it. A cluster that
  /// was made anew since counts from its own beginning.
  private long since() {
    lock.lock();
    try {
      return since > cluster().state().trace().last() ? 0 : since;
    } finally {
      lock.unlock();
    }
  }

  private void note(Lesson.Step step, List<Finding> found) {
    String first =
        found.stream()
            .filter(f -> !f.passed())
            .map(f -> f.message().isEmpty() ? f.name() : f.message())
            .findFirst()
            .orElse("");
    lock.lock();
    try {
      List<Finding> before = findings.put(step.id(), found);
      if (!found.equals(before)) {
        news.ring();
      }
      Activity now = activity.found(first);
      if (!now.equals(activity)) {
        activity = now;
        setting.activities().now(account, now);
        setting.feed().tell(account);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The current step begins: noted once, and what it needs is set up by the first who comes.
  private void begin(Lesson open) {
    int current = progress().current(open);
    if (current >= open.steps().size()) {
      return;
    }
    Lesson.Step step = open.steps().get(current);
    boolean first = setting.progress().begin(account, open.number(), step.id());
    lock.lock();
    try {
      if (first || !activity.step().equals(step.id())) {
        activity = Activity.begun(open.number(), step.id(), setting.clock().instant());
        setting.activities().now(account, activity);
      }
    } finally {
      lock.unlock();
    }
    if (first) {
      reload();
      if (!step.setup().isEmpty()) {
        setUp(step);
      }
      tell();
    }
  }

  private void setUp(Lesson.Step step) {
    try {
      Errand.run(setting.terminal(new LivePort(cluster())), latest, files, step.setup());
      lock.lock();
      try {
        save(latest);
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
