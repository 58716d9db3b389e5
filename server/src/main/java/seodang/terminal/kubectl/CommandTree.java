package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import seodang.terminal.kubectl.command.CommandSpec;
import seodang.terminal.kubectl.golang.GoText;

/// Which words of a line name a command, with kubectl's aliases and suggestions.
final class CommandTree {
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("create ns", "create namespace"),
          Map.entry("create sa", "create serviceaccount"),
          Map.entry("create cm", "create configmap"),
          Map.entry("create deploy", "create deployment"),
          Map.entry("create dep", "create deployment"),
          Map.entry("create cj", "create cronjob"),
          Map.entry("create ing", "create ingress"),
          Map.entry("create pc", "create priorityclass"),
          Map.entry("create pdb", "create poddisruptionbudget"),
          Map.entry("create resourcequota", "create quota"),
          Map.entry("create svc", "create service"),
          Map.entry("top pods", "top pod"),
          Map.entry("top po", "top pod"),
          Map.entry("top nodes", "top node"),
          Map.entry("top no", "top node"),
          Map.entry("set sa", "set serviceaccount"),
          Map.entry("config rename", "config rename-context"),
          Map.entry("config use", "config use-context"));

  /// Words that cobra suggests a command for, besides similar ones.
  private static final Map<String, List<String>> SUGGESTED_FOR =
      Map.of(
          "get", List.of("list", "ps"),
          "wait", List.of("list", "ps"),
          "delete", List.of("rm"),
          "logs", List.of(),
          "describe", List.of());

  private CommandTree() {}

  /// The index of the first word that is no flag and no flag's value; -1 when there is none.
  static int firstArgument(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        return -1;
      }
      if (!word.startsWith("-") || word.equals("-")) {
        return i;
      }
      if (takesNext(word, true)) {
        i++;
      }
    }
    return -1;
  }

  private static boolean takesNext(String word, boolean unknown) {
    if (word.contains("=")) {
      return false;
    }
    if (word.equals("-h") || word.equals("--help")) {
      return false;
    }
    for (CommandSpec.Flag flag : CommandSpec.global()) {
      boolean named =
          word.equals("--" + flag.name())
              || (!flag.shorthand().isEmpty() && word.equals("-" + flag.shorthand()));
      if (named) {
        return !flag.type().equals("bool");
      }
    }
    // As cobra: an unknown flag is taken to have a value behind it.
    return unknown && (word.startsWith("--") || word.length() == 2);
  }

  static boolean isTopLevel(String name) {
    return CommandSpec.all().containsKey(name) && !name.equals("*");
  }

  /// The path of a command's child by its name or alias; `""` when it has none of that name.
  static String child(String path, String word) {
    String inner = path + " " + word;
    String known = ALIASES.getOrDefault(inner, inner);
    return CommandSpec.all().containsKey(known) ? known : "";
  }

  /// The path that words lead to, as far as they do.
  static String find(List<String> words) {
    String path = "";
    for (String word : words) {
      String next = path.isEmpty() ? (isTopLevel(word) ? word : "") : child(path, word);
      if (next.isEmpty()) {
        break;
      }
      path = next;
    }
    return path;
  }

  /// What is said of a command that does not exist.
  static String unknown(String name) {
    StringBuilder text =
        new StringBuilder("unknown command " + GoText.quote(name) + " for \"kubectl\"");
    List<String> near = suggestions(name);
    if (!near.isEmpty()) {
      text.append("\n\nDid you mean this?\n");
      near.forEach(n -> text.append('\t').append(n).append('\n'));
    }
    return text.toString();
  }

  private static List<String> suggestions(String typed) {
    List<String> near = new ArrayList<>();
    String lower = typed.toLowerCase(Locale.ROOT);
    for (String name : CommandSpec.below("")) {
      boolean similar = distance(lower, name) <= 2 || name.startsWith(lower);
      if (similar || SUGGESTED_FOR.getOrDefault(name, List.of()).contains(lower)) {
        near.add(name);
      }
    }
    return near;
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
