package seodang.terminal.kubectl.create;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import seodang.terminal.kubectl.client.KubectlError;

/// Whether a certificate and a private key belong together, in the words of Go's `crypto/tls`.
final class KeyPairs {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  private KeyPairs() {}

  static void check(String certificate, String key) {
    Matcher cert = PEM.matcher(certificate);
    if (!cert.find()) {
      throw new KubectlError("tls: failed to find any PEM data in certificate input");
    }
    if (!cert.group(1).equals("CERTIFICATE")) {
      throw new KubectlError(
          "tls: failed to find certificate PEM data in certificate input, but did find a private"
              + " key; PEM inputs may have been switched");
    }
    Matcher pem = PEM.matcher(key);
    if (!pem.find()) {
      throw new KubectlError("tls: failed to find any PEM data in key input");
    }
    if (!pem.group(1).endsWith("PRIVATE KEY")) {
      throw new KubectlError(
          "tls: found a certificate rather than a key in the PEM for the private key");
    }
    if (pem.group(1).equals("PRIVATE KEY") && !matches(certificate, pem.group(2))) {
      throw new KubectlError("tls: private key does not match public key");
    }
  }

  private static boolean matches(String certificate, String key) {
    try {
      PublicKey open =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(certificate.getBytes(StandardCharsets.UTF_8)))
              .getPublicKey();
      byte[] encoded = Base64.getMimeDecoder().decode(key);
      for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
        if (algorithm.equals(open.getAlgorithm())
            || (algorithm.equals("Ed25519") && open.getAlgorithm().startsWith("Ed"))) {
          PrivateKey secret =
              KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
          return signs(algorithm, secret, open);
        }
      }
      return false;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean signs(String algorithm, PrivateKey secret, PublicKey open)
      throws GeneralSecurityException {
    String name =
        switch (algorithm) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    byte[] text = "kubectl".getBytes(StandardCharsets.UTF_8);
    Signature signer = Signature.getInstance(name);
    signer.initSign(secret);
    signer.update(text);
    byte[] signature = signer.sign();
    signer.initVerify(open);
    signer.update(text);
    return signer.verify(signature);
  }
}
