package seodang.database;

import java.security.SecureRandom;

/// Names for rows: 26 characters, later ones sorting after earlier ones, not to be guessed.
public final class Ids {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /// 48 bits of milliseconds and 80 bits of chance, five bits to a character.
  public static String next() {
    long time = System.currentTimeMillis();
    byte[] chance = new byte[16];
    RANDOM.nextBytes(chance);
    StringBuilder id = new StringBuilder(26);
    for (int shift = 45; shift >= 0; shift -= 5) {
      id.append(ALPHABET.charAt((int) (time >>> shift) & 31));
    }
    for (byte b : chance) {
      id.append(ALPHABET.charAt(b & 31));
    }
    return id.toString();
  }
}
