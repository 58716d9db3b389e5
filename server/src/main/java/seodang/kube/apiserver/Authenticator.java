package seodang.kube.apiserver;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;
import seodang.kube.User;
import seodang.kube.certificate.Authority;
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

  /// Who a client certificate of the cluster's own authority names; null when it is none.
  public static @Nullable User certified(Run run, String pem) {
    Authority authority = Authority.find(run);
    try {
      X509Certificate certificate = Authority.certificate(pem);
      if (authority == null || !authority.trusts(certificate, run.now())) {
        return null;
      }
      String name = "";
      List<String> groups = new ArrayList<>();
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          name = part.getValue().toString();
        } else if (part.getType().equalsIgnoreCase("O")) {
          groups.add(part.getValue().toString());
        }
      }
      return new User(name, List.copyOf(groups));
    } catch (GeneralSecurityException | InvalidNameException e) {
      return null;
    }
  }
}
