package seodang.shell.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Bytes;

/// `head`: the first lines or bytes, and then nobody reads on; or all but the last.
final class Head extends LineByLine<Head.Asked> {
  private static final Options.Spec SPEC =
      Options.Spec.of("n:c:qvz", "lines=n bytes=c quiet=q silent=q verbose=v zero-terminated=z");

  /// @param last of the count, instead of the first, are left out
  record Asked(
      List<String> files, boolean bytes, long count, boolean last, boolean titles, char ending) {}

  Head() {
    super("head");
  }

  @Override
  @Nullable Asked configure(Call call) {
    List<String> args = new ArrayList<>(call.args());
    if (!args.isEmpty() && args.getFirst().matches("-\\d.*")) {
      String old = args.removeFirst().substring(1);
      String trail = old.replaceFirst("^\\d+[bkm]?", "");
      if (!trail.isEmpty() && "cqv".indexOf(trail.charAt(0)) < 0) {
        call.usage("invalid trailing option -- " + trail.charAt(0));
        return null;
      }
      args.addFirst(
          (trail.startsWith("c") ? "-c" : "-n") + old.substring(0, old.length() - trail.length()));
    }
    Options options = Options.read(new Call(name, args, call.io()), SPEC);
    if (options == null) {
      return null;
    }
    String wanted = "10";
    boolean bytes = false;
    for (Options.Given one : options.given()) {
      if (one.name().equals("n") || one.name().equals("c")) {
        bytes = one.name().equals("c");
        wanted = String.valueOf(one.value());
      }
    }
    boolean last = wanted.startsWith("-");
    long count = Sizes.read(last ? wanted.substring(1) : wanted);
    if (count < 0) {
      call.fail(
          "invalid number of "
              + (bytes ? "bytes" : "lines")
              + ": ‘"
              + (last ? wanted.substring(1) : wanted)
              + "’");
      return null;
    }
    boolean several = options.operands().size() > 1;
    return new Asked(
        options.operands(),
        bytes,
        count,
        last,
        !options.has("q") && (several || options.has("v")),
        options.has("z") ? '\0' : '\n');
  }

  @Override
  List<String> files(Asked asked) {
    return asked.files();
  }

  @Override
  char ending(Asked asked) {
    return asked.ending();
  }

  @Override
  Json.Object fileBegin(Call call, Asked asked, String file, Json.Object memory) {
    if (asked.titles()) {
      String title = file.equals("-") ? "standard input" : file;
      call.out((memory.bool("titled") ? "\n" : "") + "==> " + title + " <==\n");
    }
    boolean nothing = asked.count() == 0 && !asked.last();
    return memory.with("titled", true).with("left", asked.count()).with("skip", nothing);
  }

  @Override
  Json.Object line(Call call, Asked asked, Line line, Json.Object memory) {
    if (memory.bool("skip")) {
      return memory;
    }
    if (asked.last()) {
      return hold(call, asked, line.text(), memory);
    }
    long left = memory.number("left", 0);
    if (asked.bytes()) {
      byte[] bytes = Bytes.encode(line.text());
      int taken = (int) Math.min(left, bytes.length);
      call.out(taken == bytes.length ? line.text() : Bytes.decode(Arrays.copyOf(bytes, taken)));
      left -= taken;
    } else {
      call.out(line.text());
      left--;
    }
    return memory.with("left", left).with("skip", left == 0);
  }

  /// What may be among the last is kept, in pieces, until more comes.
  private static Json.Object hold(Call call, Asked asked, String text, Json.Object memory) {
    Json.Array kept = memory.array("kept");
    String last = kept.isEmpty() ? "" : text(kept, kept.size() - 1);
    boolean joins = !kept.isEmpty() && last.length() < PIECE;
    kept =
        (joins ? kept.without(kept.size() - 1) : kept).add(Json.text(joins ? last + text : text));
    long held = memory.number("held", 0) + size(asked, text);
    while (held - size(asked, text(kept, 0)) >= asked.count()) {
      held -= size(asked, text(kept, 0));
      call.out(text(kept, 0));
      kept = kept.without(0);
    }
    if (kept.size() > MOST_PIECES) {
      call.fail("memory exhausted");
      return memory.with("done", true).with("failed", true);
    }
    return memory.with("kept", kept).with("held", held);
  }

  /// The text without its last lines or bytes.
  private static String allBut(Asked asked, String text) {
    if (asked.bytes()) {
      byte[] all = Bytes.encode(text);
      return Bytes.decode(Arrays.copyOf(all, (int) Math.max(0, all.length - asked.count())));
    }
    long left = size(asked, text) - asked.count();
    int at = 0;
    for (; left > 0; left--) {
      at = text.indexOf(asked.ending(), at) + 1;
    }
    return text.substring(0, at);
  }

  private static final int PIECE = 8 << 10;
  private static final int MOST_PIECES = 512;

  private static String text(Json.Array kept, int at) {
    return kept.get(at) instanceof Json.Text(String text) ? text : "";
  }

  private static long size(Asked asked, String text) {
    return asked.bytes()
        ? Bytes.length(text)
        : text.chars().filter(c -> c == asked.ending()).count()
            + (text.endsWith(String.valueOf(asked.ending())) ? 0 : 1);
  }

  @Override
  int end(Call call, Asked asked, Json.Object memory) {
    return memory.bool("failed") ? 1 : 0;
  }

  @Override
  Json.Object fileEnd(Call call, Asked asked, String file, Json.Object memory) {
    if (asked.last() && !memory.bool("failed")) {
      call.out(allBut(asked, String.join("", memory.array("kept").texts())));
    }
    return memory.without("kept").without("held");
  }
}
