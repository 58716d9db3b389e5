package seodang.course;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.jspecify.annotations.Nullable;
import seodang.quiz.Question;

/// Reads one lesson's Markdown file.
///
/// Front matter, then the introduction, then sections under `##`: one with a fence marked `step` is
/// a step, one with a fence marked `quiz` holds the questions, the one left is the summary.
final class LessonReader {
  private final String file;
  private final Set<String> terms;
  private final List<Lesson.Step> steps = new ArrayList<>();
  private List<Question> quiz = List.of();
  private String intro = "";
  private String outro = "";
  private int offset;

  private LessonReader(String file, Set<String> terms) {
    this.file = file;
    this.terms = terms;
  }

  static Lesson read(Path content, Path path, Set<String> terms) {
    String file = content.relativize(path).toString();
    return new LessonReader(file, terms).read(CourseLoader.read(path));
  }

  private Lesson read(String text) {
    int end = text.startsWith("---\n") ? text.indexOf("\n---\n", 3) : -1;
    if (end < 0) {
      throw new ContentException(file, 1, "파일은 '---'로 둘러싼 머리말로 시작해야 합니다.");
    }
    Fields head =
        Fields.of(file, 2, "머리말", Fields.parse(file, 2, text.substring(4, end + 1)))
            .only("number", "title", "summary", "minutes", "focus", "commands");
    String number = head.text("number");
    if (!number.matches("\\d+-\\d+") || !file.replaceAll(".*/", "").startsWith(number + "-")) {
      throw head.mistake("'number'는 파일 이름과 같은 번호여야 합니다: " + number);
    }
    String body = text.substring(end + 5);
    offset = (int) text.substring(0, end + 5).chars().filter(c -> c == '\n').count();
    sections(Markdown.parse(body));
    if (steps.isEmpty()) {
      throw new ContentException(file, 1, "단계가 하나도 없습니다.");
    }
    List<Lesson.Command> commands = new ArrayList<>();
    for (Fields command : head.list("commands")) {
      command.only("line", "meaning");
      commands.add(new Lesson.Command(command.text("line"), command.text("meaning")));
    }
    return new Lesson(
        number,
        head.text("title"),
        head.text("summary"),
        head.number("minutes"),
        intro,
        List.copyOf(steps),
        outro,
        commands,
        quiz,
        head.texts("focus"));
  }

  private void sections(Node document) {
    for (String term : Markdown.terms(document)) {
      if (!terms.contains(term)) {
        throw new ContentException(file, 1, "용어 사전에 '" + term + "'가 없습니다.");
      }
    }
    Heading heading = null;
    List<Node> part = new ArrayList<>();
    for (Node node = document.getFirstChild(); node != null; ) {
      Node next = node.getNext();
      if (node instanceof Heading h && h.getLevel() == 2) {
        section(heading, part);
        heading = h;
        part = new ArrayList<>();
      } else {
        part.add(node);
      }
      node = next;
    }
    section(heading, part);
  }

  private int line(Node node) {
    return offset
        + (node.getSourceSpans().isEmpty()
            ? 1
            : node.getSourceSpans().getFirst().getLineIndex() + 1);
  }

  private void section(@Nullable Heading heading, List<Node> nodes) {
    FencedCodeBlock block = null;
    Document rest = new Document();
    for (Node node : nodes) {
      boolean own =
          node instanceof FencedCodeBlock f
              && ("step".equals(f.getInfo()) || "quiz".equals(f.getInfo()));
      if (own) {
        if (block != null) {
          throw new ContentException(file, line(node), "한 마디에는 step이나 quiz 칸이 하나만 올 수 있습니다.");
        }
        block = (FencedCodeBlock) node;
      } else {
        rest.appendChild(node);
      }
    }
    String html = Markdown.render(rest);
    if (heading == null) {
      intro = html;
    } else if (block == null) {
      outro = html;
    } else if ("quiz".equals(block.getInfo())) {
      quiz = QuizReader.read(file, line(block) + 1, block.getLiteral());
    } else {
      step(title(heading), html, line(block) + 1, block.getLiteral());
    }
  }

  private static String title(Heading heading) {
    StringBuilder text = new StringBuilder();
    for (Node node = heading.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Text t) {
        text.append(t.getLiteral());
      }
    }
    return text.toString();
  }

  private void step(String title, String html, int line, String yaml) {
    Fields f =
        Fields.of(file, line, "단계 '" + title + "'", Fields.parse(file, line, yaml))
            .only("id", "task", "checks", "hints", "setup", "solutions", "wrong", "goals");
    String id = f.text("id");
    if (!id.matches("[a-z0-9-]+") || steps.stream().anyMatch(s -> s.id().equals(id))) {
      throw f.mistake("'id'는 이 수업에서 하나뿐인 소문자, 숫자, '-'여야 합니다: " + id);
    }
    List<String> hints = new ArrayList<>();
    f.texts("hints").forEach(h -> hints.add(Markdown.inline(h)));
    if (hints.size() != 3) {
      throw f.mistake("힌트는 세 단계(어디를 볼지, 어떻게 생각할지, 무엇을 칠지)여야 합니다.");
    }
    List<Lesson.Check> checks = checks(f);
    List<Lesson.Solution> solutions = new ArrayList<>();
    for (Fields s : f.list("solutions")) {
      solutions.add(new Lesson.Solution(lines(s.only("lines"))));
    }
    List<Lesson.WrongSolution> wrong = new ArrayList<>();
    for (Fields w : f.list("wrong")) {
      wrong.add(new Lesson.WrongSolution(lines(w.only("lines", "says")), w.text("says")));
    }
    if (solutions.isEmpty() || wrong.isEmpty()) {
      throw f.mistake("풀이(solutions)와 틀린 풀이(wrong)가 하나씩은 있어야 합니다.");
    }
    List<Lesson.Goal> goals = new ArrayList<>();
    for (Fields g : f.list("goals")) {
      g.only("kind", "name");
      goals.add(new Lesson.Goal(g.text("kind"), g.text("name")));
    }
    steps.add(
        new Lesson.Step(
            id,
            title,
            html,
            Markdown.inline(f.text("task")),
            checks,
            hints,
            f.texts("setup"),
            solutions,
            wrong,
            goals));
  }

  private static List<String> lines(Fields f) {
    List<String> lines = f.texts("lines");
    if (lines.isEmpty()) {
      throw f.mistake("'lines'에 명령이 하나는 있어야 합니다.");
    }
    return lines;
  }

  private static List<Lesson.Check> checks(Fields f) {
    List<Lesson.Check> checks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Fields c : f.list("checks")) {
      c.only("name", "that", "say", "cases");
      List<Lesson.Saying> sayings = new ArrayList<>();
      for (Fields s : c.list("cases")) {
        s.only("when", "say");
        sayings.add(new Lesson.Saying(s.text("when"), s.text("say")));
      }
      sayings.add(new Lesson.Saying("", c.text("say")));
      if (!names.add(c.text("name"))) {
        throw c.mistake("같은 이름의 확인이 둘 있습니다: " + c.text("name"));
      }
      Lesson.Check check = new Lesson.Check(c.text("name"), c.text("that"), sayings);
      String wrong = Checks.mistake(check);
      if (wrong != null) {
        throw c.mistake("CEL 식을 읽을 수 없습니다: " + wrong);
      }
      checks.add(check);
    }
    if (checks.isEmpty()) {
      throw f.mistake("확인(checks)이 하나는 있어야 합니다.");
    }
    return checks;
  }
}
