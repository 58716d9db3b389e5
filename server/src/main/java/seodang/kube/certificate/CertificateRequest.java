package seodang.kube.certificate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What somebody asks a certificate for (PKCS#10), its signature checked.
///
/// @param subject as it was encoded
/// @param key the public one, as `SubjectPublicKeyInfo`
/// @param alternatives the names beside the subject, as the extension was encoded; null for none
/// @param names how many of each sort these are
@SuppressWarnings("ArrayRecordComponent")
public record CertificateRequest(
    byte[] subject,
    String commonName,
    List<String> organizations,
    byte[] key,
    byte @Nullable [] alternatives,
    Names names) {
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String ORGANIZATION = "2.5.4.10";
  private static final String EXTENSIONS = "1.2.840.113549.1.9.14";
  private static final String ALTERNATIVES = "2.5.29.17";
  private static final Map<String, String> SIGNATURES =
      Map.of(
          "1.2.840.113549.1.1.11", "SHA256withRSA",
          "1.2.840.113549.1.1.12", "SHA384withRSA",
          "1.2.840.113549.1.1.13", "SHA512withRSA",
          "1.2.840.10045.4.3.2", "SHA256withECDSA",
          "1.2.840.10045.4.3.3", "SHA384withECDSA",
          "1.2.840.10045.4.3.4", "SHA512withECDSA",
          "1.3.101.112", "Ed25519");

  /// Subject alternative names, by their sorts.
  public record Names(int dns, int addresses, int emails, int uris) {}

  /// Why something is no request; in the words of Go's `crypto/x509` where it has some.
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(@Nullable String message) {
      super(message);
    }
  }

  /// Reads a PEM block and checks that whoever made it holds the key.
  public static CertificateRequest read(String pem) throws Malformed {
    List<Pem.Block> blocks = Pem.read(pem);
    if (blocks.isEmpty() || !blocks.getFirst().type().equals("CERTIFICATE REQUEST")) {
      throw new Malformed("PEM block type must be CERTIFICATE REQUEST");
    }
    try {
      DerReader whole = DerReader.of(blocks.getFirst().bytes()).tagged(0x30);
      DerReader body = whole.part(0).tagged(0x30);
      DerReader subject = body.part(1).tagged(0x30);
      DerReader key = body.part(2).tagged(0x30);
      byte[] signature = whole.part(2).tagged(0x03).content();
      verify(body.whole(), key, whole.part(1).part(0).oid(), signature);
      byte[] alternatives = body.parts().size() > 3 ? alternatives(body.part(3)) : null;
      return new CertificateRequest(
          subject.whole(),
          String.join(",", last(attribute(subject, COMMON_NAME))),
          attribute(subject, ORGANIZATION),
          key.whole(),
          alternatives,
          names(alternatives));
    } catch (DerReader.Malformed e) {
      throw new Malformed(e.getMessage());
    }
  }

  private static List<String> last(List<String> values) {
    return values.isEmpty() ? values : List.of(values.getLast());
  }

  private static List<String> attribute(DerReader name, String oid) throws DerReader.Malformed {
    List<String> values = new ArrayList<>();
    for (DerReader set : name.parts()) {
      for (DerReader pair : set.parts()) {
        if (pair.part(0).oid().equals(oid)) {
          values.add(new String(pair.part(1).content(), StandardCharsets.UTF_8));
        }
      }
    }
    return values;
  }

  private static void verify(byte[] body, DerReader key, String algorithm, byte[] signature)
      throws Malformed, DerReader.Malformed {
    String name = SIGNATURES.get(algorithm);
    if (name == null) {
      throw new Malformed("x509: cannot verify signature: algorithm unimplemented");
    }
    String family = name.substring(name.indexOf("with") + (name.contains("with") ? 4 : 1));
    try {
      Signature check = Signature.getInstance(name);
      check.initVerify(publicKey(key));
      check.update(body);
      // A bit string begins with the number of bits that are left over: none.
      if (signature.length > 1
          && check.verify(Arrays.copyOfRange(signature, 1, signature.length))) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new Malformed(
          "x509: signature algorithm specifies an " + family + " public key, which this is not");
    }
    throw new Malformed(
        switch (family) {
          case "RSA" -> "crypto/rsa: verification error";
          case "ECDSA" -> "x509: ECDSA verification failure";
          default -> "x509: Ed25519 verification failure";
        });
  }

  private static PublicKey publicKey(DerReader key)
      throws GeneralSecurityException, DerReader.Malformed {
    String family =
        switch (key.part(0).part(0).oid()) {
          case "1.2.840.113549.1.1.1" -> "RSA";
          case "1.2.840.10045.2.1" -> "EC";
          default -> "Ed25519";
        };
    return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(key.whole()));
  }

  /// The extension with the alternative names among the requested ones.
  private static byte @Nullable [] alternatives(DerReader attributes) throws DerReader.Malformed {
    for (DerReader attribute : attributes.parts()) {
      if (attribute.part(0).oid().equals(EXTENSIONS)) {
        for (DerReader extension : attribute.part(1).part(0).parts()) {
          if (extension.part(0).oid().equals(ALTERNATIVES)) {
            return extension.whole();
          }
        }
      }
    }
    return null;
  }

  private static Names names(byte @Nullable [] extension) throws DerReader.Malformed {
    int[] counts = new int[9];
    if (extension != null) {
      DerReader value = DerReader.of(extension).parts().getLast();
      for (DerReader name : DerReader.of(value.content()).parts()) {
        counts[Math.min(8, name.tag() & 0x1f)]++;
      }
    }
    return new Names(counts[2], counts[7], counts[1], counts[6]);
  }
}
