package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.kube.store.Store;

/// Which volumes are attached to which nodes, and which should be.
public final class VolumeAttachments {
  public static final String GROUP = "storage.k8s.io";
  public static final String RESOURCE = "volumeattachments";
  public static final String PREFIX = Store.prefix(GROUP, RESOURCE, "");

  private VolumeAttachments() {}

  public static List<Json.Object> all(Run run) {
    return run.list(GROUP, RESOURCE, "");
  }

  public static String volumeOf(Json.Object attachment) {
    return attachment.object("spec").object("source").text("persistentVolumeName");
  }

  /// A node that a volume is attached to, or about to be; null for none.
  public static @Nullable String nodeOf(Run run, String volume) {
    return all(run).stream()
        .filter(a -> volumeOf(a).equals(volume))
        .map(a -> a.object("spec").text("nodeName"))
        .findFirst()
        .orElse(null);
  }

  public static Json.@Nullable Object of(Run run, String volume, String node) {
    return all(run).stream()
        .filter(a -> volumeOf(a).equals(volume) && a.object("spec").text("nodeName").equals(node))
        .findFirst()
        .orElse(null);
  }

  /// The volumes of a Pod that have to be attached before they can be mounted, by the names the Pod
  /// gives them: those of CSI drivers that do not say otherwise.
  public static Map<String, Json.Object> needed(Run run, Json.Object pod) {
    Map<String, Json.Object> needed = new LinkedHashMap<>();
    for (Json.Object mounted : pod.object("spec").array("volumes").objects()) {
      Json.Object volume = Claims.disk(run, pod, mounted);
      String driver = volume == null ? "" : volume.object("spec").object("csi").text("driver");
      Json.Object known = driver.isEmpty() ? null : run.get(GROUP, "csidrivers", "", driver);
      if (volume != null
          && !driver.isEmpty()
          && (known == null || known.object("spec").bool("attachRequired", true))) {
        needed.put(mounted.text("name"), volume);
      }
    }
    return needed;
  }

  /// The Pod's names of the volumes that are not attached to its node yet.
  public static List<String> awaited(Run run, Json.Object pod) {
    String node = pod.object("spec").text("nodeName");
    List<String> awaited = new ArrayList<>();
    needed(run, pod)
        .forEach((name, volume) -> {
          Json.Object attachment = of(run, Meta.name(volume), node);
          if (attachment == null || !attachment.object("status").bool("attached")) {
            awaited.add(name);
          }
        });
    return awaited;
  }
}
