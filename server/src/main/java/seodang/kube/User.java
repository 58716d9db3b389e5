package seodang.kube;

import java.util.List;
import java.util.Map;

/// Who sends a request, as authentication found it.
///
/// @param name as Kubernetes names users: `kubernetes-admin`,
///   `system:serviceaccount:default:default`
/// @param groups without `system:authenticated`, which every user but the anonymous one has as well
/// @param uid `""` where authentication tells none
/// @param extra whatever else it tells
public record User(String name, List<String> groups, String uid, Map<String, List<String>> extra) {
  /// The owner of the cluster: what a learner's kubeconfig says.
  public static final User ADMIN = new User("kubernetes-admin", List.of("system:masters"));

  public static final User ANONYMOUS =
      new User("system:anonymous", List.of("system:unauthenticated"));

  public User(String name, List<String> groups) {
    this(name, groups, "", Map.of());
  }
}
