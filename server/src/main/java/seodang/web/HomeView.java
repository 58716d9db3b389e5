package seodang.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first page (`templates/home/page.jte`): the course, and where to go on.
///
/// @param started whether the visitor has begun anything
/// @param goOn the lesson the one big button leads to; null when there is none left
/// @param attended the names of the classes the visitor learns in
/// @param newcomer is shown a cluster in the middle of a rollout, as lessons draw it
/// @param wanted the number of a lesson asked for by its address before starting; `""` for none
public record HomeView(
    LayoutView layout,
    boolean started,
    @Nullable LessonCard goOn,
    String wanted,
    List<String> attended,
    boolean newcomer,
    List<Chapter> chapters) {
  public String widePicture() {
    return FirstPicture.wide();
  }

  public String tallPicture() {
    return FirstPicture.tall();
  }

  public record Chapter(int number, String title, String summary, List<LessonCard> lessons) {}

  /// @param passed of `steps`
  public record LessonCard(
      String number, String title, String summary, int minutes, int passed, int steps) {
    public String href() {
      return "/lessons/" + number;
    }

    public boolean finished() {
      return steps > 0 && passed == steps;
    }
  }
}
