package seodang.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our shell does what the real dash does: the same standard output and exit code.
class DashTest {
  private static final Path DASH = Path.of("/bin/dash");

  static List<String> scripts() {
    return Scripts.all();
  }

  @Test
  void scripts_areEnough() {
    assertThat(Scripts.all()).hasSizeGreaterThanOrEqualTo(150);
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void script_doesWhatDashDoes(String script, @TempDir Path directory)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(DASH), "SKIPPED: there is no /bin/dash to compare with");
    Scripts.Result ours = Scripts.dash(script);
    Path out = Files.createTempFile("dash", ".out");
    ProcessBuilder builder = new ProcessBuilder(DASH.toString(), "-c", script);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.environment().put("HOME", "/home");
    Process process =
        builder
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean ended = process.waitFor(20, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("dash ended").isTrue();
    String real = Files.readString(out, StandardCharsets.UTF_8);
    Files.delete(out);
    assertThat(ours.out())
        .as("standard output (ours on stderr: %s)", ours.err())
        .isEqualTo(real.replace("/bin/dash", "sh").replace(directory.toString(), "/work"));
    assertThat(ours.code()).as("exit code").isEqualTo(process.exitValue());
  }
}
