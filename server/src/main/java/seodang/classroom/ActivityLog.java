package seodang.classroom;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import seodang.database.Database;

/// What learners were last doing, and every command line they ran.
final class ActivityLog {
  private static final int LONGEST_LINE = 4000;
  private static final RowMapper<Activity> ACTIVITY =
      (row, context) ->
          new Activity(
              row.getString("lesson"),
              row.getString("step"),
              row.getObject("at", OffsetDateTime.class).toInstant(),
              row.getString("error"),
              row.getInt("errors"),
              row.getInt("fruitless"),
              row.getString("finding"));
  private static final String COLUMNS =
      "a.lesson, a.step, a.at, a.error, a.errors, a.fruitless, a.finding";

  private final Database database;

  ActivityLog(Database database) {
    this.database = database;
  }

  Optional<Activity> of(String account) {
    return database.read(handle ->
        handle
            .createQuery("select " + COLUMNS + " from activity a where a.account_id = :account")
            .bind("account", account)
            .map(ACTIVITY)
            .findOne());
  }

  Map<String, Activity> ofClass(String classroom) {
    Map<String, Activity> found = new HashMap<>();
    database
        .read(handle ->
            handle
                .createQuery(
                    "select a.account_id, "
                        + COLUMNS
                        + " from activity a join enrolment e on e.account_id = a.account_id"
                        + " where e.classroom_id = :id")
                .bind("id", classroom)
                .map((r, c) -> Map.entry(r.getString("account_id"), ACTIVITY.map(r, c)))
                .list())
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  void now(String account, Activity activity) {
    database.lazilyDo(handle -> write(handle, account, activity));
  }

  /// A command that ended, and what the learner is doing by it.
  void command(String account, Activity activity, String line, int exitCode) {
    String cut = line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE);
    database.lazilyDo(handle -> {
      write(handle, account, activity);
      long sequence =
          handle
              .createQuery(
                  "select coalesce(max(sequence), 0) + 1 from command_log"
                      + " where account_id = :account")
              .bind("account", account)
              .mapTo(Long.class)
              .one();
      handle
          .createUpdate(
              "insert into command_log"
                  + " (account_id, sequence, at, lesson, step, line, exit_code)"
                  + " values (:account, :sequence, :at, :lesson, :step, :line, :exit)")
          .bind("account", account)
          .bind("sequence", sequence)
          .bind("at", activity.at().atOffset(ZoneOffset.UTC))
          .bind("lesson", activity.lesson())
          .bind("step", activity.step())
          .bind("line", cut)
          .bind("exit", exitCode)
          .execute();
    });
  }

  private static void write(Handle handle, String account, Activity activity) {
    int rows = bound(handle, account, activity, true);
    if (rows == 0) {
      bound(handle, account, activity, false);
    }
  }

  private static int bound(Handle handle, String account, Activity activity, boolean update) {
    return handle
        .createUpdate(
            update
                ? "update activity set lesson = :lesson, step = :step, at = :at, error = :error,"
                    + " errors = :errors, fruitless = :fruitless, finding = :finding"
                    + " where account_id = :account"
                : "insert into activity"
                    + " (account_id, lesson, step, at, error, errors, fruitless, finding)"
                    + " values (:account, :lesson, :step, :at, :error, :errors, :fruitless,"
                    + " :finding)")
        .bind("account", account)
        .bind("lesson", activity.lesson())
        .bind("step", activity.step())
        .bind("at", activity.at().atOffset(ZoneOffset.UTC))
        .bind("error", activity.error())
        .bind("errors", activity.errors())
        .bind("fruitless", activity.fruitless())
        .bind("finding", activity.finding())
        .execute();
  }
}
