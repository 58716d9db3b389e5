package seodang.kube.apiserver;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.kube.User;
import seodang.kube.engine.Run;

/// Who holds a bearer token: one of the profile's static ones, or a service account's.
public final class Authenticator {
  private Authenticator() {}

  /// @param audiences those asked for that the token is meant for
  record Holder(User user, List<String> audiences) {}

  /// @return null when this cluster knows no such token, or it is too old
  public static @Nullable User user(Run run, String token) {
    Holder holder = holder(run, token, List.of(ServiceAccountToken.ISSUER));
    return holder == null ? null : holder.user();
  }

  static @Nullable Holder holder(Run run, String token, List<String> audiences) {
    User known = Settings.of(run).holder(token);
    return known == null
        ? ServiceAccountToken.holder(run, token, audiences)
        : new Holder(known, audiences);
  }
}
