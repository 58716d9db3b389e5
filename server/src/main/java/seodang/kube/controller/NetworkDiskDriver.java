package seodang.kube.controller;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.VolumeAttachments;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.kubelet.Volumes;
import seodang.kube.store.Change;

/// A CSI driver of the simulation's own, `disk.csi.seodang.dev`: disks in a network, of which each
/// is attached to one node at a time, as clouds have them.
///
/// It stands for the driver with its sidecars: the provisioner, and the attacher that answers
/// VolumeAttachments.
public final class NetworkDiskDriver extends ExternalProvisioner {
  static final String DRIVER = "disk.csi.seodang.dev";
  private static final String FINALIZER = "external-attacher/disk-csi-seodang-dev";

  public NetworkDiskDriver() {
    super(
        "network-disk-driver",
        DRIVER,
        "disk-csi-controller-0_1f6f2a0e-7a3d-4c52-8d42-9b8a5f4a3c20");
  }

  @Override
  @Nullable String refusal(Run run, Json.Object claim, String node) {
    Json.Object spec = claim.object("spec");
    if (spec.has("dataSource")) {
      return "error getting handle for DataSource: volume content sources are not supported";
    }
    boolean shared =
        spec.array("accessModes").texts().stream()
            .anyMatch(m -> m.equals("ReadWriteMany") || m.equals("ReadOnlyMany"));
    return shared
        ? "rpc error: code = InvalidArgument desc = a disk can be attached to one node only: access"
            + " modes other than ReadWriteOnce and ReadWriteOncePod are not supported"
        : null;
  }

  @Override
  Json.Object annotations(String node) {
    return Json.object();
  }

  @Override
  Json.Object source(Run run, String volume, Json.Object claim, String node) {
    return Json.object(
        "csi",
        Json.object(
            "driver",
            DRIVER,
            "fsType",
            claim.object("spec").text("volumeMode").equals("Block") ? null : "ext4",
            "volumeHandle",
            "disk-" + Meta.uid(claim).replace("-", "").substring(0, 16)));
  }

  @Override
  void erase(Run run, Json.Object volume) {
    Volumes.eraseDisk(run, Meta.name(volume));
  }

  // The attacher.

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    Json.Object after = change.after();
    if (after != null
        && change.key().startsWith(VolumeAttachments.PREFIX)
        && after.object("spec").text("attacher").equals(DRIVER)) {
      boolean due = Meta.isDeleting(after) || !after.object("status").bool("attached");
      if (due) {
        run.enqueue(
            this,
            "attachment/" + Meta.name(after),
            Duration.ofMillis(run.dice().between(800, 2_000)));
      }
    }
  }

  @Override
  public void resync(Run run, String process) {
    super.resync(run, process);
    if (process.equals(name())) {
      VolumeAttachments.all(run).stream()
          .filter(a -> a.object("spec").text("attacher").equals(DRIVER))
          .forEach(a -> run.enqueue(this, "attachment/" + Meta.name(a)));
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    if (!key.startsWith("attachment/")) {
      super.reconcile(run, key);
      return;
    }
    Json.Object attachment =
        run.get(
            VolumeAttachments.GROUP,
            VolumeAttachments.RESOURCE,
            "",
            key.substring("attachment/".length()));
    if (attachment == null) {
      return;
    }
    Client client = new Client(run, name());
    if (Meta.isDeleting(attachment)) {
      var _ =
          client.patch(
              VolumeAttachments.GROUP,
              VolumeAttachments.RESOURCE,
              attachment,
              Json.object("metadata", Json.object("finalizers", Json.Null.NULL)));
      return;
    }
    Json.Object held =
        Client.answered(
            client.update(
                VolumeAttachments.GROUP,
                VolumeAttachments.RESOURCE,
                attachment.withAt(Json.array(FINALIZER), "metadata", "finalizers")));
    if (held != null) {
      var _ =
          client.updateStatus(
              VolumeAttachments.GROUP,
              VolumeAttachments.RESOURCE,
              held.with("status", Json.object("attached", true)));
    }
  }
}
