package seodang.classroom;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far one learner is with one step.
///
/// @param passedAt null until it has passed
/// @param hints how many were looked at
public record StepProgress(
    String lesson, String step, Instant beganAt, @Nullable Instant passedAt, int hints) {
  public boolean passed() {
    return passedAt != null;
  }
}
