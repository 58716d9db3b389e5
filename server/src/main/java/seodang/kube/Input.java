package seodang.kube;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Everything that can happen to a cluster from outside.
public sealed interface Input {
  /// A request to the API server, at the state's present time.
  ///
  /// @param label what the learner typed, for the trace; null when it was no command
  record Request(ApiRequest request, @Nullable String label) implements Input {}

  /// Time passes: everything due up to and including `to` happens, in order.
  record Advance(Instant to) implements Input {}

  /// The next due thing happens alone, time jumping to it: one reconcile, one container's start.
  record Step() implements Input {}

  /// Keystrokes for an exec or attach session; `end` closes its stdin.
  record Stdin(String session, String text, boolean end) implements Input {}

  /// The terminal of a session closed, or its client went away: hang up.
  record Hangup(String session) implements Input {}

  /// An HTTP request made inside the cluster: `curl` from a node or a Pod.
  ///
  /// @param from `""` for the control-plane node's shell, a node's name, or `namespace/pod`
  record Http(String from, String method, String url, Json.Object headers, String body)
      implements Input {}

  /// A run of a tool on a node, as `systemctl stop kubelet`.
  ///
  /// @param directory where it is run
  /// @param cursor as [seodang.shell.HostCall.Tool] says
  record Tool(String node, List<String> argv, String directory, String cursor) implements Input {}

  /// Files of a node were written.
  ///
  /// @param changes as [seodang.shell.FileTree#changesSince] tells them
  record Files(String node, Json.Object changes) implements Input {}

  /// Breaks or mends something.
  ///
  /// `component` is a process (`kube-scheduler`, `kube-controller-manager`, `kube-apiserver`,
  /// `etcd`, `kubelet/NODE`, `containerd/NODE`, `kube-proxy/NODE`, `cni/NODE`; without `/NODE` that
  /// of every node), one controller by its name (`deployment-controller`), or a calamity:
  /// `node/NODE` (no power), `network/NODE` (cut off), `disk/NODE` (full), `registry/HOST` (refuses
  /// connections), `certificate/kube-apiserver`, `certificate/admin`, `certificate/kubelet/NODE`
  /// (expired), `instance/NODE` (the cloud has no such machine any more).
  ///
  /// @param delay when not zero, the process is not stopped but does everything that much later
  record Fault(String component, boolean broken, Duration delay) implements Input {
    public Fault(String component, boolean broken) {
      this(component, broken, Duration.ZERO);
    }
  }
}
