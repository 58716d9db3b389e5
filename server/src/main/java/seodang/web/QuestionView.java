package seodang.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One quiz question as the learner sees it (`templates/lesson/question.jte`), before or after
/// answering.
///
/// It is posted to `/lessons/LESSON/quiz/ID` as `answer` parameters and answered with the same
/// template, which replaces the form. What is posted, by kind: `SINGLE` one option's `value`;
/// `MULTIPLE` none to all of them; `SHORT` the text; `ORDER` every option's `value` in the chosen
/// order; `MATCH` one option's `value` (or `""`) for each of `left`, in order. The values are
/// places in the order shown, so that a page never tells the answer: for `ORDER` and `MATCH` the
/// server maps them back with the seed it shuffled by.
///
/// @param number counted from 1 within the quiz
/// @param options for `ORDER` in the order last sent; for `MATCH` the right-hand side
/// @param left of `MATCH`; empty for the others
/// @param given what was answered last, as posted; empty before
/// @param outcome null before the first answer
public record QuestionView(
    String lesson,
    String id,
    int number,
    Kind kind,
    String promptHtml,
    List<Option> options,
    List<String> left,
    List<String> given,
    @Nullable Outcome outcome) {

  public enum Kind {
    SINGLE("하나 고르기"),
    MULTIPLE("모두 고르기"),
    SHORT("짧게 쓰기"),
    ORDER("순서대로 놓기"),
    MATCH("짝짓기");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /// @param why what a learner who chose it should hear, shown once it was answered; `""` for none
  public record Option(String value, String html, String why) {}

  public record Outcome(boolean right, String explanationHtml) {}

  public boolean chosen(Option option) {
    return given.contains(option.value());
  }

  /// What was given for an item of `left`; `""` when nothing was.
  public String givenAt(int index) {
    return index < given.size() ? given.get(index) : "";
  }
}
