package seodang.terminal.kubectl.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoDurations;
import seodang.terminal.kubectl.golang.GoNumbers;
import seodang.terminal.kubectl.golang.GoText;

/// A command line read as `pflag` reads it: flags and arguments may be mixed, `--` ends the flags.
public final class Flags {
  private static final Map<String, String> WITHOUT_VALUE =
      Map.of("dry-run", "unchanged", "cascade", "background", "validate", "strict");

  private final CommandSpec spec;
  private final Map<String, List<String>> given = new HashMap<>();
  private final List<String> arguments = new ArrayList<>();
  private final List<String> deprecations = new ArrayList<>();
  private int dash = -1;

  private Flags(CommandSpec spec) {
    this.spec = spec;
  }

  /// @throws KubectlError with pflag's words
  public static Flags parse(CommandSpec spec, List<String> words) {
    Flags flags = new Flags(spec);
    try {
      flags.read(words);
    } catch (KubectlError e) {
      throw new KubectlError(
          e.text()
              + "\nSee 'kubectl"
              + (spec.path().isEmpty() ? "" : " " + spec.path())
              + " --help' for usage.");
    }
    return flags;
  }

  private void read(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        dash = arguments.size();
        arguments.addAll(words.subList(i + 1, words.size()));
        return;
      }
      if (word.startsWith("--")) {
        i += readLong(word, i + 1 < words.size() ? words.get(i + 1) : null) ? 1 : 0;
      } else if (word.startsWith("-") && word.length() > 1) {
        i += readShort(word, i + 1 < words.size() ? words.get(i + 1) : null) ? 1 : 0;
      } else {
        arguments.add(word);
      }
    }
  }

  /// @return true when the next word was taken as the value
  private boolean readLong(String word, @org.jspecify.annotations.Nullable String next) {
    String body = word.substring(2);
    int equals = body.indexOf('=');
    String name = equals < 0 ? body : body.substring(0, equals);
    if (name.isEmpty() || name.startsWith("-") || name.startsWith("=")) {
      throw new KubectlError("bad flag syntax: " + word);
    }
    CommandSpec.Flag flag = spec.named(name);
    if (flag == null && name.equals("help")) {
      given.put("help", List.of("true"));
      return false;
    }
    if (flag == null) {
      throw new KubectlError("unknown flag: --" + name);
    }
    if (equals >= 0) {
      set(flag, body.substring(equals + 1));
      return false;
    }
    if (standsAlone(flag)) {
      set(flag, WITHOUT_VALUE.getOrDefault(name, "true"));
      return false;
    }
    if (next == null) {
      throw new KubectlError("flag needs an argument: --" + name);
    }
    set(flag, next);
    return true;
  }

  private boolean readShort(String word, @org.jspecify.annotations.Nullable String next) {
    String letters = word.substring(1);
    for (int i = 0; i < letters.length(); i++) {
      String letter = letters.substring(i, i + 1);
      CommandSpec.Flag flag = spec.shorthand(letter);
      if (flag == null && letter.equals("h")) {
        given.put("help", List.of("true"));
        continue;
      }
      if (flag == null) {
        throw new KubectlError(
            "unknown shorthand flag: " + "'" + letter + "' in -" + letters.substring(i));
      }
      String rest = letters.substring(i + 1);
      if (rest.startsWith("=") && rest.length() > 1) {
        set(flag, rest.substring(1));
        return false;
      }
      if (standsAlone(flag)) {
        set(flag, WITHOUT_VALUE.getOrDefault(flag.name(), "true"));
        continue;
      }
      if (!rest.isEmpty()) {
        set(flag, rest);
        return false;
      }
      if (next == null) {
        throw new KubectlError(
            "flag needs an argument: " + "'" + letter + "' in -" + letters.substring(i));
      }
      set(flag, next);
      return true;
    }
    return false;
  }

  private static boolean standsAlone(CommandSpec.Flag flag) {
    return switch (flag.type()) {
      case "bool", "hidden", "optional" -> true;
      default -> false;
    };
  }

  private void set(CommandSpec.Flag flag, String value) {
    try {
      switch (flag.type()) {
        case "bool", "hidden" -> replace(flag, Boolean.toString(GoNumbers.parseBool(value)));
        case "int" -> replace(flag, Long.toString(GoNumbers.parseInt(value, intBits(flag.name()))));
        case "duration" -> {
          GoDurations.parse(value);
          replace(flag, value);
        }
        case "slice" ->
            given.computeIfAbsent(flag.name(), k -> new ArrayList<>()).addAll(csv(value));
        case "array" -> given.computeIfAbsent(flag.name(), k -> new ArrayList<>()).add(value);
        case "map" -> {
          for (String pair : csv(value)) {
            if (!pair.contains("=")) {
              throw new IllegalArgumentException(pair + " must be formatted as key=value");
            }
            given.computeIfAbsent(flag.name(), k -> new ArrayList<>()).add(pair);
          }
        }
        default -> replace(flag, value);
      }
    } catch (GoNumbers.SyntaxException | IllegalArgumentException e) {
      throw new KubectlError(
          "invalid argument "
              + GoText.quote(value)
              + " for "
              + GoText.quote(display(flag))
              + " flag: "
              + e.getMessage());
    }
    if (flag.type().equals("hidden") && deprecations.isEmpty()) {
      deprecations.add(
          "Flag --"
              + flag.name()
              + " has been deprecated, --"
              + flag.name()
              + " will be removed in the future\n");
    }
  }

  private static int intBits(String name) {
    return name.equals("tail") || name.equals("limit-bytes") ? 64 : 32;
  }

  private static String display(CommandSpec.Flag flag) {
    return (flag.shorthand().isEmpty() || flag.shorthand().equals(flag.name())
            ? flag.shorthand().isEmpty() ? "" : "-" + flag.shorthand() + ", "
            : "-" + flag.shorthand() + ", ")
        + "--"
        + flag.name();
  }

  private void replace(CommandSpec.Flag flag, String value) {
    given.put(flag.name(), List.of(value));
  }

  /// One line of comma-separated values with Go's quoting.
  private static List<String> csv(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    int at = 0;
    while (true) {
      if (at < text.length() && text.charAt(at) == '"') {
        StringBuilder value = new StringBuilder();
        at++;
        while (true) {
          if (at >= text.length()) {
            throw new IllegalArgumentException(
                "parse error on line 1, column "
                    + (text.length() + 1)
                    + ": extraneous or missing \" in quoted-field");
          }
          if (text.charAt(at) == '"' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
            value.append('"');
            at += 2;
          } else if (text.charAt(at) == '"') {
            at++;
            break;
          } else {
            value.append(text.charAt(at++));
          }
        }
        if (at < text.length() && text.charAt(at) != ',') {
          throw new IllegalArgumentException(
              "parse error on line 1, column "
                  + (at + 1)
                  + ": extraneous or missing \" in quoted-field");
        }
        values.add(value.toString());
      } else {
        int comma = text.indexOf(',', at);
        String value = text.substring(at, comma < 0 ? text.length() : comma);
        if (value.indexOf('"') >= 0) {
          throw new IllegalArgumentException(
              "parse error on line 1, column "
                  + (at + value.indexOf('"') + 1)
                  + ": bare \" in non-quoted-field");
        }
        values.add(value);
        at += value.length();
      }
      if (at >= text.length()) {
        return values;
      }
      at++;
    }
  }

  /// The error of a required flag that is missing, if one is.
  public void checkRequired() {
    List<String> missing =
        spec.flags().stream()
            .filter(f -> f.required() && !given.containsKey(f.name()))
            .map(f -> GoText.quote(f.name()))
            .toList();
    if (!missing.isEmpty()) {
      throw new KubectlError("required flag(s) " + String.join(", ", missing) + " not set");
    }
  }

  public CommandSpec spec() {
    return spec;
  }

  /// The same without what was given for one flag.
  Flags without(String name) {
    Flags other = new Flags(spec);
    other.given.putAll(given);
    other.given.remove(name);
    other.arguments.addAll(arguments);
    other.dash = dash;
    return other;
  }

  /// Warnings about flags that are going away.
  public List<String> deprecations() {
    return deprecations;
  }

  public boolean help() {
    return given.containsKey("help");
  }

  /// The words that are no flags.
  public List<String> arguments() {
    return List.copyOf(arguments);
  }

  /// How many arguments stood before `--`; -1 without it.
  public int dash() {
    return dash;
  }

  /// True when the flag stands in the command line.
  public boolean has(String name) {
    return given.containsKey(name);
  }

  public String text(String name) {
    List<String> values = given.get(name);
    if (values != null) {
      return values.isEmpty() ? "" : values.getLast();
    }
    CommandSpec.Flag flag = spec.named(name);
    return flag == null ? "" : flag.otherwise();
  }

  public boolean is(String name) {
    return text(name).equals("true");
  }

  public long number(String name) {
    String text = text(name);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  public Duration duration(String name) {
    String text = text(name);
    return text.isEmpty() ? Duration.ZERO : GoDurations.parse(text);
  }

  /// The values of a list flag, in order.
  public List<String> list(String name) {
    List<String> values = given.get(name);
    if (values == null) {
      String otherwise = text(name);
      return otherwise.isEmpty() || otherwise.startsWith("[") ? List.of() : List.of(otherwise);
    }
    return List.copyOf(values);
  }

  /// The pairs of a map flag, in order.
  public Map<String, String> pairs(String name) {
    return list(name).stream()
        .collect(
            Collectors.toMap(
                p -> p.substring(0, p.indexOf('=')),
                p -> p.substring(p.indexOf('=') + 1),
                (a, b) -> b,
                LinkedHashMap::new));
  }
}
