package seodang.terminal.kubectl.print;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.TabWriter;

/// Writes a `Table` answer of the API server as `kubectl get` shows it.
public final class Table {
  /// How a table is to be shown.
  ///
  /// @param kind what stands before names as `deployment.apps/`; `""` for none
  public record Options(
      boolean wide,
      boolean noHeaders,
      boolean withNamespace,
      String kind,
      boolean showLabels,
      List<String> labelColumns) {
    public Options {
      labelColumns = List.copyOf(labelColumns);
    }
  }

  private final Options options;
  private boolean headersWritten;
  private List<Json.Object> columns = List.of();

  public Table(Options options) {
    this.options = options;
  }

  /// True for an answer that is a Table; some servers and kinds answer plain objects.
  public static boolean isTable(Json.Object answer) {
    return answer.text("kind").equals("Table")
        && answer.text("apiVersion").startsWith("meta.k8s.io/");
  }

  /// An object that came without columns, as a Table of name and age; `now` gives the age.
  public static Json.Object of(Json.Object object, java.time.Instant now) {
    List<Json> rows = new ArrayList<>();
    for (Json.Object item : Format.items(object)) {
      Json.Object metadata = item.object("metadata");
      rows.add(
          Json.object(
              "cells",
              List.of(metadata.text("name"), Ages.since(metadata.text("creationTimestamp"), now)),
              "object",
              item));
    }
    return Json.object(
        "kind", "Table",
        "apiVersion", "meta.k8s.io/v1",
        "metadata", object.object("metadata"),
        "columnDefinitions",
            List.of(
                Json.object("name", "Name", "type", "string", "format", "name"),
                Json.object("name", "Age", "type", "string")),
        "rows", Json.Array.of(rows));
  }

  /// Adds the rows of a table, and headers before the first.
  ///
  /// @param lead cells to stand before all others, such as a watch event's type
  public void write(Json.Object table, TabWriter out, String... lead) {
    List<Json.Object> given = table.array("columnDefinitions").objects();
    columns = given.isEmpty() ? columns : given;
    List<Json.Object> rows = table.array("rows").objects();
    if (rows.isEmpty()) {
      return;
    }
    if (!options.noHeaders() && !headersWritten) {
      headers(out, lead.length > 0);
    }
    headersWritten = true;
    rows.forEach(row -> row(row, out, lead));
  }

  private void headers(TabWriter out, boolean events) {
    StringJoiner line = new StringJoiner("\t");
    if (events) {
      line.add("EVENT");
    }
    if (options.withNamespace()) {
      line.add("NAMESPACE");
    }
    for (Json.Object column : columns) {
      if (isShown(column)) {
        line.add(column.text("name").toUpperCase(Locale.ROOT));
      }
    }
    for (String label : options.labelColumns()) {
      line.add(label.substring(label.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT));
    }
    if (options.showLabels()) {
      line.add("LABELS");
    }
    out.write(line + "\n");
  }

  private boolean isShown(Json.Object column) {
    return options.wide() || column.number("priority", 0) == 0;
  }

  private void row(Json.Object row, TabWriter out, String... lead) {
    Json.Object metadata = row.object("object").object("metadata");
    StringJoiner line = new StringJoiner("\t");
    for (String cell : lead) {
      line.add(cell);
    }
    if (options.withNamespace()) {
      line.add(metadata.text("namespace"));
    }
    Json.Array cells = row.array("cells");
    for (int i = 0; i < cells.size() && i < columns.size(); i++) {
      Json.Object column = columns.get(i);
      if (isShown(column)) {
        String prefix =
            column.text("format").equals("name") && !options.kind().isEmpty()
                ? options.kind() + "/"
                : "";
        line.add(prefix + cell(cells.get(i)));
      }
    }
    Map<String, String> labels = metadata.object("labels").texts();
    for (String label : options.labelColumns()) {
      line.add(labels.getOrDefault(label, ""));
    }
    if (options.showLabels()) {
      line.add(Labels.format(labels));
    }
    out.write(line + "\n");
  }

  /// One line only: what follows a line break is left out, and said to be.
  private static String cell(Json value) {
    String text = value instanceof Json.Null ? "<none>" : GoText.value(value);
    int end = -1;
    for (int i = 0; i < text.length() && end < 0; i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' || c == '\f') {
        end = i;
      }
    }
    return end < 0 ? text : text.substring(0, end) + "...";
  }
}
