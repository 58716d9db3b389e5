package seodang.terminal;

import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Korean line beside the terminal about what just went wrong; never inside it.
final class Hints {
  private static final Pattern UNKNOWN =
      Pattern.compile("(?:bash: |line \\d+: )?([^\\s:]+): (?:command )?not found");
  private static final Pattern NOT_FOUND =
      Pattern.compile("Error from server \\(NotFound\\): (\\S+) \"([^\"]+)\" not found");
  private static final String INITIALS = "rRseEfaqQtTdwWczxvg";
  private static final String[] VOWELS = {
    "k", "o", "i", "O", "j", "p", "u", "P", "h", "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b",
    "m", "ml", "l"
  };
  private static final String[] FINALS = {
    "", "r", "R", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a",
    "q", "qt", "t", "T", "d", "w", "c", "z", "x", "v", "g"
  };
  private static final String JAMO = "ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
  private static final String[] JAMO_KEYS = {
    "r", "R", "rt", "s", "sw", "sg", "e", "E", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a",
    "q", "Q", "qt", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g", "k", "o", "i", "O", "j", "p",
    "u", "P", "h", "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l"
  };

  private Hints() {}

  /// @param known names that can be commands
  /// @return `""` for none
  static String of(String line, int code, String errors, List<String> known) {
    if (code == 0) {
      return "";
    }
    Matcher unknown = UNKNOWN.matcher(errors);
    if (code == 127 && unknown.find()) {
      return unknown(line, unknown.group(1), known);
    }
    Matcher missing = NOT_FOUND.matcher(errors);
    if (missing.find()) {
      String type = missing.group(1).replaceAll("\\..*", "");
      return "‘"
          + missing.group(2)
          + "’이라는 이름을 찾지 못했습니다. kubectl get "
          + type
          + " 로 목록을 보고 이름과 네임스페이스(-n)를 확인해 보세요.";
    }
    if (errors.contains("(AlreadyExists)") || errors.contains("already exists")) {
      return "같은 이름이 이미 있습니다. 다른 이름을 쓰거나, 먼저 지우거나, 고치려면 kubectl apply·edit을 쓰세요.";
    }
    if (errors.contains("(Forbidden)")) {
      return "지금 사용자에게는 이 일을 할 권한이 없습니다. kubectl auth can-i 로 무엇을 할 수 있는지 확인해 보세요.";
    }
    if (errors.contains("the server doesn't have a resource type")) {
      return "그런 종류의 오브젝트는 없습니다. kubectl api-resources 로 쓸 수 있는 종류를 볼 수 있습니다.";
    }
    if (errors.contains("is invalid:")) {
      return "API 서버가 내용이 맞지 않는다고 돌려보냈습니다. 메시지에 나온 필드(spec.…)를 고쳐 다시 보내세요.";
    }
    return "";
  }

  private static String unknown(String line, String name, List<String> known) {
    String typed = latin(name);
    if (!typed.equals(name)) {
      String whole = latin(line);
      if (known.contains(typed)) {
        return "한글 자판으로 치신 것 같습니다. 영문으로 바꾸면 ‘" + whole + "’입니다.";
      }
    }
    String near =
        known.stream()
            .filter(k -> distance(k, name) <= Math.max(1, name.length() / 3))
            .min(Comparator.comparingInt(k -> distance(k, name)))
            .orElse("");
    return near.isEmpty()
        ? "‘" + name + "’ 명령은 이 터미널에 없습니다. help 를 치면 쓸 수 있는 명령을 볼 수 있습니다."
        : "‘" + name + "’ 명령은 없습니다. 혹시 ‘" + near + "’을 치려고 하셨나요?";
  }

  /// Hangul as the keys that typed it on a two-set keyboard.
  static String latin(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : Normalizer.normalize(text, Normalizer.Form.NFC).toCharArray()) {
      if (c >= 0xAC00 && c <= 0xD7A3) {
        int n = c - 0xAC00;
        out.append(INITIALS.charAt(n / 588)).append(VOWELS[n % 588 / 28]).append(FINALS[n % 28]);
      } else {
        int jamo = JAMO.indexOf(c);
        out.append(jamo < 0 ? String.valueOf(c) : JAMO_KEYS[jamo]);
      }
    }
    return out.toString();
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
        diagonal = row[j];
        row[j] = Math.min(cost, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
