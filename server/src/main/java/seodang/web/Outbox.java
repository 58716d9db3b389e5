package seodang.web;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// What waits to be sent to one browser's terminal: written by one thread, bounded in characters.
///
/// Pieces of output that wait are joined into one frame, and no more is sent than the browser is
/// seen to show, so that what is queued can still be discarded. One that takes too little for too
/// long is cut off; it connects again and is given the screen as it is then.
final class Outbox {
  /// What a message that is no output counts for.
  private static final int MESSAGE = 100;

  private static final int LONGEST = 1 << 20;
  private static final int FRAME = 16 << 10;

  /// Characters that may be on their way to the screen.
  private static final int UNSHOWN = 64 << 10;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// WebSocket's "try again later".
  private static final int TRY_AGAIN = 1013;

  private final Session session;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<Json.Object> waiting = new ArrayDeque<>();
  private final StringBuilder output = new StringBuilder();
  private int size;
  private int unshown;
  private boolean closed;

  Outbox(Session session) {
    this.session = session;
    Thread _ = Thread.ofVirtual().name("terminal-window").start(this::write);
  }

  /// Text for the screen.
  void output(String text) {
    lock.lock();
    try {
      if (grow(text.length())) {
        output.append(text);
        filled.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Any other message, after the output so far.
  void message(Json.Object message) {
    lock.lock();
    try {
      if (grow(MESSAGE)) {
        flushOutput();
        waiting.addLast(message);
        filled.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Forgets the output that was not sent; messages stay.
  ///
  /// @param instead is sent if there was any
  void discard(String instead) {
    lock.lock();
    try {
      boolean gone = waiting.removeIf(m -> m.text("t").equals("out")) || !output.isEmpty();
      output.setLength(0);
      output.append(gone ? instead : "");
      size = MESSAGE * waiting.size() + output.length();
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// The browser has shown so many characters of output.
  void shown(int characters) {
    lock.lock();
    try {
      unshown = Math.max(0, unshown - characters);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Characters of output that the browser has not shown.
  int backlog() {
    lock.lock();
    try {
      return closed ? 0 : size + unshown;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  private boolean grow(int by) {
    if (closed) {
      return false;
    }
    size += by;
    if (size > LONGEST) {
      closed = true;
      session.close(TRY_AGAIN, "too slow", Callback.NOOP);
      return false;
    }
    return true;
  }

  private void flushOutput() {
    int from = 0;
    while (from < output.length()) {
      int to = Math.min(output.length(), from + FRAME);
      if (to < output.length() && Character.isHighSurrogate(output.charAt(to - 1))) {
        to--;
      }
      waiting.addLast(Json.object("t", "out", "d", output.substring(from, to)));
      from = to;
    }
    output.setLength(0);
  }

  private void write() {
    try {
      for (Json.Object next = take(); next != null; next = take()) {
        Callback.Completable sent = new Callback.Completable();
        session.sendText(next.toString(), sent);
        sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      session.disconnect();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private Json.@Nullable Object take() throws InterruptedException, TimeoutException {
    lock.lockInterruptibly();
    try {
      long patience = PATIENCE.toNanos();
      while (!closed && (waiting.isEmpty() && output.isEmpty() || unshown > UNSHOWN)) {
        if (unshown <= UNSHOWN) {
          filled.await();
        } else if (patience > 0) {
          patience = filled.awaitNanos(patience);
        } else {
          throw new TimeoutException();
        }
      }
      if (waiting.isEmpty()) {
        flushOutput();
      }
      Json.Object next = waiting.pollFirst();
      if (next != null && next.text("t").equals("out")) {
        int length = next.text("d").length();
        unshown += length;
        size -= length;
      } else if (next != null) {
        size -= MESSAGE;
      }
      return next;
    } finally {
      lock.unlock();
    }
  }
}
