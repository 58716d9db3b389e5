package seodang.classroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.TinyCourse;
import seodang.account.Account;
import seodang.account.Accounts;
import seodang.account.Role;
import seodang.course.Lesson;
import seodang.database.Database;
import seodang.database.DatabaseSettings;
import seodang.quiz.Question;
import seodang.world.Subscription;

class ClassroomTest {
  @TempDir Path folder;
  private Database database;
  private Accounts accounts;
  private Classrooms classrooms;
  private ProgressBook progress;
  private QuizAnswers answers;

  @BeforeEach
  void open() {
    InstantSource clock = InstantSource.system();
    database = Database.open(DatabaseSettings.file(folder));
    accounts = new Accounts(database, clock);
    classrooms = new Classrooms(database, accounts, clock);
    progress = new ProgressBook(database, clock);
    answers = new QuizAnswers(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void creator_becomesInstructor_ofThatClassAlone() {
    Account teacher = accounts.guest();
    Classroom mine = classrooms.create(teacher, " 1반 ");
    assertThat(mine.name()).isEqualTo("1반");
    assertThat(mine.code()).matches("[2-9A-HJKMNP-TV-Z]{6}");
    Account now = accounts.find(teacher.id()).orElseThrow();
    assertThat(now.role()).isEqualTo(Role.INSTRUCTOR);
    Classroom other = classrooms.create(accounts.guest(), "2반");
    assertThat(classrooms.teaches(now, mine)).isTrue();
    assertThat(classrooms.teaches(now, other)).isFalse();
    assertThat(classrooms.taughtBy(now)).containsExactly(mine);
  }

  @Test
  void join_twice_isOnce_andAtTheLimitFull() {
    Classroom room = classrooms.create(accounts.guest(), "1반");
    Account learner = accounts.guest();
    assertThat(classrooms.join(room, learner.id())).isEqualTo(Classrooms.Join.JOINED);
    assertThat(classrooms.join(room, learner.id())).isEqualTo(Classrooms.Join.ALREADY);
    for (int i = 1; i < Classrooms.LARGEST; i++) {
      assertThat(classrooms.join(room, accounts.guest().id())).isEqualTo(Classrooms.Join.JOINED);
    }
    assertThat(classrooms.join(room, accounts.guest().id())).isEqualTo(Classrooms.Join.FULL);
    assertThat(classrooms.members(room.id())).hasSize(Classrooms.LARGEST);
    assertThat(classrooms.attendedBy(learner.id())).containsExactly(room);
  }

  @Test
  void progress_goesForwardOnly() {
    String learner = accounts.guest().id();
    assertThat(progress.begin(learner, "1-1", "make")).isTrue();
    assertThat(progress.begin(learner, "1-1", "make")).isFalse();
    progress.hints(learner, "1-1", "make", 2);
    progress.hints(learner, "1-1", "make", 1);
    assertThat(progress.pass(learner, "1-1", "make")).isTrue();
    assertThat(progress.pass(learner, "1-1", "make")).isFalse();
    progress.hints(learner, "1-1", "make", 3);
    StepProgress step = progress.of(learner).of("1-1", "make");
    assertThat(step).isNotNull();
    assertThat(step)
        .satisfies(s -> {
          assertThat(s.passed()).isTrue();
          assertThat(s.hints()).isEqualTo(2);
        });
  }

  @Test
  void goOn_leadsToTheUnfinishedLesson_thenToTheNext() {
    String learner = accounts.guest().id();
    assertThat(next(learner)).isEqualTo("1-1");
    progress.pass(learner, "1-1", TinyCourse.FIRST_STEP);
    assertThat(next(learner)).isEqualTo("1-1");
    progress.pass(learner, "1-1", TinyCourse.SECOND_STEP);
    assertThat(next(learner)).isEqualTo("1-2");
    progress.pass(learner, "1-2", "only");
    assertThat(next(learner)).isEmpty();
  }

  @Test
  void answers_areKept_theLastCounts_andTheirNumberIsBounded() {
    Account learner = accounts.guest();
    Classroom room = classrooms.create(accounts.guest(), "1반");
    classrooms.join(room, learner.id());
    Question question = new Question.ShortAnswer("q", "", List.of("ok"), "");
    for (int i = 0; i < QuizAnswers.ATTEMPTS + 5; i++) {
      assertThat(answers.answer(learner.id(), "1-1", question, List.of("no" + i)).right())
          .isFalse();
    }
    assertThat(answers.answer(learner.id(), "1-1", question, List.of("OK")).right()).isTrue();
    assertThat(answers.last(learner.id(), "1-1", "q"))
        .hasValueSatisfying(last -> {
          assertThat(last.given()).containsExactly("OK");
          assertThat(last.attempt()).isEqualTo(QuizAnswers.ATTEMPTS);
        });
    assertThat(answers.ofClass(room.id()).get(learner.id()))
        .containsEntry("1-1", new QuizAnswers.Score(1, 1));
  }

  @Test
  void feed_tellsThoseWhoListen_untilTheyStop() {
    Feed feed = new Feed();
    List<String> heard = new ArrayList<>();
    try (Subscription _ = feed.listen(List.of("a", "b"), () -> heard.add("news"))) {
      feed.tell("a");
      feed.tell("c");
      feed.tell("b");
    }
    feed.tell("a");
    assertThat(heard).hasSize(2);
  }

  private String next(String learner) {
    Lesson lesson = progress.of(learner).goOn(TinyCourse.course());
    return lesson == null ? "" : lesson.number();
  }
}
