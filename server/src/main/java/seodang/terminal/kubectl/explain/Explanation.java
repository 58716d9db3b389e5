package seodang.terminal.kubectl.explain;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoText;

/// The text of an explanation.
public final class Explanation {
  private static final int WIDTH = 76;
  private static final int SHORT_ENUM = 4;

  private final Schemas schemas;
  private final boolean recursive;
  private final StringBuilder out = new StringBuilder();

  private Explanation(Json.Object document, boolean recursive) {
    this.schemas = new Schemas(document);
    this.recursive = recursive;
  }

  /// What stands above every explanation.
  public static String head(String group, String version, String kind) {
    return (group.isEmpty() ? "" : "GROUP:      " + group + "\n")
        + "KIND:       "
        + kind
        + "\nVERSION:    "
        + version
        + "\n\n";
  }

  /// @param document the OpenAPI v3 document of the group and version
  /// @param path the fields after the resource: `spec`, `replicas`
  /// @throws KubectlError when there is no such field
  public static String of(
      Json.Object document,
      String group,
      String version,
      String kind,
      List<String> path,
      boolean recursive) {
    Explanation explanation = new Explanation(document, recursive);
    Json.Object schema = explanation.schemas.ofKind(group, version, kind);
    if (schema.isEmpty()) {
      throw new KubectlError(
          "GVK map[group:"
              + group
              + " kind:"
              + kind
              + " version:"
              + version
              + "] not found in OpenAPI schema");
    }
    if (path.isEmpty()) {
      explanation.description(schema);
      explanation.fields(schema);
    } else {
      explanation.field(schema, path);
    }
    return explanation.out.append('\n').toString();
  }

  private void field(Json.Object root, List<String> path) {
    Json.Object parent = root;
    Json.Object field = root;
    for (String name : path) {
      parent = schemas.inner(field);
      if (!(parent.object("properties").get(name) instanceof Json.Object found)) {
        throw new KubectlError("field " + GoText.quote(path.getLast()) + " does not exist");
      }
      field = found;
    }
    String name = path.getLast();
    out.append("FIELD: ")
        .append(name)
        .append(" <")
        .append(schemas.type(field))
        .append('>')
        .append(isRequired(parent, name) ? " -required-" : "")
        .append('\n');
    List<String> values = schemas.enumeration(field);
    if (!values.isEmpty()) {
      out.append("ENUM:\n");
      values.forEach(v -> out.append("    ").append(v).append('\n'));
    } else {
      out.append('\n');
    }
    out.append('\n');
    description(field);
    fields(schemas.inner(field));
  }

  private static boolean isRequired(Json.Object parent, String name) {
    return parent.array("required").texts().contains(name);
  }

  private void description(Json.Object schema) {
    String text = schemas.descriptions(schema);
    out.append("DESCRIPTION:\n")
        .append(indented(text.isEmpty() ? "<empty>" : text, 4))
        .append('\n');
  }

  private static String indented(String text, int blanks) {
    String indent = " ".repeat(blanks);
    return indent + Wrap.at(WIDTH, text).replace("\n", "\n" + indent);
  }

  private void fields(Json.Object schema) {
    Json.Object properties = schema.object("properties");
    if (properties.isEmpty()) {
      return;
    }
    out.append("FIELDS:\n");
    list(schema, 1, new HashSet<>());
    out.append('\n');
  }

  private void list(Json.Object schema, int level, Set<Json> above) {
    if (!above.add(schema)) {
      return;
    }
    Json.Object properties = schema.object("properties");
    String indent = "  ".repeat(level);
    for (String name : properties.keys()) {
      Json.Object field = properties.object(name);
      out.append(indent)
          .append(name)
          .append("\t<")
          .append(schemas.type(field))
          .append('>')
          .append(isRequired(schema, name) ? " -required-" : "")
          .append('\n');
      List<String> values = schemas.enumeration(field);
      if (!values.isEmpty()) {
        boolean cut = values.size() > SHORT_ENUM;
        out.append(indent)
            .append("enum: ")
            .append(String.join(", ", cut ? values.subList(0, SHORT_ENUM) : values))
            .append(cut ? ", ....\n" : "\n");
      }
      if (recursive) {
        list(schemas.inner(field), level + 1, above);
      } else {
        String description = field.text("description");
        out.append(indented(description.isEmpty() ? "<no description>" : description, 4))
            .append("\n\n");
      }
    }
    above.remove(schema);
  }
}
