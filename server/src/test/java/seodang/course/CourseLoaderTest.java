package seodang.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseLoaderTest {
  private static final Path CONTENT = Path.of("content");

  @Test
  void content_loadsWhole() {
    Course course = CourseLoader.load(CONTENT);
    List<String> numbers =
        course.chapters().stream().flatMap(c -> c.lessons().stream()).map(Lesson::number).toList();
    assertThat(numbers).containsSubsequence("0-2", "1-1", "1-11", "2-4", "2-5", "3-4");
    for (Course.Chapter chapter : course.chapters()) {
      for (Lesson lesson : chapter.lessons()) {
        assertThat(lesson.quiz()).as(lesson.number()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(lesson.outroHtml()).as(lesson.number()).isNotBlank();
        assertThat(lesson.introHtml()).as(lesson.number()).isNotBlank();
      }
    }
  }

  @Test
  void mistake_isNamedWithFileAndLine(@TempDir Path content) throws IOException {
    Files.writeString(
        content.resolve("course.yaml"), "chapters:\n- {number: 9, title: 시험, summary: 시험}\n");
    Files.writeString(content.resolve("glossary.yaml"), "terms: []\n");
    String lesson =
        Files.readString(CONTENT.resolve("0-start/0-2-first-pod.md"))
            .replace("number: 0-2", "number: 9-1");
    Path file = content.resolve("9-1-broken.md");
    Files.writeString(file, lesson);
    assertThatThrownBy(() -> CourseLoader.load(content))
        .hasMessageContaining("9-1-broken.md")
        .hasMessageContaining("용어 사전에 'node'가 없습니다");
    String plain = lesson.replaceAll("\\[([^]]+)]\\(term:[^)]+\\)", "$1");
    Files.writeString(file, plain.replace("id: nodes\n", "id: nodes\ncolour: red\n"));
    int line = lesson.substring(0, lesson.indexOf("id: nodes")).split("\n", -1).length;
    assertThatThrownBy(() -> CourseLoader.load(content))
        .hasMessageContaining("9-1-broken.md:" + line)
        .hasMessageContaining("'colour'라는 항목은 없습니다");
    Files.writeString(
        file,
        plain.replace("r.resource == 'nodes' && r.code == 200)", "r.resource == 'nodes' &&)"));
    assertThatThrownBy(() -> CourseLoader.load(content)).hasMessageContaining("CEL 식을 읽을 수 없습니다");
  }

  @Test
  void particles_fitTheSound() {
    assertThat(Josa.pick("파드", "이/가")).isEqualTo("파드가");
    assertThat(Josa.pick("서비스셋", "을/를")).isEqualTo("서비스셋을");
    assertThat(Josa.pick("3개", "으로/로")).isEqualTo("3개로");
    assertThat(Josa.pick("nginx:1.27", "을/를")).isEqualTo("nginx:1.27을");
    assertThat(Josa.pick("서울", "으로/로")).isEqualTo("서울로");
  }

  @Test
  void commands_becomeChipsAndHtmlIsText() {
    assertThat(Markdown.render("`$ kubectl get pods`"))
        .contains("data-command=\"kubectl get pods\"")
        .contains("<button ");
    assertThat(Markdown.render("<script>alert(1)</script>")).doesNotContain("<script>");
    assertThat(Markdown.render("[x](javascript:alert(1))")).doesNotContain("javascript:");
  }

  @Test
  void hereDocument_belongsToItsCommandsChip() {
    String html =
        Markdown.render("```console\n$ cat > a.yaml <<'END'\nkind: Pod\nEND\n$ ls\na.yaml\n```\n");

    assertThat(html)
        .contains("data-command=\"cat &gt; a.yaml &lt;&lt;'END'\nkind: Pod\nEND\"")
        .contains("data-command=\"ls\"")
        .contains("<code>a.yaml</code>");
  }
}
