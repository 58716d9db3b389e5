package seodang.kube.apiserver.validation;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.certificate.Authority;
import seodang.kube.certificate.CertificateRequest;
import seodang.kube.certificate.Pem;

/// What a CertificateSigningRequest may be, and who of its subresources may change what.
final class SigningRules {
  private static final String LEGACY = "kubernetes.io/legacy-unknown";
  private static final List<String> DECISIONS = List.of("Approved", "Denied");
  private static final List<String> FINAL = List.of("Approved", "Denied", "Failed");
  private static final String[] USAGES = {
    "any",
    "cert sign",
    "client auth",
    "code signing",
    "content commitment",
    "crl sign",
    "data encipherment",
    "decipher only",
    "digital signature",
    "email protection",
    "encipher only",
    "ipsec end system",
    "ipsec tunnel",
    "ipsec user",
    "key agreement",
    "key encipherment",
    "microsoft sgc",
    "netscape sgc",
    "ocsp signing",
    "s/mime",
    "server auth",
    "signing",
    "timestamping"
  };

  private SigningRules() {}

  static void request(Field object, @Nullable Field old) {
    part(object, old, "");
  }

  /// @param subresource `approval`, `status`, `""` for the object itself
  static void part(Field object, @Nullable Field old, String subresource) {
    Field spec = object.at("spec");
    asked(spec.at("request"));
    usages(spec.at("usages"));
    Field signer = spec.at("signerName");
    if (old == null && signer.text().equals(LEGACY)) {
      signer.invalid("the legacy signerName is not allowed via this API version");
    } else {
      signerName(signer);
    }
    Field expiration = spec.at("expirationSeconds");
    if (expiration.present() && expiration.number() < 600) {
      expiration.invalid("may not specify a duration less than 600 seconds (10 minutes)");
    }
    conditions(object.at("status", "conditions"));
    Field certificate = object.at("status", "certificate");
    String wrong = certificate(bytes(certificate.text()));
    if (!wrong.isEmpty()) {
      certificate.invalidGo("\"<certificate data>\"", wrong);
    }
    if (old != null) {
      changes(object.at("status"), old.at("status"), subresource);
    }
  }

  private static void asked(Field request) {
    byte[] bytes = bytes(request.text());
    try {
      var _ = CertificateRequest.read(new String(bytes, StandardCharsets.UTF_8));
    } catch (CertificateRequest.Malformed e) {
      request.invalidGo(shown(bytes), String.valueOf(e.getMessage()));
    }
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /// As Go writes bytes.
  private static String shown(byte[] bytes) {
    List<String> parts = new ArrayList<>();
    for (byte b : bytes) {
      parts.add("0x" + Integer.toHexString(b & 0xff));
    }
    return bytes.length == 0 ? "[]byte(nil)" : "[]byte{" + String.join(", ", parts) + "}";
  }

  private static void usages(Field usages) {
    if (usages.isEmpty()) {
      usages.required();
    }
    for (Field usage : usages.items()) {
      usage.oneOf(USAGES);
    }
    Set<String> seen = new HashSet<>();
    for (Field usage : usages.items()) {
      if (!seen.add(usage.text())) {
        usage.duplicate();
      }
    }
  }

  private static void signerName(Field name) {
    if (!name.requiredText()) {
      return;
    }
    String[] segments = name.text().split("/", -1);
    if (segments.length != 2) {
      name.invalid(
          "must be a fully qualified domain and path of the form 'example.com/signer-name'");
      return;
    }
    if (segments[0].length() > 253) {
      name.tooLong(253);
    }
    String[] labels = segments[0].split("\\.", -1);
    for (String label : labels) {
      for (String wrong : Formats.label(label)) {
        name.invalid(segments[0], "validating label " + GoWords.quote(label) + ": " + wrong);
      }
    }
    if (labels.length < 2) {
      name.invalid(segments[0], "should be a domain with at least two segments separated by dots");
    }
    for (String label : segments[1].split("\\.", -1)) {
      for (String wrong : Formats.subdomain(label)) {
        name.invalid(segments[1], "validating label " + GoWords.quote(label) + ": " + wrong);
      }
    }
  }

  private static void conditions(Field conditions) {
    Set<String> seen = new HashSet<>();
    for (Field condition : conditions.items()) {
      Field type = condition.at("type");
      type.requiredText();
      if (FINAL.contains(type.text())) {
        if (condition.at("status").requiredText()) {
          condition.at("status").oneOf("True");
        }
      } else if (condition.at("status").requiredText()) {
        condition.at("status").oneOf("False", "True", "Unknown");
      }
      String opposite = type.text().equals("Approved") ? "Denied" : "Approved";
      if (DECISIONS.contains(type.text()) && seen.contains(opposite)) {
        type.invalid("Approved and Denied conditions are mutually exclusive");
      }
      if (!seen.add(type.text())) {
        type.duplicate();
      }
    }
  }

  private static String certificate(byte[] bytes) {
    if (bytes.length == 0) {
      return "";
    }
    List<Pem.Block> blocks = Pem.read(new String(bytes, StandardCharsets.UTF_8));
    for (Pem.Block block : blocks) {
      if (!block.type().equals("CERTIFICATE")) {
        return "only CERTIFICATE PEM blocks are allowed, found " + GoWords.quote(block.type());
      }
      if (block.headers()) {
        return "no PEM block headers are permitted";
      }
      try {
        var _ = Authority.certificate(Pem.write(block.type(), block.bytes()));
      } catch (GeneralSecurityException e) {
        return "x509: malformed certificate";
      }
    }
    return blocks.isEmpty() ? "must contain at least one CERTIFICATE PEM block" : "";
  }

  private static void changes(Field status, Field old, String subresource) {
    Field conditions = status.at("conditions");
    for (String type : FINAL) {
      if (count(conditions, type) < count(old.at("conditions"), type)) {
        conditions.forbidden("updates may not remove a condition of type " + GoWords.quote(type));
      }
    }
    for (String type : subresource.equals("approval") ? List.<String>of() : DECISIONS) {
      if (count(conditions, type) > count(old.at("conditions"), type)) {
        conditions.forbidden("updates may not add a condition of type " + GoWords.quote(type));
      }
    }
    Field certificate = status.at("certificate");
    if (certificate.text().equals(old.text("certificate"))) {
      return;
    }
    if (!subresource.equals("status")) {
      certificate.forbidden("updates may not set certificate content");
    } else if (!old.text("certificate").isEmpty()) {
      certificate.forbidden("updates may not modify existing certificate content");
    }
  }

  private static long count(Field conditions, String type) {
    return conditions.array().objects().stream()
        .filter((Json.Object c) -> c.text("type").equals(type))
        .count();
  }
}
