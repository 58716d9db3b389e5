package seodang.course;

import java.util.List;
import seodang.quiz.Question;

/// One lesson of 10–15 minutes. HTML members are made from Markdown and safe to put into a page;
/// commands in them are `<button class="command" data-command="…">`.
///
/// @param number `2-4`
/// @param introHtml why it matters, and the picture
/// @param steps done in the terminal, in order
/// @param outroHtml what was learned
/// @param commands used in the lesson, for the summary, each with a Korean word on it
/// @param focus what the diagram shows first: keys as `deployments/web`, or kinds; empty for all
public record Lesson(
    String number,
    String title,
    String summary,
    int minutes,
    String introHtml,
    List<Step> steps,
    String outroHtml,
    List<Command> commands,
    List<Question> quiz,
    List<String> focus) {

  public record Command(String line, String meaning) {}

  /// @param id unique in the lesson, stable over releases: progress is kept under it
  /// @param taskHtml the one thing to do now, a sentence or two, always in sight
  /// @param hintsHtml three tiers: where to look, how to think, what to type
  /// @param setup shell lines run when the step opens; mostly none
  public record Step(
      String id,
      String title,
      String bodyHtml,
      String taskHtml,
      List<Check> checks,
      List<String> hintsHtml,
      List<String> setup,
      List<Solution> solutions,
      List<WrongSolution> wrongSolutions,
      List<Goal> goals) {}

  /// @param name Korean, what has been reached when it passes
  /// @param that CEL over the cluster, answering a boolean; an error counts as false
  /// @param sayings tried in order when it fails: the first whose `when` holds speaks
  public record Check(String name, String that, List<Saying> sayings) {}

  /// @param when CEL answering a boolean; `""` always holds
  /// @param text Korean: what was found and where to look; `${…}` holds CEL, `${…|이/가}` with the
  ///   particle that fits its value
  public record Saying(String when, String text) {}

  /// Shell lines typed one after another, time passing between them until nothing is due soon.
  public record Solution(List<String> lines) {}

  /// @param says a part of the Korean message that must appear
  public record WrongSolution(List<String> lines, String says) {}

  /// What the diagram shows dashed while it is not there yet.
  public record Goal(String kind, String name) {}
}
