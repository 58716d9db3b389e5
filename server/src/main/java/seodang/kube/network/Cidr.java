package seodang.kube.network;

/// Addresses of IPv4 and their ranges.
public final class Cidr {
  private Cidr() {}

  /// An address as a number; -1 for what is none.
  public static long address(String ip) {
    String[] parts = ip.split("\\.", -1);
    if (parts.length != 4) {
      return -1;
    }
    long sum = 0;
    for (String part : parts) {
      if (!part.matches("\\d{1,3}") || Integer.parseInt(part) > 255) {
        return -1;
      }
      sum = sum << 8 | Integer.parseInt(part);
    }
    return sum;
  }

  public static String text(long address) {
    return (address >> 24)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }

  /// Whether an address lies in a range as `10.0.0.0/8`; never in one of another family.
  public static boolean contains(String cidr, String ip) {
    int slash = cidr.indexOf('/');
    long network = slash < 0 ? -1 : address(cidr.substring(0, slash));
    String bits = cidr.substring(slash + 1);
    long address = address(ip);
    if (network < 0 || address < 0 || !bits.matches("\\d{1,2}") || Integer.parseInt(bits) > 32) {
      return false;
    }
    int rest = 32 - Integer.parseInt(bits);
    return network >> rest == address >> rest;
  }
}
