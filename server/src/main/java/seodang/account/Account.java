package seodang.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One person.
///
/// @param name as shown to others
/// @param login null for a guest
public record Account(
    String id, String name, @Nullable String login, Role role, Instant createdAt) {
  public boolean isGuest() {
    return login == null;
  }
}
