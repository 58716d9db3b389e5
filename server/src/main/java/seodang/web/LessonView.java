package seodang.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.course.Lesson;
import seodang.diagram.Scene;

/// A lesson's page (`templates/lesson/page.jte`): text, diagram, terminal.
///
/// @param chapter as `2. 오브젝트와 컨트롤러`
/// @param introHtml and `outroHtml`: safe HTML, as [Lesson] has it
/// @param steps also sent alone as the event `steps`, see [LessonSteps]
/// @param quiz in order; empty when the lesson has none
/// @param previous and `next`: the neighbouring lessons; null at the ends
/// @param scene of the cluster: the page draws it with `SceneSvg.draw`, as the event `diagram`
///   sends it; the event `outline` is `templates/lesson/outline.jte` with `Outline.of(scene)`, the
///   event `journey` is `templates/lesson/journey.jte` with `scene.journey()`
/// @param terminals the tabs, each opened at `/terminal/TAB`; at least one
/// @param readOnly an instructor looks at a learner's page: nothing can be typed or changed
/// @param learner the name of whose page it is, for an instructor; `""` for one's own
/// @param query what is appended to `/cluster/events`, `/cluster/object`, `/terminal/TAB` to name
///   another learner's cluster, as `?learner=7`; `""` for one's own
public record LessonView(
    LayoutView layout,
    String chapter,
    String number,
    String title,
    int minutes,
    String introHtml,
    LessonSteps steps,
    String outroHtml,
    List<Lesson.Command> commands,
    List<QuestionView> quiz,
    @Nullable Neighbour previous,
    @Nullable Neighbour next,
    Scene scene,
    List<String> terminals,
    boolean readOnly,
    String learner,
    String query) {

  public record Neighbour(String number, String title) {
    public String href() {
      return "/lessons/" + number;
    }
  }
}
