package seodang.diagram;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.regex.Pattern;

/// Korean particles, chosen by whether the word before them ends in a consonant.
///
/// Digits are judged by their Korean names (`web-1` ends in 일), Latin words by how such an ending
/// is mostly read: `kubectl`, `admin`, `ping`, `name`, `file` and `web`, `kubelet`, `back` end in a
/// consonant, `nginx`, `server`, `node`, `host` do not.
public enum Josa {
  EUN_NEUN("은", "는"),
  I_GA("이", "가"),
  EUL_REUL("을", "를"),
  GWA_WA("과", "와"),
  EURO_RO("으로", "로");

  private static final Pattern ENDS_IN_CONSONANT =
      Pattern.compile(".*([013678]|[lmn]|ng|[lmn]e|[aeiou](ck|pp|tt|[bckpt]))", CASE_INSENSITIVE);
  private static final Pattern ENDS_IN_RIEUL = Pattern.compile(".*([178]|l|le)", CASE_INSENSITIVE);

  private final String afterConsonant;
  private final String afterVowel;

  Josa(String afterConsonant, String afterVowel) {
    this.afterConsonant = afterConsonant;
    this.afterVowel = afterVowel;
  }

  /// The word with its particle.
  public String after(String word) {
    String sounded = sounded(word);
    boolean consonant = endsInConsonant(sounded);
    if (this == EURO_RO && endsInRieul(sounded)) {
      consonant = false;
    }
    return word + (consonant ? afterConsonant : afterVowel);
  }

  /// Up to the last letter that is read aloud: closing quotes and brackets are not.
  private static String sounded(String word) {
    int end = word.length();
    while (end > 0 && !Character.isLetterOrDigit(word.charAt(end - 1))) {
      end--;
    }
    return word.substring(Math.max(0, end - 4), end);
  }

  private static boolean endsInConsonant(String word) {
    int coda = coda(word);
    return coda >= 0 ? coda > 0 : ENDS_IN_CONSONANT.matcher(word).matches();
  }

  /// 로, not 으로, follows ㄹ: 파일로, 1(일)로, 7(칠)로, 8(팔)로.
  private static boolean endsInRieul(String word) {
    int coda = coda(word);
    return coda >= 0 ? coda == 8 : ENDS_IN_RIEUL.matcher(word).matches();
  }

  /// The consonant that closes the last syllable, in Unicode's order; 0 for none, -1 when the word
  /// does not end in Hangul.
  private static int coda(String word) {
    char last = word.isEmpty() ? ' ' : word.charAt(word.length() - 1);
    return last >= '가' && last <= '힣' ? (last - '가') % 28 : -1;
  }
}
