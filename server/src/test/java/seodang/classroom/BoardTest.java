package seodang.classroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import seodang.TinyCourse;
import seodang.classroom.Board.Learner;
import seodang.course.Lesson;

class BoardTest {
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
  private static final Lesson LESSON = lesson();

  @Test
  void cells_showEachWayOfStanding() {
    Board board =
        Board.of(
            LESSON,
            List.of(
                learner("none", true, null),
                learner("hint", true, null, passed("make", 2), begun("grow")),
                learner("done", false, null, passed("make", 0), passed("grow", 0))),
            NOW);
    assertThat(marks(board, "none")).containsExactly(Mark.NOT_BEGUN, Mark.NOT_BEGUN);
    assertThat(marks(board, "hint")).containsExactly(Mark.PASSED_WITH_HINT, Mark.WORKING);
    assertThat(marks(board, "done")).containsExactly(Mark.PASSED, Mark.PASSED);
  }

  @Test
  void rows_whoNeedsHelpComesFirst() {
    Activity stuck = activity("make", "Error", Stuck.SAME_ERRORS, 0, "");
    Board board =
        Board.of(
            LESSON,
            List.of(
                learner("done", true, null, passed("make", 0), passed("grow", 0)),
                learner("idle", false, null, begun("make")),
                learner("fresh", false, null),
                learner("works", true, activity("make", "", 0, 0, ""), begun("make")),
                learner("stuck", true, stuck, begun("make"))),
            NOW);
    assertThat(board.rows().stream().map(Board.Row::name))
        .containsExactly("stuck", "works", "idle", "fresh", "done");
  }

  @Test
  void stuck_sameErrorThreeTimes_notTwice() {
    assertThat(now(activity("make", "Error from server", 2, 0, ""))).isEqualTo(Mark.WORKING);
    assertThat(now(activity("make", "Error from server", 3, 0, ""))).isEqualTo(Mark.STUCK);
  }

  @Test
  void stuck_tenFruitlessCommands_notNine() {
    assertThat(now(activity("make", "", 0, 9, ""))).isEqualTo(Mark.WORKING);
    assertThat(now(activity("make", "", 0, 10, ""))).isEqualTo(Mark.STUCK);
  }

  @Test
  void stuck_fiveIdleMinutes_ofSomebodyWhoIsThere() {
    Activity before = new Activity("1-1", "make", NOW.minus(Duration.ofMinutes(5)), "", 0, 0, "");
    Activity later = new Activity("1-1", "make", NOW.minusSeconds(299), "", 0, 0, "");
    StepProgress old = new StepProgress("1-1", "make", NOW.minus(Duration.ofHours(1)), null, 0);
    assertThat(mark(learner("a", true, before, old))).isEqualTo(Mark.STUCK);
    assertThat(mark(learner("a", true, later, old))).isEqualTo(Mark.WORKING);
    assertThat(mark(learner("a", false, before, old))).isEqualTo(Mark.WORKING);
    assertThat(mark(learner("a", true, before, begun("make")))).isEqualTo(Mark.WORKING);
  }

  @Test
  void trouble_inAnotherStep_isForgotten() {
    assertThat(mark(learner("a", true, activity("other", "E", 9, 20, ""), begun("make"))))
        .isEqualTo(Mark.WORKING);
  }

  @Test
  void jams_areCounted_mostFrequentFirst() {
    Board board =
        Board.of(
            LESSON,
            List.of(
                learner("a", true, activity("make", "", 0, 0, "없습니다"), begun("make")),
                learner("b", true, activity("make", "", 0, 0, "다릅니다"), begun("make")),
                learner("c", true, activity("make", "", 0, 0, "없습니다"), begun("make")),
                learner("d", true, activity("make", "", 0, 0, "없습니다"), passed("make", 0))),
            NOW);
    assertThat(board.jams())
        .containsExactly(new Board.Jam("make", "없습니다", 2), new Board.Jam("make", "다릅니다", 1));
  }

  @Test
  void activity_countsTheSameErrorInARow() {
    Activity one =
        Activity.begun("1-1", "make", NOW)
            .after("1-1", "make", NOW, "no", false)
            .after("1-1", "make", NOW, "no", false);
    assertThat(one.errors()).isEqualTo(2);
    assertThat(one.fruitless()).isEqualTo(2);
    assertThat(one.after("1-1", "make", NOW, "other", true).errors()).isEqualTo(1);
    assertThat(one.after("1-1", "make", NOW, "", true).errors()).isZero();
    assertThat(one.after("1-1", "make", NOW, "", true).fruitless()).isZero();
    assertThat(one.after("1-1", "grow", NOW, "no", false).errors()).isEqualTo(1);
    assertThat(one.found("x".repeat(1000)).finding()).hasSize(Activity.LONGEST);
  }

  @Test
  void lastWords_areTheLastLine_withoutColours() {
    LastWords words = new LastWords();
    words.add("\u001b[31mError from server\u001b[0m (NotFound)\r\n");
    words.add("\u001b]0;title\u0007\r\n");
    assertThat(words.line()).isEqualTo("Error from server (NotFound)");
    words.clear();
    assertThat(words.line()).isEmpty();
  }

  private static Mark now(Activity activity) {
    return mark(learner("a", true, activity, begun("make")));
  }

  private static Mark mark(Learner learner) {
    return Board.of(LESSON, List.of(learner), NOW).rows().getFirst().now();
  }

  private static List<Mark> marks(Board board, String name) {
    return board.rows().stream()
        .filter(row -> row.name().equals(name))
        .flatMap(row -> row.cells().stream())
        .map(Board.Cell::mark)
        .toList();
  }

  private static Learner learner(
      String name, boolean present, @Nullable Activity activity, StepProgress... steps) {
    return new Learner(name, name, present, Progress.of(new ArrayList<>(List.of(steps))), activity);
  }

  private static Activity activity(
      String step, String error, int errors, int fruitless, String finding) {
    return new Activity("1-1", step, NOW.minusSeconds(10), error, errors, fruitless, finding);
  }

  private static StepProgress begun(String step) {
    return new StepProgress("1-1", step, NOW.minusSeconds(60), null, 0);
  }

  private static StepProgress passed(String step, int hints) {
    return new StepProgress("1-1", step, NOW.minus(Duration.ofHours(1)), NOW, hints);
  }

  private static Lesson lesson() {
    Lesson lesson = TinyCourse.course().lesson(TinyCourse.LESSON);
    if (lesson == null) {
      throw new IllegalStateException("the tiny course has its lesson");
    }
    return lesson;
  }
}
