package seodang.diagram;

/// Korean particles, chosen by whether the word before them ends in a consonant.
///
/// Latin letters and digits are judged by how they are read aloud in Korean: `web-1` ends in 일,
/// `nginx` in 엑스, a name ending in `l`, `m`, `n`, `r` in its consonant.
public enum Josa {
  EUN_NEUN("은", "는"),
  I_GA("이", "가"),
  EUL_REUL("을", "를"),
  GWA_WA("과", "와"),
  EURO_RO("으로", "로");

  private static final String DIGITS_WITH_FINAL = "013678";
  private static final String LETTERS_WITH_FINAL = "lmnrLMNR";

  private final String afterConsonant;
  private final String afterVowel;

  Josa(String afterConsonant, String afterVowel) {
    this.afterConsonant = afterConsonant;
    this.afterVowel = afterVowel;
  }

  /// The word with its particle.
  public String after(String word) {
    char last = lastSounded(word);
    boolean consonant = endsInConsonant(last);
    if (this == EURO_RO && endsInRieul(last)) {
      consonant = false;
    }
    return word + (consonant ? afterConsonant : afterVowel);
  }

  /// The last letter that is read aloud: closing quotes and brackets are not.
  private static char lastSounded(String word) {
    for (int i = word.length() - 1; i >= 0; i--) {
      char c = word.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        return c;
      }
    }
    return ' ';
  }

  private static boolean isHangul(char c) {
    return c >= '가' && c <= '힣';
  }

  private static boolean endsInConsonant(char c) {
    if (isHangul(c)) {
      return (c - '가') % 28 != 0;
    }
    return Character.isDigit(c)
        ? DIGITS_WITH_FINAL.indexOf(c) >= 0
        : LETTERS_WITH_FINAL.indexOf(c) >= 0;
  }

  /// 로, not 으로, follows ㄹ: 파일로, 1(일)로, 7(칠)로, 8(팔)로.
  private static boolean endsInRieul(char c) {
    return isHangul(c) ? (c - '가') % 28 == 8 : "178lLrR".indexOf(c) >= 0;
  }
}
