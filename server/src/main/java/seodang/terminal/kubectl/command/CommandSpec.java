package seodang.terminal.kubectl.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A command's interface: its path, usage line and flags, as `commands.txt` lists them.
///
/// @param path without `kubectl`: `rollout status`; `*` holds the flags of all commands
/// @param usage the line after `Usage:`
public record CommandSpec(String path, String usage, List<Flag> flags) {
  /// @param shorthand one letter, or `""`
  /// @param type `bool`, `int`, `duration`, `string`, `optional` (a string that may stand without a
  ///   value), `slice`, `array`, `map`, `hidden` (a deprecated bool)
  public record Flag(
      String shorthand, String name, String type, String otherwise, boolean required) {}

  private static final Map<String, CommandSpec> ALL = load();

  /// All commands by path, in the order of kubectl's own registration.
  public static Map<String, CommandSpec> all() {
    return ALL;
  }

  public static CommandSpec of(String path) {
    CommandSpec spec = ALL.get(path);
    if (spec == null) {
      throw new IllegalArgumentException("no such command: " + path);
    }
    return spec;
  }

  /// The names of the commands one level below a path.
  public static List<String> below(String path) {
    String prefix = path.isEmpty() ? "" : path + " ";
    return ALL.keySet().stream()
        .filter(p -> !p.equals("*") && p.startsWith(prefix) && !p.equals(path))
        .map(p -> p.substring(prefix.length()))
        .filter(p -> !p.contains(" "))
        .toList();
  }

  public static List<Flag> global() {
    return of("*").flags();
  }

  public @Nullable Flag named(String name) {
    return find(f -> f.name().equals(name));
  }

  public @Nullable Flag shorthand(String letter) {
    return find(f -> f.shorthand().equals(letter));
  }

  private @Nullable Flag find(java.util.function.Predicate<Flag> wanted) {
    for (List<Flag> list : List.of(flags, global())) {
      for (Flag flag : list) {
        if (wanted.test(flag)) {
          return flag;
        }
      }
    }
    return null;
  }

  private static Map<String, CommandSpec> load() {
    Map<String, CommandSpec> all = new LinkedHashMap<>();
    String path = "";
    String usage = "";
    List<Flag> flags = new ArrayList<>();
    for (String line : text().lines().toList()) {
      if (line.startsWith("#")) {
        continue;
      }
      if (line.startsWith(" ")) {
        flags.add(flag(line.strip()));
        continue;
      }
      if (!path.isEmpty()) {
        all.put(path, new CommandSpec(path, usage, List.copyOf(flags)));
      }
      int bar = line.indexOf('|');
      path = line.substring(0, bar).strip();
      usage = line.substring(bar + 1).strip();
      flags.clear();
    }
    all.put(path, new CommandSpec(path, usage, List.copyOf(flags)));
    return all;
  }

  private static Flag flag(String line) {
    String[] words = line.split(" ", 4);
    boolean required = words[1].endsWith("!");
    return new Flag(
        words[0].equals("-") ? "" : words[0],
        required ? words[1].substring(0, words[1].length() - 1) : words[1],
        words[2],
        words.length > 3 && !words[3].equals("[]") ? words[3] : "",
        required);
  }

  private static String text() {
    try (InputStream in = CommandSpec.class.getResourceAsStream("commands.txt")) {
      if (in == null) {
        throw new IllegalStateException("commands.txt is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
