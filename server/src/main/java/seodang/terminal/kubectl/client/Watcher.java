package seodang.terminal.kubectl.client;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;

/// The events of a watch, one by one.
public final class Watcher {
  private final Client client;
  private final Deque<Json.Object> waiting = new ArrayDeque<>();
  private ApiResponse.Cursor<Json> cursor;
  private boolean ended;

  private Watcher(Client client, ApiResponse.Cursor<Json> cursor) {
    this.client = client;
    this.cursor = cursor;
  }

  /// @param request a list request; made a watch here
  public static Watcher open(Client client, ApiRequest request) {
    ApiResponse response = client.send(request.withQuery("watch", "true"));
    if (!(response instanceof ApiResponse.Watch watch)) {
      throw new KubectlError("unable to start a watch: the server answered with something else");
    }
    return new Watcher(client, watch.cursor());
  }

  /// The next event (`type`, `object`); null when the deadline has passed or the watch has ended.
  public Json.@Nullable Object next(Deadline deadline) {
    ClusterState state = client.context().cluster().state();
    while (waiting.isEmpty() && !ended) {
      poll(state);
      if (!waiting.isEmpty() || ended || deadline.isOver()) {
        break;
      }
      state = deadline.await(state);
    }
    return waiting.pollFirst();
  }

  private void poll(ClusterState state) {
    ApiResponse.Polled<Json> polled = cursor.poll(state);
    for (Json item : polled.items()) {
      if (item instanceof Json.Object event) {
        waiting.add(event);
      }
    }
    cursor = polled.next();
    ended = polled.ended();
  }
}
