package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// Volumes and the nodes they are used on: attaching, growing, and what a node has of itself.
class NodeVolumesTest extends StorageBed {
  private static final String ATTACHMENTS = "/apis/storage.k8s.io/v1/volumeattachments";

  private void pod(String name, String script, String volume) {
    podOn("''", name, script, volume);
  }

  private void podOn(String node, String name, String script, String volume) {
    make(
        PODS,
        """
        {metadata: {name: %s}, spec: {nodeName: %s, restartPolicy: Never, containers: [{name: c,
        image: 'busybox:1.36', command: [sh, -c, '%s'], volumeMounts: [{name: v, mountPath:
        /data}]}], terminationGracePeriodSeconds: 1, volumes: [{name: v, %s}]}}
        """
            .formatted(name, node, script, volume));
  }

  @Test
  void networkDisk_isAttachedToOneNodeAtATime_andKeepsItsFiles() {
    claim("disk", "1Gi", "ReadWriteOnce", "storageClassName: network-disk");
    seconds(10);
    assertThat(phase(CLAIMS + "/disk")).isEqualTo("Bound");
    String volume = volumeOf("disk");
    String used = "persistentVolumeClaim: {claimName: disk}";
    podOn("worker-1", "first", "echo kept > /data/file; sleep 1000", used);
    seconds(20);
    assertThat(phase(PODS + "/first")).isEqualTo("Running");
    assertThat(events("first"))
        .contains(
            "SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume \"" + volume + "\" ");
    List<Json.Object> attachments = cluster.get(ATTACHMENTS).array("items").objects();
    assertThat(attachments).hasSize(1);
    assertThat(attachments.getFirst().object("spec"))
        .isEqualTo(
            Yaml.parse(
                "{attacher: disk.csi.seodang.dev, nodeName: worker-1, source:"
                    + " {persistentVolumeName: %s}}".formatted(volume)));

    podOn("worker-2", "second", "cat /data/file; sleep 1000", used);
    seconds(150);
    assertThat(phase(PODS + "/second")).isEqualTo("Pending");
    assertThat(events("second"))
        .containsExactlyInAnyOrder(
            "FailedAttachVolume: Multi-Attach error for volume \""
                + volume
                + "\" Volume is already used by pod(s) first",
            "FailedMount: Unable to attach or mount volumes: unmounted volumes=[v], unattached"
                + " volumes=[], failed to process volumes=[]: context deadline exceeded");
    delete(PODS + "/first");
    seconds(20);
    assertThat(phase(PODS + "/second")).isEqualTo("Running");
    assertThat(log("second")).isEqualTo("kept\n");

    delete(PODS + "/second");
    delete(CLAIMS + "/disk");
    seconds(20);
    assertThat(cluster.get(ATTACHMENTS).array("items").isEmpty()).isTrue();
    assertThat(cluster.request(ApiRequest.get(VOLUMES + "/" + volume)).status()).isEqualTo(404);
  }

  @Test
  void refusedDisk_isForgottenWithThePod_thatAskedForIt() {
    claim("disk", "1Gi", "ReadWriteOnce", "storageClassName: network-disk");
    seconds(10);
    String used = "persistentVolumeClaim: {claimName: disk}";
    podOn("worker-1", "first", "sleep 1000", used);
    seconds(20);
    podOn("worker-2", "second", "sleep 1000", used);
    seconds(20);
    assertThat(remembered()).hasSize(1);
    delete(PODS + "/second");
    seconds(20);
    assertThat(remembered()).isEmpty();
  }

  private List<String> remembered() {
    return cluster.state().memory().keySet().stream()
        .filter(key -> key.startsWith("multi-attach/"))
        .toList();
  }

  @Test
  void diskThatIsThereAlready_isNoNewsForTheNextPod() {
    claim("disk", "1Gi", "ReadWriteOnce", "storageClassName: network-disk");
    seconds(10);
    String used = "persistentVolumeClaim: {claimName: disk}";
    podOn("worker-1", "first", "sleep 1000", used);
    seconds(20);
    podOn("worker-1", "second", "sleep 1000", used);
    seconds(20);
    assertThat(phase(PODS + "/second")).isEqualTo("Running");
    assertThat(events("first")).anyMatch(e -> e.startsWith("SuccessfulAttachVolume"));
    assertThat(events("second")).noneMatch(e -> e.startsWith("SuccessfulAttachVolume"));
  }

  @Test
  void networkDisk_growsFirst_thenItsFilesWhenAPodRuns() {
    claim("disk", "1Gi", "ReadWriteOnce", "storageClassName: network-disk");
    seconds(10);
    Json larger = Yaml.parse("{spec: {resources: {requests: {storage: 2Gi}}}}");
    ApiResponse patched =
        cluster.request(ApiRequest.patch(CLAIMS + "/disk", ApiRequest.MERGE_PATCH, larger));
    assertThat(patched.status()).as("%s", patched).isEqualTo(200);
    seconds(10);
    Json.Object waiting = cluster.get(CLAIMS + "/disk");
    assertThat(waiting.at("status", "capacity", "storage")).isEqualTo(Json.text("1Gi"));
    assertThat(Meta.isTrue(waiting, "FileSystemResizePending")).isTrue();
    assertThat(cluster.get(VOLUMES + "/" + volumeOf("disk")).at("spec", "capacity", "storage"))
        .isEqualTo(Json.text("2Gi"));
    pod("p", "sleep 1000", "persistentVolumeClaim: {claimName: disk}");
    seconds(60);
    Json.Object grown = cluster.get(CLAIMS + "/disk");
    assertThat(grown.at("status", "capacity", "storage")).isEqualTo(Json.text("2Gi"));
    assertThat(grown.object("status").has("conditions")).isFalse();
    assertThat(events("disk"))
        .contains(
            "ExternalExpanding: waiting for an external controller to expand this PVC",
            "Resizing: External resizer is resizing volume " + volumeOf("disk"),
            "FileSystemResizeRequired: Require file system resize of volume on node");
  }

  @Test
  void volumeOfADriverThatIsNotThere_isNeverAttached() {
    volume("v", "1Gi", "ReadWriteOnce", "storageClassName: m, csi: {driver: x.y, volumeHandle: h}");
    seconds(1);
    claim("c", "1Gi", "ReadWriteOnce", "storageClassName: m");
    pod("p", "true", "persistentVolumeClaim: {claimName: c}");
    seconds(60);
    assertThat(phase(PODS + "/p")).isEqualTo("Pending");
    Json.Object asked = cluster.get(ATTACHMENTS).array("items").objects().getFirst();
    assertThat(asked.object("spec").text("attacher")).isEqualTo("x.y");
    assertThat(asked.object("status").bool("attached")).isFalse();
  }

  @Test
  void nodePaths_areWhatTheirTypesSay_orThePodWaits() {
    pod("logs", "true", "hostPath: {path: /var/log, type: Directory}");
    pod("made", "true", "hostPath: {path: /srv/made, type: DirectoryOrCreate}");
    pod("none", "true", "hostPath: {path: /srv/none, type: Directory}");
    seconds(20);
    assertThat(phase(PODS + "/logs")).isEqualTo("Succeeded");
    assertThat(phase(PODS + "/made")).isEqualTo("Succeeded");
    assertThat(phase(PODS + "/none")).isEqualTo("Pending");
    assertThat(events("none"))
        .contains(
            "FailedMount: MountVolume.SetUp failed for volume \"v\" : hostPath type check failed:"
                + " /srv/none is not a directory");
  }

  @Test
  void localVolume_needsItsDirectory_thenKeepsThePodOnItsNode() {
    volume(
        "v",
        "1Gi",
        "ReadWriteOnce",
        """
        storageClassName: m, local: {path: /mnt/disk}, nodeAffinity: {required: {nodeSelectorTerms:
        [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [worker-2]}]}]}}
        """);
    seconds(1);
    claim("c", "1Gi", "ReadWriteOnce", "storageClassName: m");
    pod("p", "true", "persistentVolumeClaim: {claimName: c}");
    seconds(20);
    assertThat(cluster.get(PODS + "/p").object("spec").text("nodeName")).isEqualTo("worker-2");
    assertThat(events("p"))
        .contains(
            "FailedMount: MountVolume.NewMounter initialization failed for volume \"v\" : path"
                + " \"/mnt/disk\" does not exist");
    podOn("worker-2", "maker", "mkdir /data/disk", "hostPath: {path: /mnt}");
    seconds(150);
    assertThat(phase(PODS + "/p")).isEqualTo("Succeeded");
  }

  @Test
  void claimThatWaitsForHours_saysSoEverMoreRarely() {
    claim("c", "1Gi", "ReadWriteOnce", "storageClassName: ''");
    cluster.pass(Duration.ofMinutes(31));
    Json.Object event =
        cluster.get("/api/v1/events").array("items").objects().stream()
            .filter(e -> e.object("involvedObject").text("name").equals("c"))
            .findFirst()
            .orElseThrow();
    assertThat(event.number("count", 0)).isBetween(25L, 32L);
  }
}
