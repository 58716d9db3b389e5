package seodang.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @TempDir Path folder;

  @Test
  void work_closed_isThereWhenOpenedAgain() {
    try (Database database = Database.open(DatabaseSettings.file(folder))) {
      database.durablyDo(h ->
          h.execute(
              "insert into account (id, name, role, created_at)"
                  + " values (?, ?, 'LEARNER', current_timestamp)",
              "b",
              "본문"));
    }
    try (Database database = Database.open(DatabaseSettings.file(folder))) {
      assertThat(
              database.<String>read(
                  h -> h.createQuery("select name from account").mapTo(String.class).one()))
          .isEqualTo("본문");
    }
  }

  @Test
  void transaction_failing_leavesNothing() {
    try (Database database = Database.open(DatabaseSettings.file(folder))) {
      assertThatThrownBy(() ->
              database.durablyDo(h -> {
                h.execute(
                    "insert into account (id, name, role, created_at)"
                        + " values ('b', 'x', 'LEARNER', current_timestamp)");
                throw new IllegalStateException("in the middle");
              }))
          .hasMessage("in the middle");
      assertThat(
              database.<Integer>read(
                  h -> h.createQuery("select count(*) from account").mapTo(Integer.class).one()))
          .isZero();
    }
  }

  @Test
  void url_ofAnotherDatabase_isRefused() {
    assertThatThrownBy(() -> new DatabaseSettings("jdbc:sqlite:x", "", "", 1))
        .hasMessageContaining("jdbc:sqlite:x");
  }

  @Test
  void ids_many_differ() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      String id = Ids.next();
      assertThat(id).matches("[0-9a-z]{26}");
      ids.add(id);
    }
    assertThat(ids).hasSize(10_000);
  }

  @Test
  void token_printed_showsNoSecret() {
    Token token = Token.random();
    assertThat(token.toString()).doesNotContain(token.text());
    assertThat(token.hash()).hasSize(64).isNotEqualTo(Token.random().hash());
    assertThat(token.derive("a")).isNotEqualTo(token.derive("b"));
  }
}
