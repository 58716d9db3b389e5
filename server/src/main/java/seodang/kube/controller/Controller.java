package seodang.kube.controller;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Component;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// What the controllers share: their process, their main resource, keys by owner.
abstract class Controller implements Component {
  private final String name;
  private final String group;
  private final String resource;
  private final String prefix;

  /// @param resource whose objects it reconciles
  Controller(String name, String group, String resource) {
    this.name = name;
    this.group = group;
    this.resource = resource;
    prefix = Store.prefix(group, resource, "");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String process(String key) {
    return "kube-controller-manager";
  }

  @Override
  public void resync(Run run, String process) {
    if (process.equals(process(""))) {
      run.list(group, resource, "").forEach(o -> run.enqueue(this, Meta.key(o)));
    }
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object object = change.after() == null ? change.before() : change.after();
    if (object != null && change.key().startsWith(prefix)) {
      run.enqueue(this, Meta.key(object));
    }
  }

  /// Queues the controller of an object when it is of this kind.
  void enqueueOwner(Run run, Json.@Nullable Object object, String ownerKind) {
    Json.Object owner = object == null ? null : Meta.controller(object);
    if (object != null && owner != null && owner.text("kind").equals(ownerKind)) {
      run.enqueue(this, Meta.namespace(object) + "/" + owner.text("name"));
    }
  }

  /// The object a key names, or null.
  Json.@Nullable Object find(Run run, String key) {
    int slash = key.indexOf('/');
    return slash < 0
        ? run.get(group, resource, "", key)
        : run.get(group, resource, key.substring(0, slash), key.substring(slash + 1));
  }

  /// The objects of this kind in a namespace.
  List<Json.Object> all(Run run, String namespace) {
    return run.list(group, resource, namespace);
  }

  Client client(Run run) {
    return new Client(run, name);
  }

  /// Writes a status where it differs.
  void writeStatus(Run run, Json.Object object, Json.Object status) {
    if (!object.object("status").equals(status)) {
      client(run).updateStatus(group, resource, object.with("status", status));
    }
  }
}
