/// What a learner finds on a node: its files, and the tools that look into it and change it
/// (`systemctl`, `crictl`, `iptables`, `etcdctl`, `kubeadm`).
///
/// All of it is drawn from the cluster's state when somebody looks, and a change goes to the state:
/// a unit that stops is a fault, a key put into etcd an object. What was written to a node's disk
/// is kept as the difference to what would be there anyway, under `disk-of/NODE`.
@NullMarked
package seodang.kube.node;

import org.jspecify.annotations.NullMarked;
