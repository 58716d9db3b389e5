package seodang.kube.controller;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.VolumeAttachments;
import seodang.kube.engine.Client;
import seodang.kube.engine.Component;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// Asks, by VolumeAttachments, that volumes be attached to the nodes whose Pods need them, and
/// detached once none does.
///
/// Its keys are volumes. A volume for one node at a time is attached elsewhere only after it has
/// been detached.
public final class AttachDetachController implements Component {
  private static final String PODS = Store.prefix("", "pods", "");
  private static final String CLAIMS = Store.prefix("", "persistentvolumeclaims", "");
  private static final String MANAGED = "volumes.kubernetes.io/controller-managed-attach-detach";
  private static final String SPEAKER = "attachdetach-controller";
  private static final String TOLD = "multi-attach/";

  @Override
  public String name() {
    return SPEAKER;
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
    if (change.key().startsWith(PODS)) {
      boolean moved =
          change.before() == null
              || change.after() == null
              || needs(change.before()) != needs(change.after());
      if (moved && !object.object("spec").text("nodeName").isEmpty()) {
        look(run, object);
      }
    } else if (change.key().startsWith(CLAIMS)) {
      String volume = object.object("spec").text("volumeName");
      if (!volume.isEmpty() && change.before() != null && change.after() != null) {
        run.enqueue(this, volume);
      }
    } else if (change.key().startsWith(VolumeAttachments.PREFIX)) {
      run.enqueue(this, VolumeAttachments.volumeOf(object));
    }
  }

  private void look(Run run, Json.Object pod) {
    VolumeAttachments.needed(run, pod)
        .values()
        .forEach(
            v -> run.enqueue(this, Meta.name(v), Duration.ofMillis(run.dice().between(50, 150))));
  }

  /// Whether a Pod keeps its node's volumes attached.
  private static boolean needs(Json.Object pod) {
    String phase = pod.object("status").text("phase");
    return !pod.object("spec").text("nodeName").isEmpty()
        && !phase.equals("Succeeded")
        && !phase.equals("Failed");
  }

  @Override
  public void resync(Run run, String process) {
    if (process.equals(process(""))) {
      run.list("", "persistentvolumes", "").stream()
          .filter(v -> v.object("spec").has("csi"))
          .forEach(v -> run.enqueue(this, Meta.name(v)));
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    List<Json.Object> users =
        run.list("", "pods", "").stream()
            .filter(p -> needs(p) && isManaged(run, p.object("spec").text("nodeName")))
            .filter(p ->
                VolumeAttachments.needed(run, p).values().stream()
                    .anyMatch(v -> Meta.name(v).equals(key)))
            .toList();
    for (Json.Object attachment : VolumeAttachments.all(run)) {
      String node = attachment.object("spec").text("nodeName");
      boolean used = users.stream().anyMatch(p -> nodeOf(p).equals(node));
      if (VolumeAttachments.volumeOf(attachment).equals(key)
          && !used
          && !Meta.isDeleting(attachment)) {
        var _ =
            new Client(run, SPEAKER)
                .delete(VolumeAttachments.GROUP, VolumeAttachments.RESOURCE, attachment, -1, "");
      }
    }
    for (Json.Object pod : users) {
      attach(run, key, pod, users);
    }
  }

  private static String nodeOf(Json.Object pod) {
    return pod.object("spec").text("nodeName");
  }

  private static boolean isManaged(Run run, String node) {
    Json.Object found = run.get("", "nodes", "", node);
    return found != null && Meta.annotations(found).has(MANAGED);
  }

  private void attach(Run run, String name, Json.Object pod, List<Json.Object> users) {
    Json.Object volume = run.get("", "persistentvolumes", "", name);
    if (volume == null) {
      return;
    }
    Client client = new Client(run, SPEAKER);
    String node = nodeOf(pod);
    Json.Object standing = VolumeAttachments.of(run, name, node);
    String told = TOLD + Meta.uid(pod) + "/" + name;
    if (standing != null) {
      boolean news = !Json.text("attached").equals(run.recall(told));
      if (standing.object("status").bool("attached") && news && isNew(pod)) {
        run.remember(told, Json.text("attached"));
        client.event(
            pod,
            "Normal",
            "SuccessfulAttachVolume",
            "AttachVolume.Attach succeeded for volume \"" + name + "\" ");
      }
      return;
    }
    String other = VolumeAttachments.nodeOf(run, name);
    if (other != null && !isShared(volume)) {
      if (run.recall(told) == null) {
        run.remember(told, Json.text("refused"));
        client.event(pod, "Warning", "FailedAttachVolume", refusal(name, other, pod, users));
      }
      return;
    }
    String driver = volume.object("spec").object("csi").text("driver");
    String handle = volume.object("spec").object("csi").text("volumeHandle");
    var _ =
        client.create(
            VolumeAttachments.GROUP,
            VolumeAttachments.RESOURCE,
            "",
            Json.object(
                "apiVersion",
                "storage.k8s.io/v1",
                "kind",
                "VolumeAttachment",
                "metadata",
                Json.object("name", "csi-" + digest(handle + driver + node)),
                "spec",
                Json.object(
                    "attacher", driver,
                    "nodeName", node,
                    "source", Json.object("persistentVolumeName", name))));
  }

  /// Whether the Pod has not begun, so that it waits for the news.
  private static boolean isNew(Json.Object pod) {
    return pod.object("status").text("phase", "Pending").equals("Pending");
  }

  private static boolean isShared(Json.Object volume) {
    List<String> modes = volume.object("spec").array("accessModes").texts();
    return modes.contains("ReadWriteMany") || modes.contains("ReadOnlyMany");
  }

  private static String refusal(
      String name, String other, Json.Object pod, List<Json.Object> users) {
    List<String> there =
        users.stream()
            .filter(p -> nodeOf(p).equals(other))
            .filter(p -> Meta.namespace(p).equals(Meta.namespace(pod)))
            .map(Meta::name)
            .toList();
    return "Multi-Attach error for volume \""
        + name
        + "\" "
        + (there.isEmpty()
            ? "Volume is already exclusively attached to one node and can't be attached to another"
            : "Volume is already used by pod(s) " + String.join(", ", there));
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "%064x".formatted(new BigInteger(1, hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
