package seodang.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import seodang.classroom.QuizAnswers;
import seodang.course.Lesson;
import seodang.quiz.Question;
import seodang.web.QuestionView.Kind;
import seodang.web.QuestionView.Option;
import seodang.web.QuestionView.Outcome;

/// Questions as one learner sees them, and their answers mapped back to the question as written.
///
/// Values in a page are places in the order shown. [Question.Order] and [Question.Match] are
/// shuffled by a seed of learner and question, so the same learner always sees the same order.
final class QuizParts {
  private final QuizAnswers answers;

  QuizParts(QuizAnswers answers) {
    this.answers = answers;
  }

  List<QuestionView> views(String account, Lesson lesson) {
    List<QuestionView> views = new ArrayList<>();
    for (Question question : lesson.quiz()) {
      views.add(view(account, lesson, question));
    }
    return List.copyOf(views);
  }

  QuestionView view(String account, Lesson lesson, Question question) {
    Optional<QuizAnswers.Answer> last = answers.last(account, lesson.number(), question.id());
    List<Integer> shown = shown(account, question);
    List<String> given = last.map(a -> fromWritten(question, a.given(), shown)).orElse(List.of());
    return new QuestionView(
        lesson.number(),
        question.id(),
        lesson.quiz().indexOf(question) + 1,
        kind(question),
        question.promptHtml(),
        options(question, shown, given),
        question instanceof Question.Match m ? m.left() : List.of(),
        given,
        last.map(a -> new Outcome(a.right(), question.explanationHtml())).orElse(null));
  }

  /// Keeps and grades what a form sent.
  ///
  /// @return null when the form sent something the question does not have
  @Nullable QuestionView answer(
      String account, Lesson lesson, Question question, List<String> posted) {
    List<Integer> shown = shown(account, question);
    List<String> written = toWritten(question, posted, shown);
    if (written == null) {
      return null;
    }
    QuizAnswers.Answer _ = answers.answer(account, lesson.number(), question, written);
    return view(account, lesson, question);
  }

  private static Kind kind(Question question) {
    return switch (question) {
      case Question.Single _ -> Kind.SINGLE;
      case Question.Multiple _ -> Kind.MULTIPLE;
      case Question.ShortAnswer _ -> Kind.SHORT;
      case Question.Order _ -> Kind.ORDER;
      case Question.Match _ -> Kind.MATCH;
    };
  }

  /// For each place shown, the index as written.
  private static List<Integer> shown(String account, Question question) {
    List<Integer> places = new ArrayList<>(IntStream.range(0, size(question)).boxed().toList());
    if (question instanceof Question.Order || question instanceof Question.Match) {
      Random random = new Random(31L * account.hashCode() + question.id().hashCode());
      List<Integer> written = List.copyOf(places);
      do {
        Collections.shuffle(places, random);
      } while (places.size() > 1 && places.equals(written));
    }
    return places;
  }

  private static int size(Question question) {
    return switch (question) {
      case Question.Single q -> q.choices().size();
      case Question.Multiple q -> q.choices().size();
      case Question.ShortAnswer _ -> 0;
      case Question.Order q -> q.items().size();
      case Question.Match q -> q.right().size();
    };
  }

  private static List<Option> options(Question question, List<Integer> shown, List<String> given) {
    return switch (question) {
      case Question.Single q -> choices(q.choices());
      case Question.Multiple q -> choices(q.choices());
      case Question.ShortAnswer _ -> List.of();
      case Question.Order q -> ordered(q.items(), shown, given);
      case Question.Match q ->
          IntStream.range(0, shown.size())
              .mapToObj(i -> new Option(Integer.toString(i), q.right().get(shown.get(i)), ""))
              .toList();
    };
  }

  private static List<Option> choices(List<Question.Choice> choices) {
    List<Option> options = new ArrayList<>();
    for (Question.Choice choice : choices) {
      options.add(new Option(Integer.toString(options.size()), choice.html(), choice.why()));
    }
    return options;
  }

  /// In the order last sent, so that a learner goes on from there.
  private static List<Option> ordered(List<String> items, List<Integer> shown, List<String> given) {
    List<String> order =
        given.size() == shown.size()
            ? given
            : IntStream.range(0, shown.size()).mapToObj(Integer::toString).toList();
    return order.stream()
        .map(place -> new Option(place, items.get(shown.get(Integer.parseInt(place))), ""))
        .toList();
  }

  private static @Nullable List<String> toWritten(
      Question question, List<String> posted, List<Integer> shown) {
    if (question instanceof Question.ShortAnswer) {
      return posted.size() == 1 && posted.getFirst().length() <= 500 ? posted : null;
    }
    List<String> written = new ArrayList<>();
    for (String value : posted) {
      if (value.isEmpty() && question instanceof Question.Match) {
        written.add("");
        continue;
      }
      int place = place(value);
      if (place < 0 || place >= shown.size()) {
        return null;
      }
      written.add(Integer.toString(shown.get(place)));
    }
    return fits(question, written) ? List.copyOf(written) : null;
  }

  private static boolean fits(Question question, List<String> written) {
    return switch (question) {
      case Question.Single _ -> written.size() == 1;
      case Question.Multiple _ -> written.stream().distinct().count() == written.size();
      case Question.ShortAnswer _ -> true;
      case Question.Order q ->
          written.size() == q.items().size()
              && written.stream().distinct().count() == written.size();
      case Question.Match q -> written.size() == q.left().size();
    };
  }

  private static List<String> fromWritten(
      Question question, List<String> written, List<Integer> shown) {
    if (question instanceof Question.ShortAnswer) {
      return written;
    }
    return written.stream()
        .map(value -> value.isEmpty() ? "" : Integer.toString(shown.indexOf(place(value))))
        .toList();
  }

  private static int place(String value) {
    return value.matches("[0-9]{1,3}") ? Integer.parseInt(value) : -1;
  }
}
