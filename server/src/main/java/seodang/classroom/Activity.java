package seodang.classroom;

import java.time.Instant;

/// What a learner was last doing, from which it is told whether they are stuck.
///
/// @param at when the last command ended
/// @param error the last line of the last failing command; `""` after one that did not fail
/// @param errors how often in a row that same error came
/// @param fruitless commands in a row that changed nothing in the cluster
/// @param finding the first check of the current step that does not pass, in its own words
public record Activity(
    String lesson,
    String step,
    Instant at,
    String error,
    int errors,
    int fruitless,
    String finding) {
  static final int LONGEST = 300;

  static Activity begun(String lesson, String step, Instant at) {
    return new Activity(lesson, step, at, "", 0, 0, "");
  }

  /// After one more command.
  Activity after(String newLesson, String newStep, Instant when, String failed, boolean fruitful) {
    boolean same = lesson.equals(newLesson) && step.equals(newStep);
    String cut = cut(failed);
    int again = cut.isEmpty() ? 0 : cut.equals(error) && same ? errors + 1 : 1;
    return new Activity(
        newLesson,
        newStep,
        when,
        cut,
        again,
        fruitful ? 0 : same ? fruitless + 1 : 1,
        same ? finding : "");
  }

  Activity found(String newFinding) {
    return new Activity(lesson, step, at, error, errors, fruitless, cut(newFinding));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
