package seodang.world;

import java.time.InstantSource;
import java.util.function.BiFunction;
import seodang.database.Database;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.kube.Transition;

/// Worlds of clusters with another engine than Kubernetes, for tests of what carries its answers.
public final class Worlds {
  private Worlds() {}

  public static World of(
      Database database, InstantSource clock, BiFunction<ClusterState, Input, Transition> engine) {
    return new World(database, WorldLimits.STANDARD, clock, BellEngine::fresh, engine);
  }
}
