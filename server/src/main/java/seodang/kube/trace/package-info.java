/// What happened and why: the causal record of a cluster, bounded in length.
@NullMarked
package seodang.kube.trace;

import org.jspecify.annotations.NullMarked;
