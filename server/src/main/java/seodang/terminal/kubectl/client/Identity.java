package seodang.terminal.kubectl.client;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.User;
import seodang.terminal.CommandContext;

/// Who a kubeconfig's user is, as the API server's authentication would find from the credentials.
///
/// The owner's entry (`kubernetes-admin`, without credentials in the simulation) is the owner; a
/// token is asked about by `TokenReview`; a client certificate tells name and groups itself.
/// Nothing of these: anonymous.
public final class Identity {
  private Identity() {}

  /// @param name of the user entry
  /// @param entry its content: `token`, `client-certificate-data` …
  /// @param token the value of `--token`, or `""`
  public static User of(CommandContext context, String name, Json.Object entry, String token) {
    String bearer = token.isEmpty() ? entry.text("token") : token;
    if (!bearer.isEmpty()) {
      return review(context, bearer);
    }
    String certificate = entry.text("client-certificate-data");
    if (!certificate.isEmpty()) {
      return certified(
          new String(Base64.getMimeDecoder().decode(certificate), StandardCharsets.UTF_8));
    }
    String file = entry.text("client-certificate");
    if (!file.isEmpty() && context.files().isFile(context.path(file))) {
      return certified(context.files().read(context.path(file)));
    }
    return name.equals(User.ADMIN.name()) ? User.ADMIN : User.ANONYMOUS;
  }

  private static User review(CommandContext context, String token) {
    Json.Object review =
        Json.object(
            "apiVersion", "authentication.k8s.io/v1",
            "kind", "TokenReview",
            "spec", Json.object("token", token));
    ApiResponse answer =
        context
            .cluster()
            .request(
                ApiRequest.post("/apis/authentication.k8s.io/v1/tokenreviews", review),
                context.commandLine());
    Json.Object status = answer.object().object("status");
    if (!status.bool("authenticated")) {
      throw new KubectlError.Rejected(
          Json.object("reason", "Unauthorized", "code", 401, "message", "Unauthorized"));
    }
    Json.Object user = status.object("user");
    List<String> groups = new ArrayList<>(user.array("groups").texts());
    groups.remove("system:authenticated");
    return new User(user.text("username"), groups);
  }

  private static User certified(String pem) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
      String name = "";
      List<String> groups = new ArrayList<>();
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          name = part.getValue().toString();
        } else if (part.getType().equalsIgnoreCase("O")) {
          groups.add(part.getValue().toString());
        }
      }
      return new User(name, groups);
    } catch (CertificateException | InvalidNameException e) {
      throw new KubectlError("tls: failed to find any PEM data in certificate input");
    }
  }
}
