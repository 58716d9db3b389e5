package seodang.shell.tool;

import java.util.List;
import seodang.shell.Program;

/// `yes`: says it until nobody listens.
final class Yes implements Program {
  @Override
  public Running start(List<String> argv) {
    String line = (argv.size() > 1 ? String.join(" ", argv.subList(1, argv.size())) : "y") + "\n";
    return io -> {
      io.write(1, line.repeat(Math.max(1, 512 / line.length())));
      return new Outcome.Ready();
    };
  }
}
