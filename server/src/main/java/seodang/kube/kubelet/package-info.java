/// What happens on the nodes: Pods' sandboxes, images, containers and their processes, probes,
/// logs.
///
/// All that runs is remembered in the cluster's memory as JSON: `pod/UID` ([PodRun]), `files/…`,
/// `process/…`, `log/…`, `exec/…`, `image/NODE/REF`.
@NullMarked
package seodang.kube.kubelet;

import org.jspecify.annotations.NullMarked;
