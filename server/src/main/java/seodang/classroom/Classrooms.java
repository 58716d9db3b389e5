package seodang.classroom;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import seodang.account.Account;
import seodang.account.Accounts;
import seodang.account.Role;
import seodang.database.Database;
import seodang.database.Ids;

/// The classes and who is in them.
public final class Classrooms {
  public static final int LONGEST_NAME = 60;

  /// So many learners fit on the instructor's page and in one class.
  public static final int LARGEST = 200;

  /// Without 0 O 1 I L U: 30 characters, 729 million codes.
  private static final String CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String COLUMNS = "c.id, c.name, c.code, c.owner, c.created_at";
  private static final RowMapper<Classroom> CLASSROOM =
      (row, context) ->
          new Classroom(
              row.getString("id"),
              row.getString("name"),
              row.getString("code"),
              row.getString("owner"),
              row.getObject("created_at", OffsetDateTime.class).toInstant());

  /// What came of an attempt to join.
  public enum Join {
    JOINED,
    ALREADY,
    FULL
  }

  private final Database database;
  private final Accounts accounts;
  private final InstantSource clock;

  public Classrooms(Database database, Accounts accounts, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.clock = clock;
  }

  /// A new class of this account, which becomes an instructor by it.
  public Classroom create(Account owner, String name) {
    Classroom made = new Classroom(Ids.next(), name.strip(), newCode(), owner.id(), now());
    database.durablyDo(handle ->
        handle
            .createUpdate(
                "insert into classroom (id, name, code, owner, created_at)"
                    + " values (:id, :name, :code, :owner, :at)")
            .bind("id", made.id())
            .bind("name", made.name())
            .bind("code", made.code())
            .bind("owner", made.owner())
            .bind("at", made.createdAt().atOffset(ZoneOffset.UTC))
            .execute());
    accounts.makeInstructor(owner.id());
    return made;
  }

  public Optional<Classroom> find(String id) {
    return database.read(handle -> one(handle, "c.id = :value", id));
  }

  /// By the code as somebody typed it: in any case, with blanks and dashes.
  public Optional<Classroom> byCode(String code) {
    String plain = code.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    return database.read(handle -> one(handle, "c.code = :value", plain));
  }

  /// Those this account teaches, newest first; an administrator sees all.
  public List<Classroom> taughtBy(Account account) {
    String where = account.role() == Role.ADMIN ? "c.owner = c.owner" : "c.owner = :value";
    return database.read(handle ->
        handle
            .createQuery(
                "select " + COLUMNS + " from classroom c where " + where + " order by c.id desc")
            .bind("value", account.id())
            .map(CLASSROOM)
            .list());
  }

  /// Those this account learns in.
  public List<Classroom> attendedBy(String accountId) {
    return database.read(handle ->
        handle
            .createQuery(
                "select "
                    + COLUMNS
                    + " from classroom c join enrolment e on e.classroom_id = c.id"
                    + " where e.account_id = :account order by c.id desc")
            .bind("account", accountId)
            .map(CLASSROOM)
            .list());
  }

  /// May this account look into the class?
  public boolean teaches(Account account, Classroom classroom) {
    return account.role() == Role.ADMIN || classroom.owner().equals(account.id());
  }

  public boolean attends(String accountId, String classroomId) {
    return database.read(handle -> isMember(handle, classroomId, accountId));
  }

  public Join join(Classroom classroom, String accountId) {
    return database.durably(handle -> {
      if (isMember(handle, classroom.id(), accountId)) {
        return Join.ALREADY;
      }
      if (size(handle, classroom.id()) >= LARGEST) {
        return Join.FULL;
      }
      handle
          .createUpdate(
              "insert into enrolment (classroom_id, account_id, joined_at)"
                  + " values (:classroom, :account, :at)")
          .bind("classroom", classroom.id())
          .bind("account", accountId)
          .bind("at", now().atOffset(ZoneOffset.UTC))
          .execute();
      return Join.JOINED;
    });
  }

  /// The learners' ids, in the order they joined.
  public List<String> members(String classroomId) {
    return database.read(handle ->
        handle
            .createQuery(
                "select account_id from enrolment where classroom_id = :id order by joined_at")
            .bind("id", classroomId)
            .mapTo(String.class)
            .list());
  }

  /// As precise as the database keeps it.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private String newCode() {
    while (true) {
      StringBuilder code = new StringBuilder(6);
      for (int i = 0; i < 6; i++) {
        code.append(CODE_ALPHABET.charAt(RANDOM.nextInt(CODE_ALPHABET.length())));
      }
      if (byCode(code.toString()).isEmpty()) {
        return code.toString();
      }
    }
  }

  private static Optional<Classroom> one(Handle handle, String where, String value) {
    return handle
        .createQuery("select " + COLUMNS + " from classroom c where " + where)
        .bind("value", value)
        .map(CLASSROOM)
        .findOne();
  }

  private static boolean isMember(Handle handle, String classroom, String account) {
    return handle
        .createQuery(
            "select 1 from enrolment where classroom_id = :classroom and account_id = :account")
        .bind("classroom", classroom)
        .bind("account", account)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static int size(Handle handle, String classroom) {
    return handle
        .createQuery("select count(*) from enrolment where classroom_id = :id")
        .bind("id", classroom)
        .mapTo(Integer.class)
        .one();
  }
}
