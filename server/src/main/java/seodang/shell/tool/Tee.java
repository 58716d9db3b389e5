package seodang.shell.tool;

import java.util.List;
import seodang.json.Json;
import seodang.shell.FileError;
import seodang.shell.FileTree;

/// `tee`: passes its input on and into files.
final class Tee extends LineByLine {
  Tee() {
    super("tee");
  }

  @Override
  List<String> operands(Call call) {
    return List.of();
  }

  @Override
  Json.Object line(Call call, String file, String line, long count, Json.Object memory) {
    Call.Flags flags = call.flags("");
    call.out(line);
    for (String name : flags.operands()) {
      String path = call.path(name);
      boolean append = count > 0 || flags.has("-a", "--append");
      try {
        FileTree files = call.files();
        String before = append && files.isFile(path) ? files.read(path) : "";
        call.io().files(files.write(path, before + line, call.io().user(), call.io().now()));
      } catch (FileError e) {
        if (count == 0) {
          call.fail(name + ": " + e.reason().words());
        }
      }
    }
    return memory;
  }
}
