package seodang.kube.controller;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Quantity;
import seodang.kube.apiserver.Claims;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// Enlarges network disks, as `external-resizer` does: first the disk, then, once a Pod runs with
/// it, the file system on it, which is the kubelet's part.
public final class NetworkDiskResizer extends Controller {
  private static final String PODS = Store.prefix("", "pods", "");
  private static final String CLAIMS = "persistentvolumeclaims";
  private static final String PENDING = "FileSystemResizePending";

  public NetworkDiskResizer() {
    super("network-disk-resizer", "", CLAIMS);
  }

  @Override
  public String process(String key) {
    return "network-disk-driver";
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object after = change.after();
    if (after != null && change.key().startsWith(PODS)) {
      boolean began = isRunning(after) && (change.before() == null || !isRunning(change.before()));
      if (began) {
        Claims.names(after).forEach(c -> run.enqueue(this, Meta.namespace(after) + "/" + c));
      }
    } else {
      super.observe(run, change);
    }
  }

  private static boolean isRunning(Json.Object pod) {
    return pod.object("status").text("phase").equals("Running");
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object claim = find(run, key);
    Json.Object volume =
        claim == null || !claim.object("status").text("phase").equals("Bound")
            ? null
            : run.get("", "persistentvolumes", "", claim.object("spec").text("volumeName"));
    if (claim == null
        || volume == null
        || !volume.object("spec").object("csi").text("driver").equals(NetworkDiskDriver.DRIVER)) {
      return;
    }
    Json wanted = claim.at("spec", "resources", "requests", "storage");
    boolean grows =
        Quantity.of(wanted).compareTo(Quantity.of(claim.at("status", "capacity", "storage"))) > 0;
    if (!grows || wanted == null) {
      return;
    }
    if (Claims.capacity(volume).compareTo(Quantity.of(wanted)) < 0) {
      disk(run, claim, volume, wanted, key);
    } else {
      files(run, claim, volume, key);
    }
  }

  private void disk(Run run, Json.Object claim, Json.Object volume, Json wanted, String key) {
    Client speaker = new Client(run, "external-resizer " + NetworkDiskDriver.DRIVER);
    String name = Meta.name(volume);
    if (!Meta.isTrue(claim, "Resizing")) {
      status(run, claim, wanted, "ControllerResizeInProgress", "Resizing", "");
      speaker.event(claim, "Normal", "Resizing", "External resizer is resizing volume " + name);
      run.enqueue(this, key, Duration.ofMillis(run.dice().between(1_500, 3_000)));
      return;
    }
    Instant since = Meta.instant(Meta.condition(claim, "Resizing").get("lastTransitionTime"));
    Duration left =
        since == null ? Duration.ZERO : Duration.between(run.now(), since.plusSeconds(2));
    if (left.isPositive()) {
      run.enqueue(this, key, left);
      return;
    }
    var _ =
        client(run)
            .update("", "persistentvolumes", volume.withAt(wanted, "spec", "capacity", "storage"));
    if (volume.object("spec").text("volumeMode").equals("Block")) {
      grown(run, claim, wanted);
      speaker.event(claim, "Normal", "VolumeResizeSuccessful", "Resize volume succeeded");
      return;
    }
    status(
        run,
        claim,
        wanted,
        "NodeResizePending",
        PENDING,
        "Waiting for user to (re-)start a pod to finish file system resize of volume on node.");
    speaker.event(
        claim,
        "Normal",
        "FileSystemResizeRequired",
        "Require file system resize of volume on node");
  }

  private void files(Run run, Json.Object claim, Json.Object volume, String key) {
    Json.@Nullable Object user =
        run.list("", "pods", Meta.namespace(claim)).stream()
            .filter(p -> isRunning(p) && Claims.uses(p, claim))
            .findFirst()
            .orElse(null);
    if (user == null || !Meta.isTrue(claim, PENDING)) {
      return;
    }
    Instant since = Meta.instant(Meta.condition(claim, PENDING).get("lastTransitionTime"));
    Duration left =
        since == null ? Duration.ZERO : Duration.between(run.now(), since.plusSeconds(20));
    if (left.isPositive()) {
      run.enqueue(this, key, left);
      return;
    }
    String node = user.object("spec").text("nodeName");
    String said =
        "MountVolume.NodeExpandVolume succeeded for volume \"" + Meta.name(volume) + "\" " + node;
    grown(run, claim, volume.object("spec").object("capacity").get("storage"));
    Client kubelet = new Client(run, "kubelet");
    kubelet.event(user, "", "Normal", "FileSystemResizeSuccessful", said, node);
    kubelet.event(claim, "", "Normal", "FileSystemResizeSuccessful", said, node);
  }

  private void status(
      Run run, Json.Object claim, Json wanted, String state, String condition, String message) {
    Json now = Meta.time(run.now());
    Json.Object told =
        Json.object(
            "type",
            condition,
            "status",
            "True",
            "lastProbeTime",
            Json.Null.NULL,
            "lastTransitionTime",
            now,
            "message",
            message.isEmpty() ? null : message);
    writeStatus(
        run,
        claim,
        claim
            .object("status")
            .with("conditions", Json.array(told))
            .with("allocatedResources", Json.object("storage", wanted))
            .with("allocatedResourceStatuses", Json.object("storage", state)));
  }

  private void grown(Run run, Json.Object claim, @Nullable Json size) {
    writeStatus(
        run,
        claim,
        claim
            .object("status")
            .without("conditions")
            .without("allocatedResourceStatuses")
            .with("capacity", Json.object("storage", size)));
  }
}
