package seodang.terminal.kubectl.print;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.TabWriter;

/// `-o custom-columns=NAME:.metadata.name,…`.
final class CustomColumns implements ObjectPrinter {
  private final List<String> headers;
  private final List<JsonPath> paths;
  private final boolean noHeaders;

  private CustomColumns(List<String> headers, List<JsonPath> paths, boolean noHeaders) {
    this.headers = headers;
    this.paths = paths;
    this.noHeaders = noHeaders;
  }

  static CustomColumns parse(String spec, boolean noHeaders) {
    List<String> headers = new ArrayList<>();
    List<JsonPath> paths = new ArrayList<>();
    for (String part : spec.split(",", -1)) {
      int colon = part.indexOf(':');
      if (colon < 0) {
        throw new KubectlError(
            "unexpected custom-columns spec: " + part + ", expected <header>:<json-path-expr>");
      }
      headers.add(part.substring(0, colon));
      paths.add(JsonPath.parse(JsonPath.relaxed(part.substring(colon + 1)), true));
    }
    return new CustomColumns(headers, paths, noHeaders);
  }

  /// A template file: the headers in its first line, the paths in its second.
  static CustomColumns parseFile(String text, boolean noHeaders) {
    String[] lines = text.split("\n", -1);
    List<String> headers = words(lines[0]);
    List<String> specs = lines.length > 1 ? words(lines[1]) : List.of();
    if (headers.isEmpty()) {
      throw new KubectlError(
          "invalid template, missing header line. Expected format is one line of space separated"
              + " headers, one line of space separated column specs.");
    }
    if (lines.length < 2) {
      throw new KubectlError(
          "invalid template, missing spec line. Expected format is one line of space separated"
              + " headers, one line of space separated column specs.");
    }
    if (headers.size() != specs.size()) {
      throw new KubectlError(
          "number of headers ("
              + headers.size()
              + ") and field specifications ("
              + specs.size()
              + ") don't match");
    }
    List<JsonPath> paths =
        specs.stream().map(s -> JsonPath.parse(JsonPath.relaxed(s), true)).toList();
    return new CustomColumns(headers, paths, noHeaders);
  }

  private static List<String> words(String line) {
    return line.isBlank() ? List.of() : List.of(line.strip().split("\\s+"));
  }

  private boolean printed;

  @Override
  public String print(Json.Object object) {
    TabWriter table = TabWriter.forTables();
    // Of what is printed one by one, as a watch's objects are, only the first has headers above.
    boolean headed = noHeaders || printed;
    printed = true;
    if (!headed) {
      table.write(String.join("\t", headers) + "\n");
    }
    for (Json.Object item : Format.items(object)) {
      table.write(row(item) + "\n");
    }
    return table.flush();
  }

  private String row(Json.Object item) {
    StringJoiner cells = new StringJoiner("\t");
    for (JsonPath path : paths) {
      List<List<Json>> found = path.find(item);
      StringJoiner values = new StringJoiner(",");
      if (found.isEmpty() || found.getFirst().isEmpty()) {
        values.add("<none>");
      }
      found.forEach(list -> list.forEach(value -> values.add(GoText.value(value))));
      cells.add(values.toString());
    }
    return cells.toString();
  }
}
