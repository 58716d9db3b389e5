package seodang.world;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.database.Database;
import seodang.database.Ids;
import seodang.database.Token;
import seodang.json.Json;
import seodang.kube.ClusterState;
import seodang.kube.Timer;
import seodang.kube.TraceEntry;
import seodang.kube.store.Store;
import seodang.kube.trace.Trace;

/// The clusters in the database: one row of meta each, and a row per object, per remembered thing,
/// per stretch of trace and per input.
///
/// A save is one transaction that writes only what changed and raises the version; it fails when
/// somebody else has raised it.
final class ClusterRows implements LiveCluster.Keeping {
  /// A cluster's bearer tokens: each download of a kubeconfig makes one, older ones end.
  static final int TOKENS = 5;

  private final Database database;
  private final Bases bases;

  ClusterRows(Database database, Bases bases) {
    this.database = database;
    this.bases = bases;
  }

  Optional<String> ofOwner(String owner) {
    return database.read(handle ->
        handle
            .createQuery("select id from cluster where owner = :owner")
            .bind("owner", owner)
            .mapTo(String.class)
            .findOne());
  }

  /// Writes a new cluster: what distinguishes it from the base.
  SavedCluster create(String owner, ClusterState state, Instant wall) {
    Base base = bases.of(state);
    SavedCluster saved = new SavedCluster(Ids.next(), base, state, 1, 0, wall, 1, false);
    database.durablyDo(handle -> {
      handle
          .createUpdate(
              "insert into cluster (id, base, owner, version, revision, inputs, saved_at, meta)"
                  + " values (:id, :base, :owner, 1, :revision, 0, :wall, :meta)")
          .bind("id", saved.id())
          .bind("base", base.id())
          .bind("owner", owner)
          .bind("revision", state.store().revision())
          .bind("wall", wall.atOffset(ZoneOffset.UTC))
          .bind("meta", Meta.write(state, 1, false).toString())
          .execute();
      writeDifferences(handle, saved, Differences.between(base.state(), state, false));
      writeTrace(handle, saved.id(), state.trace().since(base.state().trace().last()));
    });
    return saved;
  }

  /// Writes only what changed, and the input that did it.
  @Override
  public SavedCluster save(
      SavedCluster before,
      ClusterState state,
      boolean grown,
      Instant wall,
      Pace pace,
      @Nullable String kind,
      Json.@Nullable Object input) {
    long inputs = before.inputs() + (kind == null ? 0 : 1);
    Differences differences = Differences.between(before.state(), state, grown);
    boolean paused = pace.speed() == 0;
    database.durablyDo(handle -> {
      int rows =
          handle
              .createUpdate(
                  "update cluster set version = version + 1, revision = :revision,"
                      + " inputs = :inputs, saved_at = :wall, meta = :meta"
                      + " where id = :id and version = :version")
              .bind("revision", state.store().revision())
              .bind("inputs", inputs)
              .bind("wall", wall.atOffset(ZoneOffset.UTC))
              .bind("meta", Meta.write(state, pace.running(), paused).toString())
              .bind("id", before.id())
              .bind("version", before.version())
              .execute();
      if (rows == 0) {
        throw new StaleWriterException(before.id());
      }
      writeDifferences(handle, before, differences);
      saveTrace(handle, before, state, grown);
      if (kind != null && input != null) {
        log(handle, before.id(), inputs, wall, state.now(), kind, input);
      }
    });
    return new SavedCluster(
        before.id(),
        before.base(),
        state,
        before.version() + 1,
        inputs,
        wall,
        pace.running(),
        paused);
  }

  Optional<SavedCluster> load(String id) {
    return database.read(handle ->
        handle
            .createQuery(
                "select base, version, revision, inputs, saved_at, meta from cluster"
                    + " where id = :id")
            .bind("id", id)
            .map((row, context) -> read(handle, id, row))
            .findOne());
  }

  private SavedCluster read(Handle handle, String id, ResultSet row) throws SQLException {
    Base base = bases.byId(row.getString("base"));
    Json.Object meta = Json.parseObject(row.getString("meta"));
    Store store = Store.restore(objects(handle, id, base), row.getLong("revision"));
    Trace trace = trace(handle, id, base, Meta.lastTrace(meta));
    return new SavedCluster(
        id,
        base,
        Meta.read(meta, store, memory(handle, id, base), trace),
        row.getLong("version"),
        row.getLong("inputs"),
        row.getObject("saved_at", OffsetDateTime.class).toInstant(),
        Meta.speed(meta),
        Meta.paused(meta));
  }

  /// A new bearer token; of those from before only the newest stay.
  Token issueToken(String id, Instant wall) {
    Token token = Token.random();
    database.durablyDo(handle -> {
      handle
          .createUpdate(
              "insert into cluster_token (token_hash, cluster_id, created_at)"
                  + " values (:hash, :id, :wall)")
          .bind("hash", token.hash())
          .bind("id", id)
          .bind("wall", wall.atOffset(ZoneOffset.UTC))
          .execute();
      for (String old : olderTokens(handle, id)) {
        handle.execute("delete from cluster_token where token_hash = ?", old);
      }
    });
    return token;
  }

  Optional<String> clusterOf(Token token) {
    return database.read(handle ->
        handle
            .createQuery("select cluster_id from cluster_token where token_hash = :hash")
            .bind("hash", token.hash())
            .mapTo(String.class)
            .findOne());
  }

  private static List<String> olderTokens(Handle handle, String id) {
    return handle
        .createQuery(
            "select token_hash from cluster_token where cluster_id = :id"
                + " order by created_at desc, token_hash offset :keep rows")
        .bind("id", id)
        .bind("keep", TOKENS)
        .mapTo(String.class)
        .list();
  }

  private static void writeDifferences(
      Handle handle, SavedCluster cluster, Differences differences) {
    ClusterState base = cluster.base().state();
    Predicate<String> object = key -> base.store().get(key) != null;
    write(handle, cluster.id(), "cluster_object", "object_key", differences.objects(), object);
    Predicate<String> remembered = base.memory()::containsKey;
    write(handle, cluster.id(), "cluster_memory", "memory_key", differences.memory(), remembered);
  }

  /// Removes and inserts, which both databases do alike; neither has the other's upsert. A row
  /// without a body says that something of the base is gone.
  private static void write(
      Handle handle,
      String id,
      String table,
      String column,
      List<Differences.Entry> entries,
      Predicate<String> inBase) {
    if (entries.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            "delete from " + table + " where cluster_id = :id and " + column + " = :key")) {
      for (Differences.Entry entry : entries) {
        batch.bind("id", id).bind("key", entry.key()).add();
      }
      batch.execute();
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            "insert into "
                + table
                + " (cluster_id, "
                + column
                + ", body) values (:id, :key, :v)")) {
      for (Differences.Entry entry : entries) {
        Json value = entry.value();
        if (value != null || inBase.test(entry.key())) {
          String body = value == null ? null : value.toString();
          batch.bind("id", id).bind("key", entry.key()).bind("v", body).add();
        }
      }
      if (batch.size() > 0) {
        batch.execute();
      }
    }
  }

  private static void saveTrace(
      Handle handle, SavedCluster before, ClusterState state, boolean grown) {
    if (!grown) {
      handle.execute("delete from cluster_trace where cluster_id = ?", before.id());
      writeTrace(handle, before.id(), state.trace().since(before.base().state().trace().last()));
      return;
    }
    writeTrace(handle, before.id(), state.trace().since(before.state().trace().last()));
    handle.execute(
        "delete from cluster_trace where cluster_id = ? and last_id <= ?",
        before.id(),
        state.trace().last() - Trace.LENGTH);
  }

  private static void writeTrace(Handle handle, String id, List<TraceEntry> entries) {
    if (!entries.isEmpty()) {
      handle.execute(
          "insert into cluster_trace (cluster_id, last_id, body) values (?, ?, ?)",
          id,
          entries.getLast().id(),
          TraceJson.write(entries).toString());
    }
  }

  private static void log(
      Handle handle,
      String id,
      long sequence,
      Instant wall,
      Instant virtual,
      String kind,
      Json.Object input) {
    handle
        .createUpdate(
            "insert into cluster_input (cluster_id, sequence, applied_at, virtual_at, kind, body)"
                + " values (:id, :sequence, :wall, :virtual, :kind, :body)")
        .bind("id", id)
        .bind("sequence", sequence)
        .bind("wall", wall.atOffset(ZoneOffset.UTC))
        .bind("virtual", virtual.toString())
        .bind("kind", kind)
        .bind("body", input.toString())
        .execute();
  }

  private static Map<String, Json.Object> objects(Handle handle, String id, Base base) {
    Map<String, Json.Object> found = new HashMap<>(base.state().store().rangeMap("/"));
    rows(handle, id, "select object_key, body from cluster_object where cluster_id = :id")
        .forEach(row -> {
          if (row.value() instanceof Json.Object object) {
            found.put(row.key(), object);
          } else {
            found.remove(row.key());
          }
        });
    return found;
  }

  private static TreePMap<String, Json> memory(Handle handle, String id, Base base) {
    TreePMap<String, Json> memory = base.state().memory();
    for (Differences.Entry row :
        rows(handle, id, "select memory_key, body from cluster_memory where cluster_id = :id")) {
      Json value = row.value();
      memory = value == null ? memory.minus(row.key()) : memory.plus(row.key(), value);
    }
    return memory;
  }

  private static List<Differences.Entry> rows(Handle handle, String id, String query) {
    return handle
        .createQuery(query)
        .bind("id", id)
        .map((row, context) -> {
          String body = row.getString(2);
          return new Differences.Entry(row.getString(1), body == null ? null : Json.parse(body));
        })
        .list();
  }

  private static Trace trace(Handle handle, String id, Base base, long last) {
    List<Json.Array> stretches =
        handle
            .createQuery("select body from cluster_trace where cluster_id = :id order by last_id")
            .bind("id", id)
            .map((row, context) -> (Json.Array) Json.parse(row.getString(1)))
            .list();
    Trace trace = base.state().trace();
    for (Json.Array stretch : stretches) {
      trace = TraceJson.onto(trace, stretch);
    }
    return trace.last() == last ? trace : Trace.continuing(last);
  }

  /// The members of a state that are neither objects, memory nor trace, and the cluster's pace.
  private static final class Meta {
    private Meta() {}

    static Json.Object write(ClusterState state, int speed, boolean paused) {
      return Json.object(
          "now",
          state.now().toString(),
          "random",
          state.random(),
          "trace",
          state.trace().last(),
          "speed",
          speed,
          "paused",
          paused,
          "timers",
          Json.Array.of(state.timers().values().stream().map(Meta::timer).toList()));
    }

    private static Json timer(Timer t) {
      return Json.array(t.at().due().toString(), t.at().sequence(), t.actor(), t.key(), t.cause());
    }

    static ClusterState read(
        Json.Object meta, Store store, TreePMap<String, Json> memory, Trace trace) {
      Map<Timer.Key, Timer> timers = new HashMap<>();
      for (Json item : meta.array("timers")) {
        if (item instanceof Json.Array a
            && a.get(0) instanceof Json.Text due
            && a.get(1) instanceof Json.Number sequence
            && a.get(2) instanceof Json.Text actor
            && a.get(3) instanceof Json.Text key
            && a.get(4) instanceof Json.Number cause) {
          Timer.Key at = new Timer.Key(Instant.parse(due.value()), sequence.longValue());
          timers.put(at, new Timer(at, actor.value(), key.value(), cause.longValue()));
        }
      }
      return new ClusterState(
          store,
          memory,
          TreePMap.from(timers),
          Instant.parse(meta.text("now")),
          meta.number("random", 0),
          trace);
    }

    static long lastTrace(Json.Object meta) {
      return meta.number("trace", 0);
    }

    static int speed(Json.Object meta) {
      return (int) meta.number("speed", 1);
    }

    static boolean paused(Json.Object meta) {
      return meta.bool("paused");
    }
  }
}
