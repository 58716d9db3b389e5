package seodang.shell.tool;

import java.util.List;
import seodang.json.Json;

/// `cat`, `tac` apart: prints its files, numbered with `-n`.
final class Cat extends LineByLine {
  Cat() {
    super("cat");
  }

  @Override
  List<String> operands(Call call) {
    return call.flags("").operands();
  }

  @Override
  Json.Object line(Call call, String file, String line, long count, Json.Object memory) {
    Call.Flags flags = call.flags("");
    if (flags.has("-n", "--number") || flags.has("-b") && !line.equals("\n")) {
      long n = memory.number("n", 0) + 1;
      call.out(String.format("%6d\t%s", n, line));
      return memory.with("n", n);
    }
    call.out(flags.has("-A", "-E", "-e") ? line.replace("\n", "$\n") : line);
    return memory;
  }
}
