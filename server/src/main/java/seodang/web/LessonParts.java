package seodang.web;

import java.util.ArrayList;
import java.util.List;
import seodang.classroom.Desk;
import seodang.classroom.Examiner.Finding;
import seodang.classroom.Progress;
import seodang.classroom.StepProgress;
import seodang.course.Lesson;
import seodang.web.LessonSteps.Mark;

/// A learner's standing in a lesson, in the form the templates take.
final class LessonParts {
  private LessonParts() {}

  static LessonSteps steps(Desk desk, Lesson lesson, boolean readOnly) {
    Progress progress = desk.progress();
    int current = progress.current(lesson);
    List<LessonSteps.Step> steps = new ArrayList<>();
    for (int i = 0; i < lesson.steps().size(); i++) {
      Lesson.Step step = lesson.steps().get(i);
      StepProgress row = progress.of(lesson.number(), step.id());
      boolean passed = row != null && row.passed();
      int hints = row == null ? 0 : row.hints();
      Mark mark =
          passed
              ? hints > 0 ? Mark.PASSED_WITH_HINT : Mark.PASSED
              : i == current ? Mark.NOW : Mark.LATER;
      steps.add(
          new LessonSteps.Step(
              step.id(),
              step.title(),
              step.bodyHtml(),
              step.taskHtml(),
              mark,
              checks(step, passed, desk.findings(step.id())),
              step.hintsHtml(),
              Math.min(hints, step.hintsHtml().size())));
    }
    return new LessonSteps(lesson.number(), List.copyOf(steps), current, readOnly);
  }

  private static List<LessonSteps.Check> checks(
      Lesson.Step step, boolean passed, List<Finding> findings) {
    List<LessonSteps.Check> checks = new ArrayList<>();
    for (int i = 0; i < step.checks().size(); i++) {
      String name = step.checks().get(i).name();
      if (passed) {
        checks.add(new LessonSteps.Check(name, true, ""));
      } else if (i < findings.size()) {
        Finding finding = findings.get(i);
        checks.add(
            new LessonSteps.Check(
                name, finding.passed(), finding.passed() ? "" : finding.message()));
      } else {
        checks.add(new LessonSteps.Check(name, false, ""));
      }
    }
    return List.copyOf(checks);
  }
}
