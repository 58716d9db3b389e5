package seodang.classroom;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts what has happened; whoever waits is woken, and whoever was busy sees that it missed
/// something without being told each piece: a slow reader skips, it never queues.
public final class Bell {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private long count;

  public void ring() {
    lock.lock();
    try {
      count++;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until it has rung since `seen`, at most so long, and answers the count.
  public long await(long seen, Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (count == seen && nanos > 0) {
        nanos = rung.awaitNanos(nanos);
      }
      return count;
    } finally {
      lock.unlock();
    }
  }
}
