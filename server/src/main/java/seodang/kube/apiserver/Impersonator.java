package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.Impersonation;
import seodang.kube.User;
import seodang.kube.engine.Run;

/// Lets requesters be taken for others, as far as they may `impersonate` them: the filter
/// `WithImpersonation`.
public final class Impersonator {
  private static final String ACCOUNT = "system:serviceaccount:";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  private Impersonator() {}

  /// One thing that somebody wants to be taken for, as an object reference.
  private record Part(
      String kind, String resource, String group, String namespace, String name, String field) {
    Authorizer.Wish wish() {
      return new Authorizer.Wish(
          "impersonate",
          group,
          field.isEmpty() ? resource : resource + "/" + field,
          namespace,
          name,
          "");
    }

    /// As Go prints the reference.
    String told() {
      String version = group.isEmpty() ? "" : group + "/v1";
      return "{" + String.join(" ", kind, namespace, name, "", version, "", field) + "}";
    }
  }

  /// @param path of the request, for the words of a refusal
  public static Impersonation.Answer answer(
      Run run, User requester, Impersonation wanted, String path) {
    if (wanted.equals(Impersonation.NONE)) {
      return new Impersonation.Answer.Granted(requester);
    }
    List<Part> parts = parts(wanted);
    if (wanted.user().isEmpty()) {
      return new Impersonation.Answer.Refused(withoutUser(parts, path));
    }
    User known = Authorizer.known(requester);
    for (Part part : parts) {
      Authorizer.Decision decision = Authorizer.decide(run, known, part.wish());
      if (!decision.allowed()) {
        Json.Object status = refusal(requester, part, decision.reason());
        return new Impersonation.Answer.Refused(new ApiResponse.Document(403, status));
      }
    }
    return new Impersonation.Answer.Granted(
        new User(wanted.user(), groups(wanted), wanted.uid(), wanted.extra()));
  }

  private static List<Part> parts(Impersonation wanted) {
    List<Part> parts = new ArrayList<>();
    String user = wanted.user();
    if (isAccount(user)) {
      String[] names = user.split(":", -1);
      parts.add(new Part("ServiceAccount", "serviceaccounts", "", names[2], names[3], ""));
    } else if (!user.isEmpty()) {
      parts.add(new Part("User", "users", "", "", user, ""));
    }
    for (String group : wanted.groups()) {
      parts.add(new Part("Group", "groups", "", "", group, ""));
    }
    for (Map.Entry<String, List<String>> extra : wanted.extra().entrySet()) {
      for (String value : extra.getValue()) {
        parts.add(new Part("UserExtra", "userextras", AUTHENTICATION, "", value, extra.getKey()));
      }
    }
    if (!wanted.uid().isEmpty()) {
      parts.add(new Part("UID", "uids", AUTHENTICATION, "", wanted.uid(), ""));
    }
    return parts;
  }

  private static boolean isAccount(String user) {
    String[] names = user.split(":", -1);
    return user.startsWith(ACCOUNT)
        && names.length == 4
        && !names[2].isEmpty()
        && !names[3].isEmpty();
  }

  private static ApiResponse withoutUser(List<Part> parts, String path) {
    String told = parts.stream().map(Part::told).collect(Collectors.joining(" ", "[", "]"));
    return new ApiResponse.Text(
        500,
        "text/plain; charset=utf-8",
        "Internal Server Error: "
            + Json.text(path)
            + ": requested "
            + told
            + " without impersonating a user\n");
  }

  private static Json.Object refusal(User requester, Part part, String reason) {
    String resource = part.wish().resource();
    String message =
        part.resource()
            + (part.group().isEmpty() ? "" : "." + part.group())
            + " "
            + Json.text(part.name())
            + " is forbidden: User "
            + Json.text(requester.name())
            + " cannot impersonate resource "
            + Json.text(resource)
            + " in API group "
            + Json.text(part.group())
            + (part.namespace().isEmpty()
                ? " at the cluster scope"
                : " in the namespace " + Json.text(part.namespace()))
            + (reason.isEmpty() ? "" : ": " + reason);
    return Statuses.failure(
        403, "Forbidden", message, Statuses.details(part.name(), part.group(), part.resource()));
  }

  /// Those asked for, or those every service account is in; and whether one is logged in.
  private static List<String> groups(Impersonation wanted) {
    List<String> groups = new ArrayList<>(wanted.groups());
    if (groups.isEmpty() && isAccount(wanted.user())) {
      groups.add("system:serviceaccounts");
      groups.add("system:serviceaccounts:" + wanted.user().split(":", -1)[2]);
    }
    if (!groups.contains(Authorizer.AUTHENTICATED)
        && !groups.contains(Authorizer.UNAUTHENTICATED)) {
      groups.add(
          wanted.user().equals(User.ANONYMOUS.name())
              ? Authorizer.UNAUTHENTICATED
              : Authorizer.AUTHENTICATED);
    }
    return List.copyOf(groups);
  }
}
