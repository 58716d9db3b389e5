package seodang.classroom;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.course.Course;
import seodang.course.Lesson;

/// One learner's way through the course so far.
public record Progress(Map<Key, StepProgress> steps) {
  record Key(String lesson, String step) {}

  static Progress of(List<StepProgress> rows) {
    Map<Key, StepProgress> steps = new HashMap<>();
    rows.forEach(row -> steps.put(new Key(row.lesson(), row.step()), row));
    return new Progress(Map.copyOf(steps));
  }

  public @Nullable StepProgress of(String lesson, String step) {
    return steps.get(new Key(lesson, step));
  }

  public boolean passed(String lesson, String step) {
    StepProgress row = of(lesson, step);
    return row != null && row.passed();
  }

  public int passedIn(Lesson lesson) {
    return (int) lesson.steps().stream().filter(step -> passed(lesson.number(), step.id())).count();
  }

  public boolean begun(Lesson lesson) {
    return steps.keySet().stream().anyMatch(key -> key.lesson().equals(lesson.number()));
  }

  public boolean finished(Lesson lesson) {
    return passedIn(lesson) == lesson.steps().size();
  }

  /// The index of the first step not passed; the number of steps when all are.
  public int current(Lesson lesson) {
    for (int i = 0; i < lesson.steps().size(); i++) {
      if (!passed(lesson.number(), lesson.steps().get(i).id())) {
        return i;
      }
    }
    return lesson.steps().size();
  }

  /// The lesson to go on with: the one last begun if it is not finished, else the next after it
  /// that is not; null when there is nothing left, or nothing at all.
  public @Nullable Lesson goOn(Course course) {
    Set<String> begun = new HashSet<>();
    StepProgress latest = null;
    for (StepProgress row : steps.values()) {
      begun.add(row.lesson());
      if (latest == null || row.beganAt().isAfter(latest.beganAt())) {
        latest = row;
      }
    }
    List<Lesson> lessons =
        course.chapters().stream().flatMap(chapter -> chapter.lessons().stream()).toList();
    int from = 0;
    for (int i = 0; i < lessons.size(); i++) {
      if (latest != null && lessons.get(i).number().equals(latest.lesson())) {
        from = i;
      }
    }
    for (int i = 0; i < lessons.size(); i++) {
      Lesson lesson = lessons.get((from + i) % lessons.size());
      if (!finished(lesson) || lesson.steps().isEmpty() && !begun.contains(lesson.number())) {
        return lesson;
      }
    }
    return null;
  }
}
