package seodang.classroom;

import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import seodang.account.Account;
import seodang.account.Accounts;
import seodang.course.Course;
import seodang.course.Lesson;

/// What an instructor reads about a class: the board of one lesson, and the grades of all.
public final class Gradebook {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.of("Asia/Seoul"));

  private final Course course;
  private final Classrooms classrooms;
  private final Accounts accounts;
  private final ProgressBook progress;
  private final ActivityLog activities;
  private final QuizAnswers answers;
  private final Predicate<String> present;
  private final InstantSource clock;

  public Gradebook(
      Course course,
      Classrooms classrooms,
      Accounts accounts,
      ProgressBook progress,
      Desks desks,
      QuizAnswers answers,
      InstantSource clock) {
    this.course = course;
    this.classrooms = classrooms;
    this.accounts = accounts;
    this.progress = progress;
    this.activities = desks.activities();
    this.answers = answers;
    this.present = desks::present;
    this.clock = clock;
  }

  public Board board(Classroom classroom, Lesson lesson) {
    return Board.of(lesson, learners(classroom), clock.instant());
  }

  /// The lesson most of the class is in; the course's first while nobody has begun.
  public Optional<Lesson> busiest(Classroom classroom) {
    Map<String, Activity> now = activities.ofClass(classroom.id());
    Lesson best = null;
    long most = 0;
    for (Lesson lesson : lessons()) {
      long here = now.values().stream().filter(a -> a.lesson().equals(lesson.number())).count();
      if (best == null || here > most) {
        best = lesson;
        most = here;
      }
    }
    return Optional.ofNullable(best);
  }

  /// One row per learner: steps passed, hints and quiz results of each lesson.
  public String csv(Classroom classroom) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("이름", "아이디", "마지막 명령"));
    for (Lesson lesson : lessons()) {
      String title = lesson.number() + " " + lesson.title();
      head.addAll(List.of(title + " 통과", title + " 단계", title + " 힌트"));
      if (!lesson.quiz().isEmpty()) {
        head.addAll(List.of(title + " 퀴즈 맞음", title + " 퀴즈 문항"));
      }
    }
    rows.add(head);
    Map<String, Map<String, QuizAnswers.Score>> scores = answers.ofClass(classroom.id());
    for (Board.Learner learner : learners(classroom)) {
      rows.add(row(learner, scores.getOrDefault(learner.account(), Map.of())));
    }
    return Csv.write(rows);
  }

  private List<String> row(Board.Learner learner, Map<String, QuizAnswers.Score> scores) {
    Activity last = learner.activity();
    String login = accounts.find(learner.account()).map(Account::login).orElse("");
    List<String> row = new ArrayList<>();
    row.add(learner.name());
    row.add(login);
    row.add(last == null ? "" : WHEN.format(last.at()));
    for (Lesson lesson : lessons()) {
      row.add(Integer.toString(learner.progress().passedIn(lesson)));
      row.add(Integer.toString(lesson.steps().size()));
      row.add(Integer.toString(hints(learner.progress(), lesson)));
      if (!lesson.quiz().isEmpty()) {
        QuizAnswers.Score score = scores.get(lesson.number());
        row.add(score == null ? "" : Integer.toString(score.right()));
        row.add(Integer.toString(lesson.quiz().size()));
      }
    }
    return row;
  }

  private static int hints(Progress progress, Lesson lesson) {
    int hints = 0;
    for (Lesson.Step step : lesson.steps()) {
      StepProgress row = progress.of(lesson.number(), step.id());
      hints += row == null ? 0 : row.hints();
    }
    return hints;
  }

  private List<Board.Learner> learners(Classroom classroom) {
    Map<String, Progress> done = progress.ofClass(classroom.id());
    Map<String, Activity> doing = activities.ofClass(classroom.id());
    Progress none = Progress.of(List.of());
    List<Board.Learner> learners = new ArrayList<>();
    for (String id : classrooms.members(classroom.id())) {
      Account account = accounts.find(id).orElse(null);
      if (account != null) {
        learners.add(
            new Board.Learner(
                id, account.name(), present.test(id), done.getOrDefault(id, none), doing.get(id)));
      }
    }
    return learners;
  }

  private List<Lesson> lessons() {
    return course.chapters().stream().flatMap(chapter -> chapter.lessons().stream()).toList();
  }
}
