/// Lessons: what `content/` says, loaded and checked; steps, checks over the cluster value, hints.
///
/// A course never changes once loaded. Checks are CEL expressions over the cluster: outcome, never
/// the command typed. May use `kube`, `terminal`, `quiz`, `database`.
@NullMarked
package seodang.course;

import org.jspecify.annotations.NullMarked;
