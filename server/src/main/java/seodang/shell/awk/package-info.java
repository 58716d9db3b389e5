/// `awk`: its language read into a tree, compiled to steps of a stack machine, and run.
///
/// A machine can be frozen between any two of its steps, waits for input, for commands and for
/// `system` as every [seodang.shell.Program] does, and spends one step of its tree for each of its
/// own, so that an endless loop is interrupted or cut like any other. Words of errors are mawk's,
/// and busybox's in busybox. May use `shell`, its regular expressions and its decimals.
@NullMarked
package seodang.shell.awk;

import org.jspecify.annotations.NullMarked;
