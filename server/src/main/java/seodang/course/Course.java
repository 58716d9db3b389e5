package seodang.course;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that is taught, in order.
public record Course(List<Chapter> chapters, List<Term> glossary) {

  /// @param number as in `2. 오브젝트와 컨트롤러`
  public record Chapter(int number, String title, String summary, List<Lesson> lessons) {}

  /// One word of the glossary.
  ///
  /// @param slug its address: `replicaset`
  /// @param name Korean; `english` as Kubernetes writes it
  /// @param html two or three sentences
  /// @param lessons numbers of the lessons that teach it
  /// @param place where the diagram shows it: a kind or component, `""` if nowhere
  public record Term(
      String slug, String name, String english, String html, List<String> lessons, String place) {}

  /// The lesson by its number, as `2-4`.
  public @Nullable Lesson lesson(String number) {
    for (Chapter chapter : chapters) {
      for (Lesson lesson : chapter.lessons()) {
        if (lesson.number().equals(number)) {
          return lesson;
        }
      }
    }
    return null;
  }
}
