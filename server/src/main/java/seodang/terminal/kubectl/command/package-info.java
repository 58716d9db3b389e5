/// What all commands of kubectl stand on: the list of commands and their flags, one run of a
/// command ([seodang.terminal.kubectl.command.Invocation]), the objects a command line means
/// ([seodang.terminal.kubectl.command.ResourceBuilder]), and the reports of what was done.
///
/// Used by the commands on their own thread. Depends on `print`, `client` and `golang`.
@NullMarked
package seodang.terminal.kubectl.command;

import org.jspecify.annotations.NullMarked;
