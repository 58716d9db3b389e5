package seodang.terminal.kubectl.print;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoJson;
import seodang.terminal.kubectl.golang.GoTemplate;
import seodang.terminal.kubectl.golang.GoText;

/// The value of `-o` and what belongs to it.
///
/// @param output what stands after `-o`
/// @param template the value of `--template`
/// @param allowMissingKeys `--allow-missing-template-keys`
/// @param showManagedFields `--show-managed-fields`
/// @param noHeaders for custom columns
/// @param readFile answers a file's text or throws a [KubectlError]
public record Format(
    String output,
    String template,
    boolean allowMissingKeys,
    boolean showManagedFields,
    boolean noHeaders,
    Function<String, String> readFile) {

  private static final Set<String> COMMON =
      Set.of(
          "go-template",
          "go-template-file",
          "json",
          "jsonpath",
          "jsonpath-as-json",
          "jsonpath-file",
          "name",
          "template",
          "templatefile",
          "yaml");

  /// True when nothing was asked for: a report such as `pod/web created` is due.
  public boolean isDefault() {
    return output.isEmpty() && template.isEmpty();
  }

  /// The printer of a form that every command has.
  public ObjectPrinter printer() {
    return printer(Set.of());
  }

  /// @param more forms that this command has beyond the common ones
  public ObjectPrinter printer(Set<String> more) {
    String form = form();
    if (more.contains("custom-columns")
        && (form.equals("custom-columns") || form.equals("custom-columns-file"))) {
      return columns(form);
    }
    ObjectPrinter printer =
        switch (form) {
          case "yaml" -> new YamlDocuments(showManagedFields);
          case "json" ->
              object ->
                  GoJson.indented(showManagedFields ? object : withoutManaged(object), "    ")
                      + "\n";
          case "name" -> object -> ReportPrinter.names(object);
          case "jsonpath", "jsonpath-as-json", "jsonpath-file" -> jsonPath(form);
          case "go-template", "go-template-file", "template", "templatefile" -> goTemplate(form);
          default -> null;
        };
    if (printer == null) {
      throw unknown(more);
    }
    return printer;
  }

  private String form() {
    if (output.isEmpty() && !template.isEmpty()) {
      return "go-template";
    }
    String lower = output.toLowerCase(Locale.ROOT);
    if (lower.equals("json") || lower.equals("yaml") || lower.equals("name")) {
      return lower;
    }
    int equals = output.indexOf('=');
    return equals < 0 ? output : output.substring(0, equals);
  }

  /// What stands behind `=` of `-o`, or in `--template`.
  private String argument() {
    int equals = output.indexOf('=');
    return equals < 0 ? template : output.substring(equals + 1);
  }

  private KubectlError unknown(Set<String> more) {
    Set<String> all = new TreeSet<>(COMMON);
    all.addAll(more);
    return new KubectlError(
        "unable to match a printer suitable for the output format "
            + GoText.quote(output)
            + ", allowed formats are: "
            + String.join(",", all));
  }

  private String templateText() {
    String argument = argument();
    if (argument.isEmpty()) {
      throw new KubectlError("template format specified but no template given");
    }
    return argument;
  }

  private String columnsFile() {
    return form().equals("custom-columns-file") ? argument() : "";
  }

  private String read(String path) {
    try {
      return readFile.apply(path);
    } catch (KubectlError e) {
      throw new KubectlError(
          "error reading "
              + (path.equals(columnsFile()) ? "template " : "--template ")
              + path
              + ", "
              + e.text());
    }
  }

  private ObjectPrinter jsonPath(String form) {
    String given = templateText();
    String text = form.equals("jsonpath-file") ? read(given) : given;
    JsonPath path;
    try {
      path = JsonPath.parse(text, allowMissingKeys);
    } catch (KubectlError e) {
      throw new KubectlError("error parsing jsonpath " + text + ", " + e.text());
    }
    return object -> {
      try {
        return form.equals("jsonpath-as-json") ? path.printAsJson(object) : path.print(object);
      } catch (KubectlError e) {
        throw new KubectlError(
            "error executing jsonpath "
                + GoText.quote(text)
                + ": Error executing template: "
                + e.text()
                + ". Printing more information for debugging the template:\n\ttemplate was:\n\t\t"
                + text
                + "\n\tobject given to jsonpath engine was:\n\t\t"
                + GoSyntax.of(object)
                + "\n\n\n");
      }
    };
  }

  private ObjectPrinter goTemplate(String form) {
    String given = templateText();
    String text = form.endsWith("file") ? read(given) : given;
    GoTemplate parsed;
    try {
      parsed = GoTemplate.parse("output", text);
    } catch (GoTemplate.ParseException e) {
      throw new KubectlError("error parsing template " + text + ", " + e.getMessage());
    }
    return object -> {
      try {
        return parsed.execute(object, !allowMissingKeys);
      } catch (GoTemplate.ExecuteException e) {
        throw new TemplateError(text, object, String.valueOf(e.getMessage()));
      }
    };
  }

  private ObjectPrinter columns(String form) {
    String argument = argument();
    if (argument.isEmpty()) {
      throw new KubectlError(
          form.equals("custom-columns")
              ? "custom-columns format specified but no custom columns given"
              : "custom-columns-file format specified but no template file given");
    }
    return form.equals("custom-columns")
        ? CustomColumns.parse(argument, noHeaders)
        : CustomColumns.parseFile(read(argument), noHeaders);
  }

  /// An object, or the items of a list, without `metadata.managedFields`.
  static Json.Object withoutManaged(Json.Object object) {
    Json.Object bare = object.withoutAt("metadata", "managedFields");
    return bare.get("items") instanceof Json.Array items
        ? bare.with("items", items.map(i -> i instanceof Json.Object o ? withoutManaged(o) : i))
        : bare;
  }

  /// A template failed: what it was given is shown on standard output as well.
  public static final class TemplateError extends KubectlError {
    private static final long serialVersionUID = 1L;
    private final String shown;

    TemplateError(String template, Json.Object object, String problem) {
      super("error executing template " + GoText.quote(template) + ": " + problem);
      this.shown =
          "Error executing template: "
              + problem
              + ". Printing more information for debugging the template:\n\ttemplate was:\n\t\t"
              + template
              + "\n\traw data was:\n\t\t"
              + GoJson.compact(object)
              + "\n\tobject given to template engine was:\n\t\t"
              + GoText.value(object)
              + "\n\n";
    }

    public String shown() {
      return shown;
    }
  }

  /// Documents after the first are set apart by `---`.
  private static final class YamlDocuments implements ObjectPrinter {
    private final boolean showManagedFields;
    private int count;

    YamlDocuments(boolean showManagedFields) {
      this.showManagedFields = showManagedFields;
    }

    @Override
    public String print(Json.Object object) {
      return (count++ > 0 ? "---\n" : "")
          + Yaml.write(showManagedFields ? object : withoutManaged(object));
    }
  }

  /// The items of a list, or the object alone.
  static List<Json.Object> items(Json.Object object) {
    return object.get("items") instanceof Json.Array items
        ? new ArrayList<>(items.objects())
        : List.of(object);
  }

  /// The same without a template of its own.
  public Format withOutput(@Nullable String other) {
    return new Format(
        other == null ? "" : other,
        template,
        allowMissingKeys,
        showManagedFields,
        noHeaders,
        readFile);
  }
}
