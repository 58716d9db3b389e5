package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl set env`.
final class SetEnv {
  private final Invocation invocation;
  private final Flags flags;
  private final Map<String, Json.Object> added = new LinkedHashMap<>();
  private final List<String> removed = new ArrayList<>();

  private SetEnv(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
  }

  static int run(Invocation invocation) {
    return new SetEnv(invocation).run();
  }

  private int run() {
    SetCommand.Split split =
        SetCommand.Split.at(invocation.arguments(), a -> a.contains("=") || a.endsWith("-"));
    if (flags.is("list") && !flags.text("output").isEmpty()) {
      throw invocation.usageError("--list and --output may not be specified together");
    }
    split.changes().forEach(this::parse);
    flags.list("env").forEach(this::parse);
    boolean files = !flags.list("filename").isEmpty();
    if (split.resources().isEmpty()
        && !files
        && !flags.is("all")
        && flags.text("selector").isEmpty()) {
      throw new KubectlError(
          "one or more resources must be specified as <resource> <name> or <resource>/<name>");
    }
    List<Info> infos = SetCommand.infos(invocation, split.resources());
    if (!flags.text("from").isEmpty()) {
      from(flags.text("from"));
    }
    if (flags.is("list")) {
      infos.forEach(this::list);
      return 0;
    }
    SetCommand.change(invocation, infos, "env updated", this::change);
    return 0;
  }

  private void parse(String change) {
    int equals = change.indexOf('=');
    if (equals > 0) {
      String name = change.substring(0, equals);
      added.put(name, Json.object("name", name, "value", change.substring(equals + 1)));
    } else if (change.endsWith("-") && change.length() > 1) {
      removed.add(change.substring(0, change.length() - 1));
    } else if (change.equals("-")) {
      for (String line : invocation.readInput().lines().toList()) {
        if (line.indexOf('=') > 0) {
          parse(line);
        }
      }
    } else {
      throw new KubectlError("unknown env var specification: " + change);
    }
    for (String name : removed) {
      if (added.containsKey(name)) {
        throw new KubectlError(
            "can not both modify and remove an environment variable in the same command");
      }
    }
  }

  /// `--from=configmap/NAME`: a variable for each key.
  private void from(String source) {
    String[] parts = source.split("/", -1);
    Resource resource = invocation.mapper().named(parts[0]);
    Json.Object object =
        invocation
            .client()
            .get(resource.path(invocation.namespace(), parts.length > 1 ? parts[1] : ""));
    String reference =
        switch (resource.kind()) {
          case "ConfigMap" -> "configMapKeyRef";
          case "Secret" -> "secretKeyRef";
          default -> throw new KubectlError("unsupported resource specified in --from");
        };
    List<String> keys = flags.list("keys");
    for (String key : object.object("data").keys()) {
      if (!keys.isEmpty() && !keys.contains(key)) {
        continue;
      }
      String variable = variable(key);
      String name = flags.text("prefix") + variable;
      if (!variable.equals(key)) {
        invocation.printError("Warning: key " + key + " transferred to " + variable + "\n");
      }
      added.put(
          name,
          Json.object(
              "name",
              name,
              "valueFrom",
              Json.object(reference, Json.object("key", key, "name", parts[1]))));
    }
  }

  private static String variable(String key) {
    return key.replaceAll("[^a-zA-Z0-9_]", "_").toUpperCase(Locale.ROOT);
  }

  private @Nullable List<String> path(Info info) {
    return PodTemplates.path(info.object());
  }

  private Json.Object change(Info info) {
    List<String> path = path(info);
    if (path == null) {
      throw new KubectlError(
          info.resource().name()
              + "/"
              + info.name()
              + " the object is not a pod or does not have a pod template: "
              + info.resource().goType());
    }
    Json.Object spec = PodTemplates.spec(info.object(), path);
    String pattern = flags.text("containers");
    boolean any = false;
    for (String list : List.of("initContainers", "containers")) {
      Json.Array containers = spec.array(list);
      for (int i = 0; i < containers.size(); i++) {
        Json.Object container = containers.object(i);
        if (Wildcards.matches(pattern, container.text("name"))) {
          any = true;
          containers = containers.with(i, changed(info, container));
        }
      }
      spec = spec.has(list) ? spec.with(list, containers) : spec;
    }
    if (!any) {
      invocation.printError(
          "Warning: "
              + info.resource().kind()
              + "/"
              + info.name()
              + " does not have any containers matching "
              + GoText.quote(pattern)
              + "\n");
      return info.object();
    }
    return PodTemplates.withSpec(info.object(), path, spec);
  }

  private Json.Object changed(Info info, Json.Object container) {
    if (!flags.is("overwrite")) {
      checkOverwrites(info, container);
    }
    List<Json> env = new ArrayList<>();
    Map<String, Json.Object> rest = new LinkedHashMap<>(added);
    for (Json.Object variable : container.array("env").objects()) {
      String name = variable.text("name");
      if (removed.contains(name)) {
        continue;
      }
      Json.Object replaced = flags.is("overwrite") ? rest.remove(name) : null;
      if (replaced == null) {
        rest.remove(name);
      }
      env.add(replaced == null ? variable : replaced);
    }
    env.addAll(rest.values());
    return env.isEmpty() ? container.without("env") : container.with("env", Json.Array.of(env));
  }

  private void checkOverwrites(Info info, Json.Object container) {
    for (Json.Object variable : container.array("env").objects()) {
      if (added.containsKey(variable.text("name"))) {
        throw new KubectlError(
            info.plural()
                + " '"
                + variable.text("name")
                + "' already has a value ("
                + variable.text("value")
                + "), and --overwrite is false");
      }
    }
  }

  private void list(Info info) {
    List<String> path = path(info);
    if (path == null) {
      return;
    }
    Json.Object spec = PodTemplates.spec(info.object(), path);
    for (Json.Object container : spec.array("containers").objects()) {
      if (!Wildcards.matches(flags.text("containers"), container.text("name"))) {
        continue;
      }
      invocation.print(
          "# "
              + info.resource().kind()
              + " "
              + info.name()
              + ", container "
              + container.text("name")
              + "\n");
      for (Json.Object variable : container.array("env").objects()) {
        invocation.print(line(variable) + "\n");
      }
    }
  }

  private String line(Json.Object variable) {
    String name = variable.text("name");
    Json.Object from = variable.object("valueFrom");
    for (String kind : List.of("configMapKeyRef", "secretKeyRef")) {
      if (from.has(kind)) {
        Json.Object reference = from.object(kind);
        boolean map = kind.startsWith("config");
        if (flags.is("resolve")) {
          return name + "=" + resolve(map, reference);
        }
        return "# "
            + name
            + " from "
            + (map ? "configmap " : "secret ")
            + reference.text("name")
            + ", key "
            + reference.text("key");
      }
    }
    if (from.has("fieldRef")) {
      return "# " + name + " from field path " + from.object("fieldRef").text("fieldPath");
    }
    if (from.has("resourceFieldRef")) {
      Json.Object reference = from.object("resourceFieldRef");
      String container = reference.text("containerName");
      return "# "
          + name
          + " from resource field "
          + (container.isEmpty() ? "" : container + ", ")
          + reference.text("resource");
    }
    return name + "=" + variable.text("value");
  }

  private String resolve(boolean map, Json.Object reference) {
    Resource resource = invocation.mapper().named(map ? "configmaps" : "secrets");
    String value =
        invocation
            .client()
            .get(resource.path(invocation.namespace(), reference.text("name")))
            .object("data")
            .text(reference.text("key"));
    return map
        ? value
        : new String(
            java.util.Base64.getDecoder().decode(value), java.nio.charset.StandardCharsets.UTF_8);
  }
}
