package seodang.kube.apiserver.custom;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// The simple JSON paths of columns and of `scale`: `.spec.replicas`,
/// `.status.conditions[?(@.type=="Ready")].status`.
public final class Path {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.([A-Za-z0-9_\\-$/]+|\\*)"
              + "|\\['((?:[^'\\\\]|\\\\.)*)'\\]"
              + "|\\[(\\d+|\\*)\\]"
              + "|\\[\\?\\(@\\.([A-Za-z0-9_.\\-]+)\\s*==\\s*[\"']([^\"']*)[\"']\\)\\]");

  private Path() {}

  /// Everything the path leads to.
  public static List<Json> all(Json value, String path) {
    List<Json> here = List.of(value);
    Matcher step = STEP.matcher(path.replace("\\.", "\u0001"));
    int at = 0;
    while (step.find() && step.start() == at) {
      at = step.end();
      List<Json> next = new ArrayList<>();
      for (Json item : here) {
        step(item, step, next);
      }
      here = next;
    }
    return at == path.replace("\\.", "\u0001").length() ? here : List.of();
  }

  public static @Nullable Json first(Json value, String path) {
    List<Json> found = all(value, path);
    return found.isEmpty() ? null : found.getFirst();
  }

  /// The member names of a path without lists: `.spec.replicas`.
  public static String[] members(String path) {
    return path.startsWith(".") ? path.substring(1).split("\\.") : path.split("\\.");
  }

  private static void step(Json item, Matcher step, List<Json> next) {
    String name = step.group(1) != null ? step.group(1) : step.group(2);
    if (name != null && !name.equals("*")) {
      Json member = item instanceof Json.Object o ? o.get(name.replace('\u0001', '.')) : null;
      if (member != null) {
        next.add(member);
      }
    } else if (item instanceof Json.Array a) {
      String index = step.group(3);
      String field = step.group(4);
      for (int i = 0; i < a.size(); i++) {
        boolean taken =
            field != null
                ? a.get(i) instanceof Json.Object o
                    && o.at(field.split("\\.")) instanceof Json.Text t
                    && t.value().equals(step.group(5))
                : index == null || index.equals("*") || index.equals(Integer.toString(i));
        if (taken) {
          next.add(a.get(i));
        }
      }
    } else if (item instanceof Json.Object o && "*".equals(name)) {
      o.forEach((_, member) -> next.add(member));
    }
  }
}
