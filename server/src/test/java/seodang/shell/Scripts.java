package seodang.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import seodang.shell.language.Shell;
import seodang.shell.tool.Tools;

/// Runs scripts to their end in simulated shells, time jumping ahead whenever they wait.
final class Scripts {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /// What a script did.
  record Result(String out, String err, int code) {}

  private Scripts() {}

  /// The groups of scripts that are compared with the real shell, each a resource.
  static final List<String> GROUPS = List.of("language", "awk", "tools");

  /// Topics of the scripts that were written blind, each a resource under `corpus`.
  static final List<String> CORPUS =
      List.of(
          "quoting",
          "parameters",
          "arithmetic",
          "globbing",
          "case-if",
          "loops",
          "functions",
          "options",
          "traps",
          "subshells",
          "redirection",
          "read-getopts",
          "test",
          "printf-echo",
          "builtins",
          "jobs",
          "syntax",
          "head-tail",
          "seq",
          "sort",
          "cat-nl",
          "grep",
          "sed",
          "awk-pipes",
          "text",
          "find-xargs",
          "files",
          "whole");

  static List<String> of(String group) {
    try (InputStream in = Scripts.class.getResourceAsStream(group + ".txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return List.of(text.stripTrailing().split("\n---\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> all() {
    return GROUPS.stream().flatMap(group -> of(group).stream()).toList();
  }

  static Programs programs() {
    Map<String, Program> all = new HashMap<>(Tools.everything());
    for (String name : List.of("sh", "dash", "bash", "ash")) {
      all.put(name, Shell.program());
    }
    return Programs.of(all);
  }

  static FileTree files() {
    FileTree files = FileTree.empty();
    for (String directory : List.of("/tmp", "/dev", "/home", "/work")) {
      files = files.makeDirectory(directory, 0777, "root", START);
    }
    return files;
  }

  static Launch launch(Dialect dialect, List<String> argv) {
    Map<String, String> env = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "HOME", "/home");
    return new Launch(argv, env, "/work", "root", "host", 7, false, false, dialect);
  }

  static Result dash(String script) {
    return run(launch(Dialect.DASH, List.of("sh", "-c", script)), 100_000, tree -> tree);
  }

  static Result bash(String script) {
    return run(launch(Dialect.BASH, List.of("bash", "-c", script)), 100_000, tree -> tree);
  }

  /// @param between what happens to the tree between two resumes
  static Result run(Launch launch, int steps, UnaryOperator<ProcessTree> between) {
    ProcessTree tree = ProcessTree.start(launch, files(), programs(), Limits.STANDARD);
    tree.endInput();
    return finish(tree, steps, between);
  }

  static Result finish(ProcessTree begun, int steps, UnaryOperator<ProcessTree> between) {
    ProcessTree tree = begun;
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    Instant now = START;
    for (int rounds = 0; rounds < 2_000_000; rounds++) {
      Progress progress = tree.resume(now, steps);
      for (Progress.Output piece : progress.output()) {
        (piece.stream() == 1 ? out : err).append(piece.text());
      }
      switch (progress.status()) {
        case Progress.Status.Exited(int code) -> {
          return new Result(out.toString(), err.toString(), code);
        }
        case Progress.Status.Waiting(Instant until, boolean _) -> {
          if (until == null) {
            throw new AssertionError("it waits for ever; so far: " + out + err);
          }
          now = until;
        }
        case Progress.Status.Ready() -> {}
      }
      tree = between.apply(tree);
    }
    throw new AssertionError("it never ends; so far: " + out + err);
  }
}
