package seodang.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// One SPDY/3.1 connection as a server: many streams over one sequence of bytes, as port-forward
/// speaks it. Windows are not kept: neither does the client's library.
final class Spdy implements AutoCloseable {
  /// What happens on the connection's streams.
  interface Handler {
    void opened(int stream, Map<String, String> headers);

    /// @param end whether the other side sends nothing more
    void data(int stream, byte[] bytes, boolean end);

    void reset(int stream);
  }

  /// Bytes that are no SPDY: the connection is to be closed.
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  private static final int SYN_STREAM = 1;
  private static final int SYN_REPLY = 2;
  private static final int RST_STREAM = 3;
  private static final int PING = 6;
  private static final int FIN = 1;
  private static final int LONGEST_FRAME = 1 << 20;
  private static final int LONGEST_HEADERS = 64 << 10;

  /// The words of draft-mbelshe-httpbis-spdy-00, each after its length, then its plain text.
  private static final byte[] DICTIONARY = dictionary();

  private final Consumer<byte[]> out;
  private final Handler handler;
  private final Inflater inflater = new Inflater();
  private final Deflater deflater = new Deflater();
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

  Spdy(Consumer<byte[]> out, Handler handler) {
    this.out = out;
    this.handler = handler;
    deflater.setDictionary(DICTIONARY);
  }

  @Override
  public void close() {
    inflater.end();
    deflater.end();
  }

  /// Takes bytes as they come, however split.
  void receive(byte[] bytes) {
    rest.writeBytes(bytes);
    byte[] all = rest.toByteArray();
    int at = 0;
    while (all.length - at >= 8) {
      int length = ByteBuffer.wrap(all, at + 4, 4).getInt() & 0xffffff;
      if (length > LONGEST_FRAME) {
        throw new Malformed("a frame of " + length + " bytes");
      }
      if (all.length - at - 8 < length) {
        break;
      }
      frame(ByteBuffer.wrap(all, at, 8 + length).slice());
      at += 8 + length;
    }
    rest.reset();
    rest.write(all, at, all.length - at);
  }

  private void frame(ByteBuffer frame) {
    int first = frame.getInt();
    int flags = frame.getInt() >>> 24;
    if (first >= 0) {
      byte[] data = new byte[frame.remaining()];
      frame.get(data);
      handler.data(first, data, (flags & FIN) != 0);
      return;
    }
    switch (first & 0xffff) {
      case SYN_STREAM -> {
        require(frame, 10);
        int stream = frame.getInt() & 0x7fffffff;
        frame.position(frame.position() + 6);
        Map<String, String> headers = headers(frame);
        handler.opened(stream, headers);
        if ((flags & FIN) != 0) {
          handler.data(stream, new byte[0], true);
        }
      }
      case RST_STREAM -> {
        require(frame, 8);
        handler.reset(frame.getInt() & 0x7fffffff);
      }
      case PING -> {
        require(frame, 4);
        out.accept(control(PING, 0, ByteBuffer.allocate(4).putInt(frame.getInt()).array()));
      }
      default -> {}
    }
  }

  private static void require(ByteBuffer frame, int bytes) {
    if (frame.remaining() < bytes) {
      throw new Malformed("a short frame");
    }
  }

  private Map<String, String> headers(ByteBuffer block) {
    byte[] packed = new byte[block.remaining()];
    block.get(packed);
    ByteBuffer plain = ByteBuffer.wrap(inflate(packed));
    Map<String, String> headers = new LinkedHashMap<>();
    require(plain, 4);
    int count = plain.getInt();
    for (int i = 0; i < count; i++) {
      String name = text(plain);
      headers.put(name, text(plain));
    }
    return headers;
  }

  private static String text(ByteBuffer from) {
    require(from, 4);
    int length = from.getInt();
    if (length < 0) {
      throw new Malformed("a negative length");
    }
    require(from, length);
    byte[] bytes = new byte[length];
    from.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// The headers of all frames are one compressed sequence.
  private byte[] inflate(byte[] packed) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    inflater.setInput(packed);
    try {
      while (true) {
        int count = inflater.inflate(buffer);
        if (count == 0 && inflater.needsDictionary()) {
          inflater.setDictionary(DICTIONARY);
        } else if (count == 0) {
          return plain.toByteArray();
        }
        plain.write(buffer, 0, count);
        if (plain.size() > LONGEST_HEADERS) {
          throw new Malformed("too many headers");
        }
      }
    } catch (DataFormatException | IllegalArgumentException e) {
      throw new Malformed("headers: " + e.getMessage());
    }
  }

  /// Accepts a stream; without it the client waits forever.
  void reply(int stream) {
    byte[] none = deflate(new byte[4]);
    out.accept(
        control(
            SYN_REPLY, 0, ByteBuffer.allocate(4 + none.length).putInt(stream).put(none).array()));
  }

  void send(int stream, byte[] bytes, boolean end) {
    ByteBuffer frame = ByteBuffer.allocate(8 + bytes.length);
    frame.putInt(stream).putInt((end ? FIN : 0) << 24 | bytes.length).put(bytes);
    out.accept(frame.array());
  }

  private byte[] deflate(byte[] plain) {
    deflater.setInput(plain);
    byte[] buffer = new byte[256];
    int count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(buffer, count);
  }

  private static byte[] control(int type, int flags, byte[] payload) {
    return ByteBuffer.allocate(8 + payload.length)
        .putInt(0x80030000 | type)
        .putInt(flags << 24 | payload.length)
        .put(payload)
        .array();
  }

  private static byte[] dictionary() {
    String words =
        "options,head,post,put,delete,trace,accept,accept-charset,accept-encodi"
            + "ng,accept-language,accept-ranges,age,allow,authorization,cache-control"
            + ",connection,content-base,content-encoding,content-language,content-len"
            + "gth,content-location,content-md5,content-range,content-type,date,etag,"
            + "expect,expires,from,host,if-match,if-modified-since,if-none-match,if-r"
            + "ange,if-unmodified-since,last-modified,location,max-forwards,pragma,pr"
            + "oxy-authenticate,proxy-authorization,range,referer,retry-after,server,"
            + "te,trailer,transfer-encoding,upgrade,user-agent,vary,via,warning,www-a"
            + "uthenticate,method,get,status,200 OK,version,HTTP/1.1,url,public,set-c"
            + "ookie,keep-alive,origin";
    String tail =
        "1001012012022052063003023033043053063074024054064074084094104114124134"
            + "14415416417502504505203 Non-Authoritative Information204 No Content301"
            + " Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not "
            + "Found500 Internal Server Error501 Not Implemented503 Service Unavailab"
            + "leJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, "
            + "Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,imag"
            + "e/gif,application/xml,application/xhtml+xml,text/plain,text/javascript"
            + ",publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1"
            + ",utf-,*,enq=0.";
    ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
    for (String word : words.split(",")) {
      dictionary.writeBytes(ByteBuffer.allocate(4).putInt(word.length()).array());
      dictionary.writeBytes(word.getBytes(StandardCharsets.US_ASCII));
    }
    dictionary.writeBytes(tail.getBytes(StandardCharsets.US_ASCII));
    return dictionary.toByteArray();
  }
}
