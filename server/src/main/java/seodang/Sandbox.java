package seodang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import seodang.database.Token;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.kube.Limits;
import seodang.web.Kubeconfig;
import seodang.web.KubernetesServer;
import seodang.web.KubernetesSettings;
import seodang.web.PortTakenException;
import seodang.world.LoneCluster;

/// A disposable cluster without the web application: the Kubernetes API of one profile, in memory,
/// until the process ends.
public final class Sandbox implements AutoCloseable {
  private static final Limits LIMITS =
      new Limits(1_000_000, 1_000_000, 10_000, 1_000_000, Limits.STANDARD.objectBytes(), 1_000);
  private static final int STREAMS = 20_000;
  private static final int REQUESTS = 10_000_000;

  /// Where the command was called.
  private static final Path HERE = Path.of(System.getProperty("seodang.directory", ""));

  private static final List<String> PROFILES = List.of("api", "kwok", "real", "learner", "cloud");
  private static final String USAGE =
      """
      사용법: script/sandbox [--profile api|kwok|real|learner|cloud|파일] [--port N] [--kubeconfig 파일]
                             [--speed 1|N|max] [--seed N]

        --profile     어떤 클러스터인지 (기본 learner). 파일이면 그 YAML의 프로필을 씁니다.
        --port        API 서버의 포트 (기본 6443, 0이면 빈 포트)
        --kubeconfig  kubectl이 읽을 파일을 여기에 씁니다 (기본 ./sandbox.kubeconfig)
        --speed       시계: 1은 실제 시간, N은 N배 (3600까지), max는 다음 일로 건너뜁니다 (기본 1)
        --seed        이름과 UID를 정하는 수 (기본은 그때그때 다릅니다)\
      """;

  private final KubernetesServer server;
  private final LoneCluster cluster;
  private final Path folder;
  private final Token token = Token.random();

  /// What a sandbox is started with.
  ///
  /// @param profile a name or a file
  /// @param speed virtual seconds per second, or [LoneCluster#JUMPING]
  public record Options(String profile, int port, Path kubeconfig, int speed, long seed) {
    /// @throws IllegalArgumentException saying which argument is wrong
    static Options of(String[] arguments) {
      Map<String, String> given = new HashMap<>();
      for (int i = 0; i < arguments.length; i++) {
        String[] parts = arguments[i].split("=", 2);
        if (!List.of("--profile", "--port", "--kubeconfig", "--speed", "--seed")
            .contains(parts[0])) {
          throw new IllegalArgumentException("모르는 인자입니다: " + arguments[i] + "\n\n" + USAGE);
        }
        if (parts.length == 1 && i + 1 == arguments.length) {
          throw new IllegalArgumentException(parts[0] + " 다음에 값이 있어야 합니다.\n\n" + USAGE);
        }
        given.put(parts[0], parts.length == 2 ? parts[1] : arguments[++i]);
      }
      String speed = given.getOrDefault("--speed", "1");
      String seed = given.getOrDefault("--seed", "");
      return new Options(
          given.getOrDefault("--profile", "learner"),
          (int) number("--port", given.getOrDefault("--port", "6443"), 0, 65_535),
          HERE.resolve(given.getOrDefault("--kubeconfig", "sandbox.kubeconfig")),
          speed.equals("max") ? LoneCluster.JUMPING : (int) number("--speed", speed, 1, 3600),
          seed.isEmpty()
              ? new SplittableRandom().nextLong()
              : number("--seed", seed, 0, Integer.MAX_VALUE));
    }

    private static long number(String name, String value, long least, long most) {
      if (!value.matches("[0-9]{1,10}")
          || Long.parseLong(value) < least
          || Long.parseLong(value) > most) {
        throw new IllegalArgumentException(
            name + "에는 " + least + "부터 " + most + "까지의 수를 줍니다: " + value);
      }
      return Long.parseLong(value);
    }
  }

  private Sandbox(Options options) throws IOException {
    InstantSource clock = InstantSource.system();
    folder = Files.createTempDirectory("sandbox");
    cluster =
        new LoneCluster(state(options, clock.instant()), token, options.speed(), LIMITS, clock);
    server =
        new KubernetesServer(
            new KubernetesSettings(
                "127.0.0.1",
                options.port(),
                "",
                List.of(),
                folder.resolve("tls"),
                KubernetesSettings.BODY,
                STREAMS,
                REQUESTS),
            cluster,
            clock);
  }

  /// Starts a sandbox and writes its kubeconfig.
  ///
  /// @throws IllegalArgumentException when the profile is wrong, saying why
  /// @throws PortTakenException when something else listens on the port
  public static Sandbox start(Options options) throws IOException {
    Sandbox sandbox = new Sandbox(options);
    try {
      sandbox.server.start();
      Path file = options.kubeconfig().toAbsolutePath();
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          file,
          Kubeconfig.text(
              sandbox.server.address(),
              sandbox.server.authorityPem(),
              sandbox.token,
              Kubeconfig.Names.KUBEADM));
      return sandbox;
    } catch (IOException | RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  public String address() {
    return server.address();
  }

  /// The cluster as it is now.
  public ClusterState state() {
    return cluster.state();
  }

  private static ClusterState state(Options options, Instant now) throws IOException {
    if (PROFILES.contains(options.profile())) {
      return Cluster.ofProfile(options.profile(), options.seed(), now);
    }
    Path file = HERE.resolve(options.profile());
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "프로필 " + options.profile() + "이(가) 없습니다. 이름은 " + PROFILES + " 가운데 하나이거나 파일입니다.");
    }
    try {
      return Cluster.ofProfileText(Files.readString(file), options.seed(), now);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    server.close();
    cluster.close();
    try {
      Folders.remove(folder);
    } catch (IOException e) {
      System.err.println(e.getMessage());
    }
  }

  public static void main(String[] arguments) {
    if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
      System.out.println(USAGE);
      return;
    }
    try {
      Options options = Options.of(arguments);
      Sandbox sandbox = start(options);
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(sandbox::close));
      System.out.println(sandbox.address());
      System.out.println("export KUBECONFIG=" + options.kubeconfig().toAbsolutePath());
    } catch (IllegalArgumentException | IOException | PortTakenException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }
}
