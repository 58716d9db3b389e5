package seodang.quiz;

import java.util.List;
import java.util.Set;

/// One quiz question. Choices are shown as listed, except [Order] and [Match], which are shuffled
/// by the learner's seed.
public sealed interface Question {
  /// Unique in its lesson, stable over releases: answers are kept under it.
  String id();

  String promptHtml();

  /// Why the right answer is right, shown after answering.
  String explanationHtml();

  /// @param why what a learner who chose it should hear; `""` for none
  record Choice(String html, String why) {}

  record Single(
      String id, String promptHtml, List<Choice> choices, int answer, String explanationHtml)
      implements Question {}

  record Multiple(
      String id,
      String promptHtml,
      List<Choice> choices,
      Set<Integer> answers,
      String explanationHtml)
      implements Question {}

  /// @param accepted regular expressions over the trimmed answer with spaces folded, letter case
  ///   ignored
  record ShortAnswer(String id, String promptHtml, List<String> accepted, String explanationHtml)
      implements Question {}

  /// @param items in the right order
  record Order(String id, String promptHtml, List<String> items, String explanationHtml)
      implements Question {}

  /// @param left each belongs to the item of the same index of `right`
  record Match(
      String id, String promptHtml, List<String> left, List<String> right, String explanationHtml)
      implements Question {}
}
