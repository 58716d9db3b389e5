package seodang.course;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Reads `content/`: `course.yaml` (chapters), `glossary.yaml` (terms), and a Markdown file for
/// each lesson in any folder below, named after its number: `2-4-replicaset.md`.
public final class CourseLoader {
  private CourseLoader() {}

  /// @throws ContentException at the first mistake, in Korean, with file and line
  public static Course load(Path content) {
    List<Course.Term> glossary = glossary(content);
    Set<String> terms = new HashSet<>();
    glossary.forEach(term -> terms.add(term.slug()));
    List<Lesson> lessons = new ArrayList<>();
    for (Path file : files(content)) {
      lessons.add(LessonReader.read(content, file, terms));
    }
    lessons.sort(Comparator.comparingInt(CourseLoader::order));
    Set<String> numbers = new HashSet<>();
    for (Lesson lesson : lessons) {
      if (!numbers.add(lesson.number())) {
        throw new ContentException("content", 1, lesson.number() + "번 수업이 둘 있습니다.");
      }
    }
    for (Course.Term term : glossary) {
      for (String lesson : term.lessons()) {
        if (!lesson.matches("\\d+-\\d+")) {
          throw new ContentException(
              "glossary.yaml", 1, term.slug() + ": '" + lesson + "'은 수업 번호가 아닙니다.");
        }
      }
    }
    return new Course(chapters(content, lessons), glossary);
  }

  private static int order(Lesson lesson) {
    String[] parts = lesson.number().split("-");
    return Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
  }

  private static List<Path> files(Path content) {
    try (Stream<Path> walk = Files.walk(content)) {
      return walk.filter(p ->
              p.toString().endsWith(".md") && p.getFileName().toString().matches("\\d+-\\d+-.*"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Course.Chapter> chapters(Path content, List<Lesson> lessons) {
    Fields root =
        Fields.of(
            "course.yaml",
            1,
            "교육 과정",
            Fields.parse("course.yaml", 1, read(content.resolve("course.yaml"))));
    List<Course.Chapter> chapters = new ArrayList<>();
    for (Fields chapter : root.only("chapters").list("chapters")) {
      chapter.only("number", "title", "summary");
      int number = chapter.number("number");
      List<Lesson> own = lessons.stream().filter(l -> l.number().startsWith(number + "-")).toList();
      chapters.add(new Course.Chapter(number, chapter.text("title"), chapter.text("summary"), own));
    }
    for (Lesson lesson : lessons) {
      if (chapters.stream().noneMatch(c -> c.lessons().contains(lesson))) {
        throw new ContentException("course.yaml", 1, lesson.number() + "번 수업이 속할 장이 없습니다.");
      }
    }
    return chapters;
  }

  private static List<Course.Term> glossary(Path content) {
    String file = "glossary.yaml";
    Fields root = Fields.of(file, 1, "용어 사전", Fields.parse(file, 1, read(content.resolve(file))));
    List<Course.Term> terms = new ArrayList<>();
    Set<String> slugs = new HashSet<>();
    for (Fields term : root.only("terms").list("terms")) {
      term.only("slug", "name", "english", "text", "lessons", "place");
      if (!slugs.add(term.text("slug"))) {
        throw term.mistake("'" + term.text("slug") + "'가 둘 있습니다.");
      }
      terms.add(
          new Course.Term(
              term.text("slug"),
              term.text("name"),
              term.text("english", ""),
              Markdown.render(term.text("text")),
              term.texts("lessons"),
              term.text("place", "")));
    }
    return terms;
  }
}
