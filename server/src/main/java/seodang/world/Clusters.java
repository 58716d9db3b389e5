package seodang.world;

import java.util.Optional;
import seodang.database.Token;

/// The clusters that a Kubernetes endpoint serves.
public interface Clusters {
  /// The cluster that a token opens as its owner.
  Optional<String> clusterOf(Token token);

  /// Opens a cluster, waking it when it sleeps; empty when there is none of that id.
  ///
  /// @throws WorldFullException when this server holds as many as it may and all are in use
  Optional<Lease> open(String id);

  /// The id that a request means which names no cluster; `""` when it must name one.
  default String only() {
    return "";
  }
}
