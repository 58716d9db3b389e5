package seodang.terminal.kubectl.describe;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;

/// Describes an object of any kind, field by field.
final class Generic {
  private static final Set<String> SKIPPED =
      Set.of(
          ".metadata.managedFields",
          ".metadata.name",
          ".metadata.namespace",
          ".metadata.labels",
          ".metadata.annotations");
  private static final Set<String> ACRONYMS = Set.of("API", "URL", "UID", "OSB", "GUID");

  private Generic() {}

  static void describe(Json.Object object, Description out, Describer.Source source) {
    Json.Object metadata = object.object("metadata");
    out.line(0, "Name:", metadata.text("name"));
    out.line(0, "Namespace:", metadata.text("namespace"));
    out.labelsAndAnnotations(metadata);
    fields(object, 0, "", out);
    EventTable.of(object, out, source);
  }

  private static void fields(Json.Object object, int level, String prefix, Description out) {
    for (String field : object.keys()) {
      String path = prefix + "." + field;
      if (SKIPPED.contains(path)) {
        continue;
      }
      Json value = Objects.requireNonNull(object.get(field));
      switch (value) {
        case Json.Object inner -> {
          out.line(level, label(field) + ":");
          fields(inner, level + 1, path, out);
        }
        case Json.Array items -> {
          out.line(level, label(field) + ":");
          for (Json item : items) {
            if (item instanceof Json.Object inner) {
              fields(inner, level + 1, path, out);
            } else {
              out.line(level + 1, GoText.value(item));
            }
          }
        }
        default -> out.line(level, label(field) + ":", GoText.value(value));
      }
    }
  }

  /// `maxSurge` as `Max Surge`; a name with other characters than letters as it is.
  static String label(String field) {
    if (!field.chars().allMatch(c -> Character.isLetter(c) || c == '-')) {
      return field;
    }
    StringJoiner words = new StringJoiner(" ");
    int start = 0;
    for (int i = 1; i <= field.length(); i++) {
      if (i == field.length() || breaks(field, i)) {
        words.add(word(field.substring(start, i)));
        start = i;
      }
    }
    return words.toString();
  }

  private static boolean breaks(String field, int i) {
    boolean upper = Character.isUpperCase(field.charAt(i));
    boolean before = Character.isUpperCase(field.charAt(i - 1));
    if (field.charAt(i) == '-' || field.charAt(i - 1) == '-') {
      return true;
    }
    if (upper && !before) {
      return true;
    }
    return upper && before && i + 1 < field.length() && Character.isLowerCase(field.charAt(i + 1));
  }

  private static String word(String word) {
    String upper = word.toUpperCase(Locale.ROOT);
    return ACRONYMS.contains(upper)
        ? upper
        : word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
