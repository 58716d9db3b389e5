package seodang.terminal.kubectl.kustomize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.json.Yaml;
import seodang.shell.FileTree;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.GoYaml;

/// One build of a directory with a kustomization.
public final class Kustomize {
  private static final List<String> FILES =
      List.of("kustomization.yaml", "kustomization.yml", "Kustomization");
  private static final Set<String> FIELDS =
      Set.of(
          "apiVersion",
          "kind",
          "metadata",
          "resources",
          "bases",
          "components",
          "namePrefix",
          "nameSuffix",
          "namespace",
          "labels",
          "commonLabels",
          "commonAnnotations",
          "images",
          "replicas",
          "patches",
          "patchesStrategicMerge",
          "patchesJson6902",
          "configMapGenerator",
          "secretGenerator",
          "generatorOptions",
          "buildMetadata",
          "sortOptions");
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "replacements",
          "vars",
          "generators",
          "transformers",
          "validators",
          "crds",
          "configurations",
          "helmCharts",
          "helmGlobals",
          "helmChartInflationGenerator",
          "openapi",
          "imageTags");
  private static final Map<String, String> DEPRECATED =
      Map.of(
          "bases", "resources",
          "commonLabels", "labels",
          "patchesJson6902", "patches",
          "patchesStrategicMerge", "patches");
  private static final int DEPTH = 20;

  private final FileTree files;
  private final List<String> warnings = new ArrayList<>();

  private Kustomize(FileTree files) {
    this.files = files;
  }

  /// What a build made.
  ///
  /// @param text the manifests, apart by `---`
  /// @param warnings lines for standard error
  public record Built(String text, List<String> warnings) {}

  /// @param directory absolute
  /// @throws KubectlError with kustomize's own words
  public static Built build(FileTree files, String directory) {
    Kustomize kustomize = new Kustomize(files);
    List<Item> items = kustomize.accumulate(directory, 0);
    items = Names.withHashes(items);
    items = References.fixed(items);
    items.sort(Order.BY_KIND);
    StringBuilder text = new StringBuilder();
    for (Item item : items) {
      text.append(text.isEmpty() ? "" : "---\n").append(Yaml.write(item.object()));
    }
    return new Built(text.toString(), List.copyOf(kustomize.warnings));
  }

  private List<Item> accumulate(String directory, int depth) {
    if (depth > DEPTH) {
      throw new KubectlError("cycle detected: candidate root '" + directory + "' is its own base");
    }
    Json.Object kustomization = load(directory);
    List<Item> items = new ArrayList<>();
    for (String field : List.of("resources", "components", "bases")) {
      for (String path : kustomization.array(field).texts()) {
        items.addAll(resource(directory, path, depth));
      }
    }
    items = Generators.run(files, directory, kustomization, items);
    items = Patching.run(files, directory, kustomization, items);
    items = Transformers.run(kustomization, items);
    return items;
  }

  private Json.Object load(String directory) {
    List<String> found =
        FILES.stream()
            .map(name -> FileTree.resolve(directory, name))
            .filter(files::isFile)
            .toList();
    if (found.isEmpty()) {
      throw new KubectlError(
          "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in"
              + " directory '"
              + directory
              + "'");
    }
    if (found.size() > 1) {
      throw new KubectlError("Found multiple kustomization files: " + directory);
    }
    Json parsed;
    try {
      parsed = GoYaml.parse(files.read(found.getFirst()));
    } catch (JsonException e) {
      throw new KubectlError("invalid Kustomization: " + e.getMessage());
    }
    if (!(parsed instanceof Json.Object kustomization) || kustomization.isEmpty()) {
      throw new KubectlError("kustomization.yaml is empty");
    }
    for (String field : kustomization.keys()) {
      if (UNSUPPORTED.contains(field)) {
        throw new KubectlError(
            "invalid Kustomization: the field "
                + GoText.quote(field)
                + " is not supported in this terminal");
      }
      if (!FIELDS.contains(field)) {
        throw new KubectlError("invalid Kustomization: json: unknown field " + GoText.quote(field));
      }
    }
    for (String field :
        List.of("bases", "commonLabels", "patchesJson6902", "patchesStrategicMerge")) {
      if (kustomization.has(field)) {
        warnings.add(
            "# Warning: '"
                + field
                + "' is deprecated. Please use '"
                + DEPRECATED.getOrDefault(field, field)
                + "' instead. Run 'kustomize edit fix' to update your Kustomization"
                + " automatically.\n");
      }
    }
    return kustomization;
  }

  private List<Item> resource(String directory, String path, int depth) {
    String absolute = FileTree.resolve(directory, path);
    if (files.isDirectory(absolute)) {
      try {
        return accumulate(absolute, depth + 1);
      } catch (KubectlError e) {
        throw new KubectlError(
            "accumulating resources: accumulation err='accumulating resources from '"
                + path
                + "': read "
                + absolute
                + ": is a directory': recursed accumulation of path '"
                + absolute
                + "': "
                + e.text());
      }
    }
    if (!files.isFile(absolute)) {
      String lstat =
          "evalsymlink failure on '"
              + absolute
              + "' : lstat "
              + absolute
              + ": no such file or directory";
      throw new KubectlError(
          "accumulating resources: accumulation err='accumulating resources from '"
              + path
              + "': "
              + lstat
              + "': must build at directory: not a valid directory: "
              + lstat);
    }
    try {
      return Item.parse(files.read(absolute));
    } catch (JsonException e) {
      throw new KubectlError(
          "accumulating resources: accumulation err='accumulating resources from '"
              + path
              + "': MalformedYAMLError: "
              + e.getMessage()
              + " in File: "
              + path
              + "': must build at directory: '"
              + absolute
              + "': file is not directory");
    }
  }
}
