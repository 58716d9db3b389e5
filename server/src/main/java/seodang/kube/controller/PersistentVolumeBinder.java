package seodang.kube.controller;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Claims;
import seodang.kube.apiserver.ClassAdmission;
import seodang.kube.engine.Client;
import seodang.kube.engine.Component;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// Binds claims and volumes to one another, tells external provisioners what is wanted, and
/// reclaims volumes whose claim has gone.
///
/// As `pv_controller.go` does: what could not be done is looked at again every 15 seconds, and a
/// volume that appears wakes no claim before. A new volume is no claim's until its own worker has
/// called it available, so that a claim posted right after it waits those 15 seconds too.
public final class PersistentVolumeBinder implements Component {
  private static final String NAME = "persistent-volume-binder";
  static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
  static final String PROVISIONER = "volume.kubernetes.io/storage-provisioner";
  private static final String BETA_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner";
  private static final Duration RESYNC = Duration.ofSeconds(15);
  private static final String VOLUMES = Store.prefix("", "persistentvolumes", "");
  private static final String CLAIMS = Store.prefix("", "persistentvolumeclaims", "");
  private static final String AGAIN = "resync";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String process(String key) {
    return "kube-controller-manager";
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object object = change.after() == null ? change.before() : change.after();
    if (object == null) {
      return;
    }
    if (change.key().startsWith(VOLUMES)) {
      boolean made = change.before() == null;
      Duration until =
          Duration.ofMillis(made ? run.dice().between(6, 9) : run.dice().between(1, 4));
      run.enqueue(this, volumeKey(Meta.name(object)), until);
      Json.Object ref = object.object("spec").object("claimRef");
      if (change.after() == null && !ref.isEmpty()) {
        run.enqueue(this, "claim/" + ref.text("namespace") + "/" + ref.text("name"));
      }
    } else if (change.key().startsWith(CLAIMS)) {
      String volume = object.object("spec").text("volumeName");
      if (change.after() != null) {
        run.enqueue(this, claimKey(object));
      } else if (!volume.isEmpty()) {
        run.enqueue(this, volumeKey(volume));
      }
    }
  }

  private static String volumeKey(String name) {
    return "volume/" + name;
  }

  private static String claimKey(Json.Object claim) {
    return "claim/" + Meta.key(claim);
  }

  @Override
  public void resync(Run run, String process) {
    if (process.equals(process(""))) {
      again(run);
    }
  }

  private void again(Run run) {
    run.list("", "persistentvolumes", "").forEach(v -> run.enqueue(this, volumeKey(Meta.name(v))));
    run.list("", "persistentvolumeclaims", "").forEach(c -> run.enqueue(this, claimKey(c)));
  }

  @Override
  public void reconcile(Run run, String key) {
    String[] parts = key.split("/");
    switch (parts[0]) {
      case "claim" -> {
        Json.Object claim = run.get("", "persistentvolumeclaims", parts[1], parts[2]);
        if (claim != null) {
          syncClaim(run, claim);
        }
      }
      case "volume" -> {
        Json.Object volume = run.get("", "persistentvolumes", "", parts[1]);
        if (volume != null) {
          syncVolume(run, volume);
        }
      }
      default -> again(run);
    }
  }

  private Client client(Run run) {
    return new Client(run, name());
  }

  private static void event(
      Run run, Json.Object about, String type, String reason, String message) {
    new Client(run, NAME).event(about, type, reason, message);
  }

  // Claims.

  private void syncClaim(Run run, Json.Object claim) {
    if (Meta.annotations(claim).has(Claims.BIND_COMPLETED)) {
      syncBound(run, claim);
    } else {
      syncUnbound(run, claim);
    }
  }

  private void syncBound(Run run, Json.Object claim) {
    String name = claim.object("spec").text("volumeName");
    Json.Object volume = name.isEmpty() ? null : run.get("", "persistentvolumes", "", name);
    if (name.isEmpty()) {
      lose(
          run,
          claim,
          "ClaimLost",
          "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
    } else if (volume == null) {
      lose(
          run,
          claim,
          "ClaimLost",
          "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
    } else if (volume.object("spec").has("claimRef")
        && !volume.object("spec").object("claimRef").text("uid").equals(Meta.uid(claim))) {
      lose(
          run,
          claim,
          "ClaimMisbound",
          "Two claims are bound to the same volume, this one is bound incorrectly");
    } else {
      bind(run, volume, claim);
    }
  }

  private void lose(Run run, Json.Object claim, String reason, String message) {
    if (!claim.object("status").text("phase").equals("Lost")) {
      claimStatus(run, claim, "Lost", null);
      event(run, claim, "Warning", reason, message);
    }
  }

  private void syncUnbound(Run run, Json.Object claim) {
    String name = claim.object("spec").text("volumeName");
    if (name.isEmpty()) {
      boolean delayed = Claims.waitsForConsumer(run, claim);
      Json.Object volume =
          Claims.best(run, claim, v -> !delayed || v.object("spec").has("claimRef"));
      if (volume == null) {
        wait(run, claim, delayed);
      } else {
        bind(run, volume, claim);
      }
      return;
    }
    Json.Object volume = run.get("", "persistentvolumes", "", name);
    Json.Object ref = volume == null ? Json.object() : volume.object("spec").object("claimRef");
    String unfit = volume == null ? null : Claims.unfit(volume, claim);
    if (volume == null) {
      pend(run, claim);
    } else if (ref.isEmpty() && unfit != null) {
      event(
          run,
          claim,
          "Warning",
          "VolumeMismatch",
          "Cannot bind to requested volume \"" + name + "\": " + unfit);
      pend(run, claim);
    } else if (ref.isEmpty() || Claims.isPromised(ref, claim)) {
      bind(run, volume, claim);
    } else {
      event(
          run,
          claim,
          "Warning",
          "FailedBinding",
          "volume \"" + name + "\" already bound to a different claim.");
      pend(run, claim);
    }
  }

  /// The claim stays as it is, and is looked at again.
  private void pend(Run run, Json.Object claim) {
    claimStatus(run, claim, "Pending", null);
    run.enqueue(this, AGAIN, RESYNC);
  }

  /// No volume suits the claim: says what it waits for.
  private void wait(Run run, Json.Object claim, boolean delayed) {
    Json.Object classed = ClassAdmission.storage(run, claim);
    if (!classed.equals(claim)) {
      var _ = client(run).update("", "persistentvolumeclaims", classed);
      return;
    }
    if (delayed && !Meta.annotations(claim).has(Claims.SELECTED_NODE)) {
      waitForConsumer(run, claim);
    } else if (!Claims.className(claim).isEmpty()) {
      provision(run, claim);
      run.enqueue(this, AGAIN, RESYNC);
      return;
    } else {
      event(
          run,
          claim,
          "Normal",
          "FailedBinding",
          "no persistent volumes available for this claim and no storage class is set");
    }
    pend(run, claim);
  }

  private static void waitForConsumer(Run run, Json.Object claim) {
    List<String> pods =
        run.list("", "pods", Meta.namespace(claim)).stream()
            .filter(p -> p.object("spec").text("nodeName").isEmpty() && Claims.uses(p, claim))
            .filter(Pods::isActive)
            .map(Meta::name)
            .toList();
    String message =
        switch (pods.size()) {
          case 0 -> "waiting for first consumer to be created before binding";
          case 1 -> "waiting for pod " + pods.getFirst() + " to be scheduled";
          default -> "waiting for pods " + String.join(",", pods) + " to be scheduled";
        };
    event(
        run,
        claim,
        "Normal",
        pods.isEmpty() ? "WaitForFirstConsumer" : "WaitForPodScheduled",
        message);
  }

  /// Asks the class's provisioner for a volume, by an annotation.
  private void provision(Run run, Json.Object claim) {
    String className = Claims.className(claim);
    Json.Object found = Claims.storageClass(run, claim);
    if (found == null) {
      event(
          run,
          claim,
          "Warning",
          "ProvisioningFailed",
          "storageclass.storage.k8s.io \"" + className + "\" not found");
      return;
    }
    String provisioner = VolumePlugins.driverOf(found.text("provisioner"));
    if (provisioner.startsWith("kubernetes.io/")) {
      event(
          run,
          claim,
          "Warning",
          "ProvisioningFailed",
          "no volume plugin matched name: " + provisioner);
      return;
    }
    Json.Object asked =
        claim
            .withAt(Json.text(provisioner), "metadata", "annotations", BETA_PROVISIONER)
            .withAt(Json.text(provisioner), "metadata", "annotations", PROVISIONER);
    if (!asked.equals(claim)) {
      var _ = client(run).update("", "persistentvolumeclaims", asked);
    }
    event(
        run,
        claim,
        "Normal",
        "ExternalProvisioning",
        "Waiting for a volume to be created either by the external provisioner '"
            + provisioner
            + "' or manually by the system administrator. If volume creation is delayed, please"
            + " verify that the provisioner is running and correctly registered.");
  }

  // Both.

  /// Makes them each other's, from whatever point that was interrupted at.
  private void bind(Run run, Json.Object volume, Json.Object claim) {
    Json.Object ref = volume.object("spec").object("claimRef");
    Json.Object mine = volume;
    if (!Claims.isPromised(ref, claim) || !ref.text("uid").equals(Meta.uid(claim))) {
      mine =
          Client.answered(
              client(run).update("", "persistentvolumes", Claims.promised(volume, claim)));
    }
    if (mine == null) {
      run.enqueue(this, AGAIN, RESYNC);
      return;
    }
    volumeStatus(run, mine, "Bound", "");
    Json.Object bound = claim;
    if (!claim.object("spec").text("volumeName").equals(Meta.name(volume))) {
      bound =
          bound
              .withAt(Json.text(Meta.name(volume)), "spec", "volumeName")
              .withAt(Json.text("yes"), "metadata", "annotations", Claims.BOUND_BY_CONTROLLER);
    }
    if (!Meta.annotations(claim).has(Claims.BIND_COMPLETED)) {
      bound = bound.withAt(Json.text("yes"), "metadata", "annotations", Claims.BIND_COMPLETED);
    }
    Json.@Nullable Object written =
        bound.equals(claim)
            ? claim
            : Client.answered(client(run).update("", "persistentvolumeclaims", bound));
    if (written != null) {
      claimStatus(run, written, "Bound", mine);
    }
  }

  private void claimStatus(Run run, Json.Object claim, String phase, Json.@Nullable Object volume) {
    Json.Object status = claim.object("status");
    Json.Object wanted = status.with("phase", phase);
    if (volume == null) {
      wanted = wanted.without("accessModes").without("capacity");
    } else {
      wanted = wanted.with("accessModes", volume.object("spec").array("accessModes"));
      if (!status.text("phase").equals(phase)) {
        wanted = wanted.with("capacity", volume.object("spec").object("capacity"));
      }
    }
    if (!wanted.equals(status)) {
      var _ = client(run).updateStatus("", "persistentvolumeclaims", claim.with("status", wanted));
    }
  }

  private void volumeStatus(Run run, Json.Object volume, String phase, String message) {
    Json.Object status = volume.object("status");
    if (!status.text("phase").equals(phase)) {
      Json.Object wanted =
          Json.object("phase", phase, "lastPhaseTransitionTime", Meta.time(run.now()))
              .withIf("message", message.isEmpty() ? null : Json.text(message));
      var _ = client(run).updateStatus("", "persistentvolumes", volume.with("status", wanted));
    }
  }

  // Volumes.

  private void syncVolume(Run run, Json.Object volume) {
    Json.Object ref = volume.object("spec").object("claimRef");
    if (ref.isEmpty() || ref.text("uid").isEmpty()) {
      volumeStatus(run, volume, "Available", "");
      return;
    }
    Json.Object claim =
        run.get("", "persistentvolumeclaims", ref.text("namespace"), ref.text("name"));
    String name = Meta.name(volume);
    String elsewhere = claim == null ? "" : claim.object("spec").text("volumeName");
    if (claim == null || !Meta.uid(claim).equals(ref.text("uid"))) {
      release(run, volume);
    } else if (elsewhere.isEmpty()) {
      expect(run, volume, claim);
    } else if (elsewhere.equals(name)) {
      volumeStatus(run, volume, "Bound", "");
    } else if (Meta.annotations(volume).has(PROVISIONED_BY)
        && volume.object("spec").text("persistentVolumeReclaimPolicy").equals("Delete")) {
      release(run, volume);
    } else {
      unbind(run, volume);
    }
  }

  /// The volume is promised to a claim that does not name it yet.
  private void expect(Run run, Json.Object volume, Json.Object claim) {
    if (Claims.sameMode(volume, claim)) {
      run.enqueue(this, claimKey(claim));
      return;
    }
    event(
        run,
        volume,
        "Warning",
        "VolumeMismatch",
        "Cannot bind PersistentVolume to requested PersistentVolumeClaim \""
            + Meta.name(claim)
            + "\" due to incompatible volumeMode.");
    event(
        run,
        claim,
        "Warning",
        "VolumeMismatch",
        "Cannot bind PersistentVolume \""
            + Meta.name(volume)
            + "\" to requested PersistentVolumeClaim due to incompatible volumeMode.");
  }

  /// Lets a volume go that the binder promised; one promised by hand waits for the next claim.
  private void unbind(Run run, Json.Object volume) {
    Json.Object free =
        Meta.annotations(volume).has(Claims.BOUND_BY_CONTROLLER)
            ? volume
                .withoutAt("spec", "claimRef")
                .withoutAt("metadata", "annotations", Claims.BOUND_BY_CONTROLLER)
            : volume.withoutAt("spec", "claimRef", "uid");
    Json.Object written = Client.answered(client(run).update("", "persistentvolumes", free));
    if (written != null) {
      volumeStatus(run, written, "Available", "");
    }
  }

  private void release(Run run, Json.Object volume) {
    String phase = volume.object("status").text("phase");
    if (!phase.equals("Released") && !phase.equals("Failed")) {
      volumeStatus(run, volume, "Released", "");
      return; // the write brings it back here
    }
    switch (volume.object("spec").text("persistentVolumeReclaimPolicy")) {
      case "Recycle" -> recycle(run, volume);
      case "Delete" -> delete(run, volume);
      default -> {} // kept, for somebody to look after
    }
  }

  private void fail(Run run, Json.Object volume, String reason, String message) {
    if (!volume.object("status").text("phase").equals("Failed")) {
      volumeStatus(run, volume, "Failed", message);
      event(run, volume, "Warning", reason, message);
    }
  }

  private void delete(Run run, Json.Object volume) {
    if (Meta.isDeleting(volume) || Meta.annotations(volume).has(PROVISIONED_BY)) {
      return;
    }
    String refusal = VolumePlugins.undeletable(volume);
    if (refusal == null) {
      var _ = client(run).delete("", "persistentvolumes", volume, -1, "");
    } else {
      fail(run, volume, "VolumeFailedDelete", refusal);
    }
  }

  private void recycle(Run run, Json.Object volume) {
    if (!VolumePlugins.isRecyclable(volume)) {
      fail(run, volume, "VolumeFailedRecycle", "No recycler plugin found for the volume!");
      return;
    }
    List<String> users =
        run.list("", "pods", volume.object("spec").object("claimRef").text("namespace")).stream()
            .filter(p -> Pods.isActive(p) && Claims.names(p).contains(claimName(volume)))
            .map(Meta::key)
            .toList();
    if (!users.isEmpty()) {
      event(
          run,
          volume,
          "Normal",
          "VolumeFailedRecycle",
          "Volume is used by pods: " + String.join(",", users));
      run.enqueue(this, volumeKey(Meta.name(volume)), RESYNC);
      return;
    }
    String name = "recycler-for-" + Meta.name(volume);
    Json.Object pod = run.get("", "pods", "default", name);
    String phase = pod == null ? "" : pod.object("status").text("phase");
    if (pod == null) {
      var _ = client(run).create("", "pods", "default", VolumePlugins.recycler(name, volume));
    } else if (phase.equals("Succeeded") || phase.equals("Failed")) {
      var _ = client(run).delete("", "pods", pod, 0, "");
      if (phase.equals("Succeeded")) {
        event(run, volume, "Normal", "VolumeRecycled", "Volume recycled");
        unbind(run, volume);
        return;
      }
      fail(
          run,
          volume,
          "VolumeFailedRecycle",
          "Recycle failed: Recycler pod failed: " + pod.object("status").text("message"));
      return;
    }
    run.enqueue(this, volumeKey(Meta.name(volume)), Duration.ofSeconds(1));
  }

  private static String claimName(Json.Object volume) {
    return volume.object("spec").object("claimRef").text("name");
  }
}
