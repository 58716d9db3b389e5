package seodang.kube.certificate;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The few pieces of ASN.1's distinguished encoding (X.690) that a certificate is made of.
public final class Der {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  public static byte[] tagged(int tag, byte[]... contents) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      body.writeBytes(content);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = body.size();
    if (length < 128) {
      out.write(length);
    } else {
      byte[] size = BigInteger.valueOf(length).toByteArray();
      int from = size[0] == 0 ? 1 : 0;
      out.write(0x80 | (size.length - from));
      out.write(size, from, size.length - from);
    }
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }

  public static byte[] sequence(byte[]... items) {
    return tagged(0x30, items);
  }

  public static byte[] set(byte[]... items) {
    return tagged(0x31, items);
  }

  public static byte[] integer(BigInteger value) {
    return tagged(0x02, value.toByteArray());
  }

  public static byte[] bool(boolean value) {
    return tagged(0x01, new byte[] {(byte) (value ? 0xff : 0)});
  }

  public static byte[] octets(byte[] bytes) {
    return tagged(0x04, bytes);
  }

  /// @param unused bits at the end of the last byte
  public static byte[] bits(int unused, byte[] bytes) {
    return tagged(0x03, new byte[] {(byte) unused}, bytes);
  }

  public static byte[] utf8(String text) {
    return tagged(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  /// With two digits of the year as long as certificates have them: to 2049.
  public static byte[] time(Instant time) {
    String text = TIME.format(time);
    boolean old = text.compareTo("2050") < 0;
    byte[] bytes = text.substring(old ? 2 : 0).getBytes(StandardCharsets.US_ASCII);
    return tagged(old ? 0x17 : 0x18, bytes);
  }

  /// An object identifier as `2.5.29.17`.
  public static byte[] oid(String dotted) {
    String[] parts = dotted.split("\\.");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Integer.parseInt(parts[0]) * 40 + Integer.parseInt(parts[1]));
    for (int i = 2; i < parts.length; i++) {
      int value = Integer.parseInt(parts[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (value >>> shift != 0) {
          out.write((value >>> shift) & 0x7f | 0x80);
        }
      }
      out.write(value & 0x7f);
    }
    return tagged(0x06, out.toByteArray());
  }
}
