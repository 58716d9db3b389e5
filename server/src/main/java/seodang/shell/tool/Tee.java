package seodang.shell.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.FileError;
import seodang.shell.Syscalls;

/// `tee`: passes its input on and into files.
final class Tee extends LineByLine<Options> {
  private static final Options.Spec SPEC =
      Options.Spec.of("aip", "append=a ignore-interrupts=i output-error::");

  /// The descriptor of the first file.
  private static final int FIRST = 10;

  Tee() {
    super("tee");
  }

  @Override
  @Nullable Options configure(Call call) {
    return Options.read(call, SPEC);
  }

  @Override
  List<String> files(Options options) {
    return List.of();
  }

  @Override
  Json.Object fileBegin(Call call, Options options, String file, Json.Object memory) {
    if (!(call.io() instanceof Syscalls io)) {
      return memory.with("failed", true);
    }
    boolean failed = false;
    for (int i = 0; i < options.operands().size(); i++) {
      String name = options.operands().get(i);
      try {
        int opened =
            io.open(call.path(name), options.has("a") ? Syscalls.Open.APPEND : Syscalls.Open.WRITE);
        io.descriptors(io.descriptors().plus(FIRST + i, opened));
      } catch (FileError e) {
        call.fail(name + ": " + e.reason().words());
        failed = true;
      }
    }
    return memory.with("failed", failed);
  }

  @Override
  Json.Object line(Call call, Options options, Line line, Json.Object memory) {
    call.out(line.text());
    boolean failed = memory.bool("failed");
    if (call.io() instanceof Syscalls io) {
      for (int i = 0; i < options.operands().size(); i++) {
        if (!io.descriptors().containsKey(FIRST + i)) {
          continue;
        }
        try {
          io.write(FIRST + i, line.text());
        } catch (FileError e) {
          call.fail(options.operands().get(i) + ": " + e.reason().words());
          io.descriptors(io.descriptors().minus(FIRST + i));
          failed = true;
        }
      }
    }
    return memory.with("failed", failed);
  }

  @Override
  int end(Call call, Options options, Json.Object memory) {
    return memory.bool("failed") ? 1 : 0;
  }
}
