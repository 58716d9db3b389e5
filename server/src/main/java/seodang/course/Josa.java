package seodang.course;

/// Chooses the Korean particle that fits the sound before it.
final class Josa {
  private Josa() {}

  /// @param pair `이/가`, `은/는`, `을/를`, `과/와`, `으로/로`: first the form after a final consonant
  static String pick(String word, String pair) {
    String[] forms = pair.split("/");
    int last = finalOf(word);
    boolean rieul = last == 8;
    boolean closed = last > 0 && !(rieul && forms[0].equals("으로"));
    return word + (closed ? forms[0] : forms[1]);
  }

  /// The final consonant's number in the Hangul block; 0 for none. Digits and letters by how they
  /// are read.
  private static int finalOf(String word) {
    for (int i = word.length() - 1; i >= 0; i--) {
      char c = word.charAt(i);
      if (c >= 0xAC00 && c <= 0xD7A3) {
        return (c - 0xAC00) % 28;
      }
      if (Character.isDigit(c)) {
        return switch (c) {
          case '0', '3', '6' -> 21;
          case '1', '7', '8' -> 8;
          default -> 0;
        };
      }
      if (Character.isLetter(c)) {
        return switch (Character.toLowerCase(c)) {
          case 'l', 'r' -> 8;
          case 'm', 'n', 'b', 'k', 'p', 't', 'c', 'd', 'g' -> 21;
          default -> 0;
        };
      }
    }
    return 0;
  }
}
