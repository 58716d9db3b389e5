package seodang.kube.engine;

import seodang.kube.store.Change;

/// Something that acts in the cluster on its own: a controller, the scheduler, a kubelet.
///
/// Level-triggered as in Kubernetes: a change only says which key to look at, what to do is told
/// from the present state alone.
public interface Component {
  /// The actor in traces, and the first part of its timers: `deployment-controller`.
  String name();

  /// The process that does the work on a key, whose fault stops it: `kube-controller-manager`,
  /// `kubelet/worker-1`.
  String process(String key);

  /// Looks at a write that some actor made and queues the keys it concerns.
  void observe(Run run, Change change);

  /// Brings the object named by a key one step nearer to what it should be.
  void reconcile(Run run, String key);

  /// Queues everything the process looks after: it was down. Does nothing for another's process.
  void resync(Run run, String process);

  /// A process was just broken, perhaps another's.
  default void broken(Run run, String process) {}
}
