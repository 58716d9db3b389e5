package seodang.kube.kubelet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// Answers `kubectl logs`.
public final class LogReader {
  private LogReader() {}

  /// @param tail lines from the end; negative for all
  /// @param sinceSeconds 0 for no bound
  /// @param limitBytes negative for no bound
  public record Options(
      boolean follow,
      boolean previous,
      boolean timestamps,
      long tail,
      long sinceSeconds,
      String sinceTime,
      long limitBytes) {}

  /// What becomes of it.
  public sealed interface Answer {
    record Refused(String message) implements Answer {}

    record Text(String text) implements Answer {}

    record Following(ApiResponse.Cursor<String> cursor) implements Answer {}
  }

  public static Answer open(Run run, Json.Object pod, String container, Options options) {
    ClusterState state = run.state();
    PodRun podRun = PodRun.recall(run, Meta.uid(pod));
    Json.Object c = podRun == null ? Json.object() : podRun.container(container);
    long attempt = c.number("attempt", -1);
    boolean started = c.has("startedAt") || c.has("last");
    if (options.previous()) {
      if (attempt < 1) {
        return new Answer.Refused(
            "previous terminated container \""
                + container
                + "\" in pod \""
                + Meta.name(pod)
                + "\" not found");
      }
      attempt--;
    } else if (!started) {
      return new Answer.Refused(waiting(pod, container));
    } else if (!c.has("startedAt")) {
      attempt--;
    }
    String prefix = ContainerLog.prefix(Meta.uid(pod), container, attempt);
    Instant since = since(run, options);
    List<ContainerLog.Line> lines = new ArrayList<>();
    for (ContainerLog.Line line : ContainerLog.lines(state, prefix)) {
      if (since == null || !line.time().isBefore(since)) {
        lines.add(line);
      }
    }
    if (options.tail() >= 0 && lines.size() > options.tail()) {
      lines = lines.subList((int) (lines.size() - options.tail()), lines.size());
    }
    String text = text(lines, options.timestamps());
    if (options.limitBytes() >= 0 && text.length() > options.limitBytes()) {
      text = text.substring(0, (int) options.limitBytes());
    }
    if (!options.follow() || options.previous()) {
      return new Answer.Text(text);
    }
    Place end = Place.end(state, prefix);
    return new Answer.Following(
        new Following(Meta.uid(pod), container, attempt, end, options.timestamps(), text));
  }

  private static @Nullable Instant since(Run run, Options options) {
    if (options.sinceSeconds() > 0) {
      return run.now().minusSeconds(options.sinceSeconds());
    }
    return Meta.instant(Json.text(options.sinceTime()));
  }

  private static String waiting(Json.Object pod, String container) {
    String reason = "ContainerCreating";
    for (String list : List.of("initContainerStatuses", "containerStatuses")) {
      for (Json.Object s : pod.object("status").array(list).objects()) {
        if (s.text("name").equals(container)) {
          reason = s.object("state").object("waiting").text("reason", reason);
        }
      }
    }
    if (reason.equals("ErrImagePull") || reason.equals("ImagePullBackOff")) {
      reason = "trying and failing to pull image";
    }
    return "container \""
        + container
        + "\" in pod \""
        + Meta.name(pod)
        + "\" is waiting to start: "
        + reason;
  }

  private static String text(List<ContainerLog.Line> lines, boolean timestamps) {
    StringBuilder out = new StringBuilder();
    boolean fresh = true;
    for (ContainerLog.Line line : lines) {
      if (timestamps && fresh) {
        out.append(ContainerLog.time(line.time())).append(' ');
      }
      out.append(line.text());
      fresh = !line.partial();
      if (fresh) {
        out.append('\n');
      }
    }
    return out.toString();
  }

  /// Where in the pieces of a log.
  private record Place(int piece, int offset) {
    static Place end(ClusterState state, String prefix) {
      var pieces = state.memory().subMap(prefix, true, prefix + '\uffff', false);
      if (pieces.isEmpty()) {
        return new Place(0, 0);
      }
      Map.Entry<String, Json> last = pieces.lastEntry();
      return new Place(
          ContainerLog.number(last.getKey()), ((Json.Text) last.getValue()).value().length());
    }
  }

  /// @param first what is printed at once
  private record Following(
      String uid, String container, long attempt, Place from, boolean timestamps, String first)
      implements ApiResponse.Cursor<String> {
    @Override
    public ApiResponse.Polled<String> poll(ClusterState state) {
      String prefix = ContainerLog.prefix(uid, container, attempt);
      Map<String, Json> pieces = state.memory().subMap(prefix, true, prefix + '\uffff', false);
      String more =
          LogReader.text(ContainerLog.lines(pieces, from.piece(), from.offset()), timestamps);
      Json.Object c =
          state.memory().get("pod/" + uid) instanceof Json.Object p
              ? p.object("containers").object(container)
              : Json.object();
      boolean ended = c.isEmpty() || c.number("attempt", -1) != attempt || c.has("finishedAt");
      String all = first + more;
      return new ApiResponse.Polled<>(
          all.isEmpty() ? List.of() : List.of(all),
          new Following(
              uid,
              container,
              attempt,
              pieces.isEmpty() ? from : Place.end(state, prefix),
              timestamps,
              ""),
          ended);
    }
  }
}
