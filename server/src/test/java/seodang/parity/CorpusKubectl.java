package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import seodang.Folders;
import seodang.kube.ClusterState;
import seodang.parity.Transcripts.Answer;

/// An unmodified kubectl in a folder of its own, on a cluster whose time goes on only while a
/// command waits for something.
final class CorpusKubectl implements AutoCloseable {
  /// A command that takes longer is waiting: from then on the cluster's time runs.
  private static final Duration WAITING = Duration.ofMillis(400);

  private static final Duration LONGEST = Duration.ofSeconds(25);
  private static final long BEAT = 20;
  private static final int SPEED = 10;

  private final Path folder = Files.createTempDirectory("corpus");
  private final Path home = Files.createDirectories(folder.resolve("home"));
  private final CorpusCluster cluster;

  CorpusKubectl(Path kubectl, ClusterState fresh) throws IOException {
    Files.createSymbolicLink(
        Files.createDirectories(folder.resolve("bin")).resolve("kubectl"),
        kubectl.toAbsolutePath());
    cluster = new CorpusCluster(fresh, folder);
  }

  CorpusCluster cluster() {
    return cluster;
  }

  void write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  Answer run(String command) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", command)
            .directory(home.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> env = builder.environment();
    env.clear();
    env.put("PATH", folder.resolve("bin") + ":/usr/local/bin:/usr/bin:/bin");
    env.put("HOME", home.toString());
    env.put("EDITOR", "vi");
    env.put("LANG", "C.UTF-8");
    env.put("TZ", "UTC");
    env.put("TERM", "xterm-256color");
    Process process = builder.start();
    boolean ended = process.waitFor(WAITING.toMillis(), TimeUnit.MILLISECONDS);
    for (long waited = 0; !ended && waited < LONGEST.toMillis(); waited += BEAT) {
      cluster.pass(Duration.ofMillis(BEAT * SPEED));
      ended = process.waitFor(BEAT, TimeUnit.MILLISECONDS);
    }
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    return new Answer(command, text(out), text(err), ended ? process.exitValue() : 124);
  }

  /// What was printed, the folder called as in the terminal.
  private String text(Path printed) throws IOException {
    return Files.readString(printed).replace(home.toString(), "/home/learner");
  }

  @Override
  public void close() throws IOException {
    cluster.close();
    Folders.remove(folder);
  }
}
