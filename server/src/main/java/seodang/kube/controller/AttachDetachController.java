package seodang.kube.controller;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
/// Its keys are volumes, and `attached/NODE/VOLUME` for the news of one. A volume for one node at a
/// time is attached elsewhere only after it has been detached; that it cannot be is told once for
/// each node that asks.
public final class AttachDetachController implements Component {
  private static final String PODS = Store.prefix("", "pods", "");
  private static final String CLAIMS = Store.prefix("", "persistentvolumeclaims", "");
  private static final String MANAGED = "volumes.kubernetes.io/controller-managed-attach-detach";
  private static final String SPEAKER = "attachdetach-controller";
  private static final String TOLD = "multi-attach/";
  private static final String ATTACHED = "attached/";

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
      if (!volume.isEmpty() && change.before() != null) {
        run.enqueue(this, volume);
      }
    } else if (change.key().startsWith(VolumeAttachments.PREFIX)) {
      String volume = VolumeAttachments.volumeOf(object);
      run.enqueue(this, volume);
      if (isAttached(change.after()) && !isAttached(change.before())) {
        run.enqueue(this, ATTACHED + nodeOf(object) + "/" + volume);
      }
    }
  }

  private static boolean isAttached(Json.@Nullable Object attachment) {
    return attachment != null && attachment.object("status").bool("attached");
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
  public void broken(Run run, String process) {
    if (process.equals(process("")) || process.equals(SPEAKER)) {
      List.copyOf(run.recallAll(TOLD).keySet()).forEach(run::forget);
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    if (key.startsWith(ATTACHED)) {
      int slash = key.lastIndexOf('/');
      tellAttached(run, key.substring(ATTACHED.length(), slash), key.substring(slash + 1));
      return;
    }
    List<Json.Object> users = users(run, key);
    for (String told : List.copyOf(run.recallAll(TOLD + key + "/").keySet())) {
      String node = told.substring(told.lastIndexOf('/') + 1);
      if (users.stream().noneMatch(p -> nodeOf(p).equals(node))) {
        run.forget(told);
      }
    }
    for (Json.Object attachment : VolumeAttachments.all(run)) {
      String node = nodeOf(attachment);
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

  private static List<Json.Object> users(Run run, String volume) {
    return run.list("", "pods", "").stream()
        .filter(p -> needs(p) && isManaged(run, nodeOf(p)))
        .filter(p ->
            VolumeAttachments.needed(run, p).values().stream()
                .anyMatch(v -> Meta.name(v).equals(volume)))
        .toList();
  }

  /// The node of a Pod or an attachment.
  private static String nodeOf(Json.Object object) {
    return object.object("spec").text("nodeName");
  }

  private static void tellAttached(Run run, String node, String volume) {
    for (Json.Object pod : users(run, volume)) {
      if (nodeOf(pod).equals(node)) {
        new Client(run, SPEAKER)
            .event(
                pod,
                "Normal",
                "SuccessfulAttachVolume",
                "AttachVolume.Attach succeeded for volume \"" + volume + "\" ");
      }
    }
  }

  private static boolean isManaged(Run run, String node) {
    Json.Object found = run.get("", "nodes", "", node);
    return found != null && Meta.annotations(found).has(MANAGED);
  }

  private void attach(Run run, String name, Json.Object pod, List<Json.Object> users) {
    Json.Object volume = run.get("", "persistentvolumes", "", name);
    String node = nodeOf(pod);
    if (volume == null || VolumeAttachments.of(run, name, node) != null) {
      return;
    }
    Client client = new Client(run, SPEAKER);
    String other = VolumeAttachments.nodeOf(run, name);
    if (other != null && !isShared(volume)) {
      tellRefused(run, name, node, other, users);
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

  private static boolean isShared(Json.Object volume) {
    List<String> modes = volume.object("spec").array("accessModes").texts();
    return modes.contains("ReadWriteMany") || modes.contains("ReadOnlyMany");
  }

  private static void tellRefused(
      Run run, String name, String node, String other, List<Json.Object> users) {
    String told = TOLD + name + "/" + node;
    if (run.recall(told) != null) {
      return;
    }
    run.remember(told, Json.Bool.TRUE);
    List<Json.Object> there = users.stream().filter(p -> nodeOf(p).equals(other)).toList();
    for (Json.Object pod : users) {
      if (nodeOf(pod).equals(node)) {
        String why = "Multi-Attach error for volume \"" + name + "\" " + refusal(pod, there);
        new Client(run, SPEAKER).event(pod, "Warning", "FailedAttachVolume", why);
      }
    }
  }

  /// A Pod hears the names of those in its own namespace only.
  private static String refusal(Json.Object pod, List<Json.Object> there) {
    if (there.isEmpty()) {
      return "Volume is already exclusively attached to one node and can't be attached to another";
    }
    List<String> near =
        there.stream()
            .filter(p -> Meta.namespace(p).equals(Meta.namespace(pod)))
            .map(Meta::name)
            .toList();
    int far = there.size() - near.size();
    String others = far + " pod(s) in different namespaces";
    if (near.isEmpty()) {
      return "Volume is already used by " + others;
    }
    String names = "Volume is already used by pod(s) " + String.join(", ", near);
    return far == 0 ? names : names + " and " + others;
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
