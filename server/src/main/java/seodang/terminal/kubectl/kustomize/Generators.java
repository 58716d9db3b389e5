package seodang.terminal.kubectl.kustomize;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.shell.FileTree;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoText;

/// `configMapGenerator` and `secretGenerator`.
final class Generators {
  private final FileTree files;
  private final String directory;
  private final Json.Object options;

  private Generators(FileTree files, String directory, Json.Object options) {
    this.files = files;
    this.directory = directory;
    this.options = options;
  }

  static List<Item> run(
      FileTree files, String directory, Json.Object kustomization, List<Item> items) {
    Generators generators =
        new Generators(files, directory, kustomization.object("generatorOptions"));
    List<Item> result = new ArrayList<>(items);
    for (Json.Object spec : kustomization.array("configMapGenerator").objects()) {
      generators.add(result, "ConfigMap", spec);
    }
    for (Json.Object spec : kustomization.array("secretGenerator").objects()) {
      generators.add(result, "Secret", spec);
    }
    return result;
  }

  private void add(List<Item> items, String kind, Json.Object spec) {
    Item made = make(kind, spec);
    String behavior = spec.text("behavior", "create");
    int existing = -1;
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).kind().equals(kind) && items.get(i).names().contains(made.name())) {
        existing = i;
      }
    }
    if (behavior.equals("create") || behavior.equals("unspecified")) {
      if (existing >= 0) {
        throw new KubectlError(
            "merging from generator &{...}: id resid.ResId{Kind:"
                + GoText.quote(kind)
                + ", Name:"
                + GoText.quote(made.name())
                + "} exists; behavior must be merge or replace");
      }
      items.add(made);
      return;
    }
    if (existing < 0) {
      throw new KubectlError(
          "merging from generator: id resid.ResId{Kind:"
              + GoText.quote(kind)
              + ", Name:"
              + GoText.quote(made.name())
              + "} does not exist; cannot merge or replace");
    }
    Item old = items.get(existing);
    Json.Object merged = old.object();
    Json.Object data =
        behavior.equals("merge")
            ? merged.object("data").merge(made.object().object("data"))
            : made.object().object("data");
    items.set(existing, new Item(merged.with("data", data), old.names(), made.hashed()));
  }

  private Item make(String kind, Json.Object spec) {
    Map<String, String> data = new TreeMap<>();
    for (String env : spec.array("envs").texts()) {
      environment(env, data);
    }
    if (!spec.text("env").isEmpty()) {
      environment(spec.text("env"), data);
    }
    for (String file : spec.array("files").texts()) {
      int equals = file.indexOf('=');
      String path = equals < 0 ? file : file.substring(equals + 1);
      put(data, equals < 0 ? FileTree.name("/" + path) : file.substring(0, equals), read(path));
    }
    for (String literal : spec.array("literals").texts()) {
      int equals = literal.indexOf('=');
      if (equals <= 0) {
        throw new KubectlError("invalid literal source " + literal + ", expected key=value");
      }
      put(data, literal.substring(0, equals), unquote(literal.substring(equals + 1)));
    }
    Json.Object own = spec.object("options");
    Json.Object metadata = Json.object("name", spec.text("name"));
    if (!spec.text("namespace").isEmpty()) {
      metadata = metadata.with("namespace", spec.text("namespace"));
    }
    for (String map : List.of("labels", "annotations")) {
      Json.Object both = options.object(map).merge(own.object(map));
      metadata = both.isEmpty() ? metadata : metadata.with(map, both);
    }
    Json.Object object = Json.object("apiVersion", "v1", "kind", kind, "metadata", metadata);
    if (kind.equals("Secret")) {
      object = object.with("type", spec.text("type", "Opaque"));
      data.replaceAll((key, value) ->
          Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    }
    object = data.isEmpty() ? object : object.with("data", Json.of(data));
    if (options.bool("immutable") || own.bool("immutable")) {
      object = object.with("immutable", true);
    }
    boolean hashed = !options.bool("disableNameSuffixHash") && !own.bool("disableNameSuffixHash");
    return Item.of(object, hashed);
  }

  private static void put(Map<String, String> data, String key, String value) {
    if (data.putIfAbsent(key, value) != null) {
      throw new KubectlError("configmap illegally repeats the key `" + key + "`");
    }
  }

  private static String unquote(String value) {
    boolean quoted =
        value.length() >= 2
            && value.charAt(0) == value.charAt(value.length() - 1)
            && (value.charAt(0) == '"' || value.charAt(0) == '\'');
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private void environment(String path, Map<String, String> data) {
    for (String raw : read(path).lines().toList()) {
      String line = raw.stripLeading();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      put(
          data,
          equals < 0 ? line : line.substring(0, equals),
          equals < 0 ? "" : line.substring(equals + 1));
    }
  }

  private String read(String path) {
    String absolute = FileTree.resolve(directory, path);
    if (!files.isFile(absolute)) {
      throw new KubectlError(
          "loading KV pairs: file sources: ["
              + path
              + "]: evalsymlink failure on '"
              + absolute
              + "' : lstat "
              + absolute
              + ": no such file or directory");
    }
    return files.read(absolute);
  }
}
