package seodang.web;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Sends bytes that need be no HTTP, and reads what comes back.
final class RawClient implements AutoCloseable {
  private static final int PATIENCE = 20_000;

  private final SSLContext tls;
  private final int port;
  private final boolean patient;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  /// @param patient whether streams are read to their end
  RawClient(SSLContext tls, int port, boolean patient) {
    this.tls = tls;
    this.port = port;
    this.patient = patient;
  }

  /// @param status 0 when the server closed the connection instead, -1 when it said nothing
  record Answer(int status, String head, String body) {}

  /// @param whole whether the bytes are a whole request; of another the connection is closed after
  Answer send(byte[] request, boolean whole) {
    boolean reused = socket != null;
    Answer answer = once(request, whole);
    // The server may end a connection that nothing is asked over: HTTP lets one ask again.
    return answer.status() == 0 && whole && reused ? once(request, true) : answer;
  }

  private Answer once(byte[] request, boolean whole) {
    try {
      Socket to = open();
      to.setSoTimeout(whole ? PATIENCE : 200);
      to.getOutputStream().write(request);
      to.getOutputStream().flush();
      if (!whole) {
        to.shutdownOutput();
      }
      Answer answer = read();
      if (!whole) {
        hangUp();
      }
      return answer;
    } catch (SocketTimeoutException e) {
      hangUp();
      return new Answer(whole ? -1 : 0, "", "");
    } catch (IOException e) {
      hangUp();
      return new Answer(0, "", "");
    }
  }

  private Socket open() throws IOException {
    Socket standing = socket;
    if (standing != null) {
      return standing;
    }
    Socket made = tls.getSocketFactory().createSocket("127.0.0.1", port);
    made.setTcpNoDelay(true);
    socket = made;
    in = new BufferedInputStream(made.getInputStream());
    return made;
  }

  private Answer read() throws IOException {
    String head = head();
    while (head.startsWith("HTTP/1.1 100")) {
      head = head();
    }
    int status = Integer.parseInt(head.substring(9, 12));
    String lower = head.toLowerCase(Locale.ROOT);
    int length = lower.indexOf("\r\ncontent-length:");
    String body = "";
    if (length >= 0) {
      int from = length + "\r\ncontent-length:".length();
      int size = Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
      body = new String(input().readNBytes(size), StandardCharsets.UTF_8);
    } else if (status != 204) {
      // Of a stream that may never end its head is all that is wanted.
      body = patient ? chunks() : "";
      hangUp();
    }
    if (lower.contains("\r\nconnection: close")) {
      hangUp();
    }
    return new Answer(status, head, body);
  }

  private String chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      StringBuilder size = new StringBuilder();
      for (int c = input().read(); c != '\n'; c = input().read()) {
        if (c < 0) {
          throw new EOFException();
        }
        size.append((char) c);
      }
      int length = Integer.parseInt(size.toString().strip(), 16);
      body.writeBytes(input().readNBytes(length));
      input().skipNBytes(2);
      if (length == 0) {
        return body.toString(StandardCharsets.UTF_8);
      }
    }
  }

  private InputStream input() {
    return java.util.Objects.requireNonNull(in);
  }

  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int newlines = 0;
    while (newlines < 2) {
      int next = input().read();
      if (next < 0) {
        throw new EOFException();
      }
      head.write(next);
      newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    hangUp();
  }

  void hangUp() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is to be gone, and is.
    }
    socket = null;
    in = null;
  }
}
