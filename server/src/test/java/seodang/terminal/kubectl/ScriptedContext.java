package seodang.terminal.kubectl;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileTree;
import seodang.terminal.ClusterPort;
import seodang.terminal.CommandContext;

/// A terminal for tests: words in, text out, files in memory, no waiting.
final class ScriptedContext implements CommandContext {
  static final String HOME = "/home/learner";

  private final ClusterPort cluster;
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();
  private final Deque<String> input = new ArrayDeque<>();
  private final Map<String, String> env = new HashMap<>(Map.of("HOME", HOME, "USER", "learner"));
  private List<String> args = List.of();
  private String line = "";
  private FileTree files;
  private boolean terminal;
  private UnaryOperator<String> editor = text -> text;

  ScriptedContext(ClusterPort cluster) {
    this.cluster = cluster;
    this.files =
        FileTree.empty(FileTree.Limits.STANDARD)
            .makeDirectories(HOME, "learner", cluster.now())
            .makeDirectories("/tmp", "root", cluster.now());
  }

  ScriptedContext file(String path, String text) {
    String absolute = path(path);
    files =
        files
            .makeDirectories(FileTree.parent(absolute), "learner", cluster.now())
            .write(absolute, text, "learner", cluster.now());
    return this;
  }

  ScriptedContext editor(UnaryOperator<String> change) {
    editor = change;
    return this;
  }

  ScriptedContext input(String text) {
    input.add(text);
    return this;
  }

  /// Runs `kubectl …` and answers what it printed.
  Result run(String command) {
    line = command;
    List<String> words = Words.split(command);
    args = words.subList(1, words.size());
    out.setLength(0);
    err.setLength(0);
    try {
      int code = new Kubectl().run(this);
      return new Result(out.toString(), err.toString(), code);
    } catch (InterruptedException e) {
      return new Result(out.toString(), err.toString(), 130);
    }
  }

  /// What a command printed and how it ended.
  record Result(String out, String err, int code) {}

  @Override
  public List<String> args() {
    return args;
  }

  @Override
  public Map<String, String> env() {
    return env;
  }

  @Override
  public String cwd() {
    return HOME;
  }

  @Override
  public String commandLine() {
    return line;
  }

  @Override
  public ClusterPort cluster() {
    return cluster;
  }

  @Override
  public void out(String text) {
    out.append(text);
  }

  @Override
  public void err(String text) {
    err.append(text);
  }

  @Override
  public @Nullable String read() {
    return input.poll();
  }

  @Override
  public boolean stdinIsTerminal() {
    return terminal;
  }

  @Override
  public boolean stdoutIsTerminal() {
    return terminal;
  }

  @Override
  public @Nullable String readKeys(Duration atMost) {
    String next = input.poll();
    return next == null ? "" : next;
  }

  @Override
  public void endKeys() {}

  @Override
  public void tty(String text) {
    out.append(text);
  }

  @Override
  public int columns() {
    return 80;
  }

  @Override
  public int rows() {
    return 24;
  }

  @Override
  public FileTree files() {
    return files;
  }

  @Override
  public void files(UnaryOperator<FileTree> change) {
    files = change.apply(files);
  }

  @Override
  public int edit(String path) {
    files = files.write(path, editor.apply(files.read(path)), "learner", Instant.EPOCH);
    return 0;
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    Instant until = cluster.now().plus(time);
    while (cluster.now().isBefore(until)) {
      cluster.awaitChange(cluster.state(), Duration.between(cluster.now(), until));
    }
  }

  /// Splits a line into words with the quoting of a shell, without variables.
  static final class Words {
    private Words() {}

    static List<String> split(String line) {
      List<String> words = new ArrayList<>();
      StringBuilder word = new StringBuilder();
      boolean open = false;
      char quote = 0;
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (quote != 0) {
          if (c == quote) {
            quote = 0;
          } else if (c == '\\' && quote == '"' && "\"\\$".indexOf(line.charAt(i + 1)) >= 0) {
            word.append(line.charAt(++i));
          } else {
            word.append(c);
          }
        } else if (c == '\'' || c == '"') {
          quote = c;
          open = true;
        } else if (c == '\\') {
          word.append(line.charAt(++i));
          open = true;
        } else if (c == ' ') {
          if (open) {
            words.add(word.toString());
          }
          word.setLength(0);
          open = false;
        } else {
          word.append(c);
          open = true;
        }
      }
      if (open) {
        words.add(word.toString());
      }
      return words;
    }
  }
}
