package seodang.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.classroom.Board;
import seodang.classroom.Classroom;
import seodang.classroom.Mark;

/// One class as its instructor sees it (`templates/classes/page.jte`); the board alone is
/// `templates/classes/board.jte`, sent as the event `board`.
///
/// @param invitation the address learners join by
/// @param lessons to choose from
/// @param board of the chosen lesson; null when the course has none
public record ClassView(
    LayoutView layout,
    Classroom classroom,
    String invitation,
    List<LessonView.Neighbour> lessons,
    @Nullable Board board) {

  /// What the event `board` renders.
  public record BoardView(Classroom classroom, Board board) {
    /// Where a learner's desk is seen.
    public String desk(Board.Row row) {
      return "/classes/" + classroom.id() + "/learners/" + row.account();
    }

    public long stuck() {
      return board.rows().stream().filter(row -> row.now() == Mark.STUCK).count();
    }

    /// The mark's name in the style sheet.
    public String token(Mark mark) {
      return switch (mark) {
        case NOT_BEGUN -> "none";
        case WORKING -> "working";
        case STUCK -> "stuck";
        case PASSED -> "passed";
        case PASSED_WITH_HINT -> "hinted";
      };
    }

    /// The title of a step of the board's lesson.
    public String step(String id) {
      return board.lesson().steps().stream()
          .filter(step -> step.id().equals(id))
          .map(step -> step.title())
          .findFirst()
          .orElse(id);
    }
  }
}
