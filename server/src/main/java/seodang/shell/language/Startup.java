package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.shell.Dialect;
import seodang.shell.FileTree;
import seodang.shell.Program.Outcome;
import seodang.shell.Syscalls;

/// How a shell begins: its arguments, and where its lines come from.
final class Startup {
  private final List<String> argv;
  private final boolean terminal;

  /// @param terminal when it is the tree's first process, whoever edits its lines shows its prompts
  Startup(List<String> argv, boolean terminal) {
    this.argv = argv;
    this.terminal = terminal;
  }

  /// Sets the shell up; an outcome when it cannot even begin.
  @Nullable Outcome begin(ShellProcess shell, Syscalls io) {
    ShellState state = shell.state();
    String own = FileTree.name(argv.getFirst());
    state.dialect =
        own.equals("bash")
            ? Dialect.BASH
            : io.dialect() == Dialect.BASH ? Dialect.DASH : io.dialect();
    state.name = argv.getFirst();
    state.shellPid = io.pid();
    state.variables = Variables.of(io.env());
    state.variables.set("PWD", io.directory());
    state.variables.set("OPTIND", "1");
    state.variables.set("IFS", " \t\n");
    state.promptedOutside = terminal && io.parent() == 0;
    List<String> rest = new ArrayList<>(argv.subList(1, argv.size()));
    boolean command = false;
    boolean input = false;
    while (!rest.isEmpty()
        && (rest.getFirst().startsWith("-") || rest.getFirst().startsWith("+"))) {
      String arg = rest.removeFirst();
      if (arg.equals("-") || arg.equals("--")) {
        break;
      }
      if (arg.startsWith("--")) {
        continue;
      }
      for (char option : arg.substring(1).toCharArray()) {
        switch (option) {
          case 'c' -> command = true;
          case 's' -> input = true;
          case 'i' -> state.interactive = true;
          case 'l' -> {}
          case 'o' -> {
            if (!rest.isEmpty() && rest.removeFirst().equals("pipefail")) {
              state.pipefail = true;
            }
          }
          default -> {
            try {
              OptionBuiltins.change(state, option, arg.startsWith("-"));
            } catch (ShellFailure e) {
              io.write(2, state.name + ": 0: Illegal option -" + option + "\n");
              return new Outcome.Exit(2);
            }
          }
        }
      }
    }
    if (command) {
      return text(shell, rest, io);
    }
    return input || rest.isEmpty() ? input(shell, rest, io) : script(shell, rest, io);
  }

  private static @Nullable Outcome text(ShellProcess shell, List<String> rest, Syscalls io) {
    ShellState state = shell.state();
    if (rest.isEmpty()) {
      io.write(
          2,
          state.name
              + (state.dialect == Dialect.BASH
                  ? ": -c: option requires an argument\n"
                  : ": 0: -c requires an argument\n"));
      return new Outcome.Exit(2);
    }
    String text = rest.removeFirst();
    if (!rest.isEmpty()) {
      state.name = rest.removeFirst();
    }
    state.parameters = List.copyOf(rest);
    state.control.add(shell.script(Control.Kind.MAIN, state.name, text));
    return null;
  }

  private static @Nullable Outcome script(ShellProcess shell, List<String> rest, Syscalls io) {
    ShellState state = shell.state();
    String name = rest.removeFirst();
    String text = FlowBuiltins.script(name, io);
    if (text == null) {
      boolean bash = state.dialect == Dialect.BASH;
      io.write(
          2,
          bash
              ? state.name + ": " + name + ": No such file or directory\n"
              : state.name + ": 0: cannot open " + name + ": No such file\n");
      return new Outcome.Exit(bash ? 127 : 2);
    }
    state.name = name;
    state.parameters = List.copyOf(rest);
    state.control.add(shell.script(Control.Kind.MAIN, name, text));
    return null;
  }

  private static @Nullable Outcome input(ShellProcess shell, List<String> rest, Syscalls io) {
    ShellState state = shell.state();
    state.parameters = List.copyOf(rest);
    state.interactive |= state.promptedOutside || io.isTerminal(0) && io.isTerminal(2);
    state.control.add(shell.script(Control.Kind.INPUT, state.name, ""));
    if (state.promptedOutside) {
      for (String alias : List.of("k=kubectl", "ll=ls -l", "la=ls -A")) {
        int equals = alias.indexOf('=');
        state.aliases = state.aliases.plus(alias.substring(0, equals), alias.substring(equals + 1));
      }
    }
    return null;
  }
}
