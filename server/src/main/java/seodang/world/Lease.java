package seodang.world;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Somebody's use of a cluster: while it is open, the cluster stays awake.
public final class Lease implements AutoCloseable {
  private final LiveCluster cluster;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final Consumer<Lease> closed;

  /// @param closed is told once
  Lease(LiveCluster cluster, Consumer<Lease> closed) {
    this.cluster = cluster;
    this.closed = closed;
  }

  public LiveCluster cluster() {
    return cluster;
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      cluster.detach();
      closed.accept(this);
    }
  }
}
