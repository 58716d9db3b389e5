package seodang.shell.tool;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Bytes;
import seodang.shell.FileError;
import seodang.shell.Program;
import seodang.shell.Syscalls;

/// `dd`: so many blocks from here to there.
final class Dd implements Program {
  private static final int IN = 9;
  private static final int OUT = 8;
  private static final int LARGEST = 4 << 20;

  @Override
  public Running start(List<String> argv) {
    return new Process(argv, Json.object());
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(argv, frozen);
  }

  private static final class Process implements Running {
    private final List<String> argv;
    private boolean open;
    private String kept;
    private long read;
    private long written;

    Process(List<String> argv, Json.Object frozen) {
      this.argv = argv;
      open = frozen.bool("open");
      kept = frozen.text("kept");
      read = frozen.number("read", 0);
      written = frozen.number("written", 0);
    }

    @Override
    public Json.Object freeze() {
      return Json.object("open", open, "kept", kept, "read", read, "written", written);
    }

    @Override
    public Outcome resume(Io given) {
      Call call = new Call("dd", argv.subList(1, argv.size()), given);
      Map<String, String> words = new HashMap<>();
      for (String word : call.args()) {
        int at = word.indexOf('=');
        if (at <= 0) {
          call.usage("unrecognized operand ‘" + word + "’");
          return new Outcome.Exit(1);
        }
        words.put(word.substring(0, at), word.substring(at + 1));
      }
      long size = count(call, words, "bs", 512);
      long skip = count(call, words, "skip", 0);
      long most = count(call, words, "count", Long.MAX_VALUE);
      boolean usable = size > 0 && skip >= 0 && most >= 0 && size <= LARGEST;
      if (!usable || !(given instanceof Syscalls io) || !begin(call, io, words)) {
        return new Outcome.Exit(1);
      }
      long from = skip * size;
      long to = most > (Long.MAX_VALUE - from) / size ? Long.MAX_VALUE : from + most * size;
      String piece = read >= to ? null : io.read(IN);
      if (piece == null) {
        return end(io, words, size);
      }
      if (piece.isEmpty()) {
        return new Outcome.Read(IN);
      }
      byte[] bytes = Bytes.encode(piece);
      int first = Math.clamp(from - read, 0, bytes.length);
      int last = Math.clamp(to - read, first, bytes.length);
      read += bytes.length;
      written += last - first;
      io.write(OUT, Bytes.decode(Arrays.copyOfRange(bytes, first, last)));
      return new Outcome.Ready();
    }

    private static long count(Call call, Map<String, String> words, String name, long otherwise) {
      String text = words.get(name);
      long count = text == null ? otherwise : Sizes.read(text);
      if (count < 0 || name.equals("bs") && count == 0) {
        call.fail("invalid number: ‘" + text + "’");
      } else if (name.equals("bs") && count > LARGEST) {
        call.fail("memory exhausted by input buffer of size " + count + " bytes");
      }
      return count;
    }

    private boolean begin(Call call, Syscalls io, Map<String, String> words) {
      if (open) {
        return true;
      }
      open = true;
      return opened(call, io, words.get("if"), 0, IN) && opened(call, io, words.get("of"), 1, OUT);
    }

    private static boolean opened(
        Call call, Syscalls io, @Nullable String file, int standard, int fd) {
      try {
        Syscalls.Open how = fd == IN ? Syscalls.Open.READ : Syscalls.Open.WRITE;
        Integer description =
            file == null
                ? io.descriptors().get(standard)
                : Integer.valueOf(io.open(call.path(file), how));
        if (description != null) {
          io.descriptors(io.descriptors().plus(fd, description));
        }
        return true;
      } catch (FileError e) {
        call.fail(
            "failed to open " + Call.quoted(String.valueOf(file)) + ": " + e.reason().words());
        return false;
      }
    }

    private Outcome end(Syscalls io, Map<String, String> words, long size) {
      if (!words.getOrDefault("status", "").equals("none")) {
        String blocks = written / size + "+" + (written % size == 0 ? 0 : 1);
        io.write(2, blocks + " records in\n" + blocks + " records out\n");
        io.write(
            2,
            written
                + (written == 1 ? " byte" : " bytes")
                + " copied, 0.001 s, "
                + written / 1000.0
                + " MB/s\n");
      }
      return new Outcome.Exit(0);
    }
  }
}
