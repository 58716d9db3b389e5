package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.TabWriter;
import seodang.terminal.kubectl.print.Ages;

/// The text of a description while it is written: lines at levels of indentation, columns at tabs.
final class Description {
  private static final int ANNOTATION_LENGTH = 140;
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final StringBuilder done = new StringBuilder();
  private final StringBuilder raw = new StringBuilder();
  private final TabWriter writer = TabWriter.forDescriptions();

  /// Adds text as it is, two blanks for each level before it.
  Description write(int level, String text) {
    writer.write("  ".repeat(level)).write(text);
    raw.append("  ".repeat(level)).append(text);
    return this;
  }

  /// A line of cells; a tab between them.
  Description line(int level, Object... cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      line.append(i > 0 ? "\t" : "").append(cells[i]);
    }
    return write(level, line.append('\n').toString());
  }

  /// What follows is aligned by itself.
  void flush() {
    done.append(writer.flush());
  }

  /// The text with its tabs, for where nobody aligns the columns.
  String raw() {
    return raw.toString();
  }

  String text() {
    flush();
    return done.toString();
  }

  /// Name, namespace (when it has one), labels and annotations, as most kinds begin.
  Description head(Json.Object object) {
    Json.Object metadata = object.object("metadata");
    line(0, "Name:", metadata.text("name"));
    if (metadata.has("namespace")) {
      line(0, "Namespace:", metadata.text("namespace"));
    }
    return labelsAndAnnotations(metadata);
  }

  Description labelsAndAnnotations(Json.Object metadata) {
    pairs("Labels", metadata.object("labels"));
    annotations("Annotations", metadata.object("annotations"));
    return this;
  }

  /// `a=1`, each on a line of its own below the first.
  void pairs(String title, Json.Object values) {
    Map<String, String> sorted = new TreeMap<>(values.texts());
    write(0, title + ":\t");
    if (sorted.isEmpty()) {
      write(0, "<none>\n");
      return;
    }
    boolean first = true;
    for (Map.Entry<String, String> pair : sorted.entrySet()) {
      String indent =
          first ? "" : " ".repeat(title.length() - title.stripLeading().length()) + "\t";
      write(0, indent + pair.getKey() + "=" + pair.getValue() + "\n");
      first = false;
    }
  }

  void annotations(String title, Json.Object values) {
    Map<String, String> sorted = new TreeMap<>(values.texts());
    sorted.remove(LAST_APPLIED);
    write(0, title + ":\t");
    if (sorted.isEmpty()) {
      write(0, "<none>\n");
      return;
    }
    boolean first = true;
    for (Map.Entry<String, String> pair : sorted.entrySet()) {
      write(0, first ? "" : "\t");
      first = false;
      annotation(pair.getKey(), pair.getValue());
    }
  }

  private void annotation(String key, String text) {
    String value = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    if (value.length() + key.length() + 2 <= ANNOTATION_LENGTH && !value.contains("\n")) {
      write(0, key + ": " + value + "\n");
      return;
    }
    write(0, key + ":\n");
    for (String part : value.split("\n", -1)) {
      String shown =
          part.length() > ANNOTATION_LENGTH - 2
              ? part.substring(0, ANNOTATION_LENGTH - 2) + "..."
              : part;
      write(0, "\t  " + shown + "\n");
    }
  }

  /// Who controls the object, as `ReplicaSet/web-1`; nothing when nobody does.
  void controller(Json.Object object) {
    for (Json.Object owner : object.object("metadata").array("ownerReferences").objects()) {
      if (owner.bool("controller")) {
        line(0, "Controlled By:", owner.text("kind") + "/" + owner.text("name"));
      }
    }
  }

  /// A timestamp as a date.
  static String date(String timestamp) {
    return Ages.date(timestamp);
  }

  /// `<none>` for an empty text.
  static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }

  /// `True` or `False`.
  static String yes(boolean value) {
    return value ? "True" : "False";
  }

  /// A value as `%v` prints it, or another text when it is not there.
  static String value(Json.Object object, String key, String otherwise) {
    Json value = object.get(key);
    return value == null ? otherwise : GoText.value(value);
  }

  /// A selector as `a=b,c in (d,e)`; `<none>` when it is empty.
  static String selector(Json.Object selector) {
    List<String> terms = new ArrayList<>();
    new TreeMap<>(selector.object("matchLabels").texts())
        .forEach((key, value) -> terms.add(key + "=" + value));
    for (Json.Object term : selector.array("matchExpressions").objects()) {
      String key = term.text("key");
      String values =
          "(" + String.join(",", term.array("values").texts().stream().sorted().toList()) + ")";
      terms.add(
          switch (term.text("operator")) {
            case "In" -> key + " in " + values;
            case "NotIn" -> key + " notin " + values;
            case "DoesNotExist" -> "!" + key;
            default -> key;
          });
    }
    // As labels.Requirements sort: by key.
    terms.sort((a, b) -> termKey(a).compareTo(termKey(b)));
    return terms.isEmpty() ? "<none>" : String.join(",", terms);
  }

  private static String termKey(String term) {
    return term.replaceFirst("^!", "").split("[ =]", 2)[0];
  }

  /// A map of labels as `a=b,c=d`; `<none>` when it is empty.
  static String labels(Json.Object labels) {
    return seodang.terminal.kubectl.print.Labels.format(labels.texts());
  }
}
