package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import seodang.Sandbox;
import seodang.json.Json;
import seodang.kube.ClusterState;
import seodang.parity.Transcripts.Answer;

/// Plays scenarios with an unmodified kubectl against a sandbox in real time.
final class RealKubectl implements Transcripts.Player {
  private static final int LONGEST = 100;

  /// What must stand still for a cluster to have settled: neither events nor leases.
  private static final List<String> SETTLING =
      List.of(
          "/pods",
          "/services",
          "/endpoints",
          "/configmaps",
          "/secrets",
          "/namespaces",
          "/persistentvolumes",
          "/persistentvolumeclaims",
          "/replicationcontrollers",
          "/resourcequotas",
          "/serviceaccounts",
          "apps/deployments",
          "apps/replicasets",
          "apps/statefulsets",
          "apps/daemonsets",
          "batch/jobs",
          "batch/cronjobs",
          "discovery.k8s.io/endpointslices",
          "policy/poddisruptionbudgets",
          "autoscaling/horizontalpodautoscalers",
          "networking.k8s.io/ingresses",
          "apiextensions.k8s.io/customresourcedefinitions");

  private final Path kubectl;

  RealKubectl(Path kubectl) {
    this.kubectl = kubectl;
  }

  @Override
  public List<Answer> play(Json.Object scenario) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("scenario");
    Path work = Files.createDirectories(folder.resolve("w"));
    Files.createDirectories(folder.resolve("home"));
    Files.createSymbolicLink(
        Files.createDirectories(folder.resolve("bin")).resolve("kubectl"),
        kubectl.toAbsolutePath());
    Path config = folder.resolve("kubeconfig");
    List<Answer> answers = new ArrayList<>();
    Sandbox.Options options =
        new Sandbox.Options(
            scenario.text("profile", "kwok"), 0, config, 1, scenario.text("name").hashCode());
    try (Sandbox sandbox = Sandbox.start(options)) {
      for (Json.Object step : scenario.array("steps").objects()) {
        if (step.has("file")) {
          Path file = work.resolve(step.text("file"));
          Files.createDirectories(file.getParent());
          Files.writeString(file, step.text("text"));
        } else if (step.has("settle")) {
          settle(sandbox, Transcripts.time(step, "settle").toMillis());
        } else if (step.has("sleep")) {
          Thread.sleep(Transcripts.time(step, "sleep"));
        } else {
          answers.add(run(folder, step.text("command")));
        }
      }
    }
    return answers;
  }

  private static Answer run(Path folder, String command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", command);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    builder
        .directory(folder.resolve("w").toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile());
    Map<String, String> env = builder.environment();
    env.clear();
    env.put("PATH", folder.resolve("bin") + ":/usr/local/bin:/usr/bin:/bin");
    env.put("HOME", folder.resolve("home").toString());
    env.put("KUBECONFIG", folder.resolve("kubeconfig").toString());
    env.put("LANG", "C.UTF-8");
    env.put("TZ", "UTC");
    env.put("TERM", "dumb");
    Process process = builder.start();
    boolean ended = process.waitFor(LONGEST, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    return new Answer(
        command, text(folder, out), text(folder, err), ended ? process.exitValue() : 124);
  }

  /// What was printed, the folder called as where the scenarios were recorded.
  private static String text(Path folder, Path printed) throws IOException {
    return Files.readString(printed).replace(folder.resolve("w").toString(), "/home/learner");
  }

  private static void settle(Sandbox sandbox, long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    long since = System.nanoTime();
    int last = 0;
    while (System.nanoTime() < end && System.nanoTime() - since < 2_000_000_000L) {
      int now = standing(sandbox.state());
      if (now != last) {
        last = now;
        since = System.nanoTime();
      }
      Thread.sleep(200);
    }
  }

  private static int standing(ClusterState state) {
    int hash = 1;
    for (String resource : SETTLING) {
      String[] parts = resource.split("/", -1);
      for (Json.Object object : state.list(parts[0], parts[1], "")) {
        hash = 31 * hash + object.object("metadata").text("resourceVersion").hashCode();
      }
    }
    return hash;
  }
}
