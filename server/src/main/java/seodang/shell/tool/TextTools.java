package seodang.shell.tool;

import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import seodang.shell.Bytes;
import seodang.shell.Program;

/// Tools that work on whole texts: `sort uniq wc tail tac rev nl cut tr paste base64 md5sum
/// sha256sum diff column`.
final class TextTools {
  private TextTools() {}

  static Map<String, Program> all() {
    return Map.ofEntries(
        tool("sort", "kto", TextTools::sort),
        tool("uniq", "fsw", TextTools::uniq),
        tool("wc", "", TextTools::wc),
        tool("tail", "nc", TextTools::tail),
        tool("tac", "", (c, f, t) -> eachLine(c, t, true, l -> l)),
        tool(
            "rev",
            "",
            (c, f, t) -> eachLine(c, t, false, l -> new StringBuilder(l).reverse().toString())),
        tool("nl", "bw", TextTools::nl),
        tool("cut", "dfcb", TextTools::cut),
        Map.entry("tr", new Slurp("tr", c -> List.of(), (c, f, t) -> tr(c, t.getFirst()))),
        tool("paste", "d", TextTools::paste),
        tool("base64", "w", TextTools::base64),
        tool("md5sum", "", (c, f, t) -> digest(c, f, t, "MD5")),
        tool("sha1sum", "", (c, f, t) -> digest(c, f, t, "SHA-1")),
        tool("sha256sum", "", (c, f, t) -> digest(c, f, t, "SHA-256")),
        tool("column", "st", TextTools::column),
        tool("diff", "U", Diff::run));
  }

  private static Map.Entry<String, Program> tool(String name, String valued, Slurp.Work work) {
    return Map.entry(name, new Slurp(name, c -> c.flags(valued).operands(), work));
  }

  private interface Change {
    String of(String line);
  }

  private static int eachLine(Call call, List<String> texts, boolean backwards, Change change) {
    for (String text : texts) {
      List<String> lines = Slurp.lines(text);
      for (String line : backwards ? lines.reversed() : lines) {
        call.out(change.of(line) + "\n");
      }
    }
    return 0;
  }

  private static int sort(Call call, List<String> files, List<String> texts) {
    Call.Flags flags = call.flags("kto");
    List<String> lines = new ArrayList<>();
    texts.forEach(t -> lines.addAll(Slurp.lines(t)));
    String key = flags.value("-k");
    String separator = flags.value("-t");
    boolean numeric = flags.has("-n", "-g", "-h") || key != null && key.matches(".*[nh].*");
    boolean reverse = flags.has("-r", "--reverse") || key != null && key.contains("r");
    Comparator<String> byKey =
        numeric
            ? Comparator.comparing(l -> number(key(l, key, separator)))
            : Comparator.comparing(l ->
                flags.has("-f")
                    ? key(l, key, separator).toLowerCase(java.util.Locale.ROOT)
                    : key(l, key, separator));
    if (flags.has("-V")) {
      byKey = Comparator.comparing(l -> padded(key(l, key, separator)));
    }
    Comparator<String> order = reverse ? byKey.reversed() : byKey;
    if (!flags.has("-s", "--stable") && !flags.has("-u")) {
      order =
          order.thenComparing(
              reverse ? Comparator.<String>reverseOrder() : Comparator.<String>naturalOrder());
    }
    Comparator<String> used = order;
    if (flags.has("-u", "--unique")) {
      TreeSet<String> unique = new TreeSet<>(used);
      unique.addAll(lines);
      unique.forEach(l -> call.out(l + "\n"));
    } else {
      lines.sort(used);
      lines.forEach(l -> call.out(l + "\n"));
    }
    return 0;
  }

  private static String key(
      String line,
      @org.jspecify.annotations.Nullable String key,
      @org.jspecify.annotations.Nullable String separator) {
    if (key == null) {
      return line;
    }
    String[] ends = key.replaceAll("[^0-9,.]", "").split(",");
    int first = Integer.parseInt(ends[0].isEmpty() ? "1" : ends[0].split("\\.")[0]);
    int last =
        ends.length > 1 && !ends[1].isEmpty()
            ? Integer.parseInt(ends[1].split("\\.")[0])
            : Integer.MAX_VALUE;
    String[] fields =
        separator == null
            ? line.strip().split("\\s+")
            : line.split(java.util.regex.Pattern.quote(separator), -1);
    StringBuilder out = new StringBuilder();
    for (int i = first; i <= Math.min(last, fields.length); i++) {
      out.append(i > first ? separator == null ? " " : separator : "").append(fields[i - 1]);
    }
    return out.toString();
  }

  private static BigDecimal number(String text) {
    java.util.regex.Matcher m =
        java.util.regex.Pattern.compile("\\s*(-?\\d{1,30}(?:\\.\\d{1,20})?)([KMGT]?)")
            .matcher(text);
    if (!m.lookingAt()) {
      return BigDecimal.ZERO;
    }
    int power = " KMGT".indexOf(m.group(2).isEmpty() ? " " : m.group(2));
    return new BigDecimal(m.group(1)).scaleByPowerOfTen(3 * power);
  }

  private static String padded(String text) {
    return java.util.regex.Pattern.compile("\\d+")
        .matcher(text)
        .replaceAll(m -> "0".repeat(Math.max(0, 20 - m.group().length())) + m.group());
  }

  private static int uniq(Call call, List<String> files, List<String> texts) {
    Call.Flags flags = call.flags("fsw");
    List<String> lines = Slurp.lines(texts.getFirst());
    for (int i = 0; i < lines.size(); ) {
      int end = i;
      while (end < lines.size() && same(flags, lines.get(i), lines.get(end))) {
        end++;
      }
      int count = end - i;
      boolean shown = flags.has("-d") ? count > 1 : !flags.has("-u") || count == 1;
      if (shown) {
        call.out((flags.has("-c") ? String.format("%7d ", count) : "") + lines.get(i) + "\n");
      }
      i = end;
    }
    return 0;
  }

  private static boolean same(Call.Flags flags, String a, String b) {
    return flags.has("-i") ? a.equalsIgnoreCase(b) : a.equals(b);
  }

  private static int wc(Call call, List<String> files, List<String> texts) {
    Call.Flags flags = call.flags("");
    boolean all = !flags.has("-l", "-w", "-c", "-m", "--lines", "--words");
    long[] total = new long[3];
    boolean lone = files.size() == 1;
    boolean single = lone && flags.given().size() == 1;
    List<long[]> rows = new ArrayList<>();
    for (String text : texts) {
      long lines = text.chars().filter(c -> c == '\n').count();
      long words = text.isBlank() ? 0 : text.strip().split("\\s+").length;
      long bytes = flags.has("-m") ? text.codePointCount(0, text.length()) : Bytes.length(text);
      rows.add(new long[] {lines, words, bytes});
      for (int i = 0; i < 3; i++) {
        total[i] += rows.getLast()[i];
      }
    }
    if (texts.size() > 1) {
      rows.add(total);
    }
    int width =
        single || lone && !all && flags.given().size() == 1
            ? 1
            : files.contains("-") ? 7 : Math.max(1, Long.toString(total[2]).length());
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder out = new StringBuilder();
      boolean[] wanted = {
        all || flags.has("-l", "--lines"),
        all || flags.has("-w", "--words"),
        all || flags.has("-c", "-m", "--bytes")
      };
      for (int i = 0; i < 3; i++) {
        if (wanted[i]) {
          String n = Long.toString(rows.get(r)[i]);
          out.append(out.isEmpty() ? "" : " ")
              .append(" ".repeat(Math.max(0, width - n.length())))
              .append(n);
        }
      }
      String name = r < files.size() ? files.get(r) : "total";
      call.out(out + (name.equals("-") ? "" : " " + name) + "\n");
    }
    return 0;
  }

  private static int tail(Call call, List<String> files, List<String> texts) {
    Call.Flags flags = call.flags("nc");
    String value = flags.value("-n", "--lines");
    String old =
        String.join(
            "",
            flags.given().stream()
                .filter(f -> f.matches("-\\d"))
                .map(f -> f.substring(1))
                .toList());
    String wanted = value != null ? value : old.isEmpty() ? "10" : old;
    if (!wanted.matches("[+-]?\\d{1,9}")) {
      return call.fail("invalid number of lines: ‘" + wanted + "’");
    }
    boolean from = wanted.startsWith("+");
    int n = Math.abs(Integer.parseInt(wanted));
    for (int i = 0; i < texts.size(); i++) {
      if (texts.size() > 1) {
        call.out((i > 0 ? "\n" : "") + "==> " + files.get(i) + " <==\n");
      }
      List<String> lines = texts.get(i).lines().toList();
      boolean open = !texts.get(i).endsWith("\n");
      int start = from ? Math.min(lines.size(), Math.max(0, n - 1)) : Math.max(0, lines.size() - n);
      for (int l = start; l < lines.size(); l++) {
        call.out(lines.get(l) + (open && l == lines.size() - 1 ? "" : "\n"));
      }
    }
    return 0;
  }

  private static int nl(Call call, List<String> files, List<String> texts) {
    int n = 0;
    for (String text : texts) {
      for (String line : Slurp.lines(text)) {
        call.out(line.isEmpty() ? "\n" : String.format("%6d\t%s\n", ++n, line));
      }
    }
    return 0;
  }

  private static int cut(Call call, List<String> files, List<String> texts) {
    Call.Flags flags = call.flags("dfcb");
    String list = flags.value("-f", "-c", "-b", "--fields");
    if (list == null) {
      call.fail("you must specify a list of bytes, characters, or fields");
      call.io().write(2, "Try 'cut --help' for more information.\n");
      return 1;
    }
    boolean fields = flags.value("-f", "--fields") != null;
    String d = flags.value("-d", "--delimiter");
    String delimiter = d == null ? "\t" : d;
    for (String text : texts) {
      for (String line : Slurp.lines(text)) {
        if (fields && !line.contains(delimiter)) {
          if (!flags.has("-s")) {
            call.out(line + "\n");
          }
          continue;
        }
        String[] parts =
            fields ? line.split(java.util.regex.Pattern.quote(delimiter), -1) : line.split("");
        List<String> kept = new ArrayList<>();
        for (int i = 1; i <= parts.length; i++) {
          if (in(list, i)) {
            kept.add(parts[i - 1]);
          }
        }
        call.out(String.join(fields ? delimiter : "", kept) + "\n");
      }
    }
    return 0;
  }

  private static boolean in(String list, int n) {
    for (String part : list.split(",")) {
      String[] ends = part.split("-", -1);
      int low = ends[0].matches("\\d{1,6}") ? Integer.parseInt(ends[0]) : 1;
      int high =
          ends.length == 1
              ? low
              : ends[1].matches("\\d{1,6}") ? Integer.parseInt(ends[1]) : Integer.MAX_VALUE;
      if (n >= low && n <= high) {
        return true;
      }
    }
    return false;
  }

  private static int tr(Call call, String text) {
    Call.Flags flags = call.flags("");
    List<String> sets = flags.operands();
    if (sets.isEmpty()) {
      return call.fail("missing operand");
    }
    String from = set(sets.getFirst());
    String to = sets.size() > 1 ? set(sets.get(1)) : "";
    boolean delete = flags.has("-d");
    boolean squeeze = flags.has("-s");
    boolean complement = flags.has("-c", "-C");
    StringBuilder out = new StringBuilder();
    char last = 0;
    for (char c : text.toCharArray()) {
      int at = from.indexOf(c);
      boolean hit = complement ? at < 0 : at >= 0;
      if (delete && hit) {
        continue;
      }
      char mapped = c;
      if (hit && !to.isEmpty() && !delete) {
        mapped = complement ? to.charAt(to.length() - 1) : to.charAt(Math.min(at, to.length() - 1));
      }
      String squeezed = to.isEmpty() || delete ? from : to;
      if (squeeze && hit && mapped == last && squeezed.indexOf(mapped) >= 0 && !out.isEmpty()) {
        continue;
      }
      out.append(mapped);
      last = mapped;
    }
    call.out(out.toString());
    return 0;
  }

  /// A set of `tr` spelled out: ranges, escapes, `[:lower:]`.
  private static String set(String text) {
    String s =
        text.replace("[:lower:]", "a-z")
            .replace("[:upper:]", "A-Z")
            .replace("[:digit:]", "0-9")
            .replace("[:space:]", "\t\n\r ")
            .replace("[:alpha:]", "A-Za-z")
            .replace("[:alnum:]", "A-Za-z0-9")
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\r", "\r")
            .replace("\\\\", "\\");
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < s.length(); i++) {
      if (i + 2 < s.length() && s.charAt(i + 1) == '-') {
        for (char c = s.charAt(i); c <= s.charAt(i + 2); c++) {
          out.append(c);
        }
        i += 2;
      } else {
        out.append(s.charAt(i));
      }
    }
    return out.toString();
  }

  private static int paste(Call call, List<String> files, List<String> texts) {
    Call.Flags flags = call.flags("d");
    String d = flags.value("-d");
    String between = d == null ? "\t" : d;
    if (flags.has("-s")) {
      texts.forEach(t -> call.out(String.join(between, Slurp.lines(t)) + "\n"));
      return 0;
    }
    List<List<String>> columns = texts.stream().map(Slurp::lines).toList();
    int longest = columns.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      List<String> row = new ArrayList<>();
      for (List<String> column : columns) {
        row.add(i < column.size() ? column.get(i) : "");
      }
      call.out(String.join(between, row) + "\n");
    }
    return 0;
  }

  private static int base64(Call call, List<String> files, List<String> texts) {
    Call.Flags flags = call.flags("w");
    if (flags.has("-d", "--decode", "-D")) {
      try {
        byte[] bytes = Base64.getMimeDecoder().decode(texts.getFirst());
        call.out(Bytes.decode(bytes));
        return 0;
      } catch (IllegalArgumentException e) {
        return call.fail("invalid input");
      }
    }
    String encoded = Base64.getEncoder().encodeToString(Bytes.encode(texts.getFirst()));
    String width = flags.value("-w", "--wrap");
    int wrap = width != null && width.matches("\\d{1,6}") ? Integer.parseInt(width) : 76;
    if (wrap == 0) {
      call.out(encoded);
      return 0;
    }
    for (int i = 0; i < encoded.length(); i += wrap) {
      call.out(encoded.substring(i, Math.min(encoded.length(), i + wrap)) + "\n");
    }
    return 0;
  }

  private static int digest(Call call, List<String> files, List<String> texts, String algorithm) {
    try {
      for (int i = 0; i < texts.size(); i++) {
        byte[] sum = MessageDigest.getInstance(algorithm).digest(Bytes.encode(texts.get(i)));
        call.out(HexFormat.of().formatHex(sum) + "  " + files.get(i) + "\n");
      }
      return 0;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int column(Call call, List<String> files, List<String> texts) {
    List<String[]> rows = new ArrayList<>();
    List<Integer> widths = new ArrayList<>();
    String s = call.flags("st").value("-s");
    for (String line : Slurp.lines(texts.getFirst())) {
      String[] cells =
          s == null
              ? line.strip().split("\\s+")
              : line.split("[" + java.util.regex.Pattern.quote(s) + "]");
      rows.add(cells);
      for (int i = 0; i < cells.length; i++) {
        if (widths.size() <= i) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), cells[i].length()));
      }
    }
    for (String[] row : rows) {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        out.append(row[i]);
        if (i + 1 < row.length) {
          out.repeat(' ', widths.get(i) - row[i].length() + 2);
        }
      }
      call.out(out + "\n");
    }
    return 0;
  }
}
