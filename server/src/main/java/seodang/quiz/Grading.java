package seodang.quiz;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Says whether an answer is right.
///
/// An answer is a list of texts, by the kind of question: [Question.Single] the index of one
/// choice; [Question.Multiple] those of all chosen; [Question.ShortAnswer] the text;
/// [Question.Order] for each place the index of the item put there; [Question.Match] for each of
/// `left` the index of the one of `right`. Indices are those of the question as written, whatever
/// order a learner saw, so a saved answer can be graded again.
public final class Grading {
  private Grading() {}

  public static boolean right(Question question, List<String> answer) {
    return switch (question) {
      case Question.Single q -> answer.equals(List.of(Integer.toString(q.answer())));
      case Question.Multiple q ->
          answer.size() == q.answers().size()
              && answer.stream()
                  .collect(Collectors.toSet())
                  .equals(
                      q.answers().stream()
                          .map(i -> Integer.toString(i))
                          .collect(Collectors.toSet()));
      case Question.ShortAnswer q -> answer.size() == 1 && accepts(q, answer.getFirst());
      case Question.Order q -> answer.equals(inOrder(q.items().size()));
      case Question.Match q -> answer.equals(inOrder(q.left().size()));
    };
  }

  private static boolean accepts(Question.ShortAnswer question, String answer) {
    String folded = answer.strip().replaceAll("\\s+", " ");
    return question.accepted().stream()
        .anyMatch(accepted ->
            Pattern.compile(accepted, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(folded)
                .matches());
  }

  private static List<String> inOrder(int size) {
    return IntStream.range(0, size).mapToObj(Integer::toString).toList();
  }
}
