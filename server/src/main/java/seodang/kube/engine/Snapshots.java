package seodang.kube.engine;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;

/// Copies of the whole store, remembered under `snapshot/ID`; the oldest go when there are many.
///
/// A file that holds one says `etcd snapshot ID`: what a data directory holds is known by the file
/// `member/snap/db` in it.
public final class Snapshots {
  private static final String PREFIX = "snapshot/";
  private static final String LOADED = "snapshot-loaded";
  private static final String MAGIC = "etcd snapshot ";
  private static final int KEPT = 3;

  private Snapshots() {}

  /// A copy.
  public record Saved(String id, long revision, Map<String, Json> objects) {}

  /// Copies the store as it is.
  public static String save(Run run) {
    String id = run.dice().hex(16);
    ObjectBuilder objects = new ObjectBuilder();
    run.store().rangeMap("/registry/").forEach(objects::put);
    run.remember(
        PREFIX + id,
        Json.object(
            "revision", run.store().revision(),
            "at", run.now().toString(),
            "objects", objects.build()));
    List<String> keys =
        run.recallAll(PREFIX).entrySet().stream()
            .sorted(java.util.Comparator.comparing(e -> ((Json.Object) e.getValue()).text("at")))
            .map(Map.Entry::getKey)
            .toList();
    keys.subList(0, Math.max(0, keys.size() - KEPT)).forEach(run::forget);
    return id;
  }

  /// What a file that holds a copy says.
  public static String text(String id) {
    return MAGIC + id + "\n";
  }

  /// The copy that a file's text names; null when it names none.
  public static @Nullable Saved named(Run run, String text) {
    String id = text.startsWith(MAGIC) ? text.substring(MAGIC.length()).strip() : "";
    if (id.isEmpty() || !(run.recall(PREFIX + id) instanceof Json.Object saved)) {
      return null;
    }
    Map<String, Json> objects = new TreeMap<>();
    Json.Object all = saved.object("objects");
    all.keys().forEach(key -> objects.put(key, all.object(key)));
    return new Saved(id, saved.number("revision", 0), objects);
  }

  /// Etcd begins on a data directory: what was restored into it is the store from now on.
  ///
  /// @param text of the directory's `member/snap/db`
  public static void begin(Run run, String text) {
    Saved saved = named(run, text);
    boolean known =
        saved == null || run.recall(LOADED) instanceof Json.Text t && t.value().equals(saved.id());
    if (saved == null || known) {
      return;
    }
    run.remember(LOADED, Json.text(saved.id()));
    for (String key : List.copyOf(run.store().rangeMap("/registry/").keySet())) {
      if (!saved.objects().containsKey(key)) {
        run.remove(key);
      }
    }
    saved
        .objects()
        .forEach((key, object) -> {
          if (!object.equals(run.store().get(key))) {
            run.put(key, (Json.Object) object);
          }
        });
  }
}
