package seodang.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import seodang.database.Database;
import seodang.database.DatabaseSettings;
import seodang.database.Token;

class AccountsTest {
  @TempDir Path folder;
  private Database database;
  private Accounts accounts;
  private Sessions sessions;

  @BeforeEach
  void open() {
    database = Database.open(DatabaseSettings.file(folder));
    accounts = new Accounts(database, InstantSource.system());
    sessions = new Sessions(database, InstantSource.system());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void guest_signingUp_keepsTheAccount() {
    Account guest = accounts.guest();
    assertThat(guest.isGuest()).isTrue();
    SignUp result = accounts.signUp(guest, "김서당", "Seodang.Kim", "correct horse");
    assertThat(result)
        .isInstanceOfSatisfying(
            SignUp.Done.class,
            done -> {
              assertThat(done.account().id()).isEqualTo(guest.id());
              assertThat(done.account().login()).isEqualTo("seodang.kim");
              assertThat(done.account().name()).isEqualTo("김서당");
            });
  }

  @Test
  void signIn_rightPassword_findsTheAccount() {
    Account guest = accounts.guest();
    accounts.signUp(guest, "김", "kim1", "긴 비밀번호입니다");
    assertThat(accounts.signIn(" KIM1 ", "긴 비밀번호입니다"))
        .hasValueSatisfying(a -> assertThat(a.id()).isEqualTo(guest.id()));
  }

  @Test
  void signIn_wrongPasswordOrLogin_findsNobody() {
    accounts.signUp(accounts.guest(), "김", "kim1", "correct horse");
    assertThat(accounts.signIn("kim1", "correct horsf")).isEmpty();
    assertThat(accounts.signIn("nobody", "correct horse")).isEmpty();
    assertThat(accounts.signIn("kim1", "x".repeat(100_000))).isEmpty();
  }

  @Test
  void signUp_wrongFields_saysWhich() {
    Account guest = accounts.guest();
    assertThat(field(accounts.signUp(guest, " ", "kim1", "correct horse"))).isEqualTo("name");
    assertThat(field(accounts.signUp(guest, "김".repeat(41), "kim1", "correct horse")))
        .isEqualTo("name");
    assertThat(field(accounts.signUp(guest, "김", "abc", "correct horse"))).isEqualTo("login");
    assertThat(field(accounts.signUp(guest, "김", "a b c d", "correct horse"))).isEqualTo("login");
    assertThat(field(accounts.signUp(guest, "김", "kim1", "1234567"))).isEqualTo("password");
    assertThat(field(accounts.signUp(guest, "김", "kim1", "x".repeat(201)))).isEqualTo("password");
    assertThat(field(accounts.signUp(guest, "김", "kim12345", "KIM12345"))).isEqualTo("password");
    assertThat(accounts.find(guest.id()).orElseThrow().isGuest()).isTrue();
  }

  @Test
  void signUp_atTheEdges_isAccepted() {
    assertThat(accounts.signUp(accounts.guest(), "김".repeat(40), "abcd", "12345678"))
        .isInstanceOf(SignUp.Done.class);
    assertThat(accounts.signUp(accounts.guest(), "김", "a".repeat(64), "x".repeat(200)))
        .isInstanceOf(SignUp.Done.class);
  }

  @Test
  void signUp_takenLogin_isRefused() {
    accounts.signUp(accounts.guest(), "김", "kim1", "correct horse");
    assertThat(field(accounts.signUp(accounts.guest(), "이", "KIM1", "correct horse")))
        .isEqualTo("login");
  }

  @Test
  void admin_ensuredTwice_keepsTheFirstPassword() {
    accounts.ensureAdmin("root", "first password");
    accounts.ensureAdmin("root", "second password");
    assertThat(accounts.signIn("root", "first password"))
        .hasValueSatisfying(a -> assertThat(a.role()).isEqualTo(Role.ADMIN));
    assertThat(accounts.signIn("root", "second password")).isEmpty();
    assertThatThrownBy(() -> accounts.ensureAdmin("other", "short")).hasMessageContaining("비밀번호");
  }

  @Test
  void session_rotated_endsTheOldToken() {
    String id = accounts.guest().id();
    Token first = sessions.begin(id);
    assertThat(sessions.accountOf(first)).contains(id);
    Token second = sessions.rotate(first, id);
    assertThat(sessions.accountOf(first)).isEmpty();
    assertThat(sessions.accountOf(second)).contains(id);
    sessions.end(second);
    assertThat(sessions.accountOf(second)).isEmpty();
  }

  @Test
  void sessions_beyondTheLimit_endTheOldest() {
    String id = accounts.guest().id();
    Token first = sessions.begin(id);
    for (int i = 1; i < Sessions.SESSIONS_PER_ACCOUNT; i++) {
      sessions.begin(id);
    }
    assertThat(sessions.accountOf(first)).contains(id);
    sessions.begin(id);
    assertThat(sessions.accountOf(first)).isEmpty();
  }

  @Test
  void database_neverHoldsAToken() {
    Token token = sessions.begin(accounts.guest().id());
    assertThat(
            database.<String>read(
                h -> h.createQuery("select token_hash from session").mapTo(String.class).one()))
        .isEqualTo(token.hash());
  }

  private static String field(SignUp result) {
    return result instanceof SignUp.Refused refused ? refused.field() : "done";
  }
}
