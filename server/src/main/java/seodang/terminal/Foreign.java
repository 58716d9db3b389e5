package seodang.terminal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.shell.HostCall;
import seodang.shell.ProcessTree;
import seodang.shell.Program;
import seodang.shell.Progress;
import seodang.shell.Signal;

/// A [Command] as a program of the shell: it runs on a thread of its own, and its process hands
/// over what the thread prints and gives it what it wants to read.
final class Foreign implements Program {
  private final Command command;
  private final Terminal terminal;

  Foreign(Command command, Terminal terminal) {
    this.command = command;
    this.terminal = terminal;
  }

  @Override
  public Running start(List<String> argv) {
    return new Process(command, terminal, argv);
  }

  /// What a thread printed.
  private record Piece(int stream, String text) {}

  /// A process with a thread beside it. Everything the two share is in the queues and volatile
  /// fields.
  static final class Process implements Running, CommandContext {
    private static final int PENDING = 256;
    private final Command command;
    private final Terminal terminal;
    private final List<String> argv;
    private final BlockingQueue<Piece> printed = new LinkedBlockingQueue<>(PENDING);
    private final BlockingQueue<String> given = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> keys = new LinkedBlockingQueue<>();
    private @Nullable Thread thread;
    private Map<String, String> env = Map.of();
    private String directory = "/";
    private boolean terminalIn;
    private boolean terminalOut;
    private volatile boolean wantsInput;
    private volatile boolean raw;
    private volatile boolean closed;
    private volatile int code = -1;

    Process(Command command, Terminal terminal, List<String> argv) {
      this.command = command;
      this.terminal = terminal;
      this.argv = argv;
    }

    // The process, on the terminal's thread.

    @Override
    public Outcome resume(Io io) {
      if (thread == null) {
        env = Map.copyOf(io.env());
        directory = io.directory();
        terminalIn = io.isTerminal(0);
        terminalOut = io.isTerminal(1);
        thread = terminal.thread(this::work);
      }
      boolean ended = code >= 0;
      for (Piece piece = printed.poll(); piece != null; piece = printed.poll()) {
        io.write(piece.stream(), piece.text());
      }
      if (ended) {
        terminal.released(this);
        return new Outcome.Exit(code);
      }
      if (wantsInput) {
        String text = io.read(0);
        if (text != null && text.isEmpty()) {
          return new Outcome.Read(0);
        }
        wantsInput = false;
        given.add(text == null ? "\0end" : text);
      }
      return new Outcome.Idle();
    }

    @Override
    public boolean handle(Signal signal, Io io) {
      if (raw && signal == Signal.INT) {
        return true;
      }
      stop();
      return true;
    }

    void stop() {
      Thread running = thread;
      if (running != null) {
        running.interrupt();
      }
    }

    boolean isRaw() {
      return raw;
    }

    void type(String typed) {
      keys.add(typed);
    }

    void hangUp() {
      closed = true;
      keys.add("");
      stop();
    }

    // The command, on its own thread.

    private void work() {
      int result;
      try {
        result = command.run(this);
      } catch (InterruptedException e) {
        result = 130;
      } catch (FileError e) {
        result = complain(e.path() + ": " + e.reason().words());
      } catch (RuntimeException e) {
        Terminal.LOG.error("{} failed", argv, e);
        result = complain("internal error");
      }
      raw = false;
      code = result;
      terminal.wake();
    }

    private int complain(String words) {
      printed.offer(new Piece(2, argv.getFirst() + ": " + words + "\n"));
      return 1;
    }

    @Override
    public List<String> args() {
      return argv.subList(1, argv.size());
    }

    @Override
    public Map<String, String> env() {
      return env;
    }

    @Override
    public String cwd() {
      return directory;
    }

    @Override
    public String commandLine() {
      return terminal.line();
    }

    @Override
    public ClusterPort cluster() {
      return terminal.cluster();
    }

    @Override
    public void out(String text) throws InterruptedException {
      print(1, text);
    }

    @Override
    public void err(String text) throws InterruptedException {
      print(2, text);
    }

    private void print(int stream, String text) throws InterruptedException {
      if (!text.isEmpty()) {
        printed.put(new Piece(stream, text));
        terminal.wake();
      }
    }

    @Override
    public @Nullable String read() throws InterruptedException {
      wantsInput = true;
      terminal.wake();
      String text = given.take();
      return text.equals("\0end") ? null : text;
    }

    @Override
    public boolean stdinIsTerminal() {
      return terminalIn;
    }

    @Override
    public boolean stdoutIsTerminal() {
      return terminalOut;
    }

    @Override
    public @Nullable String readKeys(Duration atMost) throws InterruptedException {
      raw = true;
      terminal.grabbed(this);
      String first = keys.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (closed) {
        return null;
      }
      if (first == null) {
        return "";
      }
      StringBuilder all = new StringBuilder(first);
      for (String more = keys.poll(); more != null; more = keys.poll()) {
        all.append(more);
      }
      return all.toString();
    }

    @Override
    public void endKeys() {
      raw = false;
      terminal.released(this);
    }

    @Override
    public void tty(String text) {
      terminal.screen(text);
    }

    @Override
    public int columns() {
      return terminal.columns();
    }

    @Override
    public int rows() {
      return terminal.rows();
    }

    @Override
    public FileTree files() {
      return terminal.files();
    }

    @Override
    public void files(UnaryOperator<FileTree> change) {
      terminal.files(change);
    }

    @Override
    public int edit(String path) throws InterruptedException {
      String wanted = env.getOrDefault("KUBE_EDITOR", env.getOrDefault("EDITOR", "vi"));
      Command editor = terminal.editor(wanted.split(" ")[0]);
      if (editor == null) {
        return script(wanted + " '" + path + "'");
      }
      return editor.run(new Editing(this, path));
    }

    /// A line of the shell instead of an editor, such as `sed -i s/a/b/ FILE`.
    private int script(String line) throws InterruptedException {
      ProcessTree tree = terminal.script(line, env, directory);
      while (true) {
        Progress progress = terminal.resume(tree);
        for (Progress.Output output : progress.output()) {
          print(output.stream(), output.text());
        }
        for (HostCall call : progress.calls()) {
          tree.answer(call.id(), terminal.answer("", call));
        }
        switch (progress.status()) {
          case Progress.Status.Exited exited -> {
            return exited.code();
          }
          case Progress.Status.Ready _ -> {}
          case Progress.Status.Waiting waiting -> {
            if (waiting.until() == null && progress.calls().isEmpty()) {
              return 1;
            }
            sleep(Duration.ofMillis(20));
          }
        }
      }
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
      Thread.sleep(time);
    }
  }

  /// An editor inside another command: the same terminal, with a file as its argument.
  private record Editing(Process outer, String path) implements CommandContext {
    @Override
    public List<String> args() {
      return List.of(path);
    }

    @Override
    public Map<String, String> env() {
      return outer.env();
    }

    @Override
    public String cwd() {
      return outer.cwd();
    }

    @Override
    public String commandLine() {
      return outer.commandLine();
    }

    @Override
    public ClusterPort cluster() {
      return outer.cluster();
    }

    @Override
    public void out(String text) throws InterruptedException {
      outer.out(text);
    }

    @Override
    public void err(String text) throws InterruptedException {
      outer.err(text);
    }

    @Override
    public @Nullable String read() throws InterruptedException {
      return outer.read();
    }

    @Override
    public boolean stdinIsTerminal() {
      return outer.stdinIsTerminal();
    }

    @Override
    public boolean stdoutIsTerminal() {
      return outer.stdoutIsTerminal();
    }

    @Override
    public @Nullable String readKeys(Duration atMost) throws InterruptedException {
      return outer.readKeys(atMost);
    }

    @Override
    public void endKeys() {
      outer.endKeys();
    }

    @Override
    public void tty(String text) {
      outer.tty(text);
    }

    @Override
    public int columns() {
      return outer.columns();
    }

    @Override
    public int rows() {
      return outer.rows();
    }

    @Override
    public FileTree files() {
      return outer.files();
    }

    @Override
    public void files(UnaryOperator<FileTree> change) {
      outer.files(change);
    }

    @Override
    public int edit(String path) throws InterruptedException {
      return outer.edit(path);
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
      outer.sleep(time);
    }
  }
}
