package seodang.kube.apiserver;

import org.jspecify.annotations.Nullable;
import seodang.kube.User;
import seodang.kube.engine.Run;

/// Who holds a bearer token: one of the profile's static ones, or a service account's.
public final class Authenticator {
  private Authenticator() {}

  /// @return null when this cluster knows no such token, or it is too old
  public static @Nullable User user(Run run, String token) {
    User holder = Settings.of(run).holder(token);
    return holder == null ? ServiceAccountToken.user(run, token) : holder;
  }
}
