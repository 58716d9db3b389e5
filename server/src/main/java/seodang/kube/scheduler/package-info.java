/// kube-scheduler: filters nodes, scores what is left, binds.
@NullMarked
package seodang.kube.scheduler;

import org.jspecify.annotations.NullMarked;
