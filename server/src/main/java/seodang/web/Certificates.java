package seodang.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import seodang.kube.certificate.Der;

/// The Kubernetes endpoint's certificates: an authority of our own, made at the first start and
/// kept under `data/`, and a server certificate it signs anew at every start.
///
/// The authority lives ten years, as kubeadm's does, and its key never leaves its file; kubeconfigs
/// carry its certificate, so they go on working over restarts and changed host names.
final class Certificates {
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
  private static final Duration SERVER_LIFE = Duration.ofDays(365);
  private static final char[] PASSWORD = "seodang".toCharArray();
  private static final String AUTHORITY = "authority";
  private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));

  private final KeyStore server;
  private final X509Certificate authority;

  private Certificates(KeyStore server, X509Certificate authority) {
    this.server = server;
    this.authority = authority;
  }

  /// @param folder where the authority is kept
  /// @param hosts names and addresses the server is reached by, beside `localhost`
  static Certificates open(Path folder, List<String> hosts, Instant now) {
    try {
      KeyStore kept = authority(folder.resolve("authority.p12"), now);
      PrivateKey key = (PrivateKey) kept.getKey(AUTHORITY, PASSWORD);
      X509Certificate authority = (X509Certificate) kept.getCertificate(AUTHORITY);
      KeyPair pair = newPair();
      List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
      hosts.stream().filter(h -> !h.isEmpty() && !names.contains(h)).forEach(names::add);
      X509Certificate certificate =
          sign(key, pair, "쿠버서당", AUTHORITY_NAME, serverExtensions(names), now, SERVER_LIFE);
      KeyStore server = KeyStore.getInstance("PKCS12");
      server.load(null, null);
      server.setKeyEntry(
          "server", pair.getPrivate(), PASSWORD, new Certificate[] {certificate, authority});
      return new Certificates(server, authority);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java makes certificates on P-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the certificates in " + folder, e);
    }
  }

  private static final String AUTHORITY_NAME = "kube-seodang-ca";

  KeyStore server() {
    return server;
  }

  String password() {
    return new String(PASSWORD);
  }

  /// The authority's certificate as PEM.
  String authorityPem() {
    try {
      Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
      return "-----BEGIN CERTIFICATE-----\n"
          + lines.encodeToString(authority.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read has bytes", e);
    }
  }

  private static KeyStore authority(Path file, Instant now)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    if (Files.exists(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD);
      }
      if (((X509Certificate) store.getCertificate(AUTHORITY))
          .getNotAfter()
          .toInstant()
          .isAfter(now.plus(SERVER_LIFE))) {
        return store;
      }
    }
    KeyPair pair = newPair();
    X509Certificate own =
        sign(
            pair.getPrivate(),
            pair,
            AUTHORITY_NAME,
            AUTHORITY_NAME,
            authorityExtensions(),
            now,
            AUTHORITY_LIFE);
    KeyStore made = KeyStore.getInstance("PKCS12");
    made.load(null, null);
    made.setKeyEntry(AUTHORITY, pair.getPrivate(), PASSWORD, new Certificate[] {own});
    write(file, made);
    return made;
  }

  /// Written beside and moved in place: a kill in between leaves no half file.
  private static void write(Path file, KeyStore store)
      throws GeneralSecurityException, IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path fresh = file.resolveSibling("authority.new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(fresh)) {
      store.store(out, PASSWORD);
    }
    Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static KeyPair newPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(
      PrivateKey signer,
      KeyPair subject,
      String name,
      String issuer,
      byte[] extensions,
      Instant now,
      Duration life)
      throws GeneralSecurityException {
    byte[] body =
        Der.sequence(
            Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(127, new SecureRandom())),
            ECDSA_SHA256,
            name(issuer),
            Der.sequence(Der.time(now.minus(Duration.ofHours(1))), Der.time(now.plus(life))),
            name(name),
            subject.getPublic().getEncoded(),
            Der.tagged(0xa3, extensions));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer);
    signature.update(body);
    byte[] signed = Der.sequence(body, ECDSA_SHA256, Der.bits(0, signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(signed));
  }

  private static byte[] name(String common) {
    return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(common))));
  }

  private static byte[] authorityExtensions() {
    return Der.sequence(
        extension("2.5.29.19", true, Der.sequence(Der.bool(true))),
        extension("2.5.29.15", true, Der.bits(1, new byte[] {0x06})));
  }

  private static byte[] serverExtensions(List<String> names) {
    byte[][] alternatives = names.stream().map(Certificates::alternative).toArray(byte[][]::new);
    return Der.sequence(
        extension("2.5.29.19", true, Der.sequence()),
        extension("2.5.29.15", true, Der.bits(7, new byte[] {(byte) 0x80})),
        extension("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"))),
        extension("2.5.29.17", false, Der.sequence(alternatives)));
  }

  private static byte[] extension(String oid, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
        : Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] alternative(String host) {
    if (host.matches("[0-9.]+") || host.contains(":")) {
      try {
        return Der.tagged(0x87, InetAddress.ofLiteral(host).getAddress());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("no address: " + host, e);
      }
    }
    return Der.tagged(0x82, host.getBytes(StandardCharsets.US_ASCII));
  }
}
