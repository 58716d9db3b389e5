package seodang.classroom;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import seodang.database.Database;
import seodang.json.Json;
import seodang.quiz.Grading;
import seodang.quiz.Question;

/// What learners answered, every attempt, in the form [Grading] reads.
public final class QuizAnswers {
  /// Attempts kept of one question; further ones are still graded, the last of them kept.
  static final int ATTEMPTS = 50;

  /// One answer.
  public record Answer(List<String> given, boolean right, int attempt) {}

  /// One learner's last answers in one lesson, of which so many are right.
  record Score(int answered, int right) {}

  private final Database database;
  private final InstantSource clock;

  public QuizAnswers(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Grades and keeps an answer.
  public Answer answer(String account, String lesson, Question question, List<String> given) {
    boolean right = Grading.right(question, given);
    return database.durably(handle -> {
      int attempt =
          Math.min(
              ATTEMPTS,
              handle
                      .createQuery(
                          "select coalesce(max(attempt), 0) from quiz_answer"
                              + " where account_id = :account and lesson = :lesson"
                              + " and question = :question")
                      .bind("account", account)
                      .bind("lesson", lesson)
                      .bind("question", question.id())
                      .mapTo(Integer.class)
                      .one()
                  + 1);
      handle.execute(
          "delete from quiz_answer where account_id = ? and lesson = ? and question = ?"
              + " and attempt = ?",
          account,
          lesson,
          question.id(),
          attempt);
      handle
          .createUpdate(
              "insert into quiz_answer"
                  + " (account_id, lesson, question, attempt, answer, correct, at)"
                  + " values (:account, :lesson, :question, :attempt, :answer, :right, :at)")
          .bind("account", account)
          .bind("lesson", lesson)
          .bind("question", question.id())
          .bind("attempt", attempt)
          .bind("answer", Json.Array.ofTexts(given).toString())
          .bind("right", right)
          .bind("at", clock.instant().atOffset(ZoneOffset.UTC))
          .execute();
      return new Answer(given, right, attempt);
    });
  }

  /// The last answer to a question.
  public Optional<Answer> last(String account, String lesson, String question) {
    return database.read(handle ->
        handle
            .createQuery(
                "select answer, correct, attempt from quiz_answer where account_id = :account"
                    + " and lesson = :lesson and question = :question"
                    + " order by attempt desc fetch first 1 rows only")
            .bind("account", account)
            .bind("lesson", lesson)
            .bind("question", question)
            .map((row, context) ->
                new Answer(
                    ((Json.Array) Json.parse(row.getString("answer"))).texts(),
                    row.getBoolean("correct"),
                    row.getInt("attempt")))
            .findOne());
  }

  /// By account, then by lesson.
  Map<String, Map<String, Score>> ofClass(String classroom) {
    record Row(String account, String lesson, boolean right) {}
    List<Row> rows =
        database.read(handle ->
            handle
                .createQuery(
                    "select q.account_id, q.lesson, q.correct from quiz_answer q"
                        + " join enrolment e on e.account_id = q.account_id"
                        + " where e.classroom_id = :id and q.attempt ="
                        + " (select max(l.attempt) from quiz_answer l"
                        + " where l.account_id = q.account_id and l.lesson = q.lesson"
                        + " and l.question = q.question)")
                .bind("id", classroom)
                .map((r, c) ->
                    new Row(
                        r.getString("account_id"), r.getString("lesson"), r.getBoolean("correct")))
                .list());
    Map<String, Map<String, Score>> scores = new HashMap<>();
    for (Row row : rows) {
      scores
          .computeIfAbsent(row.account(), _ -> new HashMap<>())
          .merge(
              row.lesson(),
              new Score(1, row.right() ? 1 : 0),
              (a, b) -> new Score(a.answered() + b.answered(), a.right() + b.right()));
    }
    return scores;
  }
}
