package seodang.classroom;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.course.Lesson;

/// One class at one lesson as its instructor sees it: learners × steps, who needs help first.
///
/// @param jams where most are held up now, most frequent first
public record Board(Lesson lesson, List<Row> rows, List<Jam> jams) {
  /// Shown of the jams; the rest are single cases.
  private static final int JAMS = 8;

  /// @param account the learner's id
  /// @param present has the page open now
  /// @param words how it stands, in a few words
  public record Row(
      String account, String name, boolean present, List<Cell> cells, String words, Mark now) {
    public long passed() {
      return cells.stream().filter(cell -> cell.mark().passed()).count();
    }
  }

  /// @param why in words; `""` when the mark says all
  public record Cell(String step, Mark mark, String why) {}

  /// A check that learners do not pass, with how many are at it now.
  public record Jam(String step, String finding, int learners) {}

  /// What is known of one learner.
  ///
  /// @param activity null when no command was ever run
  record Learner(
      String account,
      String name,
      boolean present,
      Progress progress,
      @Nullable Activity activity) {}

  static Board of(Lesson lesson, List<Learner> learners, Instant now) {
    List<Row> rows = new ArrayList<>();
    for (Learner learner : learners) {
      rows.add(row(lesson, learner, now));
    }
    rows.sort(
        Comparator.comparingInt(Board::need)
            .thenComparingLong(Row::passed)
            .thenComparing(Row::name));
    return new Board(lesson, List.copyOf(rows), jams(lesson, learners));
  }

  private static int need(Row row) {
    return switch (row.now()) {
      case STUCK -> 0;
      case WORKING -> row.present() ? 1 : 2;
      case NOT_BEGUN -> 3;
      case PASSED, PASSED_WITH_HINT -> 4;
    };
  }

  private static Row row(Lesson lesson, Learner learner, Instant now) {
    List<Cell> cells = new ArrayList<>();
    int current = learner.progress().current(lesson);
    Mark mark = current == lesson.steps().size() ? Mark.PASSED : Mark.NOT_BEGUN;
    String words = mark.word();
    for (int i = 0; i < lesson.steps().size(); i++) {
      Cell cell = cell(lesson, lesson.steps().get(i), learner, i == current, now);
      cells.add(cell);
      if (i == current) {
        mark = cell.mark();
        words = cell.why().isEmpty() ? cell.mark().word() : cell.why();
      }
    }
    return new Row(
        learner.account(), learner.name(), learner.present(), List.copyOf(cells), words, mark);
  }

  private static Cell cell(
      Lesson lesson, Lesson.Step step, Learner learner, boolean current, Instant now) {
    StepProgress progress = learner.progress().of(lesson.number(), step.id());
    if (progress == null) {
      return new Cell(step.id(), Mark.NOT_BEGUN, "");
    }
    if (progress.passed()) {
      return progress.hints() == 0
          ? new Cell(step.id(), Mark.PASSED, "")
          : new Cell(step.id(), Mark.PASSED_WITH_HINT, "힌트 " + progress.hints() + "개를 보았습니다.");
    }
    Activity activity = learner.activity();
    if (!current) {
      return new Cell(step.id(), Mark.WORKING, "");
    }
    boolean here = activity != null && at(activity, lesson, step);
    Activity judged =
        here && activity != null
            ? activity
            : Activity.begun(lesson.number(), step.id(), progress.beganAt());
    Optional<String> stuck = Stuck.why(judged, learner.present(), progress.beganAt(), now);
    return stuck.isPresent()
        ? new Cell(step.id(), Mark.STUCK, stuck.get())
        : new Cell(step.id(), Mark.WORKING, judged.finding());
  }

  private static boolean at(Activity activity, Lesson lesson, Lesson.Step step) {
    return activity.lesson().equals(lesson.number()) && activity.step().equals(step.id());
  }

  private static List<Jam> jams(Lesson lesson, List<Learner> learners) {
    record Place(String step, String finding) {}
    Map<Place, Integer> counts = new HashMap<>();
    Set<String> steps = Set.copyOf(lesson.steps().stream().map(Lesson.Step::id).toList());
    for (Learner learner : learners) {
      Activity activity = learner.activity();
      if (activity != null
          && activity.lesson().equals(lesson.number())
          && steps.contains(activity.step())
          && !activity.finding().isEmpty()
          && !learner.progress().passed(lesson.number(), activity.step())) {
        counts.merge(new Place(activity.step(), activity.finding()), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .map(e -> new Jam(e.getKey().step(), e.getKey().finding(), e.getValue()))
        .sorted(
            Comparator.comparingInt(Jam::learners)
                .reversed()
                .thenComparing(Jam::step)
                .thenComparing(Jam::finding))
        .limit(JAMS)
        .toList();
  }
}
