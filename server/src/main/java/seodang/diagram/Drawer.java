package seodang.diagram;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ClusterState;
import seodang.kube.TraceEntry;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// What is known of one object: its state in a sentence, why it is so, its YAML, its events.
///
/// @param found whether it is (still) there; when not, `why` may still tell of it
/// @param why newest first
public record Drawer(
    ObjectRef ref,
    boolean found,
    String glance,
    @Nullable State state,
    List<Fact> facts,
    List<Cause> why,
    List<YamlDiff.Line> yaml,
    List<Happening> events) {

  /// The deeds shown of one object; older ones are told by the chain alone.
  private static final int DEEDS = 12;

  private static final int EVENTS = 30;

  public record Fact(String name, String value) {}

  /// @param entry of the trace
  /// @param command what the learner typed, when this is where it began; else `""`
  public record Cause(long entry, String when, String actor, String text, String command) {}

  public record Happening(
      String when, boolean warning, String reason, String message, long count) {}

  public static Drawer of(ClusterState state, ObjectRef ref) {
    Json.Object object = Kind.find(state, ref);
    if (object == null) {
      return new Drawer(
          ref,
          false,
          Josa.EUN_NEUN.after(ref.spoken()) + " 지금 클러스터에 없습니다.",
          null,
          List.of(),
          why(state, ref),
          List.of(),
          events(state, ref));
    }
    return new Drawer(
        ref,
        true,
        Glance.sentence(ref, object, state),
        ref.kind().equals("Pod") ? PodStatus.of(object).state() : null,
        Facts.of(ref, object, state),
        why(state, ref),
        yaml(state, ref, object),
        events(state, ref));
  }

  /// What was done to the object, and before it what led to the first of that.
  private static List<Cause> why(ClusterState state, ObjectRef ref) {
    Kind kind = Kind.of(ref.kind());
    if (kind == null) {
      return List.of();
    }
    List<TraceEntry> deeds =
        state.trace().of(kind.resource(), ref.namespace(), ref.name()).stream()
            .filter(entry -> entry.revision() > 0 || entry.code() == 0)
            .toList();
    List<TraceEntry> told = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    for (TraceEntry deed : deeds.subList(Math.max(0, deeds.size() - DEEDS), deeds.size())) {
      for (TraceEntry entry : state.trace().chain(deed.id())) {
        if (seen.add(entry.id())) {
          told.add(entry);
        }
      }
    }
    told.sort(Comparator.comparingLong(TraceEntry::id).reversed());
    Writes writes = Writes.of(state, told);
    List<Cause> causes = new ArrayList<>();
    for (TraceEntry entry : told) {
      if (!Narration.plain(entry.resource()).equals("events")) {
        causes.add(
            new Cause(
                entry.id(),
                ago(entry.at(), state.now()),
                Narration.actor(entry.actor()),
                Narration.sentence(entry, writes),
                entry.detail().text("command")));
      }
    }
    return withoutEchoes(causes);
  }

  /// A status written five times in a row says one thing.
  private static List<Cause> withoutEchoes(List<Cause> causes) {
    List<Cause> kept = new ArrayList<>();
    for (Cause cause : causes) {
      if (kept.isEmpty() || !kept.getLast().text().equals(cause.text())) {
        kept.add(cause);
      }
    }
    return kept;
  }

  private static List<YamlDiff.Line> yaml(ClusterState state, ObjectRef ref, Json.Object object) {
    Kind kind = Kind.of(ref.kind());
    Json.Object before = null;
    if (kind != null) {
      String key =
          Store.key(
              kind.group(), kind.resource(), kind.namespaced() ? ref.namespace() : "", ref.name());
      for (Change change : state.store().since(state.store().compacted())) {
        if (change.key().equals(key)) {
          before = change.before();
        }
      }
    }
    return YamlDiff.lines(before, object);
  }

  private static List<Happening> events(ClusterState state, ObjectRef ref) {
    List<Json.Object> found = new ArrayList<>();
    for (Json.Object event : state.list("", "events", ref.namespace())) {
      Json.Object about = event.object("involvedObject");
      if (about.text("kind").equals(ref.kind()) && about.text("name").equals(ref.name())) {
        found.add(event);
      }
    }
    found.sort(Comparator.comparing(Drawer::lastSeen).reversed());
    return found.stream()
        .limit(EVENTS)
        .map(event ->
            new Happening(
                ago(lastSeen(event), state.now()),
                event.text("type").equals("Warning"),
                event.text("reason"),
                event.text("message"),
                Math.max(1, event.number("count", 1))))
        .toList();
  }

  private static Instant lastSeen(Json.Object event) {
    for (String member : List.of("lastTimestamp", "eventTime", "firstTimestamp")) {
      String text = event.text(member);
      if (!text.isEmpty()) {
        return instant(text);
      }
    }
    return instant(event.object("metadata").text("creationTimestamp"));
  }

  static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  /// `방금`, `12초 전`, `3분 전`, `2시간 전`, `5일 전`.
  static String ago(Instant then, Instant now) {
    long seconds = Duration.between(then, now).toSeconds();
    if (seconds < 2) {
      return "방금";
    }
    if (seconds < 60) {
      return seconds + "초 전";
    }
    if (seconds < 3600) {
      return seconds / 60 + "분 전";
    }
    return seconds < 86_400 ? seconds / 3600 + "시간 전" : seconds / 86_400 + "일 전";
  }
}
