package seodang.course;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.quiz.Question;

/// Reads the questions of a lesson.
final class QuizReader {
  private QuizReader() {}

  static List<Question> read(String file, int line, String yaml) {
    Fields all =
        Fields.of(file, line, "퀴즈", Json.object("questions", Fields.parse(file, line, yaml)));
    List<Question> questions = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Fields f : all.list("questions")) {
      Question question = question(f);
      if (!ids.add(question.id())) {
        throw f.mistake("같은 'id'의 문제가 둘 있습니다: " + question.id());
      }
      questions.add(question);
    }
    return questions;
  }

  private static Question question(Fields f) {
    String id = f.text("id");
    String prompt = Markdown.inline(f.text("prompt"));
    String why = Markdown.inline(f.text("why"));
    return switch (f.text("kind")) {
      case "single" -> {
        f.only("id", "kind", "prompt", "why", "choices");
        List<Integer> right = right(f);
        if (right.size() != 1) {
          throw f.mistake("맞는 보기가 하나여야 합니다.");
        }
        yield new Question.Single(id, prompt, choices(f), right.getFirst(), why);
      }
      case "multiple" -> {
        f.only("id", "kind", "prompt", "why", "choices");
        yield new Question.Multiple(id, prompt, choices(f), Set.copyOf(right(f)), why);
      }
      case "short" -> {
        f.only("id", "kind", "prompt", "why", "accepted");
        if (f.texts("accepted").isEmpty()) {
          throw f.mistake("'accepted'에 정답이 하나는 있어야 합니다.");
        }
        yield new Question.ShortAnswer(id, prompt, f.texts("accepted"), why);
      }
      case "order" -> {
        f.only("id", "kind", "prompt", "why", "items");
        yield new Question.Order(id, prompt, inline(f, "items"), why);
      }
      case "match" -> {
        f.only("id", "kind", "prompt", "why", "left", "right");
        List<String> left = inline(f, "left");
        List<String> right = inline(f, "right");
        if (left.size() != right.size()) {
          throw f.mistake("'left'와 'right'의 수가 같아야 합니다.");
        }
        yield new Question.Match(id, prompt, left, right, why);
      }
      default -> throw f.mistake("'kind'는 single, multiple, short, order, match 가운데 하나입니다.");
    };
  }

  private static List<String> inline(Fields f, String key) {
    List<String> texts = f.texts(key).stream().map(Markdown::inline).toList();
    if (texts.size() < 2) {
      throw f.mistake("'" + key + "'에 둘은 있어야 합니다.");
    }
    return texts;
  }

  private static List<Question.Choice> choices(Fields f) {
    List<Question.Choice> choices = new ArrayList<>();
    for (Fields c : f.list("choices")) {
      c.only("text", "right", "why");
      choices.add(
          new Question.Choice(Markdown.inline(c.text("text")), Markdown.inline(c.text("why", ""))));
    }
    if (choices.size() < 2) {
      throw f.mistake("보기가 둘은 있어야 합니다.");
    }
    return choices;
  }

  private static List<Integer> right(Fields f) {
    List<Integer> right = new ArrayList<>();
    List<Fields> choices = f.list("choices");
    for (int i = 0; i < choices.size(); i++) {
      if (choices.get(i).json().bool("right")) {
        right.add(i);
      }
    }
    if (right.isEmpty()) {
      throw f.mistake("맞는 보기(right: true)가 하나는 있어야 합니다.");
    }
    return right;
  }
}
