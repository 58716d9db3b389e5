/// `kubectl describe`: one class for each kind, after the describers of kubectl 1.33.
///
/// A [seodang.terminal.kubectl.describe.Describer] writes lines with tabs into a
/// [seodang.terminal.kubectl.describe.Description], which aligns them as Go's `tabwriter` does;
/// what else it needs (events, the Pods of a node) it asks of the API server through its
/// [seodang.terminal.kubectl.describe.Describer.Source]. Kinds without a describer of their own are
/// shown field by field. Depends on `client`, `print` and `golang`, and on `kube`'s quantities.
@NullMarked
package seodang.terminal.kubectl.describe;

import org.jspecify.annotations.NullMarked;
