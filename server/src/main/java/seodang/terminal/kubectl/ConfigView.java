package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubeConfig;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.TabWriter;
import seodang.terminal.kubectl.print.Format;

/// The commands that show the kubeconfig: `config view`, `get-contexts`, `current-context` …
final class ConfigView {
  private static final List<String> LISTS = List.of("clusters", "contexts", "users");

  private ConfigView() {}

  static int view(Invocation invocation) {
    Flags flags = invocation.flags();
    if (!invocation.arguments().isEmpty()) {
      throw invocation.usageError("unexpected arguments: " + GoText.list(invocation.arguments()));
    }
    Json.Object shown = normal(invocation.config().content());
    if (flags.is("minify")) {
      shown = minified(invocation, shown);
    }
    if (!flags.is("raw") && !flags.is("flatten")) {
      shown = redacted(shown);
    }
    String output = flags.text("output");
    Format format = invocation.format();
    if (output.equals("json")) {
      invocation.print(ConfigOrder.json(shown));
    } else {
      invocation.print(
          (output.isEmpty() && flags.text("template").isEmpty()
                  ? format.withOutput("yaml")
                  : format)
              .printer()
              .print(shown));
    }
    return 0;
  }

  /// With all members a kubeconfig prints, lists by name.
  static Json.Object normal(Json.Object content) {
    Json.Object result =
        content
            .with("apiVersion", "v1")
            .with("kind", "Config")
            .with("preferences", content.object("preferences"))
            .with("current-context", content.text("current-context"));
    for (String list : LISTS) {
      List<Json.Object> entries = new ArrayList<>(content.array(list).objects());
      entries.sort((a, b) -> a.text("name").compareTo(b.text("name")));
      result = result.with(list, entries.isEmpty() ? Json.Null.NULL : Json.Array.of(entries));
    }
    return result;
  }

  private static Json.Object minified(Invocation invocation, Json.Object all) {
    KubeConfig config = invocation.config();
    String name =
        invocation.flags().text("context").isEmpty()
            ? config.currentContext()
            : invocation.flags().text("context");
    if (name.isEmpty()) {
      throw new KubectlError("current-context must exist in order to minify");
    }
    Json.Object context = config.entry("contexts", name);
    if (context == null) {
      throw new KubectlError("cannot locate context " + name);
    }
    Json.Object result = all.with("current-context", name);
    result = only(result, "contexts", name);
    result = only(result, "clusters", context.text("cluster"));
    return only(result, "users", context.text("user"));
  }

  private static Json.Object only(Json.Object config, String list, String name) {
    List<Json> kept = new ArrayList<>();
    for (Json.Object entry : config.array(list).objects()) {
      if (entry.text("name").equals(name)) {
        kept.add(entry);
      }
    }
    return config.with(list, kept.isEmpty() ? Json.Null.NULL : Json.Array.of(kept));
  }

  private static Json.Object redacted(Json.Object config) {
    return config
        .with("clusters", entries(config, "clusters", "cluster"))
        .with("users", entries(config, "users", "user"));
  }

  private static Json entries(Json.Object config, String list, String member) {
    if (!(config.get(list) instanceof Json.Array entries)) {
      return Json.Null.NULL;
    }
    return entries.map(
        e -> e instanceof Json.Object entry ? entry.update(member, ConfigView::hidden) : e);
  }

  private static Json.Object hidden(Json.Object entry) {
    Json.Object result = entry;
    for (String key : entry.keys()) {
      if (key.endsWith("-data")) {
        result = result.with(key, "DATA+OMITTED");
      } else if (key.equals("token") || key.equals("password")) {
        result = result.with(key, "REDACTED");
      }
    }
    return result;
  }

  static int currentContext(Invocation invocation) {
    String current = invocation.config().currentContext();
    if (current.isEmpty()) {
      throw new KubectlError("current-context is not set");
    }
    invocation.print(current + "\n");
    return 0;
  }

  static int getContexts(Invocation invocation) {
    Flags flags = invocation.flags();
    String output = flags.text("output");
    if (!output.isEmpty() && !output.equals("name")) {
      throw new KubectlError(
          "--output "
              + output
              + " is not available in kubectl config get-contexts; resetting to default output format");
    }
    KubeConfig config = invocation.config();
    List<String> wanted = invocation.arguments();
    List<KubectlError> failures = new ArrayList<>();
    List<String> names = new ArrayList<>();
    if (wanted.isEmpty()) {
      names.addAll(new TreeSet<>(config.names("contexts")));
    }
    for (String name : wanted) {
      if (config.entry("contexts", name) == null) {
        failures.add(new KubectlError("context " + name + " not found"));
      } else {
        names.add(name);
      }
    }
    TabWriter table = TabWriter.forTables();
    if (output.isEmpty() && !flags.is("no-headers")) {
      table.write("CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n");
    }
    for (String name : names) {
      Json.Object entry = config.entry("contexts", name);
      Json.Object context = entry == null ? Json.object() : entry;
      table.write(
          output.equals("name")
              ? name + "\n"
              : (name.equals(config.currentContext()) ? "*" : "")
                  + "\t"
                  + name
                  + "\t"
                  + context.text("cluster")
                  + "\t"
                  + context.text("user")
                  + "\t"
                  + context.text("namespace")
                  + "\n");
    }
    invocation.print(table.flush());
    KubectlError.throwIfAny(failures);
    return 0;
  }

  static int getClusters(Invocation invocation) {
    return names(invocation, "clusters");
  }

  static int getUsers(Invocation invocation) {
    return names(invocation, "users");
  }

  private static int names(Invocation invocation, String list) {
    invocation.print("NAME\n");
    List<String> names = invocation.config().names(list).stream().sorted().toList();
    names.forEach(name -> invocation.print(name + "\n"));
    return 0;
  }

  /// `clusters` as `cluster`.
  static String singular(String list) {
    return list.substring(0, list.length() - 1).toLowerCase(Locale.ROOT);
  }
}
