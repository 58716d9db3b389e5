package seodang.terminal.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import seodang.json.Json;

/// What the real kubectl 1.33.1 printed over a set of recorded objects, and over none, is what ours
/// prints.
final class RecordedOutputTest {
  private static final Path ROOT =
      Path.of("server/src/test/resources/seodang/terminal/kubectl/recorded");

  @TestFactory
  Stream<DynamicTest> commands() throws IOException {
    Json.Object discovery = Json.parseObject(Files.readString(ROOT.resolve("discovery.json")));
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT)) {
      for (Path file :
          files.filter(f -> f.toString().endsWith(".commands.json")).sorted().toList()) {
        Json.Object recording = Json.parseObject(Files.readString(file));
        RecordedCluster cluster =
            new RecordedCluster(
                discovery,
                recording.array("objects").objects(),
                Instant.parse(recording.text("now", "2026-11-21T02:24:00Z")));
        for (Json.Object step : recording.array("commands").objects()) {
          tests.add(
              DynamicTest.dynamicTest(step.text("command"), () -> check(cluster, recording, step)));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(100);
    return tests.stream();
  }

  private static void check(RecordedCluster cluster, Json.Object recording, Json.Object step) {
    ScriptedContext context = new ScriptedContext(cluster);
    recording.object("files").texts().forEach(context::file);
    ScriptedContext.Result result = context.run(step.text("command"));
    assertThat(normal(result.out() + "[2]\n" + result.err() + "[exit " + result.code() + "]"))
        .as(step.text("command"))
        .isEqualTo(
            normal(
                step.text("stdout")
                    + "[2]\n"
                    + step.text("stderr")
                    + "[exit "
                    + step.number("exit", 0)
                    + "]"));
  }

  /// Log lines carry a process id and a time; a random suffix is random.
  private static String normal(String text) {
    return text.replaceAll("(?m)^([WE])\\d{4} [\\d:.]+ +\\d+ ([a-z_]+\\.go):\\d+\\]", "$1 $2]")
        .replaceAll("name: b-c-d-[a-z0-9]{5}", "name: b-c-d-XXXXX");
  }
}
