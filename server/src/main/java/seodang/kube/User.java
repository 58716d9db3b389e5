package seodang.kube;

import java.util.List;

/// Who sends a request, as authentication found it.
///
/// @param name as Kubernetes names users: `kubernetes-admin`,
///   `system:serviceaccount:default:default`
/// @param groups without `system:authenticated`, which every user but the anonymous one has as well
public record User(String name, List<String> groups) {
  /// The owner of the cluster: what a learner's kubeconfig says.
  public static final User ADMIN = new User("kubernetes-admin", List.of("system:masters"));

  public static final User ANONYMOUS =
      new User("system:anonymous", List.of("system:unauthenticated"));
}
