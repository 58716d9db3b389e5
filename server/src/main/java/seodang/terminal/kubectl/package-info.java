/// `kubectl`, written anew: one class for each command, over the Kubernetes API alone.
///
/// [seodang.terminal.kubectl.Kubectl] is the terminal's command; it reads flags as `pflag` does
/// ([seodang.terminal.kubectl.command.Flags]), finds the subcommand, and prints what fails. What a
/// command prints on stdout and stderr and its exit code equal those of kubectl 1.33, byte for
/// byte; only `--help` is our own, in Korean. Runs on the thread of the terminal's command, may
/// block and is interruptible. Depends on `terminal`'s interfaces, `kube`'s requests and `json`.
@NullMarked
package seodang.terminal.kubectl;

import org.jspecify.annotations.NullMarked;
