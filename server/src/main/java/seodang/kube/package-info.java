/// The simulated Kubernetes: a cluster is a value, every change a pure function of a value and an
/// input.
///
/// `Cluster.apply(state, input)` answers the next [ClusterState] with what was answered and why.
/// Nothing here knows the wall clock, threads, randomness of its own, files, the web, users or a
/// database: time and chance live inside the state. The same state and input give the same result,
/// byte for byte. May be called from any thread. May use `json` and `shell`.
@NullMarked
package seodang.kube;

import org.jspecify.annotations.NullMarked;
