package seodang.shell.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import seodang.shell.FileError;
import seodang.shell.Program;
import seodang.shell.Syscalls;

/// `env`: another program with other variables, or a list of them.
final class Env implements Program {
  private static final Options.Spec SPEC =
      Options.Spec.of(
          "+iu:0C:S:v", "ignore-environment=i unset=u null=0 chdir=C split-string=S debug=v");

  @Override
  public Running start(List<String> argv) {
    return io -> run(new Call("env", argv.subList(1, argv.size()), io));
  }

  private static Outcome run(Call call) {
    List<String> args = new ArrayList<>(call.args());
    boolean empty = !args.isEmpty() && args.getFirst().equals("-");
    Options options =
        Options.read(new Call("env", empty ? args.subList(1, args.size()) : args, call.io()), SPEC);
    if (options == null) {
      return new Outcome.Exit(125);
    }
    Map<String, String> env = new TreeMap<>(empty || options.has("i") ? Map.of() : call.io().env());
    options.values("u").forEach(env::remove);
    List<String> words = new ArrayList<>(options.operands());
    String split = options.value("S");
    if (split != null) {
      words.addAll(0, List.of(split.strip().split("\\s+")));
    }
    while (!words.isEmpty() && words.getFirst().indexOf('=') > 0) {
      String word = words.removeFirst();
      env.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
    }
    if (words.isEmpty()) {
      char end = options.has("0") ? '\0' : '\n';
      env.forEach((name, value) -> call.out(name + "=" + value + end));
      return new Outcome.Exit(0);
    }
    return become(call, words, env, options.value("C", ""));
  }

  private static Outcome become(
      Call call, List<String> words, Map<String, String> env, String directory) {
    if (!(call.io() instanceof Syscalls io)) {
      return new Outcome.Exit(125);
    }
    if (!directory.isEmpty() && !io.files().isDirectory(call.path(directory))) {
      call.fail(
          "cannot change directory to "
              + Call.quoted(directory)
              + ": "
              + (io.files().exists(call.path(directory))
                      ? FileError.Reason.NOT_DIRECTORY
                      : FileError.Reason.NOT_FOUND)
                  .words());
      return new Outcome.Exit(125);
    }
    int found = io.check(words.getFirst(), env);
    if (found < 0) {
      FileError.Reason why = found == -2 ? FileError.Reason.NOT_FOUND : FileError.Reason.PERMISSION;
      call.fail("‘" + words.getFirst() + "’: " + why.words());
      return new Outcome.Exit(found == -2 ? 127 : 126);
    }
    io.environment(env);
    io.directory(directory.isEmpty() ? io.directory() : call.path(directory));
    return new Outcome.Become(words);
  }
}
