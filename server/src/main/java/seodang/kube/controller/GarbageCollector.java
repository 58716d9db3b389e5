package seodang.kube.controller;

import java.time.Duration;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.apiserver.CustomResources;
import seodang.kube.engine.Client;
import seodang.kube.engine.Component;
import seodang.kube.engine.Dependents;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;
import seodang.kube.store.Change;

/// Deletes what has lost its last owner; carries out foreground and orphan deletion.
///
/// Keys: `gone/UID/NAMESPACE` (an owner is gone), `wait/GROUP/RESOURCE/NAMESPACE/NAME` (an owner
/// waits for its dependents).
public final class GarbageCollector implements Component {
  private static final String FOREGROUND = "foregroundDeletion";
  private static final String ORPHAN = "orphan";

  @Override
  public String name() {
    return "generic-garbage-collector";
  }

  @Override
  public String process(String key) {
    return "kube-controller-manager";
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object before = change.before();
    Json.Object after = change.after();
    if (after == null && before != null) {
      if (before.text("kind").equals("Event")) {
        return;
      }
      run.enqueue(
          this,
          "gone/" + Meta.uid(before) + "/" + Meta.namespace(before),
          Duration.ofMillis(run.dice().between(3, 9)));
      for (Json.Object owner : Meta.owners(before)) {
        waiting(run, owner, Meta.namespace(before));
      }
    } else if (after != null && Meta.isDeleting(after) && holds(after)) {
      run.enqueue(this, waitKey(run, after));
    }
  }

  private void waiting(Run run, Json.Object owner, String namespace) {
    ResourceType type = CustomResources.ofKind(run, owner.text("apiVersion"), owner.text("kind"));
    if (type != null) {
      Json.Object found =
          run.get(
              type.storageGroup(),
              type.resource(),
              type.namespaced() ? namespace : "",
              owner.text("name"));
      if (found != null && Meta.isDeleting(found) && holds(found)) {
        run.enqueue(this, waitKey(run, found));
      }
    }
  }

  private static boolean holds(Json.Object object) {
    List<String> finalizers = object.object("metadata").array("finalizers").texts();
    return finalizers.contains(FOREGROUND) || finalizers.contains(ORPHAN);
  }

  private static String waitKey(Run run, Json.Object object) {
    ResourceType type = CustomResources.ofKind(run, object.text("apiVersion"), object.text("kind"));
    return type == null
        ? "none"
        : "wait/"
            + type.group()
            + "/"
            + type.resource()
            + "/"
            + Meta.namespace(object)
            + "/"
            + Meta.name(object);
  }

  @Override
  public void resync(Run run, String process) {
    if (process.equals(process(""))) {
      run.enqueue(this, "all");
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    String[] parts = key.split("/", -1);
    switch (parts[0]) {
      case "gone" -> collect(run, parts[1], parts[2]);
      case "wait" -> {
        Json.Object object = run.get(parts[1], parts[2], parts[3], parts[4]);
        if (object != null && Meta.isDeleting(object)) {
          release(run, parts[1], parts[2], object);
        }
      }
      case "all" -> collectAll(run);
      default -> {}
    }
  }

  /// Everything that names the owner, as far as its namespace reaches.
  private static List<Json.Object> dependents(Run run, String uid, String namespace) {
    return Dependents.of(run, uid).stream()
        .filter(o -> namespace.isEmpty() || Meta.namespace(o).equals(namespace))
        .toList();
  }

  private void collect(Run run, String uid, String namespace) {
    for (Json.Object dependent : dependents(run, uid, namespace)) {
      judge(run, dependent);
    }
  }

  /// As after a start: who waits for its dependents is looked at, and who lost its owners
  /// meanwhile.
  private void collectAll(Run run) {
    for (Json.Object object : List.copyOf(run.store().rangeMap("/registry/").values())) {
      if (Meta.isDeleting(object) && holds(object)) {
        run.enqueue(this, waitKey(run, object));
      }
      if (object.object("metadata").has("ownerReferences")) {
        judge(run, object);
      }
    }
  }

  /// Deletes an object none of whose owners is left; drops the references to those that are gone.
  private void judge(Run run, Json.Object object) {
    Json.Array left = Json.array();
    for (Json.Object owner : Meta.owners(object)) {
      if (exists(run, owner, Meta.namespace(object))) {
        left = left.add(owner);
      }
    }
    ResourceType type = CustomResources.ofKind(run, object.text("apiVersion"), object.text("kind"));
    if (type == null || left.size() == Meta.owners(object).size()) {
      return;
    }
    Client client = new Client(run, name());
    if (left.isEmpty()) {
      if (!Meta.isDeleting(object)) {
        client.delete(type.group(), type.resource(), object, -1, "Background");
      }
    } else {
      client.patch(
          type.group(),
          type.resource(),
          object,
          Json.object("metadata", Json.object("ownerReferences", left)));
    }
  }

  private static boolean exists(Run run, Json.Object owner, String namespace) {
    ResourceType type = CustomResources.ofKind(run, owner.text("apiVersion"), owner.text("kind"));
    if (type == null) {
      return true;
    }
    Json.Object found =
        run.get(
            type.storageGroup(),
            type.resource(),
            type.namespaced() ? namespace : "",
            owner.text("name"));
    return found != null && Meta.uid(found).equals(owner.text("uid"));
  }

  private void release(Run run, String group, String resource, Json.Object owner) {
    List<String> finalizers = owner.object("metadata").array("finalizers").texts();
    List<Json.Object> dependents = dependents(run, Meta.uid(owner), Meta.namespace(owner));
    Client client = new Client(run, name());
    if (finalizers.contains(ORPHAN)) {
      for (Json.Object dependent : dependents) {
        orphan(run, client, dependent, Meta.uid(owner));
      }
      without(client, group, resource, owner, ORPHAN);
      return;
    }
    boolean blocked = false;
    for (Json.Object dependent : dependents) {
      ResourceType type =
          CustomResources.ofKind(run, dependent.text("apiVersion"), dependent.text("kind"));
      if (type != null && !Meta.isDeleting(dependent)) {
        client.delete(type.group(), type.resource(), dependent, -1, "Foreground");
      }
      blocked |=
          Meta.owners(dependent).stream()
              .anyMatch(o -> o.text("uid").equals(Meta.uid(owner)) && o.bool("blockOwnerDeletion"));
    }
    if (blocked && !dependents(run, Meta.uid(owner), Meta.namespace(owner)).isEmpty()) {
      run.enqueue(this, waitKey(run, owner), Duration.ofMillis(500));
    } else {
      without(client, group, resource, owner, FOREGROUND);
    }
  }

  private static void orphan(Run run, Client client, Json.Object dependent, String uid) {
    Json.Array left = Json.array();
    for (Json.Object owner : Meta.owners(dependent)) {
      if (!owner.text("uid").equals(uid)) {
        left = left.add(owner);
      }
    }
    ResourceType type =
        CustomResources.ofKind(run, dependent.text("apiVersion"), dependent.text("kind"));
    if (type != null) {
      Json references = left.isEmpty() ? Json.Null.NULL : left;
      client.patch(
          type.group(),
          type.resource(),
          dependent,
          Json.object("metadata", Json.object("ownerReferences", references)));
    }
  }

  private static void without(
      Client client, String group, String resource, Json.Object owner, String finalizer) {
    Json.Array left = Json.array();
    for (String f : owner.object("metadata").array("finalizers").texts()) {
      if (!f.equals(finalizer)) {
        left = left.add(Json.text(f));
      }
    }
    Json finalizers = left.isEmpty() ? Json.Null.NULL : left;
    ResourceType custom = CustomResources.ofResource(client.run(), group, resource);
    ResourceType type = custom == null ? Resources.get(group, resource) : custom;
    client.request(
        ApiRequest.patch(
            type.path(Meta.namespace(owner), Meta.name(owner)),
            ApiRequest.MERGE_PATCH,
            Json.object("metadata", Json.object("finalizers", finalizers))));
  }
}
