package seodang.terminal.kubectl.describe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The subject of a certificate request (PKCS #10), read from its DER bytes.
final class SigningSubject {
  private static final Map<String, String> ATTRIBUTES =
      Map.of(
          "550403", "Common Name",
          "550405", "Serial Number",
          "55040a", "Organization",
          "55040b", "Organizational Unit",
          "550406", "Country",
          "550407", "Locality",
          "550408", "Province",
          "550409", "StreetAddress",
          "550411", "PostalCode");

  private final byte[] bytes;

  private SigningSubject(byte[] bytes) {
    this.bytes = bytes;
  }

  static void describe(String request, Description out) {
    Map<String, List<String>> subject = read(request);
    out.line(0, "Subject:");
    out.line(0, "\tCommon Name:", String.join(",", subject.getOrDefault("Common Name", List.of())));
    out.line(
        0, "\tSerial Number:", String.join(",", subject.getOrDefault("Serial Number", List.of())));
    for (String name :
        List.of(
            "Organization",
            "Organizational Unit",
            "Country",
            "Locality",
            "Province",
            "StreetAddress",
            "PostalCode")) {
      List<String> values = subject.getOrDefault(name, List.of());
      if (!values.isEmpty()) {
        String prefix = "\t" + name + ":\t";
        for (String value : values) {
          out.write(0, prefix + value + "\n");
          prefix = "\t\t";
        }
      }
    }
  }

  private static Map<String, List<String>> read(String request) {
    try {
      String pem = new String(Base64.getMimeDecoder().decode(request), StandardCharsets.UTF_8);
      String body = pem.replaceAll("-----[A-Z ]+-----", "");
      SigningSubject parser = new SigningSubject(Base64.getMimeDecoder().decode(body));
      return parser.subject();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Map.of();
    }
  }

  /// A value at a place: where its content starts and ends.
  private record Part(int tag, int start, int end) {}

  private Part part(int at) {
    int length = bytes[at + 1] & 0xff;
    int start = at + 2;
    if (length > 0x80) {
      int count = length & 0x7f;
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | bytes[start++] & 0xff;
      }
    }
    return new Part(bytes[at] & 0xff, start, start + length);
  }

  private Map<String, List<String>> subject() {
    Part information = part(part(0).start());
    Part version = part(information.start());
    Part names = part(version.end());
    Map<String, List<String>> subject = new LinkedHashMap<>();
    for (int at = names.start(); at < names.end(); at = part(at).end()) {
      Part pair = part(part(at).start());
      Part type = part(pair.start());
      Part value = part(type.end());
      StringBuilder hex = new StringBuilder();
      for (int i = type.start(); i < type.end(); i++) {
        hex.append(String.format("%02x", bytes[i]));
      }
      String text =
          new String(bytes, value.start(), value.end() - value.start(), StandardCharsets.UTF_8);
      subject
          .computeIfAbsent(
              ATTRIBUTES.getOrDefault(hex.toString(), hex.toString()), k -> new ArrayList<>())
          .add(text);
    }
    return subject;
  }
}
