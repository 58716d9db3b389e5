package seodang.terminal.kubectl.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Cluster;
import seodang.kube.User;
import seodang.terminal.ClusterPort;
import seodang.terminal.CommandContext;

/// Who a kubeconfig's user is, as the API server's authentication would find from the credentials.
///
/// The owner's entry (`kubernetes-admin`, without credentials in the simulation) is the owner; a
/// token is asked about by `TokenReview`; a client certificate tells name and groups, if the
/// cluster signed it. Nothing of these: anonymous.
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
          context, new String(Base64.getMimeDecoder().decode(certificate), StandardCharsets.UTF_8));
    }
    String file = entry.text("client-certificate");
    if (!file.isEmpty() && context.files().isFile(context.path(file))) {
      return certified(context, context.files().read(context.path(file)));
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

  private static User certified(CommandContext context, String pem) {
    ClusterPort cluster = context.cluster();
    User user = Cluster.certified(cluster.state(), cluster.now(), pem);
    if (user == null) {
      throw new KubectlError.Rejected(
          Json.object("reason", "Unauthorized", "code", 401, "message", "Unauthorized"));
    }
    return user;
  }
}
