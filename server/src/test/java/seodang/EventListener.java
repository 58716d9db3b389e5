package seodang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A browser's event stream, read as it comes.
public final class EventListener implements AutoCloseable {
  private static final int PATIENCE = 20;

  public record Event(String name, String data) {}

  private final InputStream stream;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  private EventListener(InputStream stream) {
    this.stream = stream;
  }

  public static EventListener open(Browser browser, String path)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        browser
            .client()
            .send(
                browser.request(path).setHeader("Accept", "text/event-stream").GET().build(),
                BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).as("%s", path).isEqualTo(200);
    EventListener listener = new EventListener(response.body());
    Thread _ = Thread.ofVirtual().start(listener::read);
    return listener;
  }

  /// The next event of that name whose data is as wanted; others are passed over.
  public String await(String name, Predicate<String> wanted) throws InterruptedException {
    String last = "none";
    // Heartbeats go on for ever: what ends the wait is the clock, not silence.
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    while (true) {
      Event event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      assertThat(event)
          .as("event %s within %d s; the last was: %s", name, PATIENCE, last)
          .isNotNull();
      if (event != null && event.name().equals(name)) {
        last = event.data();
        if (wanted.test(last)) {
          return last;
        }
      }
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String name = "message";
      StringBuilder data = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).stripLeading()).append('\n');
        } else if (line.isEmpty()) {
          events.add(new Event(name, data.toString()));
          name = "message";
          data.setLength(0);
        }
      }
    } catch (IOException e) {
      events.add(new Event("closed", ""));
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
