/// The objects that `kubectl create NOUN`, `run`, `expose` and `autoscale` make of their flags.
///
/// Each generator is a function from flags to an object, in the form the real program's typed
/// structs print: with `creationTimestamp: null`, `status: {}` and the like where those structs
/// have them. Depends on `command`, `client` and `golang`.
@NullMarked
package seodang.terminal.kubectl.create;

import org.jspecify.annotations.NullMarked;
