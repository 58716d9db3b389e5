package seodang.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The real kubectl of this machine, with a kubeconfig.
///
/// @param folder its home, where files go that commands read
record Kubectl(Path binary, Path folder, Path kubeconfig) {
  private static final int PATIENCE = 90;

  record Result(int exit, String out, String err) {
    @Override
    public String toString() {
      return "exit " + exit + "\n" + out + err;
    }
  }

  Result run(String... arguments) {
    return run("", List.of(arguments));
  }

  /// @param input what it reads from standard input
  Result run(String input, List<String> arguments) {
    try {
      Path out = Files.createTempFile(folder, "out", "");
      Path err = Files.createTempFile(folder, "err", "");
      Process process =
          command(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            arguments + " did not end in " + PATIENCE + " s: " + Files.readString(out));
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  ProcessBuilder command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("HOME", folder.toString());
    return builder;
  }

  /// `kubectl.1.33` beside a cloud SDK's, else the one on PATH if it is new enough for WebSockets.
  static @Nullable Path find() throws IOException {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      Path gcloud = Path.of(folder, "gcloud");
      if (Files.exists(gcloud)) {
        Path beside = gcloud.toRealPath().resolveSibling("kubectl.1.33");
        if (Files.isExecutable(beside)) {
          return beside;
        }
      }
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, "kubectl"))
        .filter(Files::isExecutable)
        .filter(Kubectl::isNewEnough)
        .findFirst()
        .orElse(null);
  }

  private static boolean isNewEnough(Path binary) {
    try {
      Process process = new ProcessBuilder(binary.toString(), "version", "--client").start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return text.matches("(?s).*v1\\.3[0-9]\\..*");
    } catch (IOException e) {
      return false;
    }
  }
}
