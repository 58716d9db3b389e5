package seodang.shell.tool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.shell.Bytes;
import seodang.shell.FileError;
import seodang.shell.Program;

/// Tools that work on whole texts: `sort uniq wc tail tac shuf split` and those of other classes.
final class TextTools {
  private TextTools() {}

  static Map<String, Program> all() {
    Map<String, Program> all = new HashMap<>();
    all.put("sort", Sort.tool());
    all.put(
        "uniq",
        new Slurp(
            "uniq",
            Options.Spec.of(
                "cdDf:is:uw:z",
                "count=c repeated=d skip-fields=f ignore-case=i skip-chars=s unique=u"
                    + " check-chars=w all-repeated=D zero-terminated=z"),
            1,
            TextTools::uniqFile,
            TextTools::uniq));
    all.put(
        "wc",
        Slurp.of(
            "wc", "clLmw", "bytes=c chars=m lines=l max-line-length=L words=w", 1, TextTools::wc));
    all.put("tail", new Slurp("tail", TAIL, 1, TextTools::tailFiles, TextTools::tail));
    all.put("tac", Slurp.of("tac", "s:br", "separator=s", 1, TextTools::tac));
    all.put(
        "shuf",
        new Slurp(
            "shuf",
            Options.Spec.of(
                "ei:n:o:rz", "echo=e input-range=i head-count=n output=o repeat=r random-source:"),
            1,
            TextTools::shufFile,
            TextTools::shuf));
    all.put(
        "split",
        new Slurp(
            "split",
            Options.Spec.of(
                "a:b:dl:n:x",
                "suffix-length=a bytes=b numeric-suffixes=d lines=l number=n additional-suffix:"),
            1,
            (call, options) -> options.operands().stream().limit(1).toList(),
            TextTools::split));
    all.put(
        "diff",
        new Slurp(
            "diff",
            Options.Spec.of(
                "uU:cC:qsiwbBrNay",
                "brief=q report-identical-files=s ignore-case=i ignore-all-space=w"
                    + " ignore-space-change=b ignore-blank-lines=B recursive=r new-file=N text=a"
                    + " label: color:: context=c"),
            2,
            Diff::files,
            Diff::run));
    all.putAll(LineTools.all());
    all.putAll(Columns.all());
    all.putAll(ByteTools.all());
    return all;
  }

  // uniq.

  private static @Nullable List<String> uniqFile(Call call, Options options) {
    if (options.operands().size() > 2) {
      call.usage("extra operand ‘" + options.operands().get(2) + "’");
      return null;
    }
    String[][] counts = {
      {"f", "fields to skip"}, {"s", "bytes to skip"}, {"w", "bytes to compare"}
    };
    for (String[] count : counts) {
      String given = options.value(count[0], "0");
      if (!given.matches("\\d{1,9}")) {
        call.fail(given + ": invalid number of " + count[1]);
        return null;
      }
    }
    return options.operands().stream().limit(1).toList();
  }

  private static int uniq(Call call, Options options, List<String> files, List<String> texts) {
    char end = options.has("z") ? '\0' : '\n';
    List<String> lines = Slurp.parts(texts.getFirst(), end);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.size(); ) {
      int stop = i;
      String key = key(options, lines.get(i));
      while (stop < lines.size() && key(options, lines.get(stop)).equals(key)) {
        stop++;
      }
      int count = stop - i;
      if (options.has("D")) {
        lines.subList(i, count > 1 ? stop : i).forEach(l -> out.append(l).append(end));
      } else if (!(options.has("d") && count == 1) && !(options.has("u") && count > 1)) {
        out.append(options.has("c") ? String.format("%7d ", count) : "");
        out.append(lines.get(i)).append(end);
      }
      i = stop;
    }
    return put(call, options.operands().size() > 1 ? options.operands().get(1) : null, out);
  }

  private static int put(Call call, @Nullable String file, StringBuilder text) {
    if (file == null || file.equals("-")) {
      call.out(text.toString());
      return 0;
    }
    try {
      String path = call.path(file);
      call.io().files(call.files().write(path, text.toString(), call.io().user(), call.io().now()));
      return 0;
    } catch (FileError e) {
      return call.fail(file + ": " + e.reason().words());
    }
  }

  private static String key(Options options, String line) {
    String key = line;
    for (int i = Integer.parseInt(options.value("f", "0")); i > 0 && !key.isEmpty(); i--) {
      key = key.replaceFirst("^[ \t]*[^ \t]*", "");
    }
    key = key.substring(Math.min(key.length(), Integer.parseInt(options.value("s", "0"))));
    String width = options.value("w");
    key = width == null ? key : key.substring(0, Math.min(key.length(), Integer.parseInt(width)));
    return options.has("i") ? key.toLowerCase(Locale.ROOT) : key;
  }

  // wc.

  private static int wc(Call call, Options options, List<String> files, List<String> texts) {
    boolean all = !options.has("l", "w", "c", "m", "L");
    List<Integer> shown = new ArrayList<>();
    String letters = "lwmcL";
    for (int i = 0; i < letters.length(); i++) {
      if (options.has(letters.substring(i, i + 1)) || all && i != 2 && i != 4) {
        shown.add(i);
      }
    }
    long[] total = new long[5];
    List<long[]> rows = new ArrayList<>();
    for (String text : texts) {
      long[] row = counts(text);
      rows.add(row);
      for (int i = 0; i < 4; i++) {
        total[i] += row[i];
      }
      total[4] = Math.max(total[4], row[4]);
    }
    boolean several = Math.max(files.size(), options.operands().size()) > 1;
    if (several) {
      rows.add(total);
    }
    int width =
        !several && shown.size() == 1
            ? 1
            : files.contains("-") ? 7 : Long.toString(total[3]).length();
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder out = new StringBuilder();
      for (int column : shown) {
        String n = Long.toString(rows.get(r)[column]);
        out.append(out.isEmpty() ? "" : " ").repeat(' ', Math.max(0, width - n.length())).append(n);
      }
      String name = r < files.size() ? files.get(r) : "total";
      boolean unnamed = options.operands().isEmpty();
      call.out(out + (unnamed ? "" : " " + name) + "\n");
    }
    return 0;
  }

  /// Lines, words, characters, bytes, and the longest line.
  private static long[] counts(String text) {
    long lines = text.chars().filter(c -> c == '\n').count();
    long words = text.isBlank() ? 0 : text.strip().split("\\s+").length;
    int longest = Slurp.lines(text).stream().mapToInt(String::length).max().orElse(0);
    return new long[] {
      lines, words, text.codePointCount(0, text.length()), Bytes.length(text), longest
    };
  }

  // tail.

  private static final Options.Spec TAIL =
      Options.Spec.of(
          "n:c:qvzfFs:0123456789",
          "lines=n bytes=c quiet=q silent=q verbose=v zero-terminated=z follow=f retry"
              + " sleep-interval=s pid:");

  /// The operands; `+N` before them is an old way to say where to begin.
  private static @Nullable List<String> tailFiles(Call call, Options options) {
    String wanted = wanted(options);
    if (Sizes.read(wanted.replaceFirst("^[+-]", "")) < 0) {
      String what = options.value("c") == null ? "lines" : "bytes";
      call.fail("invalid number of " + what + ": ‘" + wanted + "’");
      return null;
    }
    List<String> operands = options.operands();
    boolean old = !operands.isEmpty() && operands.getFirst().matches("\\+\\d+");
    return old ? operands.subList(1, operands.size()) : operands;
  }

  private static String wanted(Options options) {
    StringBuilder digits = new StringBuilder();
    String wanted = null;
    for (Options.Given one : options.given()) {
      if (one.name().matches("\\d")) {
        digits.append(one.name());
      } else if (one.name().equals("n") || one.name().equals("c")) {
        wanted = one.value();
      }
    }
    List<String> operands = options.operands();
    if (wanted == null && !operands.isEmpty() && operands.getFirst().matches("\\+\\d+")) {
      return operands.getFirst();
    }
    return wanted != null ? wanted : digits.isEmpty() ? "10" : digits.toString();
  }

  private static int tail(Call call, Options options, List<String> files, List<String> texts) {
    String wanted = wanted(options);
    boolean from = wanted.startsWith("+");
    long n = Sizes.read(wanted.replaceFirst("^[+-]", ""));
    int count = (int) Math.min(n, Integer.MAX_VALUE);
    boolean several =
        files.size() > 1 || options.value("n") != null && options.operands().size() > 1;
    boolean titles = !options.has("q") && (several || options.has("v"));
    for (int i = 0; i < texts.size(); i++) {
      if (titles) {
        String title = files.get(i).equals("-") ? "standard input" : files.get(i);
        call.out((i > 0 ? "\n" : "") + "==> " + title + " <==\n");
      }
      String text = texts.get(i);
      char end = options.has("z") ? '\0' : '\n';
      call.out(
          options.value("c") == null
              ? lastLines(text, count, from, end)
              : lastBytes(text, count, from));
    }
    return 0;
  }

  private static String lastBytes(String text, int count, boolean from) {
    byte[] bytes = Bytes.encode(text);
    int start =
        from ? Math.min(bytes.length, Math.max(0, count - 1)) : Math.max(0, bytes.length - count);
    return Bytes.decode(java.util.Arrays.copyOfRange(bytes, start, bytes.length));
  }

  private static String lastLines(String text, int count, boolean from, char end) {
    int at = 0;
    if (from) {
      for (int i = 1; i < count && at < text.length(); i++) {
        int next = text.indexOf(end, at);
        at = next < 0 ? text.length() : next + 1;
      }
      return text.substring(at);
    }
    at = text.length();
    for (int i = 0; i < count && at > 0; i++) {
      at = text.lastIndexOf(end, at - 2) + 1;
    }
    return count == 0 ? "" : text.substring(at);
  }

  private static int tac(Call call, Options options, List<String> files, List<String> texts) {
    for (String text : texts) {
      int end = text.length();
      StringBuilder out = new StringBuilder();
      while (end > 0) {
        int start = end < 2 ? 0 : text.lastIndexOf('\n', end - 2) + 1;
        out.append(text, start, end);
        end = start;
      }
      call.out(out.toString());
    }
    return 0;
  }

  // shuf, split.

  private static @Nullable List<String> shufFile(Call call, Options options) {
    if (options.has("e")) {
      return List.of("/dev/null");
    }
    List<String> operands = options.operands();
    int most = options.has("i") ? 0 : 1;
    if (operands.size() > most) {
      call.usage("extra operand ‘" + operands.get(most) + "’");
      return null;
    }
    return options.has("i") ? List.of("/dev/null") : operands;
  }

  private static int shuf(Call call, Options options, List<String> files, List<String> texts) {
    List<String> lines = new ArrayList<>();
    String range = options.value("i");
    if (range != null) {
      if (!range.matches("\\d{1,9}-\\d{1,9}")) {
        return call.fail("invalid input range: ‘" + range + "’");
      }
      String[] ends = range.split("-", -1);
      for (long i = Long.parseLong(ends[0]); i <= Long.parseLong(ends[1]); i++) {
        if (lines.size() > 200_000) {
          return call.fail("memory exhausted");
        }
        lines.add(Long.toString(i));
      }
    } else {
      lines.addAll(options.has("e") ? options.operands() : Slurp.lines(texts.getFirst()));
    }
    String most = options.value("n", Integer.toString(lines.size()));
    if (!most.matches("\\d{1,18}")) {
      return call.fail("invalid line count: ‘" + most + "’");
    }
    for (int i = lines.size() - 1; i > 0; i--) {
      java.util.Collections.swap(lines, i, call.io().random(i + 1));
    }
    StringBuilder out = new StringBuilder();
    lines.stream().limit(Long.parseLong(most)).forEach(l -> out.append(l).append('\n'));
    return put(call, options.value("o"), out);
  }

  private static int split(Call call, Options options, List<String> files, List<String> texts) {
    List<String> operands = options.operands();
    String prefix = operands.size() > 1 ? operands.get(1) : "x";
    List<String> pieces = pieces(options, texts.getFirst());
    int width =
        Integer.parseInt(options.value("a", "2").replaceAll("\\D", "").concat("0").substring(0, 1));
    for (int i = 0; i < pieces.size(); i++) {
      StringBuilder suffix = new StringBuilder();
      int rest = i;
      int base = options.has("d") ? 10 : 26;
      for (int k = 0; k < width; k++) {
        suffix.insert(0, (char) ((options.has("d") ? '0' : 'a') + rest % base));
        rest /= base;
      }
      if (rest > 0) {
        return call.fail("output file suffixes exhausted");
      }
      String name = prefix + suffix + options.value("additional-suffix", "");
      if (put(call, name, new StringBuilder(pieces.get(i))) != 0) {
        return 1;
      }
    }
    return pieces.isEmpty() && options.value("l", "1").equals("0") ? 1 : 0;
  }

  private static List<String> pieces(Options options, String text) {
    List<String> pieces = new ArrayList<>();
    String parts = options.value("n");
    byte[] bytes = Bytes.encode(text);
    if (parts != null || options.has("b")) {
      long size =
          parts != null
              ? bytes.length / Math.max(1, Sizes.read(parts))
              : Math.max(1, Sizes.read(options.value("b", "1")));
      long count = parts != null ? Sizes.read(parts) : Math.ceilDiv(bytes.length, size);
      for (int i = 0; i < Math.min(count, 10_000); i++) {
        int from = (int) (i * size);
        int to =
            parts != null && i == count - 1
                ? bytes.length
                : (int) Math.min(bytes.length, from + size);
        pieces.add(Bytes.decode(java.util.Arrays.copyOfRange(bytes, from, to)));
      }
      return pieces;
    }
    long size = Math.max(1, Sizes.read(options.value("l", "1000")));
    int start = 0;
    while (start < text.length()) {
      int end = start;
      for (long i = 0; i < size && end < text.length(); i++) {
        int next = text.indexOf('\n', end);
        end = next < 0 ? text.length() : next + 1;
      }
      pieces.add(text.substring(start, end));
      start = end;
    }
    return pieces;
  }
}
