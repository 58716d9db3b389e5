package seodang.world;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import seodang.database.Database;
import seodang.json.Json;
import seodang.kube.ClusterState;

/// The bases of saved clusters: this release's own, and older ones that clusters still name.
final class Bases {
  private final Database database;
  private final Supplier<ClusterState> fresh;
  private final Map<String, Base> known = new ConcurrentHashMap<>();
  private volatile @Nullable Base present;

  Bases(Database database, Supplier<ClusterState> fresh) {
    this.database = database;
    this.fresh = fresh;
  }

  /// What this release's fresh clusters differ little from; written when it is new.
  synchronized Base present() {
    Base known = present;
    if (known != null) {
      return known;
    }
    Base base = Base.of(fresh.get());
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
            base.write().toString());
      }
    });
    this.known.put(base.id(), base);
    present = base;
    return base;
  }

  Base byId(String id) {
    Base here = present();
    return here.id().equals(id) ? here : known.computeIfAbsent(id, this::load);
  }

  private Base load(String id) {
    String body =
        database.read(handle ->
            handle
                .createQuery("select body from cluster_base where id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .one());
    return Base.read(id, Json.parseObject(body));
  }
}
