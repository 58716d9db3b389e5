package seodang.terminal.kubectl;

import seodang.terminal.kubectl.command.CommandSpec;

/// `--help`: our own words, with the usage lines and flags of the real program.
final class Help {
  private Help() {}

  static String root() {
    return "";
  }

  static String options() {
    return "";
  }

  static String of(String path) {
    CommandSpec spec = CommandSpec.of(path);
    return "Usage:\n  " + spec.usage() + "\n";
  }
}
