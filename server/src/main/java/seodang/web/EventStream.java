package seodang.web;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import seodang.classroom.Bell;

/// One browser's event stream, written by the thread of its request, which it keeps: a virtual one.
///
/// What is shown is a function of the present state, so nothing queues for a slow browser: it gets
/// the newest when it has taken the last. Of each event only what differs from the last is sent. A
/// browser that went away is noticed by the next heartbeat.
final class EventStream {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /// No browser needs pictures faster than this.
  private static final Duration FRAME = Duration.ofMillis(50);

  private final OutputStream out;
  private final HttpServletResponse response;
  private final Map<String, String> sent = new HashMap<>();

  private EventStream(HttpServletResponse response) throws IOException {
    this.response = response;
    this.out = response.getOutputStream();
  }

  /// Serves a browser until it goes away.
  ///
  /// @param news rings when there may be something new
  /// @param send sends what is to be seen now
  static void serve(Context ctx, Bell news, Consumer<EventStream> send) {
    HttpServletResponse response = ctx.res();
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    try {
      new EventStream(response).run(news, send);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("a browser went away", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sends an event unless the browser has it already.
  void send(String event, String data) {
    if (!data.equals(sent.put(event, data))) {
      try {
        write(event, data);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void run(Bell news, Consumer<EventStream> send) throws IOException, InterruptedException {
    while (true) {
      long seen = news.count();
      send.accept(this);
      response.flushBuffer();
      if (news.await(seen, HEARTBEAT) == seen) {
        write("ping", "");
      }
      Thread.sleep(FRAME);
    }
  }

  private void write(String event, String data) throws IOException {
    StringBuilder text = new StringBuilder(data.length() + 64);
    text.append("event: ").append(event).append('\n');
    data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
    if (data.isEmpty()) {
      text.append("data: \n");
    }
    out.write(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
  }
}
