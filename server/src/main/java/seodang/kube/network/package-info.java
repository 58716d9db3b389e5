/// How packets would go: names to addresses, Services to endpoints, endpoints to listening
/// processes.
@NullMarked
package seodang.kube.network;

import org.jspecify.annotations.NullMarked;
