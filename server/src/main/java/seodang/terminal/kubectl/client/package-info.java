/// kubectl's side of the Kubernetes API: requests and their errors, discovery, names of resources,
/// watches, the kubeconfig.
///
/// Speaks only [seodang.kube.ApiRequest] and [seodang.kube.ApiResponse], through
/// [seodang.terminal.ClusterPort], on the thread of the command; may block there and is
/// interruptible. A failure that ends a command is thrown as
/// [seodang.terminal.kubectl.client.KubectlError], from any depth, as the real program's `CheckErr`
/// does, and printed in one place.
@NullMarked
package seodang.terminal.kubectl.client;

import org.jspecify.annotations.NullMarked;
