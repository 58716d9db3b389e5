package seodang.web;

import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// Jetty's threads: a few platform threads for the network, a virtual one for each request.
final class Threads {
  /// Streams hold their thread while they last, so this bounds them, not the load.
  private static final int AT_ONCE = 100_000;

  private Threads() {}

  static QueuedThreadPool pool(String name) {
    VirtualThreadPool virtual = new VirtualThreadPool();
    virtual.setName(name + "-request");
    virtual.setMaxConcurrentTasks(AT_ONCE);
    QueuedThreadPool pool = new QueuedThreadPool(32, 4);
    pool.setName(name);
    pool.setVirtualThreadsExecutor(virtual);
    return pool;
  }
}
