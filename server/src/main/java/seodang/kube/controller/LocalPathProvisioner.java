package seodang.kube.controller;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Claims;
import seodang.kube.engine.Client;
import seodang.kube.engine.Component;
import seodang.kube.engine.Run;
import seodang.kube.kubelet.Volumes;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// The external provisioner `rancher.io/local-path`, as kind and k3s bring it along: a directory of
/// the node that the scheduler chose, for one claim each, which goes when its claim goes.
///
/// Its words are those of `sig-storage-lib-external-provisioner` and of local-path-provisioner; the
/// helper Pods that make and remove directories there are a short while here.
public final class LocalPathProvisioner implements Component {
  static final String NAME = "rancher.io/local-path";
  private static final String SPEAKER =
      NAME + "_local-path-provisioner-7dc846544d-7s2mz_5b0f1f4e-6f0c-4b1c-9d53-3a3c1e0b7a11";
  private static final String BASE = "/opt/local-path-provisioner/";
  private static final String VOLUMES = Store.prefix("", "persistentvolumes", "");
  private static final String CLAIMS = Store.prefix("", "persistentvolumeclaims", "");
  private static final String BEGUN = "provisioning/";

  @Override
  public String name() {
    return "local-path-provisioner";
  }

  @Override
  public String process(String key) {
    return name();
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object after = change.after();
    if (after == null) {
      return;
    }
    if (change.key().startsWith(CLAIMS) && isMine(after)) {
      run.enqueue(this, "claim/" + Meta.key(after));
    } else if (change.key().startsWith(VOLUMES) && isDone(after)) {
      run.enqueue(this, "volume/" + Meta.name(after), moment(run));
    }
  }

  /// How long a helper Pod takes.
  private static Duration moment(Run run) {
    return Duration.ofMillis(run.dice().between(1_500, 3_500));
  }

  private static boolean isMine(Json.Object claim) {
    return claim.object("spec").text("volumeName").isEmpty()
        && Meta.annotations(claim).text(PersistentVolumeBinder.PROVISIONER).equals(NAME);
  }

  private static boolean isDone(Json.Object volume) {
    return volume.object("status").text("phase").equals("Released")
        && volume.object("spec").text("persistentVolumeReclaimPolicy").equals("Delete")
        && !Meta.isDeleting(volume)
        && Meta.annotations(volume).text(PersistentVolumeBinder.PROVISIONED_BY).equals(NAME);
  }

  @Override
  public void resync(Run run, String process) {
    if (process.equals(name())) {
      run.list("", "persistentvolumeclaims", "").stream()
          .filter(LocalPathProvisioner::isMine)
          .forEach(c -> run.enqueue(this, "claim/" + Meta.key(c)));
      run.list("", "persistentvolumes", "").stream()
          .filter(LocalPathProvisioner::isDone)
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
    if (volume != null && isDone(volume)) {
      Volumes.erase(run, nodeOf(volume), volume.object("spec").object("hostPath").text("path"));
      var _ = new Client(run, name()).delete("", "persistentvolumes", volume, -1, "");
    }
  }

  private static String nodeOf(Json.Object volume) {
    return Meta.annotations(volume).text("local.path.provisioner/selected-node");
  }

  // A claim is tried, then waits for its directory; what fails is tried again ever later.

  private void provision(Run run, Json.Object claim, String key) {
    Json.Object storageClass = Claims.storageClass(run, claim);
    String node = Meta.annotations(claim).text(Claims.SELECTED_NODE);
    String name = "pvc-" + Meta.uid(claim);
    if (storageClass == null
        || run.get("", "persistentvolumes", "", name) != null
        || (node.isEmpty() && Claims.waitsForConsumer(run, claim))) {
      return;
    }
    String memory = BEGUN + Meta.uid(claim);
    Json.Object begun = run.recallObject(memory);
    Client client = new Client(run, SPEAKER);
    if (!begun.bool("making")) {
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
      return;
    }
    run.forget(memory);
    Json.Object volume = volume(run, name, claim, storageClass, node);
    if (new Client(run, name()).create("", "persistentvolumes", "", volume).ok()) {
      client.event(
          claim, "Normal", "ProvisioningSucceeded", "Successfully provisioned volume " + name);
    }
  }

  private static @Nullable String refusal(Run run, Json.Object claim, String node) {
    Json.Object spec = claim.object("spec");
    if (spec.has("selector")) {
      return "claim.Spec.Selector is not supported";
    }
    if (!List.of("ReadWriteOnce", "ReadWriteOncePod")
        .containsAll(spec.array("accessModes").texts())) {
      return "NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes";
    }
    if (node.isEmpty()) {
      return "configuration error, no node was specified";
    }
    return run.get("", "nodes", "", node) == null
        ? "failed to get target node: nodes \"" + node + "\" not found"
        : null;
  }

  private static Json.Object volume(
      Run run, String name, Json.Object claim, Json.Object storageClass, String node) {
    Json.Object found = run.get("", "nodes", "", node);
    String host = found == null ? node : Meta.labels(found).text("kubernetes.io/hostname", node);
    Json.Object here =
        Json.object("key", "kubernetes.io/hostname", "operator", "In", "values", Json.array(host));
    Json.Object spec = claim.object("spec");
    String path = BASE + name + "_" + Meta.namespace(claim) + "_" + Meta.name(claim);
    return Json.object(
        "apiVersion",
        "v1",
        "kind",
        "PersistentVolume",
        "metadata",
        Json.object(
            "name",
            name,
            "annotations",
            Json.object(
                "local.path.provisioner/selected-node",
                node,
                PersistentVolumeBinder.PROVISIONED_BY,
                NAME)),
        "spec",
        Json.object(
            "accessModes", spec.array("accessModes"),
            "capacity",
                Json.object("storage", spec.object("resources").object("requests").get("storage")),
            "claimRef", Claims.reference(claim),
            "hostPath", Json.object("path", path, "type", "DirectoryOrCreate"),
            "mountOptions", storageClass.get("mountOptions"),
            "nodeAffinity",
                Json.object(
                    "required",
                    Json.object(
                        "nodeSelectorTerms",
                        Json.array(Json.object("matchExpressions", Json.array(here))))),
            "persistentVolumeReclaimPolicy", storageClass.text("reclaimPolicy", "Delete"),
            "storageClassName", Meta.name(storageClass),
            "volumeMode", spec.text("volumeMode", "Filesystem")));
  }
}
