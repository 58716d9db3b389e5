package seodang.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Our shell and its tools do what the real dash and the tools beside it do: the same standard
/// output and exit code.
class DashTest {
  private static final Path DASH = Path.of("/bin/dash");

  @SuppressWarnings("UnusedVariable")
  private static final List<String> groups = Scripts.GROUPS;

  @Test
  void scripts_areEnough() {
    assertThat(Scripts.all()).hasSizeGreaterThanOrEqualTo(400);
  }

  @ParameterizedTest
  @FieldSource("groups")
  void scripts_doWhatDashDoes(String group, @TempDir Path directory)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(DASH), "SKIPPED: there is no /bin/dash to compare with");
    boolean mawk = Files.isExecutable(Path.of("/usr/bin/mawk"));
    assumeTrue(!group.equals("awk") || mawk, "SKIPPED: there is no mawk to compare with");
    List<String> differences = new ArrayList<>();
    int number = 0;
    for (String script : Scripts.of(group)) {
      Path work = Files.createDirectory(directory.resolve("work" + number++));
      String ours = ours(script);
      String real = real(script, work, directory.resolve("out"));
      if (!ours.equals(real)) {
        differences.add(script + "\n--- ours\n" + ours + "\n--- dash\n" + real);
      }
    }
    assertThat(String.join("\n\n", differences)).isEmpty();
  }

  private static String ours(String script) {
    Scripts.Result result = Scripts.dash(script);
    return result.out() + "exit " + result.code();
  }

  private static String real(String script, Path directory, Path out)
      throws IOException, InterruptedException {
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
    return Files.readString(out, StandardCharsets.UTF_8)
            .replace("/bin/dash", "sh")
            .replace(directory.toString(), "/work")
        + "exit "
        + process.exitValue();
  }
}
