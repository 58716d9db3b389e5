package seodang.kube.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.store.Change;

/// Events that differ in their message alone: whoever has ten of them about one object says of the
/// next only how many there were.
final class Similar implements Index {
  private static final int MANY = 10;
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private static final String COMBINED = "(combined from similar events): ";

  /// Names by all that makes an event the same as another.
  private final Map<String, String> names = new HashMap<>();

  /// By kin, when each message was said last.
  private final Map<String, Map<String, Instant>> messages = new HashMap<>();

  private Similar(Run run) {
    run.list("", "events", "").forEach(this::add);
  }

  static Similar of(Run run) {
    return run.index(Similar.class, Similar::new);
  }

  static String key(String component, Json.Object about, String type, String reason) {
    return component + " " + about.text("uid") + " " + type + " " + reason;
  }

  @Override
  public void changed(Change change) {
    if (!change.key().startsWith("/registry/events/")) {
      return;
    }
    Json.Object before = change.before();
    if (before != null) {
      names.remove(whole(before));
      String kin = key(before);
      Map<String, Instant> ofKin = messages.get(kin);
      if (ofKin != null) {
        ofKin.remove(Meta.name(before));
        if (ofKin.isEmpty()) {
          messages.remove(kin);
        }
      }
    }
    if (change.after() != null) {
      add(change.after());
    }
  }

  private static String key(Json.Object event) {
    return key(
        event.object("source").text("component"),
        event.object("involvedObject"),
        event.text("type"),
        event.text("reason"));
  }

  private static String whole(Json.Object event) {
    return whole(
        key(event),
        event.object("source").text("host"),
        event.object("involvedObject").text("fieldPath"),
        event.text("message"));
  }

  /// @param kin as [#key] makes it
  static String whole(String kin, String host, String fieldPath, String message) {
    return kin
        + " "
        + host
        + " "
        + fieldPath
        + " "
        + (message.startsWith(COMBINED) ? COMBINED : message);
  }

  /// The name of the event that said the same; null when none did.
  @Nullable String named(String whole) {
    return names.get(whole);
  }

  static String combined(String message) {
    return COMBINED + message;
  }

  private void add(Json.Object event) {
    names.put(whole(event), Meta.name(event));
    Instant last = Meta.instant(event.get("lastTimestamp"));
    if (last != null) {
      messages.computeIfAbsent(key(event), _ -> new HashMap<>()).put(Meta.name(event), last);
    }
  }

  /// Whether one more event would be one too many.
  ///
  /// @param name of the event that said the same before; null when none did
  boolean combines(String kin, @Nullable String name, Instant now) {
    Map<String, Instant> ofKin = messages.get(kin);
    if (ofKin == null || ofKin.size() + 1 < MANY) {
      return false;
    }
    long others =
        ofKin.entrySet().stream()
            .filter(e -> !e.getKey().equals(name) && e.getValue().plus(WINDOW).isAfter(now))
            .count();
    return others + 1 >= MANY;
  }
}
