/// The learners' clusters as they live: opened, kept in time, undone, saved, put to sleep.
///
/// A [seodang.world.LiveCluster] has one writer at a time and follows the wall clock through the
/// timers of its state, so a cluster with nothing due costs nothing. Nothing is answered before it
/// is saved: an input whose transaction fails has not happened. Safe on any thread; blocks on the
/// database, never while another cluster needs it. May use `kube` and `database`.
@NullMarked
package seodang.world;

import org.jspecify.annotations.NullMarked;
