package seodang.terminal.kubectl.client;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.User;
import seodang.terminal.CommandContext;
import seodang.terminal.kubectl.golang.GoText;

/// `--as`, `--as-group`: who a request is made as, if its sender may.
public final class Impersonation {
  private static final String ACCOUNT = "system:serviceaccount:";

  private Impersonation() {}

  /// @throws KubectlError when the sender may not, or groups are given without a user
  public static User apply(
      CommandContext context, User own, String as, List<String> groups, String uid) {
    if (as.isEmpty()) {
      if (!groups.isEmpty() || !uid.isEmpty()) {
        throw new KubectlError(
            "requesting uid, groups or user-extra for "
                + own.name()
                + " without impersonating a user");
      }
      return own;
    }
    check(context, own, "users", as);
    groups.forEach(group -> check(context, own, "groups", group));
    return new User(as, groups.isEmpty() ? implied(as) : groups);
  }

  /// The groups every service account is in, and the one of who is not logged in.
  private static List<String> implied(String name) {
    List<String> groups = new ArrayList<>();
    if (name.startsWith(ACCOUNT) && name.indexOf(':', ACCOUNT.length()) > 0) {
      String namespace = name.substring(ACCOUNT.length(), name.indexOf(':', ACCOUNT.length()));
      groups.add("system:serviceaccounts");
      groups.add("system:serviceaccounts:" + namespace);
    } else if (name.equals(User.ANONYMOUS.name())) {
      groups.addAll(User.ANONYMOUS.groups());
    }
    return groups;
  }

  private static void check(CommandContext context, User own, String resource, String name) {
    if (own.groups().contains("system:masters")) {
      return;
    }
    Json.Object review =
        Json.object(
            "apiVersion", "authorization.k8s.io/v1",
            "kind", "SubjectAccessReview",
            "spec",
                Json.object(
                    "user", own.name(),
                    "groups", own.groups(),
                    "resourceAttributes",
                        Json.object("verb", "impersonate", "resource", resource, "name", name)));
    boolean allowed =
        context
            .cluster()
            .request(
                ApiRequest.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", review),
                context.commandLine())
            .object()
            .object("status")
            .bool("allowed");
    if (!allowed) {
      throw new KubectlError.Rejected(
          Json.object(
              "reason",
              "Forbidden",
              "code",
              403,
              "message",
              resource
                  + " "
                  + GoText.quote(name)
                  + " is forbidden: User "
                  + GoText.quote(own.name())
                  + " cannot impersonate resource "
                  + GoText.quote(resource)
                  + " in API group \"\" at the cluster scope"));
    }
  }
}
