/// How a cluster moves: one working copy of its state, the components that act in it, the queue of
/// what is due.
///
/// A [Run] lives only within one transition and is never shared between threads.
@NullMarked
package seodang.kube.engine;

import org.jspecify.annotations.NullMarked;
