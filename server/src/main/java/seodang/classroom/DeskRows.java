package seodang.classroom;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import seodang.database.Database;
import seodang.json.Json;
import seodang.shell.FileTree;
import seodang.terminal.TerminalState;

/// What a learner finds at the desk on coming back: the open lesson, files, history.
final class DeskRows {
  /// @param since the cluster's last trace id when the lesson was opened
  record Saved(String lesson, TerminalState terminal, long since) {}

  private final Database database;
  private final FileTree.Limits limits;

  DeskRows(Database database, FileTree.Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  Optional<Saved> load(String account) {
    return database.read(handle ->
        handle
            .createQuery("select lesson, terminal, files from desk where account_id = :account")
            .bind("account", account)
            .map((row, context) -> {
              Json.Object terminal = Json.parseObject(row.getString("terminal"));
              Json files = Json.parse(row.getString("files"));
              return new Saved(
                  row.getString("lesson"),
                  TerminalState.fromJson(terminal.with("files", files), limits),
                  terminal.number("since", 0));
            })
            .findOne());
  }

  /// @param before what the database has; null when nothing: files that are the same value are not
  ///   written again
  void save(String account, @Nullable Saved before, Saved now, Instant wall) {
    boolean sameFiles = before != null && before.terminal().files() == now.terminal().files();
    Json.Object json = now.terminal().toJson().with("since", now.since());
    database.durablyDo(handle -> {
      if (before != null) {
        update(handle, account, now.lesson(), json, sameFiles, wall);
      } else {
        insert(handle, account, now.lesson(), json, wall);
      }
    });
  }

  private static void update(
      Handle handle,
      String account,
      String lesson,
      Json.Object json,
      boolean sameFiles,
      Instant wall) {
    handle
        .createUpdate(
            "update desk set lesson = :lesson, terminal = :terminal, saved_at = :wall"
                + " where account_id = :account")
        .bind("lesson", lesson)
        .bind("terminal", json.without("files").toString())
        .bind("wall", wall.atOffset(ZoneOffset.UTC))
        .bind("account", account)
        .execute();
    if (!sameFiles) {
      handle.execute(
          "update desk set files = ? where account_id = ?",
          json.object("files").toString(),
          account);
    }
  }

  private static void insert(
      Handle handle, String account, String lesson, Json.Object json, Instant wall) {
    handle
        .createUpdate(
            "insert into desk (account_id, lesson, terminal, files, saved_at)"
                + " values (:account, :lesson, :terminal, :files, :wall)")
        .bind("lesson", lesson)
        .bind("terminal", json.without("files").toString())
        .bind("files", json.object("files").toString())
        .bind("wall", wall.atOffset(ZoneOffset.UTC))
        .bind("account", account)
        .execute();
  }
}
