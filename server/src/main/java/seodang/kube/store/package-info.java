/// etcd as a value: keys, objects, revisions, and the history that watches read.
@NullMarked
package seodang.kube.store;

import org.jspecify.annotations.NullMarked;
