/// A POSIX-like shell language and its small tools, as pure computation.
///
/// A [seodang.shell.ProcessTree] is a tree of cooperating processes over a
/// [seodang.shell.FileTree]: it is resumed with a time and a number of steps, and answers what was
/// printed and what it waits for. Between two resumes the whole tree can be frozen to JSON and
/// thawed again, so that it can live inside a cluster's value. No threads, clock, randomness of its
/// own, files or network of the host: time, chance and answers from outside are given in. Not safe
/// for use by two threads at once. Messages are word for word those of dash, bash, busybox and
/// coreutils. May use `json`.
@NullMarked
package seodang.shell;

import org.jspecify.annotations.NullMarked;
