package seodang.shell.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.FileError;
import seodang.shell.FileTree;

/// `tee`: passes its input on and into files.
final class Tee extends LineByLine<Options> {
  private static final Options.Spec SPEC =
      Options.Spec.of("aip", "append=a ignore-interrupts=i output-error::");

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
    boolean failed = false;
    for (String name : options.operands()) {
      failed |= !add(call, name, "", options.has("a"), true);
    }
    return memory.with("failed", failed);
  }

  @Override
  Json.Object line(Call call, Options options, Line line, Json.Object memory) {
    call.out(line.text());
    boolean failed = memory.bool("failed");
    for (String name : options.operands()) {
      failed |= !add(call, name, line.text(), true, false);
    }
    return memory.with("failed", failed);
  }

  private static boolean add(Call call, String name, String text, boolean append, boolean first) {
    if (name.equals("/dev/null")) {
      return true;
    }
    String path = call.path(name);
    try {
      FileTree files = call.files();
      String before = append && files.isFile(path) ? files.read(path) : "";
      call.io().files(files.write(path, before + text, call.io().user(), call.io().now()));
      return true;
    } catch (FileError e) {
      if (first || e.reason() == FileError.Reason.NO_SPACE) {
        call.fail(name + ": " + e.reason().words());
      }
      return false;
    }
  }

  @Override
  int end(Call call, Options options, Json.Object memory) {
    return memory.bool("failed") ? 1 : 0;
  }
}
