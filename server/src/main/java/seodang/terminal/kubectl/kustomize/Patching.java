package seodang.terminal.kubectl.kustomize;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.FileTree;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoYaml;
import seodang.terminal.kubectl.patch.JsonPatch;
import seodang.terminal.kubectl.patch.MergePatch;
import seodang.terminal.kubectl.patch.PatchSchema;
import seodang.terminal.kubectl.patch.StrategicPatch;

/// `patches`, `patchesStrategicMerge` and `patchesJson6902`.
final class Patching {
  private final FileTree files;
  private final String directory;
  private List<Item> items;

  private Patching(FileTree files, String directory, List<Item> items) {
    this.files = files;
    this.directory = directory;
    this.items = items;
  }

  static List<Item> run(
      FileTree files, String directory, Json.Object kustomization, List<Item> items) {
    Patching patching = new Patching(files, directory, items);
    for (String entry : kustomization.array("patchesStrategicMerge").texts()) {
      patching.apply(patching.text(entry), null);
    }
    for (Json.Object entry : kustomization.array("patches").objects()) {
      patching.apply(patching.content(entry), entry.has("target") ? entry.object("target") : null);
    }
    for (Json.Object entry : kustomization.array("patchesJson6902").objects()) {
      patching.apply(patching.content(entry), entry.object("target"));
    }
    return patching.items;
  }

  private String content(Json.Object entry) {
    return entry.text("path").isEmpty() ? entry.text("patch") : text(entry.text("path"));
  }

  /// A file's text, or the text itself where a patch stands inline.
  private String text(String entry) {
    String absolute = FileTree.resolve(directory, entry.lines().findFirst().orElse(""));
    if (files.isFile(absolute)) {
      return files.read(absolute);
    }
    if (entry.contains("\n") || entry.contains(": ")) {
      return entry;
    }
    throw new KubectlError(
        "evalsymlink failure on '"
            + absolute
            + "' : lstat "
            + absolute
            + ": no such file or directory");
  }

  private void apply(String text, Json.@Nullable Object target) {
    for (String document : text.split("(?m)^---\\s*(#.*)?$")) {
      Json patch = document.isBlank() ? null : GoYaml.parse(document);
      if (patch instanceof Json.Object object) {
        merge(object, target);
      } else if (patch instanceof Json.Array operations) {
        if (target == null) {
          throw new KubectlError("must specify a target for JSON patch");
        }
        change(target, object -> JsonPatch.apply(object, operations));
      }
    }
  }

  private void merge(Json.Object patch, Json.@Nullable Object target) {
    if (target != null) {
      change(target, object -> merged(object, patch));
      return;
    }
    String kind = patch.text("kind");
    String name = patch.object("metadata").text("name");
    List<Item> result = new ArrayList<>();
    boolean found = false;
    for (Item item : items) {
      if (item.kind().equals(kind) && item.names().contains(name)) {
        found = true;
        if (!patch.text("$patch").equals("delete")) {
          result.add(item.with(merged(item.object(), patch)));
        }
      } else {
        result.add(item);
      }
    }
    if (!found) {
      throw new KubectlError(
          "no resource matches strategic merge patch \""
              + kind
              + "."
              + patch.text("apiVersion").replaceFirst("^(.*)/(.*)$", "$2.$1")
              + "/"
              + name
              + ".[noNs]\": no matches for Id "
              + kind
              + "."
              + patch.text("apiVersion").replaceFirst("^(.*)/(.*)$", "$2.$1")
              + "/"
              + name
              + ".[noNs]; failed to find unique target for patch "
              + kind
              + "."
              + patch.text("apiVersion").replaceFirst("^(.*)/(.*)$", "$2.$1")
              + "/"
              + name
              + ".[noNs]");
    }
    items = result;
  }

  private static Json.Object merged(Json.Object object, Json.Object patch) {
    String version = object.text("apiVersion");
    String group = version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
    Optional<PatchSchema> schema =
        PatchSchema.of(group, version.substring(version.indexOf('/') + 1), object.text("kind"));
    Json.Object metadata = patch.object("metadata").without("name").without("namespace");
    Json.Object content = patch.without("apiVersion").without("kind").without("metadata");
    content = metadata.isEmpty() ? content : content.with("metadata", metadata);
    return schema.isPresent()
        ? StrategicPatch.apply(object, content, schema.get())
        : MergePatch.apply(object, content);
  }

  private void change(Json.Object target, java.util.function.UnaryOperator<Json.Object> patch) {
    List<Item> result = new ArrayList<>();
    for (Item item : items) {
      result.add(matches(item, target) ? item.with(patch.apply(item.object())) : item);
    }
    items = result;
  }

  private static boolean matches(Item item, Json.Object target) {
    return matches(target.text("group"), item.group())
        && matches(target.text("version"), item.version())
        && matches(target.text("kind"), item.kind())
        && (target.text("name").isEmpty()
            || item.names().stream().anyMatch(value -> matches(target.text("name"), value)))
        && (target.text("namespace").isEmpty()
            || matches(target.text("namespace"), item.namespace()))
        && selects(target.text("labelSelector"), item.object().object("metadata").object("labels"))
        && selects(
            target.text("annotationSelector"),
            item.object().object("metadata").object("annotations"));
  }

  private static boolean matches(String pattern, String value) {
    return pattern.isEmpty() || Pattern.compile(pattern).matcher(value).matches();
  }

  private static boolean selects(String selector, Json.Object labels) {
    seodang.kube.Selector parsed =
        selector.isEmpty()
            ? seodang.kube.Selector.EVERYTHING
            : seodang.kube.Selector.parse(selector);
    return parsed != null && parsed.matches(labels);
  }
}
