package seodang.classroom;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When a learner is stuck, and in which words an instructor hears why: the same error three times,
/// five minutes without a command at an open page, or ten commands that changed nothing.
final class Stuck {
  static final int SAME_ERRORS = 3;
  static final int FRUITLESS = 10;
  static final Duration IDLE = Duration.ofMinutes(5);

  private Stuck() {}

  /// @param present has the page open
  /// @param since when the step began
  static Optional<String> why(Activity activity, boolean present, Instant since, Instant now) {
    if (activity.errors() >= SAME_ERRORS) {
      return Optional.of("같은 오류를 " + activity.errors() + "번 만났습니다: " + activity.error());
    }
    if (activity.fruitless() >= FRUITLESS) {
      return Optional.of("명령 " + activity.fruitless() + "개를 치는 동안 클러스터가 그대로입니다.");
    }
    Instant last = activity.at().isAfter(since) ? activity.at() : since;
    Duration idle = Duration.between(last, now);
    if (present && idle.compareTo(IDLE) >= 0) {
      return Optional.of(idle.toMinutes() + "분째 아무 명령도 치지 않았습니다.");
    }
    return Optional.empty();
  }
}
