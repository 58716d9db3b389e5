package seodang.shell.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// A small tool that makes something of each line: what, is decided once by its arguments.
final class EachLine extends LineByLine<EachLine.Work> {
  interface Maker {
    /// The work to be done, or null after complaining.
    @Nullable Work of(Call call);
  }

  /// @param change what is done with a line, and what is remembered
  record Work(List<String> files, char ending, Change change) {
    static Work of(Options options, Change change) {
      return new Work(options.operands(), options.has("z") ? '\0' : '\n', change);
    }

    /// The line without its end changed, whatever came before.
    static Work plain(Options options, java.util.function.UnaryOperator<String> change) {
      return of(
          options,
          (call, text, memory) -> {
            boolean ended = text.endsWith("\n") || text.endsWith("\0");
            String body = ended ? text.substring(0, text.length() - 1) : text;
            call.out(change.apply(body) + text.substring(body.length()));
            return memory;
          });
    }
  }

  interface Change {
    Json.Object of(Call call, String line, Json.Object memory);
  }

  private final Maker maker;

  EachLine(String name, Maker maker) {
    super(name);
    this.maker = maker;
  }

  @Override
  @Nullable Work configure(Call call) {
    return maker.of(call);
  }

  @Override
  List<String> files(Work work) {
    return work.files();
  }

  @Override
  char ending(Work work) {
    return work.ending();
  }

  @Override
  Json.Object line(Call call, Work work, Line line, Json.Object memory) {
    return work.change().of(call, line.text(), memory);
  }
}
