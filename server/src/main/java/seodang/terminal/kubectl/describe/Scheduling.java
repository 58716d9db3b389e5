package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import seodang.json.Json;

/// Tolerations, taints and spread constraints.
final class Scheduling {
  private Scheduling() {}

  /// @param title with its indentation
  static void tolerations(String title, Json.Array tolerations, Description out) {
    String indent = " ".repeat(title.length() - title.stripLeading().length());
    out.write(0, title + ":\t");
    if (tolerations.isEmpty()) {
      out.write(0, "<none>\n");
      return;
    }
    List<Json.Object> sorted = new ArrayList<>(tolerations.objects());
    sorted.sort(Comparator.comparing(t -> t.text("key")));
    for (int i = 0; i < sorted.size(); i++) {
      out.write(0, (i == 0 ? "" : indent + "\t") + toleration(sorted.get(i)) + "\n");
    }
  }

  private static String toleration(Json.Object toleration) {
    String key = toleration.text("key");
    String value = toleration.text("value");
    String effect = toleration.text("effect");
    StringBuilder text = new StringBuilder(key);
    text.append(value.isEmpty() ? "" : "=" + value);
    text.append(effect.isEmpty() ? "" : ":" + effect);
    if (toleration.text("operator").equals("Exists") && value.isEmpty()) {
      text.append(key.isEmpty() && effect.isEmpty() ? "op=Exists" : " op=Exists");
    }
    if (toleration.has("tolerationSeconds")) {
      text.append(" for ").append(toleration.number("tolerationSeconds", 0)).append('s');
    }
    return text.toString();
  }

  static void taints(Json.Array taints, Description out) {
    out.write(0, "Taints:\t");
    if (taints.isEmpty()) {
      out.write(0, "<none>\n");
      return;
    }
    List<Json.Object> sorted = new ArrayList<>(taints.objects());
    sorted.sort(
        Comparator.comparing((Json.Object t) -> t.text("effect"))
            .thenComparing(t -> t.text("key")));
    for (int i = 0; i < sorted.size(); i++) {
      Json.Object taint = sorted.get(i);
      String value = taint.text("value");
      out.write(
          0,
          (i == 0 ? "" : "\t")
              + taint.text("key")
              + (value.isEmpty() ? "" : "=" + value)
              + (taint.text("effect").isEmpty() ? "" : ":" + taint.text("effect"))
              + "\n");
    }
  }

  static void spread(String space, Json.Array constraints, Description out) {
    if (constraints.isEmpty()) {
      return;
    }
    List<Json.Object> sorted = new ArrayList<>(constraints.objects());
    sorted.sort(Comparator.comparing(c -> c.text("topologyKey")));
    out.write(0, space + "Topology Spread Constraints:\t");
    for (int i = 0; i < sorted.size(); i++) {
      Json.Object constraint = sorted.get(i);
      out.write(
          0,
          (i == 0 ? "" : space + "\t")
              + constraint.text("topologyKey")
              + ":"
              + constraint.text("whenUnsatisfiable")
              + " when max skew "
              + constraint.number("maxSkew", 0)
              + " is exceeded"
              + (constraint.has("labelSelector")
                  ? " for selector " + Description.selector(constraint.object("labelSelector"))
                  : "")
              + "\n");
    }
  }
}
