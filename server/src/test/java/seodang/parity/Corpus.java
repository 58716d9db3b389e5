package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import seodang.JumpingCluster;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.parity.Transcripts.Answer;

/// Plays each text of the corpus twice on equal clusters, once with the terminal's own kubectl and
/// once with the real one over HTTPS, and compares what they say.
final class Corpus {
  /// Between two commands both clusters come to rest, so that no answer depends on who was faster.
  private static final Duration QUIET = Duration.ofSeconds(5);

  private static final Duration AT_MOST = Duration.ofSeconds(40);

  /// The clusters' time lies behind the wall's, so that nothing lies in the real kubectl's future.
  private static final Duration BEHIND = Duration.ofMinutes(60);

  /// How many commands there are, and of how many both said the same.
  record Tally(int commands, int equal) {}

  private record Answered(Answer answer, Instant after) {}

  private final Path kubectl;
  private final Transcripts.Differences differences;

  Corpus(Path kubectl, Transcripts.Differences differences) {
    this.kubectl = kubectl;
    this.differences = differences;
  }

  /// @param only what a text's name contains
  /// @param atOnce how many texts are played at the same time
  Tally run(Path folder, String only, int atOnce) throws IOException, InterruptedException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(f -> f.getFileName().toString().contains(only)).sorted().toList();
    }
    try (ExecutorService players = Executors.newFixedThreadPool(atOnce)) {
      List<Future<Tally>> tallies = new ArrayList<>();
      for (Path file : files) {
        tallies.add(players.submit(() -> play(CorpusScript.read(file))));
      }
      int commands = 0;
      int equal = 0;
      for (Future<Tally> tally : tallies) {
        commands += tally.get().commands();
        equal += tally.get().equal();
      }
      return new Tally(commands, equal);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Tally play(CorpusScript script) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Instant begin = Instant.ofEpochSecond(Instant.now().minus(BEHIND).getEpochSecond());
    ClusterState fresh = Cluster.ofProfile(script.profile(), script.name().hashCode(), begin);
    List<Answered> ours = own(script, fresh);
    long middle = System.nanoTime();
    int equal = real(script, fresh, ours);
    int commands = (int) script.commands();
    System.err.printf(
        "%4d of %4d  %s (own %.1f s, real %.1f s)%n",
        equal, commands, script.name(), (middle - start) / 1e9, (System.nanoTime() - middle) / 1e9);
    return new Tally(commands, equal);
  }

  private static List<Answered> own(CorpusScript script, ClusterState fresh)
      throws InterruptedException {
    JumpingCluster cluster = new JumpingCluster(fresh);
    OwnKubectl.Shell shell = new OwnKubectl.Shell(cluster);
    List<Answered> answers = new ArrayList<>();
    for (CorpusScript.Step step : script.steps()) {
      switch (step) {
        case CorpusScript.Step.File file -> shell.write(file.path(), file.text());
        case CorpusScript.Step.Sleep sleep -> cluster.pass(sleep.time());
        case CorpusScript.Step.Command command -> {
          Answer answer = shell.run(command.line());
          cluster.settle(QUIET, AT_MOST);
          answers.add(new Answered(answer, cluster.now()));
        }
      }
    }
    return answers;
  }

  private int real(CorpusScript script, ClusterState fresh, List<Answered> ours)
      throws IOException, InterruptedException {
    int equal = 0;
    try (CorpusKubectl real = new CorpusKubectl(kubectl, fresh)) {
      int k = 0;
      for (CorpusScript.Step step : script.steps()) {
        switch (step) {
          case CorpusScript.Step.File file -> real.write(file.path(), file.text());
          case CorpusScript.Step.Sleep sleep -> real.cluster().pass(sleep.time());
          case CorpusScript.Step.Command command -> {
            Answer answer = real.run(command.line());
            Answered own = ours.get(k++);
            if (CorpusMatch.same(
                answer, own.answer(), Duration.between(real.cluster().now(), Instant.now()))) {
              equal++;
            } else {
              differences.tell(script.name(), answer, own.answer());
            }
            real.cluster().reach(own.after());
          }
        }
      }
    }
    return equal;
  }
}
