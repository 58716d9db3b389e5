package seodang.shell.tool;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import seodang.shell.Bytes;

/// The format of tape archives: POSIX ustar, names too long for it in GNU's way, and pax's long
/// names when read.
final class TarStream {
  static final char FILE = '0';
  static final char LINK = '2';
  static final char DIRECTORY = '5';
  private static final char LONG_NAME = 'L';
  private static final char PAX = 'x';
  private static final int BLOCK = 512;
  private static final int NAME = 100;

  /// @param name of a directory with a slash at its end
  /// @param text of a file; where a link leads
  record Entry(String name, char type, int mode, String owner, Instant modified, String text) {}

  /// What is no archive.
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    Malformed(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  private TarStream() {}

  static byte[] write(List<Entry> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      byte[] name = Bytes.encode(entry.name());
      if (name.length > NAME) {
        byte[] ended = Arrays.copyOf(name, name.length + 1);
        out.writeBytes(header("././@LongLink", LONG_NAME, 0, "root", 0, ended.length, ""));
        blocks(out, ended);
      }
      boolean file = entry.type() == FILE;
      byte[] body = file ? Bytes.encode(entry.text()) : new byte[0];
      out.writeBytes(
          header(
              entry.name(),
              entry.type(),
              entry.mode(),
              entry.owner(),
              entry.modified().getEpochSecond(),
              body.length,
              file ? "" : entry.text()));
      blocks(out, body);
    }
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  private static void blocks(ByteArrayOutputStream out, byte[] body) {
    out.writeBytes(body);
    out.writeBytes(new byte[(BLOCK - body.length % BLOCK) % BLOCK]);
  }

  private static byte[] header(
      String name, char type, int mode, String owner, long seconds, int size, String link) {
    byte[] h = new byte[BLOCK];
    put(h, 0, NAME, Bytes.encode(name));
    octal(h, 100, 8, mode);
    octal(h, 108, 8, 0);
    octal(h, 116, 8, 0);
    octal(h, 124, 12, size);
    octal(h, 136, 12, Math.max(0, seconds));
    Arrays.fill(h, 148, 156, (byte) ' ');
    h[156] = (byte) type;
    put(h, 157, NAME, Bytes.encode(link));
    put(h, 257, 8, "ustar  ".getBytes(StandardCharsets.US_ASCII));
    put(h, 265, 32, Bytes.encode(owner));
    put(h, 297, 32, Bytes.encode(owner));
    int sum = 0;
    for (byte b : h) {
      sum += b & 0xff;
    }
    put(h, 148, 8, String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII));
    return h;
  }

  private static void put(byte[] block, int at, int most, byte[] bytes) {
    System.arraycopy(bytes, 0, block, at, Math.min(most, bytes.length));
  }

  private static void octal(byte[] block, int at, int width, long number) {
    String digits = String.format(Locale.ROOT, "%0" + (width - 1) + "o", number);
    put(block, at, width - 1, digits.getBytes(StandardCharsets.US_ASCII));
  }

  static List<Entry> read(byte[] archive) throws Malformed {
    List<Entry> entries = new ArrayList<>();
    String longName = "";
    int at = 0;
    while (at + BLOCK <= archive.length && archive[at] != 0) {
      byte[] h = Arrays.copyOfRange(archive, at, at + BLOCK);
      if (!new String(h, 257, 5, StandardCharsets.US_ASCII).equals("ustar")) {
        throw new Malformed("This does not look like a tar archive");
      }
      long size = octal(h, 124, 12);
      at += BLOCK;
      if (size < 0 || at + size > archive.length) {
        throw new Malformed("Unexpected EOF in archive");
      }
      byte[] body = Arrays.copyOfRange(archive, at, at + (int) size);
      at += (int) ((size + BLOCK - 1) / BLOCK * BLOCK);
      char type = (char) h[156];
      if (type == LONG_NAME) {
        longName = text(body, 0, body.length);
      } else if (type == PAX) {
        longName = paxPath(body, longName);
      } else {
        entries.add(entry(h, type, longName, body));
        longName = "";
      }
    }
    if (at > archive.length || entries.isEmpty() && archive.length < BLOCK) {
      throw new Malformed("This does not look like a tar archive");
    }
    return entries;
  }

  private static Entry entry(byte[] h, char type, String longName, byte[] body) {
    String prefix = h[262] == 0 ? text(h, 345, 155) : "";
    String own = (prefix.isEmpty() ? "" : prefix + "/") + text(h, 0, NAME);
    String name = longName.isEmpty() ? own : longName;
    boolean directory = type == DIRECTORY || name.endsWith("/");
    return new Entry(
        name,
        directory ? DIRECTORY : type == LINK ? LINK : FILE,
        (int) octal(h, 100, 8) & 07777,
        text(h, 265, 32),
        Instant.ofEpochSecond(octal(h, 136, 12)),
        type == LINK ? text(h, 157, NAME) : Bytes.decode(body));
  }

  /// `path` of records like `27 path=name\n`, each beginning with its own length.
  private static String paxPath(byte[] body, String otherwise) {
    for (String line : new String(body, StandardCharsets.UTF_8).split("\n")) {
      int blank = line.indexOf(' ');
      if (line.startsWith("path=", blank + 1)) {
        return line.substring(blank + 1 + "path=".length());
      }
    }
    return otherwise;
  }

  private static String text(byte[] bytes, int from, int most) {
    int end = from;
    while (end < from + most && end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return Bytes.decode(Arrays.copyOfRange(bytes, from, end));
  }

  private static long octal(byte[] bytes, int from, int most) {
    String digits = text(bytes, from, most).strip();
    return digits.matches("[0-7]{1,12}") ? Long.parseLong(digits, 8) : 0;
  }
}
