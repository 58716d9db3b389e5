package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `join`: lines of two sorted files that have a field in common.
final class Join {
  private static final int MOST = 4 << 20;

  private final Options options;
  private final @Nullable String separator;
  private final int[] fields;
  private final StringBuilder out = new StringBuilder();

  private Join(Options options, int[] fields) {
    this.options = options;
    this.fields = fields;
    separator = options.value("t");
  }

  static int run(Call call, Options options, List<String> files, List<String> texts) {
    if (texts.size() < 2) {
      return 1;
    }
    int[] fields = new int[2];
    for (int file = 0; file < 2; file++) {
      String given = options.value(Integer.toString(file + 1), options.value("j", "1"));
      if (!given.matches("[1-9]\\d{0,5}")) {
        return call.fail("invalid field number: ‘" + given + "’");
      }
      fields[file] = Integer.parseInt(given);
    }
    Join join = new Join(options, fields);
    boolean whole = join.merge(join.rows(texts.getFirst()), join.rows(texts.get(1)));
    call.out(join.out.toString());
    return whole ? 0 : call.fail("memory exhausted");
  }

  private List<List<String>> rows(String text) {
    List<List<String>> rows = new ArrayList<>();
    for (String line : Slurp.lines(text)) {
      rows.add(
          List.of(
              separator == null
                  ? line.strip().split("[ \t]+")
                  : line.split(java.util.regex.Pattern.quote(separator), -1)));
    }
    return rows;
  }

  private String key(List<String> row, int file) {
    String key = row.size() >= fields[file] ? row.get(fields[file] - 1) : "";
    return options.has("i") ? key.toLowerCase(Locale.ROOT) : key;
  }

  private boolean alone(int file) {
    String number = Integer.toString(file + 1);
    return options.values("a").contains(number) || options.values("v").contains(number);
  }

  /// False when it would be too much: a key that many lines share multiplies them.
  private boolean merge(List<List<String>> left, List<List<String>> right) {
    int i = 0;
    int j = 0;
    while (i < left.size() || j < right.size()) {
      int order =
          i == left.size()
              ? 1
              : j == right.size() ? -1 : key(left.get(i), 0).compareTo(key(right.get(j), 1));
      if (order < 0) {
        lone(left.get(i++), 0);
      } else if (order > 0) {
        lone(right.get(j++), 1);
      } else {
        String key = key(left.get(i), 0);
        int leftEnd = i;
        while (leftEnd < left.size() && key(left.get(leftEnd), 0).equals(key)) {
          leftEnd++;
        }
        int rightEnd = j;
        while (rightEnd < right.size() && key(right.get(rightEnd), 1).equals(key)) {
          rightEnd++;
        }
        for (; i < leftEnd; i++) {
          for (int k = j; k < rightEnd && !options.has("v"); k++) {
            print(left.get(i), right.get(k), left.get(i).get(fields[0] - 1));
            if (out.length() > MOST) {
              return false;
            }
          }
        }
        j = rightEnd;
      }
    }
    return true;
  }

  private void lone(List<String> row, int file) {
    if (alone(file)) {
      String key = row.size() >= fields[file] ? row.get(fields[file] - 1) : "";
      print(file == 0 ? row : null, file == 1 ? row : null, key);
    }
  }

  private void print(@Nullable List<String> left, @Nullable List<String> right, String key) {
    List<String> shown = new ArrayList<>();
    String format = options.value("o");
    if (format == null) {
      shown.add(key);
      rest(left, 0, shown);
      rest(right, 1, shown);
    } else {
      for (String one : format.split("[, ]+")) {
        shown.add(chosen(one, left, right, key));
      }
    }
    out.append(String.join(separator == null ? " " : separator, shown)).append('\n');
  }

  private void rest(@Nullable List<String> row, int file, List<String> shown) {
    for (int i = 0; row != null && i < row.size(); i++) {
      if (i != fields[file] - 1) {
        shown.add(row.get(i));
      }
    }
  }

  private String chosen(
      String one, @Nullable List<String> left, @Nullable List<String> right, String key) {
    String value = null;
    if (one.equals("0")) {
      value = key;
    } else if (one.matches("[12]\\.[1-9]\\d{0,5}")) {
      List<String> row = one.charAt(0) == '1' ? left : right;
      int field = Integer.parseInt(one.substring(2));
      value = row != null && row.size() >= field ? row.get(field - 1) : null;
    }
    return value == null || value.isEmpty() ? options.value("e", "") : value;
  }
}
