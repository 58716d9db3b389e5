package seodang.web;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.HttpResult;
import seodang.kube.Input;
import seodang.world.LiveCluster;

/// A port-forward that has begun: connections to a Pod's ports over one WebSocket.
///
/// kubectl tunnels SPDY through it, a pair of streams for each connection; the Java clients take
/// two channels for each port named in the query.
sealed interface PortForwards {
  String TUNNEL = "SPDY/3.1+portforward.k8s.io";

  /// Bytes of one binary message.
  void receive(byte[] bytes);

  void close();

  /// @param ports of the query; only channels need them
  /// @param out sends one binary message
  static PortForwards open(Pod pod, String protocol, List<String> ports, Consumer<byte[]> out) {
    if (protocol.equals(TUNNEL)) {
      return new Tunnel(pod, out);
    }
    Channels channels = new Channels(pod, ports, out);
    channels.begin();
    return channels;
  }

  /// The Pod at the other end.
  record Pod(LiveCluster cluster, String namespace, String name) {
    HttpPipe connect(int port) {
      return new HttpPipe((method, target, headers, body) ->
          isGone() ? null : carry(port, method, target, headers, body));
    }

    /// From inside the Pod's own network, as the runtime does it: no policy stands in between.
    private @Nullable HttpResult carry(
        int port, String method, String target, Json.Object headers, String body) {
      String path = target.startsWith("/") ? target : "/";
      String url = "http://127.0.0.1:" + port + path;
      String from = namespace + "/" + name;
      return cluster.apply(new Input.Http(from, method, url, headers, body)).http();
    }

    private boolean isGone() {
      return cluster.state().get("", "pods", namespace, name) == null;
    }

    /// What the kubelet says of a connection that did not come about.
    String broken(int port, String error) {
      return "error forwarding port "
          + port
          + " to pod "
          + name
          + ", uid : "
          + (error.equals("refused")
              ? "failed to connect to localhost:"
                  + port
                  + " inside namespace: dial tcp4 127.0.0.1:"
                  + port
                  + ": connect: connection refused"
              : error);
    }
  }

  /// SPDY: the stream of a connection's errors and the stream of its bytes share a `requestid`.
  final class Tunnel implements PortForwards, Spdy.Handler {
    private static final int MOST = 200;

    private record Connection(int error, int port, HttpPipe pipe) {}

    private final Pod pod;
    private final Spdy spdy;
    private final Map<String, Integer> errors = new HashMap<>();
    private final Map<Integer, Connection> connections = new HashMap<>();

    Tunnel(Pod pod, Consumer<byte[]> out) {
      this.pod = pod;
      this.spdy = new Spdy(out, this);
    }

    @Override
    public synchronized void receive(byte[] bytes) {
      spdy.receive(bytes);
    }

    @Override
    public synchronized void close() {
      spdy.close();
    }

    @Override
    public void opened(int stream, Map<String, String> headers) {
      if (errors.size() + connections.size() > MOST) {
        throw new Spdy.Malformed("too many streams");
      }
      spdy.reply(stream);
      String request = headers.getOrDefault("requestid", "");
      if (headers.getOrDefault("streamtype", "").equals("error")) {
        errors.put(request, stream);
        return;
      }
      String port = headers.getOrDefault("port", "0");
      int number = port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
      Integer error = errors.remove(request);
      connections.put(
          stream, new Connection(error == null ? 0 : error, number, pod.connect(number)));
    }

    @Override
    public void data(int stream, byte[] bytes, boolean end) {
      Connection connection = connections.get(stream);
      if (connection == null) {
        return;
      }
      HttpPipe.Answer answer = connection.pipe().receive(bytes);
      boolean over = end || answer.end();
      if (answer.bytes().length > 0 || over) {
        spdy.send(stream, answer.bytes(), over);
      }
      if (over) {
        byte[] error =
            answer.error().isEmpty()
                ? new byte[0]
                : pod.broken(connection.port(), answer.error()).getBytes(StandardCharsets.UTF_8);
        spdy.send(connection.error(), error, true);
        connections.remove(stream);
      }
    }

    @Override
    public void reset(int stream) {
      connections.remove(stream);
      errors.values().remove(stream);
    }
  }

  /// Channels: for each port one of bytes and one of errors, each beginning with the port's number.
  final class Channels implements PortForwards {
    private final Pod pod;
    private final List<Integer> ports;
    private final List<HttpPipe> pipes;
    private final Consumer<byte[]> out;

    Channels(Pod pod, List<String> ports, Consumer<byte[]> out) {
      this.pod = pod;
      this.out = out;
      this.ports =
          ports.stream()
              .flatMap(p -> List.of(p.split(",")).stream())
              .filter(p -> p.matches("\\d{1,5}"))
              .map(Integer::valueOf)
              .limit(100)
              .toList();
      this.pipes = this.ports.stream().map(pod::connect).toList();
    }

    void begin() {
      for (int i = 0; i < ports.size(); i++) {
        short port = ports.get(i).shortValue();
        byte[] number =
            ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(port).array();
        message(2 * i, number);
        message(2 * i + 1, number);
      }
    }

    private void message(int channel, byte[] bytes) {
      out.accept(ByteBuffer.allocate(1 + bytes.length).put((byte) channel).put(bytes).array());
    }

    @Override
    public synchronized void receive(byte[] bytes) {
      int channel = bytes.length == 0 ? -1 : bytes[0] & 0xff;
      if (channel < 0 || channel % 2 != 0 || channel / 2 >= pipes.size()) {
        return;
      }
      int i = channel / 2;
      HttpPipe.Answer answer =
          pipes.get(i).receive(java.util.Arrays.copyOfRange(bytes, 1, bytes.length));
      if (answer.bytes().length > 0) {
        message(channel, answer.bytes());
      }
      if (!answer.error().isEmpty()) {
        message(
            channel + 1, pod.broken(ports.get(i), answer.error()).getBytes(StandardCharsets.UTF_8));
      }
    }

    @Override
    public void close() {}
  }
}
