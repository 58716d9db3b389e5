package seodang.kube.certificate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One value of ASN.1's distinguished encoding: its tag, its content, and itself as it was written.
///
/// @param whole with tag and length
@SuppressWarnings("ArrayRecordComponent")
record DerReader(int tag, byte[] content, byte[] whole) {

  /// What does not follow the encoding.
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /// @throws Malformed unless the bytes are exactly one value
  static DerReader of(byte[] bytes) throws Malformed {
    List<DerReader> all = all(bytes);
    if (all.size() != 1) {
      throw new Malformed("asn1: syntax error: trailing data");
    }
    return all.getFirst();
  }

  /// The values in a constructed one.
  List<DerReader> parts() throws Malformed {
    return all(content);
  }

  DerReader part(int index) throws Malformed {
    List<DerReader> parts = parts();
    if (index >= parts.size()) {
      throw new Malformed("asn1: syntax error: sequence truncated");
    }
    return parts.get(index);
  }

  private static List<DerReader> all(byte[] bytes) throws Malformed {
    List<DerReader> values = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      if (at + 2 > bytes.length) {
        throw new Malformed("asn1: syntax error: truncated tag or length");
      }
      int length = bytes[at + 1] & 0xff;
      int start = at + 2;
      if (length >= 0x80) {
        int count = length & 0x7f;
        if (count == 0 || count > 3 || start + count > bytes.length) {
          throw new Malformed("asn1: syntax error: truncated tag or length");
        }
        length = new BigInteger(1, Arrays.copyOfRange(bytes, start, start + count)).intValue();
        start += count;
      }
      if (length > bytes.length - start) {
        throw new Malformed("asn1: syntax error: data truncated");
      }
      int end = start + length;
      values.add(
          new DerReader(
              bytes[at] & 0xff,
              Arrays.copyOfRange(bytes, start, end),
              Arrays.copyOfRange(bytes, at, end)));
      at = end;
    }
    return values;
  }

  DerReader tagged(int expected) throws Malformed {
    if (tag != expected) {
      throw new Malformed("asn1: structure error: tags don't match");
    }
    return this;
  }

  /// `2.5.4.3`.
  String oid() throws Malformed {
    tagged(0x06);
    StringBuilder text = new StringBuilder();
    long value = 0;
    for (byte b : content) {
      value = value << 7 | b & 0x7f;
      if (b >= 0) {
        if (text.isEmpty()) {
          long first = Math.min(2, value / 40);
          text.append(first).append('.').append(value - first * 40);
        } else {
          text.append('.').append(value);
        }
        value = 0;
      }
    }
    return text.toString();
  }
}
