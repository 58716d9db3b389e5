package seodang.kube.certificate;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.engine.Dice;
import seodang.kube.engine.Run;

/// The certificate authority of one cluster, which signs what `kube-controller-manager` signs with
/// `--cluster-signing-cert-file`: an RSA key of 2048 bits, as kubeadm makes one.
///
/// It is made when it is first needed and kept under [#MEMORY]; no other cluster may know it.
public final class Authority {
  public static final String MEMORY = "certificates/authority";
  private static final Duration LIFE = Duration.ofDays(3650);
  private static final Duration BACKDATE = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofHours(8);
  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
  private static final byte[] RSA_SHA256 =
      Der.sequence(Der.oid("1.2.840.113549.1.1.11"), new byte[] {5, 0});
  private static final byte[] NAME = name("kubernetes");

  /// The bits of `keyUsage`, in their order.
  private static final List<String> USAGES =
      List.of(
          "digital signature",
          "content commitment",
          "key encipherment",
          "data encipherment",
          "key agreement",
          "cert sign",
          "crl sign",
          "encipher only",
          "decipher only");

  /// The purposes of `extKeyUsage`, in Go's order.
  private static final List<Map.Entry<String, String>> PURPOSES =
      List.of(
          Map.entry("any", "2.5.29.37.0"),
          Map.entry("server auth", "1.3.6.1.5.5.7.3.1"),
          Map.entry("client auth", "1.3.6.1.5.5.7.3.2"),
          Map.entry("code signing", "1.3.6.1.5.5.7.3.3"),
          Map.entry("email protection", "1.3.6.1.5.5.7.3.4"),
          Map.entry("s/mime", "1.3.6.1.5.5.7.3.4"),
          Map.entry("ipsec end system", "1.3.6.1.5.5.7.3.5"),
          Map.entry("ipsec tunnel", "1.3.6.1.5.5.7.3.6"),
          Map.entry("ipsec user", "1.3.6.1.5.5.7.3.7"),
          Map.entry("timestamping", "1.3.6.1.5.5.7.3.8"),
          Map.entry("ocsp signing", "1.3.6.1.5.5.7.3.9"),
          Map.entry("microsoft sgc", "1.3.6.1.4.1.311.10.3.3"),
          Map.entry("netscape sgc", "2.16.840.1.113730.4.1"));

  private final X509Certificate certificate;
  private final PrivateKey key;

  private Authority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /// The cluster's own, made now if there is none yet.
  public static Authority of(Run run) {
    Authority standing = find(run);
    if (standing != null) {
      return standing;
    }
    BigInteger p = prime(run.dice());
    BigInteger q = prime(run.dice());
    BigInteger modulus = p.multiply(q);
    BigInteger phi = p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE));
    BigInteger secret = EXPONENT.modInverse(phi);
    try {
      PrivateKey key = privateKey(modulus, secret);
      byte[] open =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(modulus, EXPONENT))
              .getEncoded();
      byte[] extensions =
          Der.sequence(
              extension("2.5.29.15", true, Der.bits(2, new byte[] {(byte) 0xa4})),
              extension("2.5.29.19", true, Der.sequence(Der.bool(true))));
      Instant from = run.now().minus(BACKDATE);
      byte[] signed = signed(key, run.dice(), NAME, from, run.now().plus(LIFE), open, extensions);
      String pem = Pem.write("CERTIFICATE", signed);
      run.remember(
          MEMORY,
          Json.object(
              "modulus", modulus.toString(16),
              "secret", secret.toString(16),
              "certificate", pem));
      return new Authority(certificate(pem), key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java signs with RSA", e);
    }
  }

  /// The cluster's own; null while it has signed nothing.
  public static @Nullable Authority find(Run run) {
    Json.Object kept = run.recallObject(MEMORY);
    if (kept.isEmpty()) {
      return null;
    }
    try {
      return new Authority(
          certificate(kept.text("certificate")),
          privateKey(
              new BigInteger(kept.text("modulus"), 16), new BigInteger(kept.text("secret"), 16)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("what was made here can be read", e);
    }
  }

  /// A certificate as PEM.
  ///
  /// @param usages as CertificateSigningRequests name them
  /// @param life how long it is good for
  public String sign(Run run, CertificateRequest request, List<String> usages, Duration life) {
    List<byte[]> extensions = new ArrayList<>();
    byte[] bits = usageBits(usages);
    if (bits.length > 0) {
      extensions.add(extension("2.5.29.15", true, bits));
    }
    byte[] purposes = purposes(usages);
    if (purposes.length > 0) {
      extensions.add(extension("2.5.29.37", false, purposes));
    }
    extensions.add(extension("2.5.29.19", true, Der.sequence()));
    byte[] alternatives = request.alternatives();
    if (alternatives != null) {
      extensions.add(alternatives);
    }
    Instant end = run.now().plus(life.compareTo(SHORT) < 0 ? life : life.minus(BACKDATE));
    Instant own = certificate.getNotAfter().toInstant();
    try {
      return Pem.write(
          "CERTIFICATE",
          signed(
              key,
              run.dice(),
              request.subject(),
              run.now().minus(BACKDATE),
              end.isBefore(own) ? end : own,
              request.key(),
              Der.sequence(extensions.toArray(byte[][]::new))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java signs with RSA", e);
    }
  }

  /// Whether a certificate is one that was signed here, is in force, and is for clients.
  public boolean trusts(X509Certificate client, Instant now) {
    try {
      client.verify(certificate.getPublicKey());
      List<String> purposes = client.getExtendedKeyUsage();
      return !now.isBefore(client.getNotBefore().toInstant())
          && !now.isAfter(client.getNotAfter().toInstant())
          && purposes != null
          && (purposes.contains("1.3.6.1.5.5.7.3.2") || purposes.contains("2.5.29.37.0"));
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] signed(
      PrivateKey key,
      Dice dice,
      byte[] subject,
      Instant from,
      Instant to,
      byte[] open,
      byte[] extensions)
      throws GeneralSecurityException {
    byte[] body =
        Der.sequence(
            Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(dice.hex(31), 16)),
            RSA_SHA256,
            NAME,
            Der.sequence(Der.time(from), Der.time(to)),
            subject,
            open,
            Der.tagged(0xa3, extensions));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(body);
    return Der.sequence(body, RSA_SHA256, Der.bits(0, signature.sign()));
  }

  private static byte[] usageBits(List<String> usages) {
    int bits = 0;
    for (String usage : usages) {
      int bit = USAGES.indexOf(usage.equals("signing") ? "digital signature" : usage);
      bits |= bit < 0 ? 0 : 0x8000 >>> bit;
    }
    if (bits == 0) {
      return new byte[0];
    }
    int unused = Integer.numberOfTrailingZeros(bits);
    return unused >= 8
        ? Der.bits(unused - 8, new byte[] {(byte) (bits >>> 8)})
        : Der.bits(unused, new byte[] {(byte) (bits >>> 8), (byte) bits});
  }

  private static byte[] purposes(List<String> usages) {
    TreeSet<Integer> found = new TreeSet<>();
    for (int i = 0; i < PURPOSES.size(); i++) {
      if (usages.contains(PURPOSES.get(i).getKey())) {
        found.add(i);
      }
    }
    List<byte[]> oids =
        found.stream().map(i -> PURPOSES.get(i).getValue()).distinct().map(Der::oid).toList();
    return oids.isEmpty() ? new byte[0] : Der.sequence(oids.toArray(byte[][]::new));
  }

  private static byte[] extension(String oid, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
        : Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] name(String common) {
    return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(common))));
  }

  private static PrivateKey privateKey(BigInteger modulus, BigInteger secret)
      throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePrivate(new RSAPrivateKeySpec(modulus, secret));
  }

  /// Reads one certificate.
  ///
  /// @throws GeneralSecurityException when it is none
  public static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
  }

  /// Of 1024 bits, the two highest set, so that the product of two has 2048.
  private static BigInteger prime(Dice dice) {
    while (true) {
      BigInteger prime =
          new BigInteger(dice.hex(256), 16).setBit(1023).setBit(1022).nextProbablePrime();
      boolean usable = prime.bitLength() == 1024 && !prime.mod(EXPONENT).equals(BigInteger.ONE);
      if (usable) {
        return prime;
      }
    }
  }
}
