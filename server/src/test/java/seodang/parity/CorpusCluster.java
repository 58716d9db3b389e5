package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import seodang.database.Token;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Limits;
import seodang.web.Kubeconfig;
import seodang.web.KubernetesServer;
import seodang.web.KubernetesSettings;
import seodang.world.Lease;
import seodang.world.LoneCluster;

/// A cluster served over HTTPS whose clock stands until it is told how much time has passed.
final class CorpusCluster implements AutoCloseable {
  private final HandClock clock;
  private final LoneCluster cluster;
  private final KubernetesServer server;
  private final Lease lease;

  CorpusCluster(ClusterState state, Path folder) throws IOException {
    Token token = Token.random();
    clock = new HandClock(state.now());
    cluster = new LoneCluster(state, token, 1, Limits.STANDARD, clock);
    lease = cluster.open(cluster.only()).orElseThrow();
    server =
        new KubernetesServer(
                new KubernetesSettings(
                    "127.0.0.1",
                    0,
                    "",
                    List.of(),
                    folder.resolve("tls"),
                    KubernetesSettings.BODY,
                    1_000,
                    1_000_000),
                cluster,
                InstantSource.system())
            .start();
    Path config = folder.resolve("home/.kube/config");
    Files.createDirectories(config.getParent());
    Files.writeString(
        config,
        Kubeconfig.text(server.address(), server.authorityPem(), token, Kubeconfig.Names.KUBEADM));
  }

  Instant now() {
    return clock.instant();
  }

  void pass(Duration time) {
    clock.now = clock.now.plus(time);
    var _ = lease.cluster().apply(new Input.Advance(clock.now));
  }

  /// Goes on to a moment, unless it has passed.
  void reach(Instant moment) {
    while (now().isBefore(moment)) {
      Duration left = Duration.between(now(), moment);
      Duration step = Duration.ofMillis(200);
      pass(left.compareTo(step) < 0 ? left : step);
    }
  }

  @Override
  public void close() {
    lease.close();
    server.close();
    cluster.close();
  }

  /// Time that passes only when somebody says so.
  private static final class HandClock implements InstantSource {
    private volatile Instant now;

    HandClock(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
