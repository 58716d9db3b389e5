package seodang.world;

import java.time.Duration;
import java.time.Instant;

/// How virtual time follows the wall clock: a line through one point.
///
/// @param wall when `virtual` was the cluster's time
/// @param speed virtual seconds per second; 0 while paused
/// @param running the speed to go on with after a pause
record Pace(Instant wall, Instant virtual, int speed, int running) {
  static Pace from(Instant wall, Instant virtual) {
    return new Pace(wall, virtual, 1, 1);
  }

  Instant virtualAt(Instant when) {
    Duration passed = Duration.between(wall, when);
    return passed.isNegative() || speed == 0 ? virtual : virtual.plus(passed.multipliedBy(speed));
  }

  /// The wall-clock time at which the cluster's time will be `when`.
  Instant wallAt(Instant when) {
    return wall.plus(Duration.between(virtual, when).dividedBy(speed));
  }

  /// The same speed from another point.
  Pace at(Instant newWall, Instant newVirtual) {
    return new Pace(newWall, newVirtual, speed, running);
  }

  Pace paused(Instant when) {
    return new Pace(when, virtualAt(when), 0, running);
  }

  Pace resumed(Instant when) {
    return new Pace(when, virtualAt(when), running, running);
  }

  Pace withSpeed(Instant when, int faster) {
    return new Pace(when, virtualAt(when), speed == 0 ? 0 : faster, faster);
  }
}
