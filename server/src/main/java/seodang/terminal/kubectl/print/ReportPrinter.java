package seodang.terminal.kubectl.print;

import java.util.Locale;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoText;

/// `deployment.apps/web created`: what was done to an object.
public final class ReportPrinter {
  private ReportPrinter() {}

  /// @param operation `created`, `configured`, with ` (dry run)` where it was one; `""` for `-o
  ///   name`
  public static String report(Json.Object object, String operation) {
    String name = object.object("metadata").text("name");
    return line(kind(object, name), name, operation);
  }

  public static String line(String label, String name, String operation) {
    return label + "/" + name + (operation.isEmpty() ? "" : " " + operation) + "\n";
  }

  private static String kind(Json.Object object, String name) {
    String kind = object.text("kind");
    if (kind.isEmpty()) {
      throw new KubectlError("missing kind for resource with name " + GoText.quote(name));
    }
    String apiVersion = object.text("apiVersion");
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : "." + apiVersion.substring(0, slash);
    return kind.toLowerCase(Locale.ROOT) + group;
  }

  /// `-o name`: a line for the object, or for each item of a list.
  static String names(Json.Object object) {
    StringBuilder lines = new StringBuilder();
    Format.items(object).forEach(item -> lines.append(report(item, "")));
    return lines.toString();
  }
}
