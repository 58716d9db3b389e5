package seodang.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import seodang.account.Accounts;
import seodang.database.Database;
import seodang.database.DatabaseSettings;
import seodang.kube.Limits;
import seodang.world.Lease;
import seodang.world.World;
import seodang.world.WorldLimits;

/// What clusters cost that nobody uses, in the world that keeps them: a cluster asleep is rows of
/// the database and nothing else.
final class SleepBench {
  private static final int CLUSTERS = 10_000;
  private static final int SECONDS = 30;

  private SleepBench() {}

  static void run() {
    WorldLimits limits =
        new WorldLimits(
            20_000, Limits.STANDARD, 50, Duration.ofSeconds(1), Duration.ofMinutes(10), 4);
    try (Database database =
            Database.open(DatabaseSettings.file(Files.createTempDirectory("bench")));
        World world = new World(database, limits, InstantSource.system())) {
      Accounts accounts = new Accounts(database, InstantSource.system());
      for (int i = 0; i < CLUSTERS; i++) {
        String id = world.clusterOf(accounts.guest().id());
        try (Lease lease = world.open(id).orElseThrow()) {
          lease.cluster().pause();
          lease.cluster().resume();
        }
      }
      while (world.awake() > 0) {
        pause(Duration.ofSeconds(1));
      }
      double start = Figures.processCpu();
      pause(Duration.ofSeconds(SECONDS));
      Figures.row(
          "CPU of %,d clusters asleep, of the whole server".formatted(CLUSTERS),
          "< 1 % of a core",
          "%.2f %%".formatted((Figures.processCpu() - start) / SECONDS * 100));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
