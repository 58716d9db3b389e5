package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;

/// `head`: the first lines, and then nobody reads on.
final class Head extends LineByLine {
  Head() {
    super("head");
  }

  @Override
  List<String> operands(Call call) {
    return new ArrayList<>(call.flags("nc").operands());
  }

  private static long wanted(Call call) {
    Call.Flags flags = call.flags("nc");
    String value = flags.value("-n", "--lines");
    for (String flag : flags.given()) {
      if (flag.matches("-\\d")) {
        value =
            String.join(
                "",
                flags.given().stream()
                    .filter(f -> f.matches("-\\d"))
                    .map(f -> f.substring(1))
                    .toList());
      }
    }
    return value == null || !value.matches("-?\\d{1,9}") ? 10 : Long.parseLong(value);
  }

  @Override
  @org.jspecify.annotations.Nullable
  Integer refuse(Call call) {
    String value = call.flags("nc").value("-n", "--lines");
    if (value != null && !value.matches("-?\\d{1,9}")) {
      return call.fail("invalid number of lines: ‘" + value + "’");
    }
    return null;
  }

  @Override
  Json.Object line(Call call, String file, String line, long count, Json.Object memory) {
    long wanted = wanted(call);
    List<String> files = operands(call);
    if (wanted == 0) {
      return memory.with("done", true);
    }
    if (files.size() > 1 && count == 0) {
      call.out((memory.bool("begun") ? "\n" : "") + "==> " + file + " <==\n");
    }
    String bytes = call.flags("nc").value("-c", "--bytes");
    if (bytes != null && bytes.matches("\\d{1,9}")) {
      long left = memory.number("left", Long.parseLong(bytes));
      call.out(line.substring(0, (int) Math.min(left, line.length())));
      Json.Object after = memory.with("left", left - line.length());
      return left <= line.length() ? after.with("done", true) : after;
    }
    if (wanted < 0 || count < wanted) {
      call.out(line);
    }
    boolean last = files.size() <= 1 && wanted > 0 && count + 1 >= wanted;
    return last ? memory.with("done", true) : memory.with("begun", true);
  }
}
