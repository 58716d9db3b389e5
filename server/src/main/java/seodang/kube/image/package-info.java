/// What simulated images hold and do: a catalogue as data, small programs over the process
/// interface.
@NullMarked
package seodang.kube.image;

import org.jspecify.annotations.NullMarked;
