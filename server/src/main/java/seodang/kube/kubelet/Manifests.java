package seodang.kube.kubelet;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.json.Yaml;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// The files in a node's `/etc/kubernetes/manifests`.
///
/// While nobody touched them they are told from the mirror Pods; from then on they are remembered
/// under `manifests/NODE`, text by name.
public final class Manifests {
  public static final String DIRECTORY = "/etc/kubernetes/manifests";
  static final String MIRROR = "kubernetes.io/config.mirror";
  private static final String KEPT = "manifests/";
  private static final List<String> OWN =
      List.of(
          "kubernetes.io/config.hash",
          MIRROR,
          "kubernetes.io/config.seen",
          "kubernetes.io/config.source");

  private Manifests() {}

  /// Texts by file name.
  public static Map<String, String> of(Run run, String node) {
    Map<String, String> files = new TreeMap<>();
    if (run.recall(KEPT + node) instanceof Json.Object kept) {
      files.putAll(kept.texts());
      return files;
    }
    for (Json.Object pod : mirrors(run, node)) {
      files.put(shortName(pod, node) + ".yaml", text(pod, node));
    }
    return files;
  }

  /// From now on the files are these.
  public static void keep(Run run, String node, Map<String, String> files) {
    run.remember(KEPT + node, Json.of(files));
  }

  static List<Json.Object> mirrors(Run run, String node) {
    return run.list("", "pods", "").stream()
        .filter(p -> isMirror(p) && p.object("spec").text("nodeName").equals(node))
        .toList();
  }

  static boolean isMirror(Json.Object pod) {
    return Meta.annotations(pod).has(MIRROR);
  }

  /// A mirror Pod's name without its node's.
  static String shortName(Json.Object pod, String node) {
    String name = Meta.name(pod);
    return name.endsWith("-" + node) ? name.substring(0, name.length() - node.length() - 1) : name;
  }

  /// The manifest that a mirror Pod was made from, without what defaults added.
  static String text(Json.Object mirror, String node) {
    Json.Object annotations = Meta.annotations(mirror);
    for (String own : OWN) {
      annotations = annotations.without(own);
    }
    Json.Object labels = Meta.labels(mirror);
    Json.Object metadata =
        Json.object(
            "annotations",
            annotations.isEmpty() ? null : annotations,
            "labels",
            labels.isEmpty() ? null : labels,
            "name",
            shortName(mirror, node),
            "namespace",
            Meta.namespace(mirror));
    Json.Object spec = mirror.object("spec");
    Json.Object kept = Json.object();
    for (String member :
        List.of("containers", "hostNetwork", "priorityClassName", "securityContext", "volumes")) {
      Json value = spec.get(member);
      kept = value == null || value.equals(Json.object()) ? kept : kept.with(member, value);
    }
    Json.Array containers =
        kept.array("containers")
            .map(c ->
                ((Json.Object) c)
                    .without("terminationMessagePath")
                    .without("terminationMessagePolicy"));
    return Yaml.write(
        Json.object(
            "apiVersion",
            "v1",
            "kind",
            "Pod",
            "metadata",
            metadata,
            "spec",
            kept.with("containers", containers)));
  }

  /// A file's Pod; null when it is none that could run.
  static Json.@Nullable Object read(String text) {
    try {
      return Yaml.parse(text) instanceof Json.Object pod
              && pod.text("kind").equals("Pod")
              && !Meta.name(pod).isEmpty()
              && !pod.object("spec").array("containers").isEmpty()
          ? pod
          : null;
    } catch (JsonException e) {
      return null;
    }
  }
}
