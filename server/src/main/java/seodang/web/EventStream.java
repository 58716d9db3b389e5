package seodang.web;

import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One browser's event stream, written by one thread of its own.
///
/// What is shown is a function of the present state, so nothing queues for a slow browser: it gets
/// the newest when it has taken the last. Of each event only what differs from the last is sent.
final class EventStream {
  /// What a stream does between waits.
  @FunctionalInterface
  interface Work {
    /// Waits for news, at most so long.
    ///
    /// @return true when there was some
    boolean await(Duration atMost) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /// No browser needs pictures faster than this.
  private static final Duration FRAME = Duration.ofMillis(50);

  private final SseClient client;
  private final Map<String, String> sent = new HashMap<>();
  private final AtomicBoolean open = new AtomicBoolean(true);

  private EventStream(SseClient client) {
    this.client = client;
  }

  /// Serves a browser until it goes away.
  ///
  /// @param send sends what is to be seen now
  /// @param after what is left to do when it is gone
  static void serve(SseClient client, Work work, Consumer<EventStream> send, Runnable after) {
    EventStream stream = new EventStream(client);
    client.keepAlive();
    Thread writer =
        Thread.ofVirtual().name("events").unstarted(() -> stream.run(work, send, after));
    client.onClose(() -> {
      stream.open.set(false);
      writer.interrupt();
    });
    writer.start();
  }

  /// Sends an event unless the browser has it already.
  void send(String event, String data) {
    if (!data.equals(sent.put(event, data)) && open.get()) {
      client.sendEvent(event, data);
    }
  }

  private void run(Work work, Consumer<EventStream> send, Runnable after) {
    try {
      while (open.get() && !client.terminated()) {
        send.accept(this);
        if (!work.await(HEARTBEAT)) {
          client.sendEvent("ping", "");
        }
        Thread.sleep(FRAME);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("an event stream ended early", e);
      client.close();
    } finally {
      after.run();
    }
  }
}
