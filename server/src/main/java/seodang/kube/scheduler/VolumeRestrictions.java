package seodang.kube.scheduler;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;

/// Claims that one Pod alone may use.
final class VolumeRestrictions implements Plugin {
  @Override
  public String name() {
    return "VolumeRestrictions";
  }

  @Override
  public @Nullable Filter filter(Cycle cycle) {
    Set<String> alone = new HashSet<>();
    for (Json.Object volume : cycle.spec().array("volumes").objects()) {
      String name = volume.object("persistentVolumeClaim").text("claimName");
      Json.Object claim =
          name.isEmpty()
              ? null
              : cycle.run().get("", "persistentvolumeclaims", Meta.namespace(cycle.pod()), name);
      if (claim != null
          && claim.object("spec").array("accessModes").texts().contains("ReadWriteOncePod")) {
        alone.add(name);
      }
    }
    if (alone.isEmpty()) {
      return null;
    }
    String namespace = Meta.namespace(cycle.pod());
    return node -> {
      for (Json.Object other : node.pods()) {
        for (Json.Object volume : other.object("spec").array("volumes").objects()) {
          if (Meta.namespace(other).equals(namespace)
              && alone.contains(volume.object("persistentVolumeClaim").text("claimName"))) {
            return Refusal.forNow(
                "node has pod using PersistentVolumeClaim with the same name and"
                    + " ReadWriteOncePod access mode");
          }
        }
      }
      return null;
    };
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return happening == Happening.POD_GONE
        || happening == Happening.STORAGE_CHANGED
        || happening == Happening.NODE_ADDED;
  }
}
