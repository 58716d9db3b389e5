package seodang.kube;

/// The simulated Kubernetes as pure functions.
public final class Cluster {
  private Cluster() {}

  /// A fresh cluster as lessons use it: a control plane and two workers with their system Pods, all
  /// running; a fork of one shared base value.
  ///
  /// @param seed of everything random in it: suffixes, UIDs, latencies
  @SuppressWarnings("DoNotCallSuggester")
  public static ClusterState learner(long seed) {
    throw new UnsupportedOperationException("not built yet: " + seed);
  }

  /// What comes of an input. Never blocks; bounded by a budget.
  @SuppressWarnings("DoNotCallSuggester")
  public static Transition apply(ClusterState state, Input input) {
    throw new UnsupportedOperationException("not built yet: " + state.now() + input);
  }
}
