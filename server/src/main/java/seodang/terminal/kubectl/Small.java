package seodang.terminal.kubectl;

import java.util.List;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.GoText;

/// Commands of a few lines: `options`, `plugin list`, `completion`, `kustomize`, and those that
/// only hold others.
final class Small {
  private static final List<String> SHELLS = List.of("bash", "zsh", "fish", "powershell");

  private Small() {}

  static int options(Invocation invocation) {
    invocation.print(Help.options(invocation.context().env().getOrDefault("HOME", "/")));
    return 0;
  }

  static int pluginList(Invocation invocation) {
    if (!invocation.arguments().isEmpty()) {
      throw new KubectlError("extra arguments: " + GoText.list(invocation.arguments()));
    }
    throw new KubectlError("unable to find any kubectl plugins in your PATH");
  }

  /// The terminal completes kubectl by itself; there is nothing to be sourced.
  static int completion(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    if (arguments.isEmpty()) {
      throw invocation.usageError("Shell not specified.");
    }
    if (arguments.size() > 1) {
      throw invocation.usageError("Too many arguments. Expected only the shell type.");
    }
    if (!SHELLS.contains(arguments.getFirst())) {
      throw invocation.usageError(
          "Unsupported shell type " + GoText.quote(arguments.getFirst()) + ".");
    }
    invocation.print("# 이 터미널은 kubectl 자동 완성을 이미 켜 두었습니다. Tab을 눌러 보세요.\n");
    return 0;
  }

  static int kustomize(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    if (arguments.size() > 1) {
      throw new KubectlError("specify one path to kustomization.yaml");
    }
    String text = invocation.kustomized(arguments.isEmpty() ? "." : arguments.getFirst());
    String output = invocation.flags().text("output");
    if (output.isEmpty()) {
      invocation.print(text);
    } else {
      invocation.writeFile(output, text);
    }
    return 0;
  }

  /// A command that only holds others: its help, or what it does not know.
  static int group(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    String path = invocation.flags().spec().path();
    if (path.equals("certificate")) {
      invocation.print(Help.of(path));
      return 0;
    }
    if (arguments.isEmpty()) {
      if (path.equals("rollout")) {
        invocation.print(Help.of(path));
      } else {
        invocation.printError(Help.of(path));
      }
      return 1;
    }
    throw invocation.usageError("unknown command " + GoText.quote(String.join(" ", arguments)));
  }

  /// The commands of which only those below them do anything.
  static List<String> groups() {
    return List.of(
        "auth",
        "certificate",
        "config",
        "create secret",
        "create service",
        "plugin",
        "rollout",
        "set",
        "top");
  }
}
