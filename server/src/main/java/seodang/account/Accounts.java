package seodang.account;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import seodang.database.Database;
import seodang.database.Ids;

/// The accounts: making them, finding them, signing up and in.
public final class Accounts {
  public static final int SHORTEST_PASSWORD = 8;

  /// Argon2 reads any length; this keeps a request from filling memory.
  public static final int LONGEST_PASSWORD = 200;

  public static final int LONGEST_NAME = 40;
  private static final Pattern LOGIN = Pattern.compile("[a-z0-9][a-z0-9._@+-]{2,62}[a-z0-9]");
  private static final String COLUMNS = "id, name, login, role, created_at";
  private static final RowMapper<Account> ACCOUNT =
      (row, context) ->
          new Account(
              row.getString("id"),
              row.getString("name"),
              row.getString("login"),
              Role.valueOf(row.getString("role")),
              row.getObject("created_at", OffsetDateTime.class).toInstant());

  private final Database database;
  private final InstantSource clock;

  public Accounts(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// A new guest.
  public Account guest() {
    String id = Ids.next();
    Account guest = new Account(id, "손님 " + id.substring(22), null, Role.LEARNER, now());
    database.durablyDo(handle -> insert(handle, guest, null));
    return guest;
  }

  public Optional<Account> find(String id) {
    return database.read(handle -> find(handle, "id", id));
  }

  /// Gives a guest a login and a password; everything the account has done stays.
  public SignUp signUp(Account guest, String name, String login, String password) {
    SignUp.Refused refused = check(name, login, password);
    if (refused != null) {
      return refused;
    }
    if (!guest.isGuest()) {
      return new SignUp.Refused("login", "이미 가입한 계정입니다. 다른 계정을 만들려면 먼저 로그아웃하세요.");
    }
    String hash = Passwords.hash(password);
    try {
      database.durablyDo(handle ->
          handle
              .createUpdate(
                  "update account set name = :name, login = :login, password_hash = :hash"
                      + " where id = :id and login is null")
              .bind("name", name.strip())
              .bind("login", normal(login))
              .bind("hash", hash)
              .bind("id", guest.id())
              .execute());
    } catch (UnableToExecuteStatementException e) {
      if (byLogin(login).isPresent()) {
        return new SignUp.Refused("login", "이미 쓰고 있는 아이디입니다. 다른 아이디를 적어 주세요.");
      }
      throw e;
    }
    return new SignUp.Done(find(guest.id()).orElseThrow());
  }

  /// The account with this login, if the password is its own.
  public Optional<Account> signIn(String login, String password) {
    if (password.length() > LONGEST_PASSWORD) {
      return Optional.empty();
    }
    Optional<String> hash =
        database.read(handle ->
            handle
                .createQuery("select password_hash from account where login = :login")
                .bind("login", normal(login))
                .mapTo(String.class)
                .findOne());
    if (hash.isEmpty()) {
      Passwords.waste(password);
      return Optional.empty();
    }
    return Passwords.matches(password, hash.get()) ? byLogin(login) : Optional.empty();
  }

  /// Changes the name others see.
  public void rename(String id, String name) {
    database.durablyDo(handle ->
        handle
            .createUpdate("update account set name = :name where id = :id")
            .bind("name", name.strip())
            .bind("id", id)
            .execute());
  }

  /// A learner who makes a class becomes an instructor.
  public void makeInstructor(String id) {
    database.durablyDo(handle ->
        handle
            .createUpdate(
                "update account set role = 'INSTRUCTOR' where id = :id and role = 'LEARNER'")
            .bind("id", id)
            .execute());
  }

  /// Makes the first administrator, once: an account that exists keeps its password.
  public void ensureAdmin(String login, String password) {
    if (byLogin(login).isPresent()) {
      return;
    }
    SignUp.Refused refused = check("관리자", login, password);
    if (refused != null) {
      throw new IllegalArgumentException("the first administrator: " + refused.message());
    }
    Account admin = new Account(Ids.next(), "관리자", normal(login), Role.ADMIN, now());
    String hash = Passwords.hash(password);
    database.durablyDo(handle -> insert(handle, admin, hash));
  }

  /// What is wrong with a name others would see; empty when nothing is.
  public static Optional<String> wrongName(String name) {
    String plain = name.strip();
    if (plain.isEmpty()) {
      return Optional.of("이름을 적어 주세요. 수업에서 선생님에게 보입니다.");
    }
    if (plain.codePointCount(0, plain.length()) > LONGEST_NAME) {
      return Optional.of("이름은 " + LONGEST_NAME + "자까지 쓸 수 있습니다.");
    }
    if (plain.codePoints().anyMatch(Character::isISOControl)) {
      return Optional.of("이름에 쓸 수 없는 글자가 있습니다. 글자와 숫자로 적어 주세요.");
    }
    return Optional.empty();
  }

  /// What is wrong with what somebody wants to sign up with; null when nothing is.
  public static SignUp.@Nullable Refused check(String name, String login, String password) {
    Optional<String> wrong = wrongName(name);
    if (wrong.isPresent()) {
      return new SignUp.Refused("name", wrong.get());
    }
    if (!LOGIN.matcher(normal(login)).matches()) {
      return new SignUp.Refused("login", "아이디는 영문 소문자, 숫자, . _ - @ 로 4자에서 64자까지 씁니다.");
    }
    if (password.length() < SHORTEST_PASSWORD) {
      return new SignUp.Refused("password", "비밀번호가 짧습니다. " + SHORTEST_PASSWORD + "자 이상 적어 주세요.");
    }
    if (password.length() > LONGEST_PASSWORD) {
      return new SignUp.Refused("password", "비밀번호는 " + LONGEST_PASSWORD + "자까지 쓸 수 있습니다.");
    }
    if (normal(password).equals(normal(login))) {
      return new SignUp.Refused("password", "비밀번호가 아이디와 같습니다. 다른 비밀번호를 적어 주세요.");
    }
    return null;
  }

  private Optional<Account> byLogin(String login) {
    return database.read(handle -> find(handle, "login", normal(login)));
  }

  private static Optional<Account> find(Handle handle, String column, String value) {
    return handle
        .createQuery("select " + COLUMNS + " from account where " + column + " = :value")
        .bind("value", value)
        .map(ACCOUNT)
        .findOne();
  }

  private static void insert(Handle handle, Account account, @Nullable String hash) {
    handle
        .createUpdate(
            "insert into account (id, name, login, password_hash, role, created_at)"
                + " values (:id, :name, :login, :hash, :role, :at)")
        .bind("id", account.id())
        .bind("name", account.name())
        .bind("login", account.login())
        .bind("hash", hash)
        .bind("role", account.role().name())
        .bind("at", account.createdAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  private static String normal(String login) {
    return login.strip().toLowerCase(Locale.ROOT);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
