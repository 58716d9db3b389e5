package seodang.shell.tool;

import java.util.ArrayList;
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
      call.out(
          taken == bytes.length
              ? line.text()
              : Bytes.decode(java.util.Arrays.copyOf(bytes, taken)));
      left -= taken;
    } else {
      call.out(line.text());
      left--;
    }
    return memory.with("left", left).with("skip", left == 0);
  }

  /// What may be among the last is kept until more comes.
  private static Json.Object hold(Call call, Asked asked, String text, Json.Object memory) {
    if (asked.bytes()) {
      byte[] all = Bytes.encode(memory.text("kept") + text);
      int out = (int) Math.max(0, all.length - asked.count());
      call.out(Bytes.decode(java.util.Arrays.copyOf(all, out)));
      return memory.with("kept", Bytes.decode(java.util.Arrays.copyOfRange(all, out, all.length)));
    }
    Json.Array kept = memory.array("lines").add(Json.text(text));
    if (kept.size() > asked.count()) {
      call.out(kept.texts().getFirst());
      kept = kept.without(0);
    }
    return memory.with("lines", kept);
  }

  @Override
  Json.Object fileEnd(Call call, Asked asked, String file, Json.Object memory) {
    return memory.without("lines").without("kept");
  }
}
