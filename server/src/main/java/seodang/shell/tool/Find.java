package seodang.shell.tool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.Program;

/// `find`: walks directories; for each name the steps of [FindScript] are taken, which may wait for
/// a command in their midst.
final class Find implements Program {
  @Override
  public Running start(List<String> argv) {
    return new Process(argv, Json.object());
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(argv, frozen);
  }

  /// Whether a shell's pattern fits a whole name.
  static boolean glob(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int kept = 0;
    while (n < name.length()) {
      int after =
          p < pattern.length() && pattern.charAt(p) != '*' ? one(pattern, p, name.charAt(n)) : -1;
      if (after >= 0) {
        p = after;
        n++;
      } else if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        kept = n;
      } else if (star >= 0) {
        p = star + 1;
        n = ++kept;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /// Where the pattern goes on behind what stands for one character; -1 when it does not fit.
  private static int one(String pattern, int at, char c) {
    char p = pattern.charAt(at);
    if (p == '?') {
      return at + 1;
    }
    if (p == '\\' && at + 1 < pattern.length()) {
      return pattern.charAt(at + 1) == c ? at + 2 : -1;
    }
    int end = p == '[' ? pattern.indexOf(']', at + 2) : -1;
    if (end < 0) {
      return p == c ? at + 1 : -1;
    }
    boolean negated = "!^".indexOf(pattern.charAt(at + 1)) >= 0;
    boolean in = false;
    for (int i = at + (negated ? 2 : 1); i < end; i++) {
      boolean range = i + 2 < end && pattern.charAt(i + 1) == '-';
      in |= range ? c >= pattern.charAt(i) && c <= pattern.charAt(i + 2) : c == pattern.charAt(i);
      i += range ? 2 : 0;
    }
    return in != negated ? end + 1 : -1;
  }

  /// A name that is still to be looked at.
  ///
  /// @param after its directory was walked already
  record Place(String path, String root, int depth, boolean after) {
    Json.Object toJson() {
      return Json.object("path", path, "root", root, "depth", depth, "after", after);
    }

    static Place fromJson(Json.Object json) {
      return new Place(
          json.text("path"), json.text("root"), (int) json.number("depth", 0), json.bool("after"));
    }
  }

  private static final class Process implements Running {
    private final List<String> argv;
    private final Deque<Place> places = new ArrayDeque<>();
    private final List<List<String>> batches = new ArrayList<>();
    private @Nullable FindScript script;
    private @Nullable Place current;
    private boolean begun;
    private int step;
    private boolean flag;
    private boolean pruned;
    private int child;
    private int code;

    Process(List<String> argv, Json.Object frozen) {
      this.argv = argv;
      begun = frozen.bool("begun");
      frozen.array("places").objects().forEach(p -> places.add(Place.fromJson(p)));
      current = frozen.has("current") ? Place.fromJson(frozen.object("current")) : null;
      step = (int) frozen.number("step", 0);
      flag = frozen.bool("flag");
      pruned = frozen.bool("pruned");
      child = (int) frozen.number("child", 0);
      code = (int) frozen.number("code", 0);
      frozen
          .array("batches")
          .objects()
          .forEach(b -> batches.add(new ArrayList<>(b.array("b").texts())));
    }

    @Override
    public Json.Object freeze() {
      Json.Array left = Json.array();
      for (Place place : places) {
        left = left.add(place.toJson());
      }
      Json.Array gathered = Json.array();
      for (List<String> batch : batches) {
        gathered = gathered.add(Json.object("b", batch));
      }
      return Json.object("begun", begun, "step", step, "flag", flag, "pruned", pruned)
          .with("places", left)
          .with("batches", gathered)
          .with("child", child)
          .with("code", code)
          .withIf("current", current == null ? null : current.toJson());
    }

    @Override
    public Outcome resume(Io io) {
      Call call = new Call("find", argv.subList(1, argv.size()), io);
      FindScript read = script == null ? FindScript.read(call) : script;
      script = read;
      if (read == null) {
        return new Outcome.Exit(1);
      }
      begin(read);
      if (child > 0) {
        int result = io.exitCode(child);
        if (result < 0) {
          return new Outcome.Child(child);
        }
        child = 0;
        flag = result == 0;
        // One command for many names makes the whole fail, one for each only its own test.
        code = current == null && result != 0 ? 1 : code;
        step++;
      }
      for (int looked = 0; looked < 50; looked++) {
        if (current == null && !next(call, read)) {
          return gathered(call, read);
        }
        Outcome outcome = steps(call, read);
        if (outcome != null) {
          return outcome;
        }
      }
      return new Outcome.Ready();
    }

    private void begin(FindScript read) {
      if (begun) {
        return;
      }
      begun = true;
      for (int i = 0; i < read.batches(); i++) {
        batches.add(new ArrayList<>());
      }
      for (String root : read.roots()) {
        places.add(new Place(root, root, 0, false));
      }
    }

    private @Nullable Node node(Call call, FindScript read, Place place) {
      boolean follow = read.follows() || place.depth() == 0 && place.path().endsWith("/");
      Node followed = follow ? call.files().node(call.path(place.path())) : null;
      return followed == null ? call.files().link(call.path(place.path())) : followed;
    }

    /// The next name to take the steps for; false at the end.
    private boolean next(Call call, FindScript read) {
      while (!places.isEmpty()) {
        Place place = places.removeFirst();
        Node node = node(call, read, place);
        if (node == null) {
          if (place.depth() == 0) {
            code =
                call.fail(
                    (call.isBusybox() ? place.path() : "‘" + place.path() + "’")
                        + ": No such file or directory");
          }
          continue;
        }
        boolean enters = node instanceof Node.Directory && place.depth() < read.deepest();
        if (read.depthFirst() && !place.after() && enters) {
          places.addFirst(new Place(place.path(), place.root(), place.depth(), true));
          children(place, (Node.Directory) node);
          continue;
        }
        if (place.depth() < read.shallowest()) {
          if (enters && !read.depthFirst()) {
            children(place, (Node.Directory) node);
          }
          continue;
        }
        current = place;
        step = 0;
        pruned = false;
        flag = true;
        return true;
      }
      return false;
    }

    private void children(Place place, Node.Directory directory) {
      String base = place.path().endsWith("/") ? place.path() : place.path() + "/";
      for (String name : new ArrayList<>(directory.children().keySet()).reversed()) {
        places.addFirst(new Place(base + name, place.root(), place.depth() + 1, false));
      }
    }

    /// Goes on with the steps for one name: null when they are through.
    private @Nullable Outcome steps(Call call, FindScript read) {
      Place place = current;
      if (place == null) {
        return null;
      }
      while (step < read.steps().size()) {
        Node node = node(call, read, place);
        if (node == null) {
          break;
        }
        switch (read.steps().get(step)) {
          case FindScript.Step.Look look -> flag = look.test().of(call, place, node);
          case FindScript.Step.Not _ -> flag = !flag;
          case FindScript.Step.Jump jump -> step = flag == jump.when() ? jump.to() - 1 : step;
          case FindScript.Step.Prune _ -> pruned = true;
          case FindScript.Step.Quit _ -> {
            places.clear();
            current = null;
            return null;
          }
          case FindScript.Step.Delete _ -> flag = delete(call, place, node);
          case FindScript.Step.Gather gather -> batches.get(gather.batch()).add(place.path());
          case FindScript.Step.Exec exec -> {
            child = spawn(call, exec.argv(), List.of(place.path()));
            if (child > 0) {
              return new Outcome.Child(child);
            }
            child = 0;
            flag = false;
          }
        }
        step++;
      }
      Node left = node(call, read, place);
      boolean enters = !read.depthFirst() && !pruned && place.depth() < read.deepest();
      if (enters && left instanceof Node.Directory directory) {
        children(place, directory);
      }
      current = null;
      return null;
    }

    private boolean delete(Call call, Place place, Node node) {
      if (place.path().equals(".")) {
        return true;
      }
      try {
        if (node instanceof Node.Directory d && !d.children().isEmpty()) {
          throw new FileError(FileError.Reason.NOT_EMPTY, place.path());
        }
        call.io().files(call.files().remove(call.path(place.path()), call.io().now()));
        return true;
      } catch (FileError e) {
        code = call.fail("cannot delete ‘" + place.path() + "’: " + e.reason().words());
        return false;
      }
    }

    private int spawn(Call call, List<String> words, List<String> paths) {
      List<String> line = new ArrayList<>();
      for (String word : words) {
        if (word.equals("{}") && paths.size() != 1) {
          line.addAll(paths);
        } else {
          line.add(word.replace("{}", paths.getFirst()));
        }
      }
      int pid = call.io().spawn(line, call.io().env());
      if (pid < 0) {
        String why =
            pid == -1
                ? "cannot fork: Resource temporarily unavailable"
                : "‘"
                    + line.getFirst()
                    + "’: "
                    + (pid == -2 ? FileError.Reason.NOT_FOUND : FileError.Reason.PERMISSION)
                        .words();
        call.fail(why);
      }
      return pid;
    }

    /// Runs the commands that were given all names together.
    private Outcome gathered(Call call, FindScript read) {
      for (int i = 0; i < batches.size(); i++) {
        List<String> batch = batches.get(i);
        if (!batch.isEmpty()) {
          batches.set(i, new ArrayList<>());
          child = spawn(call, read.gathering().get(i), batch);
          if (child > 0) {
            return new Outcome.Child(child);
          }
          child = 0;
          code = 1;
        }
      }
      return new Outcome.Exit(code);
    }
  }

  /// The path of what is looked at, for a message or a test.
  static String name(Place place) {
    return FileTree.name(place.path().equals("/") ? "/" : place.path().replaceFirst("/+$", ""));
  }
}
