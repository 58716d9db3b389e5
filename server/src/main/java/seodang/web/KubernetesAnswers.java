package seodang.web;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.ApiResponse;
import seodang.kube.ApiResponse.Cursor;
import seodang.kube.ApiResponse.Polled;
import seodang.kube.ClusterState;
import seodang.kube.schema.Protobuf;
import seodang.world.LiveCluster;

/// Writes what the API server answers: documents whole, watches and logs piece by piece as the
/// cluster goes on.
///
/// A stream is drawn by the thread of its request, which waits when its client is slow; a client
/// that takes nothing for the connector's idle time is cut off by it.
final class KubernetesAnswers {
  /// The real API server ends a watch without `timeoutSeconds` after 30 to 60 minutes; clients
  /// watch again. It also frees streams whose client vanished silently.
  private static final Duration LONGEST = Duration.ofMinutes(45);

  /// Tells a 404 of the API server from one of an address that leads nowhere.
  static final String ANSWERED = "answered";

  /// How long a stream waits for news before it looks whether its client is still there.
  private static final Duration WAIT = Duration.ofSeconds(5);

  /// So long before its end a watch tells from where to go on.
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /// Bytes of a body that are read though nobody asks for them.
  private static final int UNREAD = 256 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(KubernetesAnswers.class);

  private final InstantSource clock;

  KubernetesAnswers(InstantSource clock) {
    this.clock = clock;
  }

  /// A whole answer: a document or text.
  ///
  /// What nobody read of the request's body is read first, as Go's server does: a connection closed
  /// over unread bytes is reset, and the client never sees why.
  static void whole(Context ctx, ApiResponse response) {
    ctx.attribute(ANSWERED, true);
    discardBody(ctx);
    ctx.status(response.status());
    switch (response) {
      case ApiResponse.Document d -> {
        for (String warning : d.warnings()) {
          ctx.addHeader(
              "Warning", "299 - \"" + warning.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        }
        ctx.contentType(d.contentType()).result(bytes(d, isPretty(ctx)));
      }
      case ApiResponse.Text t -> ctx.contentType(t.contentType()).result(t.text());
      case ApiResponse.Unreachable u -> ctx.contentType("text/plain").result(u.error() + "\n");
      case ApiResponse.Watch _,
          ApiResponse.Log _,
          ApiResponse.Session _,
          ApiResponse.PortForward _ ->
          throw new IllegalArgumentException("no whole answer: " + response);
    }
  }

  private static void discardBody(Context ctx) {
    try {
      var _ = ctx.req().getInputStream().readNBytes(UNREAD);
    } catch (IOException | RuntimeException e) {
      LOG.debug("a body that cannot be read to its end", e);
    }
  }

  /// Whether a person reads JSON: as asked, or as the programs do that people read with.
  private static boolean isPretty(Context ctx) {
    String asked = ctx.queryParam("pretty");
    if (asked != null && !asked.isEmpty()) {
      return asked.matches("1|t|T|TRUE|true|True");
    }
    String agent = ctx.userAgent();
    return agent != null
        && (agent.startsWith("curl")
            || agent.startsWith("Wget")
            || agent.startsWith("Mozilla/5.0"));
  }

  private static byte[] bytes(ApiResponse.Document document, boolean pretty) {
    Json body = document.body();
    if (document.contentType().equals(Protobuf.TYPE) && body instanceof Json.Object object) {
      byte[] written = Protobuf.write(object);
      if (written == null) {
        throw new IllegalStateException("no protobuf form: " + object.text("kind"));
      }
      return written;
    }
    String json = pretty ? body.pretty() : body + "\n";
    String text = document.contentType().equals("application/yaml") ? Yaml.write(body) : json;
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void watch(Context ctx, LiveCluster cluster, ApiResponse.Watch watch, Duration asked)
      throws IOException, InterruptedException {
    watch(opened(ctx, watch.status(), watch.contentType()), cluster, watch, asked);
  }

  /// @param asked how long it may last; zero for as long as the server likes
  void watch(Out out, LiveCluster cluster, ApiResponse.Watch watch, Duration asked)
      throws IOException, InterruptedException {
    Function<Json, byte[]> form =
        watch.contentType().startsWith(Protobuf.TYPE)
            ? event -> Protobuf.writeEvent((Json.Object) event)
            : KubernetesAnswers::line;
    stream(out, cluster, watch.cursor(), form, asked.isZero() ? LONGEST : asked, form.apply(GONE));
  }

  private static byte[] line(Json event) {
    return (event + "\n").getBytes(StandardCharsets.UTF_8);
  }

  void log(Context ctx, LiveCluster cluster, ApiResponse.Log log)
      throws IOException, InterruptedException {
    stream(
        opened(ctx, log.status(), "text/plain"),
        cluster,
        log.cursor(),
        text -> text.getBytes(StandardCharsets.UTF_8),
        LONGEST,
        new byte[0]);
  }

  /// Where a stream's pieces go.
  interface Out {
    void write(byte[] piece) throws IOException, InterruptedException;

    /// Sends what was written so far.
    void flush() throws IOException;

    boolean isOpen();
  }

  private record Body(Context ctx) implements Out {
    @Override
    public void write(byte[] piece) throws IOException {
      ctx.res().getOutputStream().write(piece);
    }

    @Override
    public void flush() throws IOException {
      ctx.res().flushBuffer();
    }

    @Override
    public boolean isOpen() {
      return !isGone(ctx);
    }
  }

  private static Out opened(Context ctx, int status, String type) throws IOException {
    HttpServletResponse response = ctx.res();
    response.setStatus(status);
    response.setContentType(type);
    Out out = new Body(ctx);
    out.flush();
    return out;
  }

  /// @param gone written when an undo made what was streamed so far untrue
  private <T> void stream(
      Out out,
      LiveCluster cluster,
      Cursor<T> from,
      Function<T, byte[]> form,
      Duration longest,
      byte[] gone)
      throws IOException, InterruptedException {
    Instant end = clock.instant().plus(longest);
    long epoch = cluster.epoch();
    Cursor<T> cursor = from;
    ClusterState state = cluster.state();
    boolean closing = false;
    while (true) {
      Polled<T> polled = cursor.poll(state);
      for (T item : polled.items()) {
        out.write(form.apply(item));
      }
      if (!polled.items().isEmpty()) {
        out.flush();
      }
      cursor = polled.next();
      Duration left = Duration.between(clock.instant(), end);
      boolean over = left.isNegative() || left.isZero();
      if (polled.ended() || over || !cluster.isAwake() || !out.isOpen()) {
        return;
      }
      if (!closing && left.compareTo(FAREWELL) <= 0) {
        closing = true;
        for (T item : cursor.closing()) {
          out.write(form.apply(item));
        }
        out.flush();
      }
      Duration until = closing ? left : left.minus(FAREWELL);
      state = cluster.awaitChange(state, until.compareTo(WAIT) < 0 ? until : WAIT);
      if (cluster.epoch() != epoch) {
        out.write(gone);
        out.flush();
        return;
      }
    }
  }

  /// Whether the client has closed its connection, which HTTP/1.1 tells only those who read on. It
  /// has nothing to say while it is answered: bytes that come now are no HTTP.
  private static boolean isGone(Context ctx) {
    EndPoint line =
        ServletContextRequest.getServletContextRequest(ctx.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    try {
      return !line.isOpen() || line.fill(BufferUtil.allocate(1)) != 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static final Json GONE =
      Json.object(
          "type",
          "ERROR",
          "object",
          KubernetesStatus.of(410, "Expired", "the cluster was taken back to an earlier state")
              .body());
}
