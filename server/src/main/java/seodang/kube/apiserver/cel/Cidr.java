package seodang.kube.apiserver.cel;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// A range of addresses: `10.0.0.0/8`.
record Cidr(InetAddress address, int bits) {
  static @Nullable InetAddress address(String text) {
    boolean four = text.matches("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
    if (!four && !text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")
        || text.regionMatches(true, 0, "::ffff:", 0, 7) && text.indexOf('.') > 0) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static @Nullable Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = slash < 0 ? null : address(text.substring(0, slash));
    String bits = text.substring(slash + 1);
    if (address == null
        || !bits.matches("0|[1-9][0-9]{0,2}")
        || Integer.parseInt(bits) > address.getAddress().length * 8) {
      return null;
    }
    return new Cidr(address, Integer.parseInt(bits));
  }

  Cidr masked() {
    byte[] bytes = address.getAddress();
    BigInteger mask =
        BigInteger.ONE
            .shiftLeft(bytes.length * 8)
            .subtract(BigInteger.ONE.shiftLeft(bytes.length * 8 - bits));
    byte[] kept = new BigInteger(1, bytes).and(mask).toByteArray();
    byte[] result = new byte[bytes.length];
    for (int i = 0; i < Math.min(kept.length, bytes.length); i++) {
      result[bytes.length - 1 - i] = kept[kept.length - 1 - i];
    }
    try {
      return new Cidr(InetAddress.getByAddress(result), bits);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean contains(InetAddress other) {
    return other.getAddress().length == address.getAddress().length
        && new Cidr(other, bits).masked().address.equals(masked().address);
  }

  boolean contains(Cidr other) {
    return other.bits >= bits && contains(other.address);
  }

  /// As RFC 5952 writes it.
  static String text(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return address.getHostAddress();
    }
    int[] words = new int[8];
    for (int i = 0; i < 8; i++) {
      words[i] = (bytes[2 * i] & 255) << 8 | bytes[2 * i + 1] & 255;
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && words[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        out.append("::");
        i += length - 1;
      } else {
        out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":")
            .append(Integer.toHexString(words[i]));
      }
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return text(address) + "/" + bits;
  }
}
