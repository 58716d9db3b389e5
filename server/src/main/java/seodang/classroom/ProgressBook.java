package seodang.classroom;

import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import seodang.database.Database;

/// Every learner's progress, step by step. What is written here never goes back.
public final class ProgressBook {
  private static final RowMapper<StepProgress> STEP =
      (row, context) -> {
        OffsetDateTime passed = row.getObject("passed_at", OffsetDateTime.class);
        return new StepProgress(
            row.getString("lesson"),
            row.getString("step"),
            row.getObject("began_at", OffsetDateTime.class).toInstant(),
            passed == null ? null : passed.toInstant(),
            row.getInt("hints"));
      };

  private final Database database;
  private final InstantSource clock;

  public ProgressBook(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  public Progress of(String account) {
    return Progress.of(
        database.read(handle ->
            handle
                .createQuery(
                    "select lesson, step, began_at, passed_at, hints from step_progress"
                        + " where account_id = :account")
                .bind("account", account)
                .map(STEP)
                .list()));
  }

  /// The progress of all in a class, by account.
  Map<String, Progress> ofClass(String classroom) {
    record Row(String account, StepProgress step) {}
    List<Row> rows =
        database.read(handle ->
            handle
                .createQuery(
                    "select p.account_id, p.lesson, p.step, p.began_at, p.passed_at, p.hints"
                        + " from step_progress p join enrolment e"
                        + " on e.account_id = p.account_id where e.classroom_id = :id")
                .bind("id", classroom)
                .map((r, c) -> new Row(r.getString("account_id"), STEP.map(r, c)))
                .list());
    Map<String, List<StepProgress>> byAccount = new HashMap<>();
    for (Row row : rows) {
      byAccount.computeIfAbsent(row.account(), _ -> new ArrayList<>()).add(row.step());
    }
    Map<String, Progress> progress = new HashMap<>();
    byAccount.forEach((account, steps) -> progress.put(account, Progress.of(steps)));
    return progress;
  }

  /// Notes that a step was opened.
  ///
  /// @return true for the first time
  public boolean begin(String account, String lesson, String step) {
    return database.durably(handle -> insert(handle, account, lesson, step));
  }

  /// Notes that so many hints of a step are open; fewer than before changes nothing.
  public void hints(String account, String lesson, String step, int count) {
    database.durablyDo(handle -> {
      insert(handle, account, lesson, step);
      handle
          .createUpdate(
              "update step_progress set hints = :count where account_id = :account"
                  + " and lesson = :lesson and step = :step and hints < :count"
                  + " and passed_at is null")
          .bind("count", count)
          .bind("account", account)
          .bind("lesson", lesson)
          .bind("step", step)
          .execute();
    });
  }

  /// Notes that a step has passed.
  ///
  /// @return true for the first time
  public boolean pass(String account, String lesson, String step) {
    return database.durably(handle -> {
      insert(handle, account, lesson, step);
      return handle
              .createUpdate(
                  "update step_progress set passed_at = :now where account_id = :account"
                      + " and lesson = :lesson and step = :step and passed_at is null")
              .bind("now", now())
              .bind("account", account)
              .bind("lesson", lesson)
              .bind("step", step)
              .execute()
          > 0;
    });
  }

  private boolean insert(Handle handle, String account, String lesson, String step) {
    boolean there =
        handle
            .createQuery(
                "select 1 from step_progress where account_id = :account"
                    + " and lesson = :lesson and step = :step")
            .bind("account", account)
            .bind("lesson", lesson)
            .bind("step", step)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (there) {
      return false;
    }
    handle
        .createUpdate(
            "insert into step_progress (account_id, lesson, step, began_at, hints)"
                + " values (:account, :lesson, :step, :now, 0)")
        .bind("account", account)
        .bind("lesson", lesson)
        .bind("step", step)
        .bind("now", now())
        .execute();
    return true;
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
