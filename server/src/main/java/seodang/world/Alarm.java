package seodang.world;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// One thread that watches the time for all clusters; what it wakes runs on a virtual thread.
final class Alarm implements AutoCloseable {
  private final ScheduledExecutorService watch;

  Alarm() {
    ScheduledThreadPoolExecutor pool =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("alarm").daemon().factory());
    pool.setRemoveOnCancelPolicy(true);
    // What would ring after the end is of no use to anybody.
    pool.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    watch = pool;
  }

  ScheduledFuture<?> after(long wait, TimeUnit unit, Runnable work) {
    return watch.schedule(() -> start(work), wait, unit);
  }

  ScheduledFuture<?> every(long period, TimeUnit unit, Runnable work) {
    return watch.scheduleWithFixedDelay(() -> start(work), period, period, unit);
  }

  private static void start(Runnable work) {
    Thread _ = Thread.ofVirtual().name("cluster").start(work);
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
