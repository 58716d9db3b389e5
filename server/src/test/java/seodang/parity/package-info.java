/// The distance to a real Kubernetes v1.33, by answers recorded from one; run by `script/parity`.
@NullMarked
package seodang.parity;

import org.jspecify.annotations.NullMarked;
