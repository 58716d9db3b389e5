package seodang.diagram;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.Yaml;

/// An object's YAML with the lines that its last change brought.
public final class YamlDiff {
  /// Beyond this the comparison, quadratic in lines, is left out.
  private static final int COMPARED = 1500;

  private YamlDiff() {}

  /// @param changed new or different since the write before
  public record Line(String text, boolean changed) {}

  /// Without `managedFields`, as kubectl shows it.
  static List<Line> lines(Json.@Nullable Object before, Json.Object now) {
    List<String> after = text(now);
    if (before == null) {
      return after.stream().map(line -> new Line(line, false)).toList();
    }
    List<String> old = text(before);
    if (after.size() > COMPARED || old.size() > COMPARED) {
      return after.stream().map(line -> new Line(line, false)).toList();
    }
    boolean[] common = common(old, after);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      lines.add(new Line(after.get(i), !common[i]));
    }
    return lines;
  }

  private static List<String> text(Json.Object object) {
    return Yaml.write(object.withoutAt("metadata", "managedFields")).lines().toList();
  }

  /// Which lines of `after` belong to the longest common subsequence.
  private static boolean[] common(List<String> before, List<String> after) {
    int[][] length = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        length[i][j] =
            before.get(i).equals(after.get(j))
                ? length[i + 1][j + 1] + 1
                : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    boolean[] common = new boolean[after.size()];
    int i = 0;
    int j = 0;
    while (i < before.size() && j < after.size()) {
      if (before.get(i).equals(after.get(j))) {
        common[j] = true;
        i++;
        j++;
      } else if (length[i + 1][j] >= length[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
    return common;
  }
}
