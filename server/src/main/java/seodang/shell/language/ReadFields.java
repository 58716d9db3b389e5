package seodang.shell.language;

import java.util.List;
import java.util.function.BiConsumer;

/// How `read` shares a line out among variables.
final class ReadFields {
  private final String ifs;
  private final boolean raw;

  ReadFields(String ifs, boolean raw) {
    this.ifs = ifs;
    this.raw = raw;
  }

  void assign(String line, List<String> names, BiConsumer<String, String> set) {
    int at = skipBlanks(line, 0);
    for (int n = 0; n < names.size(); n++) {
      if (n == names.size() - 1) {
        set.accept(names.get(n), rest(line, at));
        return;
      }
      StringBuilder field = new StringBuilder();
      while (at < line.length() && ifs.indexOf(line.charAt(at)) < 0) {
        if (!raw && line.charAt(at) == '\\' && at + 1 < line.length()) {
          at++;
        }
        field.append(line.charAt(at++));
      }
      set.accept(names.get(n), field.toString());
      at = skipSeparator(line, at);
    }
  }

  private boolean isBlank(char c) {
    return ifs.indexOf(c) >= 0 && (c == ' ' || c == '\t' || c == '\n');
  }

  private int skipBlanks(String line, int from) {
    int at = from;
    while (at < line.length() && isBlank(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private int skipSeparator(String line, int from) {
    int at = skipBlanks(line, from);
    if (at < line.length() && ifs.indexOf(line.charAt(at)) >= 0) {
      at = skipBlanks(line, at + 1);
    }
    return at;
  }

  /// What is left goes to the last variable, without blanks at its end.
  private String rest(String line, int from) {
    StringBuilder text = new StringBuilder();
    int keep = 0;
    int at = from;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (!raw && c == '\\' && at + 1 < line.length()) {
        text.append(line.charAt(at + 1));
        keep = text.length();
        at += 2;
      } else {
        text.append(c);
        at++;
        if (!isBlank(c)) {
          keep = text.length();
        }
      }
    }
    text.setLength(keep);
    // One separator that ends the only field is no part of it.
    if (keep > 0
        && ifs.indexOf(text.charAt(keep - 1)) >= 0
        && !isBlank(text.charAt(keep - 1))
        && text.chars().limit(keep - 1L).noneMatch(c -> ifs.indexOf(c) >= 0)) {
      text.setLength(keep - 1);
    }
    return text.toString();
  }
}
