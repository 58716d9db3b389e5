package seodang.kube.apiserver.validation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// IP addresses and ranges, as Go's sloppy parsers take them.
final class Addresses {
  private Addresses() {}

  static void ip(Field ip) {
    if (parse(ip.text()) == null) {
      ip.invalid("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }
  }

  static void cidr(Field cidr) {
    if (!isCidr(cidr.text())) {
      cidr.invalid("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
    }
  }

  static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return false;
    }
    byte[] ip = parse(text.substring(0, slash));
    String bits = text.substring(slash + 1);
    int most = text.indexOf(':') >= 0 ? 128 : 32;
    return ip != null && bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= most;
  }

  static boolean isIpv6(String text) {
    return text.indexOf(':') >= 0 && parse(text) != null;
  }

  /// Whether an address may be an endpoint: none that means a node itself.
  static void endpoint(Field ip) {
    byte[] bytes = parse(ip.text());
    if (bytes == null) {
      ip.invalid("must be a valid IP address");
      return;
    }
    boolean four = bytes.length == 4;
    int first = bytes[0] & 255;
    int second = bytes[1] & 255;
    boolean zero = true;
    for (int i = 0; i < bytes.length - 1; i++) {
      zero &= bytes[i] == 0;
    }
    int last = bytes[bytes.length - 1] & 255;
    if (zero && last == 0) {
      ip.invalid("may not be unspecified (" + ip.text() + ")");
    }
    if (four ? first == 127 : zero && last == 1) {
      ip.invalid("may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (four ? first == 169 && second == 254 : first == 0xfe && (second & 0xc0) == 0x80) {
      ip.invalid("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (four ? first == 224 && second == 0 && bytes[2] == 0 : first == 0xff && (second & 15) == 2) {
      ip.invalid("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
  }

  /// The bytes of an address; null when it is none.
  static byte @Nullable [] parse(String text) {
    return text.indexOf(':') >= 0 ? parse6(text) : parse4(text);
  }

  private static byte @Nullable [] parse4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      if (!parts[i].matches("[0-9]{1,9}") || Integer.parseInt(parts[i]) > 255) {
        return null;
      }
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return bytes;
  }

  private static byte @Nullable [] parse6(String text) {
    String rest = text;
    List<Integer> words = new ArrayList<>();
    int gap = -1;
    if (rest.startsWith("::")) {
      gap = 0;
      rest = rest.substring(2);
    }
    while (!rest.isEmpty()) {
      int colon = rest.indexOf(':');
      String word = colon < 0 ? rest : rest.substring(0, colon);
      if (colon < 0 && word.indexOf('.') >= 0) {
        byte[] four = parse4(word);
        if (four == null) {
          return null;
        }
        words.add((four[0] & 255) << 8 | four[1] & 255);
        words.add((four[2] & 255) << 8 | four[3] & 255);
        break;
      }
      if (!word.matches("[0-9a-fA-F]{1,4}")) {
        return null;
      }
      words.add(Integer.parseInt(word, 16));
      if (colon < 0) {
        break;
      }
      rest = rest.substring(colon + 1);
      if (rest.isEmpty()) {
        return null;
      }
      if (rest.startsWith(":")) {
        if (gap >= 0) {
          return null;
        }
        gap = words.size();
        rest = rest.substring(1);
      }
    }
    if (gap < 0 ? words.size() != 8 : words.size() > 7) {
      return null;
    }
    byte[] bytes = new byte[16];
    int missing = 8 - words.size();
    for (int i = 0; i < words.size(); i++) {
      int at = gap >= 0 && i >= gap ? i + missing : i;
      bytes[2 * at] = (byte) (words.get(i) >> 8);
      bytes[2 * at + 1] = (byte) (int) words.get(i);
    }
    return isMapped(bytes) ? java.util.Arrays.copyOfRange(bytes, 12, 16) : bytes;
  }

  private static boolean isMapped(byte[] bytes) {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[10] == -1 && bytes[11] == -1;
  }
}
