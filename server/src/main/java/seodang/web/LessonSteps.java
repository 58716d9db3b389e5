package seodang.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a learner stands in a lesson: the task in sight, its checks and hints, and the marks of
/// all steps.
///
/// Rendered by `templates/lesson/steps.jte` into a fragment of elements with ids; the page puts
/// each in the place of the element with its id. The same fragment answers `POST
/// /lessons/N/steps/S/check` and `…/hints/K` and is sent as the event `steps`.
///
/// @param lesson its number
/// @param steps all of them, in order
/// @param current the index of the first step not passed; `steps.size()` when all are
/// @param readOnly without buttons
public record LessonSteps(String lesson, List<Step> steps, int current, boolean readOnly) {

  public enum Mark {
    /// Not reached yet.
    LATER("아직"),
    /// The one to do now.
    NOW("지금"),
    PASSED("통과"),
    PASSED_WITH_HINT("힌트 보고 통과");

    private final String word;

    Mark(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    public boolean passed() {
      return this == PASSED || this == PASSED_WITH_HINT;
    }
  }

  /// @param bodyHtml and `taskHtml`: safe HTML
  /// @param checks as last evaluated
  /// @param hintsHtml all of the hints, of which the first `revealed` are shown
  public record Step(
      String id,
      String title,
      String bodyHtml,
      String taskHtml,
      Mark mark,
      List<Check> checks,
      List<String> hintsHtml,
      int revealed) {}

  /// @param message what was found and where to look; `""` when it passed or was not asked yet
  public record Check(String name, boolean passed, String message) {}

  /// The step to do now; null when all are passed.
  public @Nullable Step now() {
    return current < steps.size() ? steps.get(current) : null;
  }

  public long passed() {
    return steps.stream().filter(step -> step.mark().passed()).count();
  }
}
