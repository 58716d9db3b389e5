package seodang.terminal.kubectl.command;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.terminal.kubectl.golang.GoJson;

/// The annotation in which `apply` keeps what was applied last.
public final class LastApplied {
  public static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  private LastApplied() {}

  /// What was applied last; null when the object was not applied so far.
  public static Json.@Nullable Object of(Json.Object live) {
    String text = live.object("metadata").object("annotations").text(ANNOTATION);
    try {
      return text.isEmpty() ? null : Json.parseObject(text);
    } catch (JsonException e) {
      return null;
    }
  }

  /// The object with itself in the annotation.
  public static Json.Object annotate(Json.Object object) {
    Json.Object bare = bare(object);
    return bare.withAt(
        Json.text(GoJson.compact(bare) + "\n"), "metadata", "annotations", ANNOTATION);
  }

  /// The object as it stands in its annotation: `annotations` is there, if only empty.
  public static Json.Object bare(Json.Object object) {
    Json.Object annotations = object.object("metadata").object("annotations").without(ANNOTATION);
    return object.withAt(annotations, "metadata", "annotations");
  }
}
