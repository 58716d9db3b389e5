package seodang.kube.controller;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Claims;
import seodang.kube.apiserver.VolumeAttachments;
import seodang.kube.engine.Client;
import seodang.kube.engine.Component;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// What provisioners outside Kubernetes have in common, as `sig-storage-lib-external-provisioner`
/// does it and says it: a volume for each claim that the binder asks for one, which goes when its
/// claim goes.
abstract class ExternalProvisioner implements Component {
  private static final String VOLUMES = Store.prefix("", "persistentvolumes", "");
  private static final String CLAIMS = Store.prefix("", "persistentvolumeclaims", "");
  private static final String BEGUN = "provisioning/";

  private final String name;
  private final String provisioner;
  private final String speaker;

  /// @param name its process
  /// @param provisioner as classes name it
  /// @param pod the Pod that it says its events from
  ExternalProvisioner(String name, String provisioner, String pod) {
    this.name = name;
    this.provisioner = provisioner;
    this.speaker = provisioner + "_" + pod;
  }

  /// Why it makes no volume for a claim; null when it does.
  abstract @Nullable String refusal(Run run, Json.Object claim, String node);

  /// What a volume's spec has of the provisioner's own: the source, where it can be reached.
  abstract Json.Object source(Run run, String volume, Json.Object claim, String node);

  /// Annotations besides the one that all provisioners write.
  abstract Json.Object annotations(String node);

  /// Removes what is behind a volume.
  abstract void erase(Run run, Json.Object volume);

  /// How long it takes to make or remove one.
  private static Duration moment(Run run) {
    return Duration.ofMillis(run.dice().between(1_500, 3_500));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String process(String key) {
    return name;
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object after = change.after();
    if (after == null) {
      if (change.before() != null && change.key().startsWith(CLAIMS)) {
        run.forget(BEGUN + Meta.uid(change.before()));
      }
      return;
    }
    if (change.key().startsWith(CLAIMS) && isMine(after)) {
      run.enqueue(this, "claim/" + Meta.key(after));
    } else if (change.key().startsWith(VOLUMES) && isDone(after)) {
      run.enqueue(this, "volume/" + Meta.name(after), moment(run));
    }
  }

  private boolean isMine(Json.Object claim) {
    return claim.object("spec").text("volumeName").isEmpty()
        && Meta.annotations(claim).text(PersistentVolumeBinder.PROVISIONER).equals(provisioner);
  }

  private boolean isDone(Json.Object volume) {
    return volume.object("status").text("phase").equals("Released")
        && volume.object("spec").text("persistentVolumeReclaimPolicy").equals("Delete")
        && !Meta.isDeleting(volume)
        && Meta.annotations(volume).text(PersistentVolumeBinder.PROVISIONED_BY).equals(provisioner);
  }

  @Override
  public void resync(Run run, String process) {
    if (process.equals(name)) {
      run.list("", "persistentvolumeclaims", "").stream()
          .filter(this::isMine)
          .forEach(c -> run.enqueue(this, "claim/" + Meta.key(c)));
      run.list("", "persistentvolumes", "").stream()
          .filter(this::isDone)
          .forEach(v -> run.enqueue(this, "volume/" + Meta.name(v)));
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    String[] parts = key.split("/");
    if (parts[0].equals("claim")) {
      Json.Object claim = run.get("", "persistentvolumeclaims", parts[1], parts[2]);
      if (claim != null && isMine(claim)) {
        provision(run, claim, key);
      }
      return;
    }
    Json.Object volume = run.get("", "persistentvolumes", "", parts[1]);
    if (volume == null || !isDone(volume)) {
      return;
    }
    String user = VolumeAttachments.nodeOf(run, Meta.name(volume));
    if (user != null) {
      new Client(run, speaker)
          .event(
              volume,
              "Warning",
              "VolumeFailedDelete",
              "persistentvolume " + Meta.name(volume) + " is still attached to node " + user);
      run.enqueue(this, key, Duration.ofSeconds(1));
      return;
    }
    erase(run, volume);
    var _ = new Client(run, name).delete("", "persistentvolumes", volume, -1, "");
  }

  // A claim is tried, then waits for its volume; what fails is tried again ever later.

  private void provision(Run run, Json.Object claim, String key) {
    Json.Object storageClass = Claims.storageClass(run, claim);
    String node = Meta.annotations(claim).text(Claims.SELECTED_NODE);
    String volume = "pvc-" + Meta.uid(claim);
    if (storageClass == null
        || run.get("", "persistentvolumes", "", volume) != null
        || (node.isEmpty() && Claims.waitsForConsumer(run, claim))) {
      return;
    }
    String memory = BEGUN + Meta.uid(claim);
    Json.Object begun = run.recallObject(memory);
    Client client = new Client(run, speaker);
    if (begun.bool("making")) {
      run.forget(memory);
      Json.Object made = volume(run, volume, claim, storageClass, node);
      if (new Client(run, name).create("", "persistentvolumes", "", made).ok()) {
        client.event(
            claim, "Normal", "ProvisioningSucceeded", "Successfully provisioned volume " + volume);
      }
      return;
    }
    client.event(
        claim,
        "Normal",
        "Provisioning",
        "External provisioner is provisioning volume for claim \"" + Meta.key(claim) + "\"");
    String refusal = refusal(run, claim, node);
    if (refusal == null) {
      run.remember(memory, begun.with("making", true));
      run.enqueue(this, key, moment(run));
      return;
    }
    client.event(
        claim,
        "Warning",
        "ProvisioningFailed",
        "failed to provision volume with StorageClass \""
            + Meta.name(storageClass)
            + "\": "
            + refusal);
    long tries = begun.number("tries", 0);
    run.remember(memory, Json.object("tries", tries + 1));
    run.enqueue(this, key, Duration.ofSeconds(Math.min(1_000, 15L << Math.min(7, tries))));
  }

  private Json.Object volume(
      Run run, String volume, Json.Object claim, Json.Object storageClass, String node) {
    Json.Object asked = claim.object("spec");
    Json.Object annotations =
        annotations(node).with(PersistentVolumeBinder.PROVISIONED_BY, provisioner);
    Json.Object spec =
        Json.object(
            "accessModes", asked.array("accessModes"),
            "capacity",
                Json.object("storage", claim.at("spec", "resources", "requests", "storage")),
            "claimRef", Claims.reference(claim),
            "mountOptions", storageClass.get("mountOptions"),
            "persistentVolumeReclaimPolicy", storageClass.text("reclaimPolicy", "Delete"),
            "storageClassName", Meta.name(storageClass),
            "volumeMode", asked.text("volumeMode", "Filesystem"));
    return Json.object(
        "apiVersion",
        "v1",
        "kind",
        "PersistentVolume",
        "metadata",
        Json.object("name", volume, "annotations", annotations),
        "spec",
        spec.merge(source(run, volume, claim, node)));
  }
}
