package seodang.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A wall clock that goes when it is told to.
final class ManualClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-03-02T09:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  synchronized void pass(Duration time) {
    now = now.plus(time);
  }
}
