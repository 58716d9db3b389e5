package seodang.terminal.kubectl.patch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// How the fields of a type merge: facts of the Kubernetes schema.
///
/// @param definition of the type; without members where nothing is known
public record PatchSchema(Json.Object definition) {
  private static final Json.Object DEFINITIONS = load().object("definitions");
  private static final List<String> PREFIXES =
      List.of(
          "io.k8s.api.",
          "io.k8s.apiextensions-apiserver.pkg.apis.",
          "io.k8s.kube-aggregator.pkg.apis.");

  /// The type of a built-in kind; empty for others: their objects merge as JSON alone.
  public static Optional<PatchSchema> of(String group, String version, String kind) {
    String name = group.isEmpty() ? "core" : group.replaceFirst("\\..*", "");
    for (String prefix : PREFIXES) {
      if (DEFINITIONS.get(prefix + name + "." + version + "." + kind)
          instanceof Json.Object found) {
        return Optional.of(new PatchSchema(found));
      }
    }
    return Optional.empty();
  }

  private static Json.Object load() {
    try (InputStream in =
        PatchSchema.class.getResourceAsStream(
            "/seodang/kube/schema/kubernetes-v1.33-schema.json")) {
      if (in == null) {
        throw new IllegalStateException("the schema is not on the class path");
      }
      return Json.parseObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Json.Object property(String name) {
    Json.Object properties = definition.object("properties");
    return properties.get(name) instanceof Json.Object found
        ? found
        : definition.object("additionalProperties");
  }

  private static PatchSchema resolve(Json.Object type) {
    String reference = type.text("$ref");
    return new PatchSchema(
        reference.isEmpty()
            ? type
            : DEFINITIONS.object(reference.substring(reference.lastIndexOf('/') + 1)));
  }

  /// The type of a member that is an object.
  PatchSchema member(String name) {
    return resolve(property(name));
  }

  /// The type of the items of a member that is a list.
  PatchSchema items(String name) {
    return resolve(property(name).object("items"));
  }

  /// True when the lists of a member are merged item by item and not replaced.
  boolean merges(String name) {
    return strategies(name).contains("merge");
  }

  /// True when a patch must name all fields that stay: unions such as a volume's source.
  boolean retainsKeys(String name) {
    return strategies(name).contains("retainKeys");
  }

  boolean replaces(String name) {
    return strategies(name).contains("replace");
  }

  private List<String> strategies(String name) {
    return List.of(property(name).text("x-kubernetes-patch-strategy").split(","));
  }

  /// The field that tells the items of a list apart; null for a list of plain values.
  @Nullable String mergeKey(String name) {
    String key = property(name).text("x-kubernetes-patch-merge-key");
    return key.isEmpty() ? null : key;
  }
}
