package seodang.terminal.kubectl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import seodang.terminal.kubectl.command.CommandSpec;

/// `--help`: our own words, with the usage lines and flags of the real program.
final class Help {
  private static final Map<String, String> WORDS = words();
  private static final String GLOBAL =
      "Use \"kubectl options\" for a list of global command-line options (applies to all"
          + " commands).\n";

  private Help() {}

  static String root() {
    return "kubectl은 쿠버네티스 클러스터를 다룹니다.\n\n"
        + commands("")
        + "Usage:\n  kubectl [flags] [options]\n\n"
        + more("kubectl")
        + GLOBAL;
  }

  /// @param home the learner's directory, where the cache lies
  static String options(String home) {
    return "모든 명령에 쓸 수 있는 플래그:\n\n"
        + flags(CommandSpec.global()).replace("'.kube/", "'" + home + "/.kube/");
  }

  /// @param path of a command; `""` for kubectl itself
  static String of(String path) {
    if (path.isEmpty()) {
      return root();
    }
    if (path.equals("options")) {
      return "";
    }
    CommandSpec spec = CommandSpec.of(path);
    String commands = commands(path);
    String flags = flags(spec.flags());
    return WORDS.getOrDefault(path, path)
        + ".\n\n"
        + commands
        + (flags.isEmpty() ? "" : "Options:\n" + flags)
        + "Usage:\n  "
        + spec.usage()
        + "\n\n"
        + (commands.isEmpty() ? "" : more("kubectl " + path))
        + GLOBAL;
  }

  private static String more(String path) {
    return "Use \"" + path + " <command> --help\" for more information about a given command.\n";
  }

  private static String commands(String path) {
    List<String> below = CommandSpec.below(path);
    if (below.isEmpty()) {
      return "";
    }
    int width = below.stream().mapToInt(String::length).max().orElse(0) + 3;
    StringBuilder lines = new StringBuilder("Available Commands:\n");
    for (String name : below) {
      String words = WORDS.getOrDefault(path.isEmpty() ? name : path + " " + name, "");
      lines
          .append("  ")
          .append(name)
          .append(" ".repeat(width - name.length()))
          .append(words)
          .append('\n');
    }
    return lines.append('\n').toString();
  }

  private static String flags(List<CommandSpec.Flag> flags) {
    StringBuilder lines = new StringBuilder();
    flags.stream()
        .filter(flag -> !flag.type().equals("hidden"))
        .sorted(Comparator.comparing(CommandSpec.Flag::name))
        .forEach(flag ->
            lines
                .append(flag.shorthand().isEmpty() ? "    " : "    -" + flag.shorthand() + ", ")
                .append("--")
                .append(flag.name())
                .append('=')
                .append(otherwise(flag))
                .append(":\n\t")
                .append(WORDS.getOrDefault("--" + flag.name(), ""))
                .append("\n\n"));
    return lines.toString();
  }

  /// The default as pflag writes it.
  private static String otherwise(CommandSpec.Flag flag) {
    if (flag.name().equals("vmodule") || flag.name().equals("aggregation-rule")) {
      return "";
    }
    return switch (flag.type()) {
      case "string", "optional" -> "'" + flag.otherwise() + "'";
      case "slice", "array", "map" ->
          flag.otherwise().startsWith("[") ? flag.otherwise() : "[" + flag.otherwise() + "]";
      default -> flag.otherwise();
    };
  }

  private static Map<String, String> words() {
    try (InputStream in = CommandSpec.class.getResourceAsStream("help.txt")) {
      if (in == null) {
        throw new IllegalStateException("help.txt is not on the class path");
      }
      Map<String, String> words = new HashMap<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        String[] parts = line.split(" = ", 2);
        if (parts.length == 2 && !line.startsWith("#")) {
          words.put(parts[0], parts[1]);
        }
      }
      return Map.copyOf(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
