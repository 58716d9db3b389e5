package seodang.world;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import seodang.database.Database;
import seodang.json.Json;
import seodang.kube.ClusterState;

/// The bases of saved clusters: the one fresh clusters are forks of now, and older ones that saved
/// clusters name. A base is in memory as long as a cluster of it is.
final class Bases {
  private final Database database;
  private final Map<String, WeakReference<Base>> known = new ConcurrentHashMap<>();
  private @Nullable Base latest;

  Bases(Database database) {
    this.database = database;
  }

  /// The base of a fresh cluster: the last one if it shares that one's objects, else one made from
  /// the cluster itself and written.
  synchronized Base of(ClusterState fresh) {
    Base base = latest;
    if (base == null || base.state().store() != fresh.store()) {
      base = Base.of(fresh);
      write(base);
      known.put(base.id(), new WeakReference<>(base));
      latest = base;
    }
    return base;
  }

  synchronized Base byId(String id) {
    WeakReference<Base> reference = known.get(id);
    Base base = reference == null ? null : reference.get();
    if (base == null) {
      base = load(id);
      known.put(id, new WeakReference<>(base));
    }
    return base;
  }

  private void write(Base base) {
    database.durablyDo(handle -> {
      boolean there =
          handle
              .createQuery("select 1 from cluster_base where id = :id")
              .bind("id", base.id())
              .mapTo(Integer.class)
              .findOne()
              .isPresent();
      if (!there) {
        handle.execute(
            "insert into cluster_base (id, body) values (?, ?)",
            base.id(),
            Packed.pack(base.write().toString()));
      }
    });
  }

  private Base load(String id) {
    byte[] body =
        database.read(handle ->
            handle
                .createQuery("select body from cluster_base where id = :id")
                .bind("id", id)
                .mapTo(byte[].class)
                .one());
    return Base.read(id, Json.parseObject(Packed.unpack(body)));
  }
}
