package seodang.web;

import io.javalin.http.Context;
import io.javalin.websocket.WsBinaryMessageContext;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.ApiResponse.Cursor;
import seodang.kube.ApiResponse.Output;
import seodang.kube.ApiResponse.Polled;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.shell.Bytes;
import seodang.world.Lease;
import seodang.world.LiveCluster;
import seodang.world.StaleWriterException;

/// `exec` and `attach` over WebSocket, protocol `v5.channel.k8s.io`: binary messages whose first
/// byte is the channel: 0 stdin, 1 stdout, 2 stderr, 3 the outcome, 4 resize, 255 closes another
/// (that one is not in `v4`, which the Java clients speak). `portforward` has its own protocols, a
/// watch none.
final class ExecSocket {
  private static final Logger LOG = LoggerFactory.getLogger(ExecSocket.class);
  private static final List<String> PROTOCOLS = List.of("v5.channel.k8s.io", "v4.channel.k8s.io");
  private static final String FORWARD = "forward";
  private static final String CONVERSATION = "conversation";
  private static final String WATCHED = "watched";
  private static final String REFUSED = "refused";
  private static final int FRAME = 32 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration WAIT = Duration.ofMinutes(1);

  private final KubernetesServer server;

  /// One running session: the cluster's lease, and bytes of a character split over messages.
  private record Conversation(
      Lease lease, ApiResponse.Session session, ByteBuffer rest, AtomicBoolean over) {
    LiveCluster cluster() {
      return lease.cluster();
    }
  }

  ExecSocket(KubernetesServer server) {
    this.server = server;
  }

  /// Begins the session before the upgrade, so that a refusal is an ordinary answer.
  void begin(Context ctx) throws IOException {
    ApiResponse refused = server.refusal(ctx);
    if (refused != null) {
      throw new UpgradeRefusedException(refused);
    }
    Input.Request request = KubernetesRequests.read(ctx, server.settings().body());
    if (request == null) {
      throw new UpgradeRefusedException(KubernetesServer.tooMany());
    }
    Lease lease = server.lease(ctx);
    boolean kept = false;
    try {
      if (!server.openStream(lease.cluster().id())) {
        throw new UpgradeRefusedException(KubernetesServer.tooMany());
      }
      String protocol = protocol(ctx);
      if (request.request().flag("watch") && protocol.isEmpty()) {
        ctx.attribute(WATCHED, watched(lease, request));
        kept = true;
        return;
      }
      ApiResponse begun = begun(lease.cluster(), request, protocol);
      if (begun instanceof ApiResponse.PortForward forward) {
        ctx.attribute(FORWARD, new Forward(lease, forward, protocol, ctx.queryParams("ports")));
        kept = true;
        return;
      }
      if (begun instanceof ApiResponse.Document byNode) {
        ctx.attribute(REFUSED, byNode.body());
        return;
      }
      ApiResponse.Session session = (ApiResponse.Session) begun;
      ctx.attribute(
          CONVERSATION,
          new Conversation(lease, session, ByteBuffer.allocate(8), new AtomicBoolean()));
      kept = true;
    } finally {
      if (!kept) {
        server.closeStream(lease.cluster().id());
        lease.close();
      }
    }
  }

  /// A watch before and after its WebSocket is open.
  private record Watched(Lease lease, ApiResponse.Watch watch, Duration longest) {}

  private static Watched watched(Lease lease, Input.Request request) {
    return switch (lease.cluster().apply(request).response()) {
      case ApiResponse.Watch watch -> new Watched(lease, watch, KubernetesServer.timeout(request));
      case ApiResponse.Document refused -> throw new UpgradeRefusedException(refused);
      case null, default ->
          throw new UpgradeRefusedException(
              KubernetesStatus.of(400, "BadRequest", "Upgrade request required"));
    };
  }

  /// Each event is a text message, as the real API server sends them to clients that ask for a
  /// WebSocket; a protobuf one is binary.
  private record Messages(Session socket, boolean text) implements KubernetesAnswers.Out {
    @Override
    public void write(byte[] piece) throws IOException, InterruptedException {
      Callback.Completable sent = new Callback.Completable();
      if (text) {
        socket.sendText(new String(piece, StandardCharsets.UTF_8), sent);
      } else {
        socket.sendBinary(ByteBuffer.wrap(piece), sent);
      }
      try {
        sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void flush() {}

    @Override
    public boolean isOpen() {
      return socket.isOpen();
    }
  }

  private void pump(Watched watched, Session socket) {
    boolean text = watched.watch().contentType().startsWith("application/json");
    try {
      server
          .answers()
          .watch(
              new Messages(socket, text),
              watched.lease().cluster(),
              watched.watch(),
              watched.longest());
      socket.close(1000, null, Callback.NOOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("a watch's client went away", e);
      socket.disconnect();
    }
  }

  /// The protocol that is spoken: the client's first, which the upgrade answers with.
  private static String protocol(Context ctx) {
    String offered = ctx.header("Sec-WebSocket-Protocol");
    return offered == null ? "" : offered.split(",", 2)[0].strip();
  }

  private static ApiResponse begun(LiveCluster cluster, Input.Request request, String protocol) {
    boolean tunnel = protocol.equals(PortForwards.TUNNEL);
    if (!tunnel && !PROTOCOLS.contains(protocol)) {
      throw new UpgradeRefusedException(
          KubernetesStatus.of(
              400,
              "BadRequest",
              "unable to upgrade: the WebSocket protocol must be one of "
                  + String.join(", ", PROTOCOLS)
                  + ", "
                  + PortForwards.TUNNEL));
    }
    return switch (cluster.apply(request).response()) {
      case ApiResponse.Session session when !tunnel -> session;
      case ApiResponse.PortForward forward -> forward;
      // The node is asked when the client's connection is upgraded already.
      case ApiResponse.Document refused when refused.status() == 500 && !tunnel -> refused;
      case ApiResponse.Document refused -> throw new UpgradeRefusedException(refused);
      case null, default ->
          throw new UpgradeRefusedException(
              KubernetesStatus.of(400, "BadRequest", "Upgrade request required"));
    };
  }

  void socket(WsConfig ws) {
    ws.onConnect(this::connect);
    ws.onBinaryMessage(this::receive);
    ws.onClose(this::release);
    ws.onError(ctx -> LOG.debug("an exec session failed", ctx.error()));
  }

  /// A port-forward before and after its WebSocket is open.
  private static final class Forward {
    private final Lease lease;
    private final ApiResponse.PortForward forward;
    private final String protocol;
    private final List<String> ports;
    private @Nullable PortForwards open;

    Forward(Lease lease, ApiResponse.PortForward forward, String protocol, List<String> ports) {
      this.lease = lease;
      this.forward = forward;
      this.protocol = protocol;
      this.ports = ports;
    }

    void connect(Session socket) {
      socket.setMaxBinaryMessageSize(1 << 20);
      socket.setIdleTimeout(Duration.ofMinutes(30));
      open =
          PortForwards.open(
              new PortForwards.Pod(lease.cluster(), forward.namespace(), forward.pod()),
              protocol,
              ports,
              bytes -> socket.sendBinary(ByteBuffer.wrap(bytes), Callback.NOOP));
    }

    void receive(Session socket, ByteBuffer data) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      try {
        if (open != null) {
          open.receive(bytes);
        }
      } catch (Spdy.Malformed | StaleWriterException e) {
        LOG.debug("a port-forward broke", e);
        socket.disconnect();
      }
    }
  }

  private void connect(WsConnectContext ctx) {
    if (ctx.attribute(FORWARD) instanceof Forward forward) {
      forward.connect(ctx.session);
      return;
    }
    if (ctx.attribute(WATCHED) instanceof Watched watched) {
      ctx.session.setIdleTimeout(Duration.ofHours(1));
      Thread _ = Thread.ofVirtual().name("watch").start(() -> pump(watched, ctx.session));
      return;
    }
    if (ctx.attribute(REFUSED) instanceof Json refusal) {
      Thread _ = Thread.ofVirtual().name("exec").start(() -> refuse(refusal, ctx.session));
      return;
    }
    Conversation conversation = ctx.attribute(CONVERSATION);
    if (conversation != null) {
      ctx.session.setMaxBinaryMessageSize(1 << 20);
      ctx.session.setIdleTimeout(Duration.ofMinutes(30));
      Thread _ = Thread.ofVirtual().name("exec").start(() -> pump(conversation, ctx.session));
    }
  }

  private void receive(WsBinaryMessageContext ctx) {
    ByteBuffer data = ctx.data().slice();
    if (ctx.attribute(FORWARD) instanceof Forward forward) {
      forward.receive(ctx.session, data);
      return;
    }
    Conversation conversation = ctx.attribute(CONVERSATION);
    if (conversation == null || !data.hasRemaining()) {
      return;
    }
    int channel = data.get() & 0xff;
    try {
      if (channel == 0 && data.hasRemaining()) {
        stdin(conversation, data);
      } else if (channel == 255 && data.hasRemaining() && data.get() == 0) {
        end(conversation);
      }
    } catch (StaleWriterException e) {
      ctx.session.disconnect();
    }
  }

  /// A character split over two messages waits for its rest.
  private static void stdin(Conversation conversation, ByteBuffer bytes) {
    ByteBuffer rest = conversation.rest();
    byte[] all = new byte[rest.position() + bytes.remaining()];
    int held = rest.position();
    rest.flip().get(all, 0, held);
    bytes.get(all, held, all.length - held);
    int whole = all.length - unfinished(all);
    rest.clear().put(all, whole, all.length - whole);
    if (whole > 0) {
      give(conversation, Bytes.decode(Arrays.copyOf(all, whole)), false);
    }
  }

  /// How many bytes at the end begin a UTF-8 character that is not there as a whole.
  private static int unfinished(byte[] bytes) {
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      int lead = bytes[bytes.length - back] & 0xff;
      if (lead >= 0xc0) {
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        return back < length ? back : 0;
      }
      if (lead < 0x80) {
        return 0;
      }
    }
    return 0;
  }

  /// The end of the input, after what was held back.
  private static void end(Conversation conversation) {
    ByteBuffer rest = conversation.rest().flip();
    byte[] held = new byte[rest.remaining()];
    rest.get(held);
    rest.clear();
    give(conversation, Bytes.decode(held), true);
  }

  private static void give(Conversation conversation, String text, boolean end) {
    if (!conversation.over().get()) {
      var _ =
          conversation
              .cluster()
              .apply(new Input.Stdin(conversation.session().session(), text, end));
    }
  }

  private static void refuse(Json refusal, Session socket) {
    try {
      message(socket, 3, refusal.toString().getBytes(StandardCharsets.UTF_8));
      socket.close(1000, null, Callback.NOOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      socket.disconnect();
    }
  }

  /// Draws the session's output from the cluster as it goes on, until the process ends.
  private void pump(Conversation conversation, Session socket) {
    LiveCluster cluster = conversation.cluster();
    Cursor<Output> cursor = conversation.session().cursor();
    long epoch = cluster.epoch();
    try {
      ClusterState state = cluster.state();
      while (!conversation.over().get()) {
        Polled<Output> polled = cursor.poll(state);
        for (Output output : polled.items()) {
          if (send(socket, output)) {
            conversation.over().set(true);
          }
        }
        cursor = polled.next();
        if (conversation.over().get() || polled.ended() || cluster.epoch() != epoch) {
          break;
        }
        state = cluster.awaitChange(state, WAIT);
      }
      conversation.over().set(true);
      socket.close(1000, null, Callback.NOOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      socket.disconnect();
    }
  }

  /// @return true when that was the last
  private static boolean send(Session socket, Output output)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (output.stream() == 3) {
      message(socket, 3, status(output.exitCode()).toString().getBytes(StandardCharsets.UTF_8));
      return true;
    }
    byte[] bytes = Bytes.encode(output.text());
    for (int from = 0; from < bytes.length; from += FRAME) {
      int to = Math.min(bytes.length, from + FRAME);
      message(socket, output.stream(), Arrays.copyOfRange(bytes, from, to));
    }
    return false;
  }

  private static void message(Session socket, int channel, byte[] bytes)
      throws InterruptedException, ExecutionException, TimeoutException {
    ByteBuffer frame = ByteBuffer.allocate(bytes.length + 1).put((byte) channel).put(bytes).flip();
    Callback.Completable sent = new Callback.Completable();
    socket.sendBinary(frame, sent);
    sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Json status(int exitCode) {
    if (exitCode == 0) {
      return Json.object("metadata", Json.object(), "status", "Success");
    }
    return Json.object(
        "metadata",
        Json.object(),
        "status",
        "Failure",
        "message",
        "command terminated with non-zero exit code: exit status " + exitCode,
        "reason",
        "NonZeroExitCode",
        "details",
        Json.object(
            "causes",
            Json.array(Json.object("reason", "ExitCode", "message", Integer.toString(exitCode)))));
  }

  private void release(WsContext ctx) {
    if (ctx.attribute(FORWARD) instanceof Forward forward) {
      if (forward.open != null) {
        forward.open.close();
      }
      server.closeStream(forward.lease.cluster().id());
      forward.lease.close();
      return;
    }
    if (ctx.attribute(WATCHED) instanceof Watched watched) {
      server.closeStream(watched.lease().cluster().id());
      watched.lease().close();
      return;
    }
    Conversation conversation = ctx.attribute(CONVERSATION);
    if (conversation == null) {
      return;
    }
    try {
      conversation.over().set(true);
      var _ = conversation.cluster().apply(new Input.Hangup(conversation.session().session()));
    } catch (StaleWriterException e) {
      LOG.debug("the session's cluster is elsewhere now", e);
    } finally {
      server.closeStream(conversation.cluster().id());
      conversation.lease().close();
    }
  }
}
