package seodang.world;

import java.time.Duration;
import seodang.kube.Limits;

/// How much the learners' clusters may take.
///
/// @param clusters in memory at once; beyond it the longest idle sleep, and when none is idle no
///   more are opened
/// @param cluster what one may hold
/// @param undos kept per cluster
/// @param idle without anybody attached before a cluster sleeps
/// @param catchUp virtual time that passes at most while a cluster sleeps, so that a forgotten
///   crash loop does not run for a month when its learner comes back
/// @param rounds of a state's own budget one wake-up may use before the cluster's clock yields
public record WorldLimits(
    int clusters, Limits cluster, int undos, Duration idle, Duration catchUp, int rounds) {
  public static final WorldLimits STANDARD =
      new WorldLimits(
          20_000, Limits.STANDARD, 50, Duration.ofMinutes(10), Duration.ofMinutes(10), 4);

  public WorldLimits {
    if (clusters < 1 || undos < 0 || rounds < 1) {
      throw new IllegalArgumentException("limits of clusters and rounds begin at 1");
    }
  }
}
