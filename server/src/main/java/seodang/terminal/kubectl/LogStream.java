package seodang.terminal.kubectl;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;

/// A container's log on its way to the terminal, with a prefix before each line.
final class LogStream {
  private final Client client;
  private final String prefix;
  private String waiting;
  private ApiResponse.@Nullable Cursor<String> cursor;
  private boolean atLineStart = true;

  private LogStream(
      Client client, String prefix, String text, ApiResponse.@Nullable Cursor<String> cursor) {
    this.client = client;
    this.prefix = prefix;
    this.waiting = text;
    this.cursor = cursor;
  }

  static LogStream open(Client client, ApiResponse answer, String prefix) {
    return switch (answer) {
      case ApiResponse.Text text -> new LogStream(client, prefix, text.text(), null);
      case ApiResponse.Log log -> new LogStream(client, prefix, "", log.cursor());
      default -> new LogStream(client, prefix, "", null);
    };
  }

  /// The whole log, to its end; of a followed one until the container stops.
  static void copy(Client client, ApiResponse answer, String prefix) {
    copyAll(client, List.of(open(client, answer, prefix)));
  }

  static void copyAll(Client client, List<LogStream> streams) {
    ClusterState state = client.context().cluster().state();
    Deadline never = new Deadline(client, null);
    while (true) {
      boolean open = false;
      for (LogStream stream : streams) {
        stream.take(state);
        open |= stream.cursor != null;
      }
      if (!open) {
        return;
      }
      state = never.await(state);
    }
  }

  private void take(ClusterState state) {
    ApiResponse.Cursor<String> from = cursor;
    if (from != null) {
      ApiResponse.Polled<String> polled = from.poll(state);
      waiting += String.join("", polled.items());
      cursor = polled.ended() ? null : polled.next();
    }
    if (!waiting.isEmpty()) {
      client.print(prefixed(waiting));
      waiting = "";
    }
  }

  private String prefixed(String text) {
    if (prefix.isEmpty()) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (String line : text.split("(?<=\n)", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      out.append(atLineStart ? prefix : "").append(line);
      atLineStart = line.endsWith("\n");
    }
    return out.toString();
  }
}
