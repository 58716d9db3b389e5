package seodang.kube.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Claims;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;

/// The Pod's claims: bound to volumes that the node can reach, or such as can be bound there.
final class VolumeBinding implements Plugin {
  @Override
  public String name() {
    return "VolumeBinding";
  }

  @Override
  public @Nullable Filter filter(Cycle cycle) {
    Run run = cycle.run();
    List<Json.Object> bound = new ArrayList<>();
    List<Json.Object> delayed = new ArrayList<>();
    for (Json.Object claim : claims(cycle)) {
      if (Claims.isBound(claim)) {
        bound.add(claim);
      } else if (Claims.waitsForConsumer(run, claim)
          && claim.object("spec").text("volumeName").isEmpty()) {
        delayed.add(claim);
      } else {
        throw new NowhereException("pod has unbound immediate PersistentVolumeClaims");
      }
    }
    if (bound.isEmpty() && delayed.isEmpty()) {
      return null;
    }
    return node -> refusal(run, bound, delayed, node);
  }

  private static @Nullable Refusal refusal(
      Run run, List<Json.Object> bound, List<Json.Object> delayed, NodeInfo node) {
    for (Json.Object claim : bound) {
      Json.Object volume =
          run.get("", "persistentvolumes", "", claim.object("spec").text("volumeName"));
      if (volume == null) {
        return Refusal.forGood(
            "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
      }
      if (!reaches(volume, node)) {
        return Refusal.forGood("node(s) had volume node affinity conflict");
      }
    }
    for (Json.Object claim : delayed) {
      if (find(run, claim, node) == null && !canProvision(run, claim, node)) {
        return Refusal.forGood("node(s) didn't find available persistent volumes to bind");
      }
    }
    return null;
  }

  private static boolean reaches(Json.Object volume, NodeInfo node) {
    Json.Object required = volume.object("spec").object("nodeAffinity").object("required");
    return required.isEmpty() || NodeSelectors.matches(required, node.node());
  }

  private static Json.@Nullable Object find(Run run, Json.Object claim, NodeInfo node) {
    return Claims.best(run, claim, volume -> reaches(volume, node));
  }

  private static boolean canProvision(Run run, Json.Object claim, NodeInfo node) {
    Json.Object storage = Claims.storageClass(run, claim);
    if (storage == null || storage.text("provisioner").equals("kubernetes.io/no-provisioner")) {
      return false;
    }
    List<Json.Object> topologies = storage.array("allowedTopologies").objects();
    return topologies.isEmpty() || topologies.stream().anyMatch(t -> allows(t, node));
  }

  private static boolean allows(Json.Object topology, NodeInfo node) {
    for (Json.Object e : topology.array("matchLabelExpressions").objects()) {
      String value = node.label(e.text("key"));
      if (value == null || !e.array("values").texts().contains(value)) {
        return false;
      }
    }
    return true;
  }

  /// The Pod's claims, all of which must stand.
  private static List<Json.Object> claims(Cycle cycle) {
    List<Json.Object> claims = new ArrayList<>();
    for (Json.Object volume : cycle.spec().array("volumes").objects()) {
      boolean ephemeral = volume.has("ephemeral");
      String name = Claims.nameOf(cycle.pod(), volume);
      if (name.isEmpty()) {
        continue;
      }
      Json.Object claim =
          cycle.run().get("", "persistentvolumeclaims", Meta.namespace(cycle.pod()), name);
      if (claim == null) {
        throw new NowhereException(
            ephemeral
                ? "waiting for ephemeral volume controller to create the persistentvolumeclaim \""
                    + name
                    + "\""
                : "persistentvolumeclaim \"" + name + "\" not found");
      }
      if (claim.object("status").text("phase").equals("Lost")) {
        throw new NowhereException(
            "persistentvolumeclaim \""
                + name
                + "\" bound to non-existent persistentvolume \""
                + claim.object("spec").text("volumeName")
                + "\"");
      }
      if (Meta.isDeleting(claim)) {
        throw new NowhereException("persistentvolumeclaim \"" + name + "\" is being deleted");
      }
      if (!Claims.isFor(cycle.pod(), volume, claim)) {
        throw new NowhereException(Claims.stranger(cycle.pod(), claim));
      }
      claims.add(claim);
    }
    return claims;
  }

  /// Chooses volumes on the node for the claims that waited for it, and waits until they are bound.
  @Override
  public boolean prepare(Run run, Cycle cycle, NodeInfo node) {
    boolean ready = true;
    Client client = new Client(run, Scheduler.NAME);
    for (Json.Object claim : claims(cycle)) {
      if (Claims.isBound(claim)) {
        continue;
      }
      ready = false;
      Json.Object volume = find(run, claim, node);
      if (volume != null) {
        if (!volume.object("spec").has("claimRef")) {
          client.update("", "persistentvolumes", Claims.promised(volume, claim));
        }
      } else if (!Meta.annotations(claim).text(Claims.SELECTED_NODE).equals(node.name())) {
        client.update(
            "",
            "persistentvolumeclaims",
            claim.withAt(Json.text(node.name()), "metadata", "annotations", Claims.SELECTED_NODE));
      }
    }
    return ready;
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return happening == Happening.STORAGE_CHANGED
        || happening == Happening.NODE_ADDED
        || happening == Happening.NODE_CHANGED;
  }
}
