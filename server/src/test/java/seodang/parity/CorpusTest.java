package seodang.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A fixed part of the corpus, where there is a real kubectl 1.33: agreement never falls. All of it
/// is played by `script/parity --part corpus`.
class CorpusTest {
  private static final Path TEXTS = Path.of("server/src/test/resources/parity/kubectl-corpus");
  private static final Path FLOOR = Path.of("server/src/test/resources/parity/corpus-floor.txt");

  @Test
  void agreement_ofTheSample_doesNotFall() throws Exception {
    Path kubectl = kubectl();
    if (kubectl == null) {
      assumeTrue(false, "no kubectl 1.33 here: the corpus is not compared");
      return;
    }
    for (String line : Files.readAllLines(FLOOR)) {
      String[] parts = line.split("=", 2);
      Corpus.Tally tally =
          new Corpus(kubectl, (text, real, ours) -> {}).run(TEXTS, parts[0].strip() + ".txt", 1);
      assertThat(tally.equal())
          .as("%s, of %d", parts[0].strip(), tally.commands())
          .isGreaterThanOrEqualTo(Integer.parseInt(parts[1].strip()));
    }
  }

  private static @Nullable Path kubectl() throws IOException {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path gcloud = Path.of(folder, "gcloud");
      Path beside =
          Files.exists(gcloud) ? gcloud.toRealPath().resolveSibling("kubectl.1.33") : gcloud;
      if (Files.isExecutable(beside) && !beside.equals(gcloud)) {
        return beside;
      }
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .map(folder -> Path.of(folder, "kubectl.1.33"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
