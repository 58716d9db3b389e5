package seodang.shell.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import seodang.shell.language.Ast.Part;
import seodang.shell.language.Ast.Word;

/// Brace expansion of bash: `a{b,c}d` and `{1..5}`.
final class Braces {
  private static final int MOST = 20_000;
  private static final Pattern NUMBERS =
      Pattern.compile("(-?\\d{1,9})\\.\\.(-?\\d{1,9})(?:\\.\\.(-?\\d{1,9}))?");
  private static final Pattern LETTERS = Pattern.compile("([A-Za-z])\\.\\.([A-Za-z])");

  private Braces() {}

  /// The words that a word stands for: itself when it has no braces to expand.
  static List<Word> expand(Word word) {
    return expand(word, new int[] {MOST});
  }

  /// @param left how many words may still be made, those between included
  private static List<Word> expand(Word word, int[] left) {
    for (int i = 0; i < word.parts().size(); i++) {
      if (word.parts().get(i) instanceof Part.Literal(String text, boolean quoted)
          && !quoted
          && text.indexOf('{') >= 0) {
        List<Word> expanded = expand(word, i, text, left);
        if (left[0] < 0) {
          return List.of(word);
        }
        if (!expanded.isEmpty()) {
          return expanded;
        }
      }
    }
    return List.of(word);
  }

  private static List<Word> expand(Word word, int index, String text, int[] left) {
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
      List<Word> alternatives = alternatives(word, index, open);
      if (alternatives.isEmpty()) {
        continue;
      }
      left[0] -= alternatives.size();
      List<Word> result = new ArrayList<>();
      for (Word alternative : alternatives) {
        if (left[0] < 0) {
          return List.of();
        }
        result.addAll(expand(alternative, left));
      }
      return result;
    }
    return List.of();
  }

  /// A place in a word: which part, and which character of it.
  private record Place(int part, int at) {}

  private static List<Word> alternatives(Word word, int index, int open) {
    List<Place> commas = new ArrayList<>();
    int depth = 0;
    Place close = null;
    for (int i = index; i < word.parts().size() && close == null; i++) {
      if (!(word.parts().get(i) instanceof Part.Literal(String text, boolean quoted)) || quoted) {
        continue;
      }
      for (int k = i == index ? open + 1 : 0; k < text.length() && close == null; k++) {
        char c = text.charAt(k);
        if (c == '{') {
          depth++;
        } else if (c == '}' && depth-- == 0) {
          close = new Place(i, k);
        } else if (c == ',' && depth == 0) {
          commas.add(new Place(i, k));
        }
      }
    }
    if (close == null) {
      return List.of();
    }
    List<Part> before = slice(word, new Place(0, 0), new Place(index, open));
    List<Part> after = slice(word, new Place(close.part(), close.at() + 1), null);
    List<List<Part>> middles = new ArrayList<>();
    if (commas.isEmpty()) {
      if (close.part() == index && word.parts().get(index) instanceof Part.Literal l) {
        for (String item : range(l.text().substring(open + 1, close.at()))) {
          middles.add(List.of(new Part.Literal(item, false)));
        }
      }
    } else {
      Place from = new Place(index, open + 1);
      commas.add(close);
      for (Place comma : commas) {
        middles.add(slice(word, from, comma));
        from = new Place(comma.part(), comma.at() + 1);
      }
    }
    List<Word> words = new ArrayList<>();
    for (List<Part> middle : middles) {
      List<Part> parts = new ArrayList<>(before);
      parts.addAll(middle);
      parts.addAll(after);
      words.add(new Word(join(parts)));
    }
    return words;
  }

  private static List<Part> slice(
      Word word, Place from, @org.jspecify.annotations.Nullable Place to) {
    List<Part> parts = new ArrayList<>();
    int last = to == null ? word.parts().size() - 1 : to.part();
    for (int i = from.part(); i <= last; i++) {
      Part part = word.parts().get(i);
      if (part instanceof Part.Literal(String text, boolean quoted)) {
        int start = i == from.part() ? from.at() : 0;
        int end = to != null && i == to.part() ? to.at() : text.length();
        if (start < end || quoted) {
          parts.add(new Part.Literal(text.substring(start, end), quoted));
        }
      } else {
        parts.add(part);
      }
    }
    return parts;
  }

  /// Neighbouring unquoted pieces put together, so that braces across them are found.
  private static List<Part> join(List<Part> parts) {
    List<Part> joined = new ArrayList<>();
    for (Part part : parts) {
      if (!joined.isEmpty()
          && part instanceof Part.Literal(String text, boolean quoted)
          && !quoted
          && joined.getLast() instanceof Part.Literal(String before, boolean wasQuoted)
          && !wasQuoted) {
        joined.set(joined.size() - 1, new Part.Literal(before + text, false));
      } else {
        joined.add(part);
      }
    }
    return joined;
  }

  private static List<String> range(String text) {
    List<String> items = new ArrayList<>();
    Matcher numbers = NUMBERS.matcher(text);
    Matcher letters = LETTERS.matcher(text);
    if (numbers.matches()) {
      long from = Long.parseLong(numbers.group(1));
      long to = Long.parseLong(numbers.group(2));
      long by =
          Math.max(1, numbers.group(3) == null ? 1 : Math.abs(Long.parseLong(numbers.group(3))));
      boolean padded = numbers.group(1).matches("-?0\\d+") || numbers.group(2).matches("-?0\\d+");
      int width = padded ? Math.max(numbers.group(1).length(), numbers.group(2).length()) : 0;
      for (long n = from; from <= to ? n <= to : n >= to; n += from <= to ? by : -by) {
        items.add(padded ? pad(n, width) : Long.toString(n));
        if (items.size() > MOST) {
          return List.of();
        }
      }
    } else if (letters.matches()) {
      char from = letters.group(1).charAt(0);
      char to = letters.group(2).charAt(0);
      for (int c = from; from <= to ? c <= to : c >= to; c += from <= to ? 1 : -1) {
        items.add(String.valueOf((char) c));
      }
    }
    return items;
  }

  private static String pad(long number, int width) {
    String digits = Long.toString(Math.abs(number));
    String sign = number < 0 ? "-" : "";
    return sign + "0".repeat(Math.max(0, width - digits.length() - sign.length())) + digits;
  }
}
