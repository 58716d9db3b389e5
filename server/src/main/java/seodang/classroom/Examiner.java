package seodang.classroom;

import java.util.List;
import seodang.course.Lesson;
import seodang.kube.ClusterState;

/// Evaluates the checks of a step over a cluster; a pure function.
@FunctionalInterface
public interface Examiner {
  /// One finding per check, in order.
  ///
  /// @param since the trace id after which requests count
  List<Finding> examine(Lesson.Step step, ClusterState state, long since);

  /// @param name what has been reached when it passes
  /// @param message what was found and where to look; `""` when it passed
  record Finding(String name, boolean passed, String message) {}
}
