package seodang.database;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// A secret its holder shows and we keep only the hash of: a session, a cluster's bearer token.
///
/// 256 bits of chance need no slow hash: there is nothing to guess.
public record Token(String text) {
  private static final SecureRandom RANDOM = new SecureRandom();

  public static Token random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /// What the database keeps: 64 hexadecimal digits.
  public String hash() {
    return sha256(text);
  }

  /// Another secret made from this one, which tells nothing about it.
  public String derive(String purpose) {
    return sha256(purpose + '\n' + text).substring(0, 40);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Says nothing, so that no log ever shows a secret.
  @Override
  public String toString() {
    return "Token[…]";
  }
}
