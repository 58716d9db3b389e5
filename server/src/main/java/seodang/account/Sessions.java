package seodang.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import seodang.database.Database;
import seodang.database.Token;

/// Who is at the browser. A session never ends by itself: a guest's work would be lost with it.
public final class Sessions {
  /// `seen_at` is for cleaning up by hand; writing it on every request would cost a flush each.
  private static final Duration SEEN_EVERY = Duration.ofHours(12);

  /// Beyond this many, an account's oldest session ends: a lost token does not live on for ever.
  public static final int SESSIONS_PER_ACCOUNT = 20;

  private final Database database;
  private final InstantSource clock;

  public Sessions(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// A new session; the token goes to the browser's cookie and nowhere else.
  public Token begin(String accountId) {
    Token token = Token.random();
    database.durablyDo(handle -> {
      insert(handle, token, accountId);
      trim(handle, accountId);
    });
    return token;
  }

  /// The account id behind a token.
  public Optional<String> accountOf(Token token) {
    record Row(String account, Instant seen) {}
    Optional<Row> row =
        database.read(handle ->
            handle
                .createQuery("select account_id, seen_at from session where token_hash = :hash")
                .bind("hash", token.hash())
                .map((r, c) ->
                    new Row(
                        r.getString("account_id"),
                        r.getObject("seen_at", OffsetDateTime.class).toInstant()))
                .findOne());
    row.filter(r -> r.seen().plus(SEEN_EVERY).isBefore(clock.instant()))
        .ifPresent(r -> touch(token));
    return row.map(Row::account);
  }

  /// Ends a session and begins another, so that a token known before is worth nothing after.
  public Token rotate(Token old, String accountId) {
    Token token = Token.random();
    database.durablyDo(handle -> {
      delete(handle, old);
      insert(handle, token, accountId);
      trim(handle, accountId);
    });
    return token;
  }

  public void end(Token token) {
    database.durablyDo(handle -> delete(handle, token));
  }

  private void touch(Token token) {
    database.lazilyDo(handle ->
        handle
            .createUpdate("update session set seen_at = :now where token_hash = :hash")
            .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
            .bind("hash", token.hash())
            .execute());
  }

  private void insert(Handle handle, Token token, String accountId) {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    handle
        .createUpdate(
            "insert into session (token_hash, account_id, created_at, seen_at)"
                + " values (:hash, :account, :now, :now)")
        .bind("hash", token.hash())
        .bind("account", accountId)
        .bind("now", now)
        .execute();
  }

  private static void trim(Handle handle, String accountId) {
    handle
        .createQuery(
            "select token_hash from session where account_id = :account"
                + " order by created_at desc, token_hash offset :keep rows")
        .bind("account", accountId)
        .bind("keep", SESSIONS_PER_ACCOUNT)
        .mapTo(String.class)
        .forEach(hash ->
            handle
                .createUpdate("delete from session where token_hash = :hash")
                .bind("hash", hash)
                .execute());
  }

  private static void delete(Handle handle, Token token) {
    handle
        .createUpdate("delete from session where token_hash = :hash")
        .bind("hash", token.hash())
        .execute();
  }
}
