/// A learner's terminal as it lives on the server: line editing, screen, full-screen editors, and
/// commands that reach the cluster.
///
/// A [seodang.terminal.Terminal] turns keystrokes into ANSI text; the shell language itself is
/// `seodang.shell`, whose processes run here on one thread per terminal. Commands that block, as
/// `kubectl` does, run on threads of their own and see the world only through
/// [seodang.terminal.CommandContext]; the cluster only through [seodang.terminal.ClusterPort].
/// Nothing here touches the host's files or processes. May use `kube`, `shell`, `json`.
@NullMarked
package seodang.terminal;

import org.jspecify.annotations.NullMarked;
