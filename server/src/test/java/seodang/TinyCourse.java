package seodang;

import java.util.List;
import java.util.Set;
import seodang.course.Course;
import seodang.course.Lesson;
import seodang.quiz.Question;

/// A course of two lessons, small enough to know by heart: what pages and classes do with a course
/// is tested on it, whatever the real content says.
public final class TinyCourse {
  public static final String LESSON = "1-1";
  public static final String FIRST_STEP = "make";
  public static final String SECOND_STEP = "grow";

  private TinyCourse() {}

  public static Course course() {
    return new Course(
        List.of(new Course.Chapter(1, "첫걸음", "처음 만나는 클러스터", List.of(first(), second()))),
        List.of(
            new Course.Term(
                "pod", "파드", "Pod", "<p>컨테이너를 담는 가장 작은 단위입니다.</p>", List.of("1-1"), "Pod")));
  }

  private static Lesson first() {
    return new Lesson(
        LESSON,
        "컨피그맵 만들기",
        "이름 하나를 적어 둡니다.",
        10,
        "<p>들어가며</p>",
        List.of(
            step(FIRST_STEP, "컨피그맵 하나", "configmap/first"),
            step(SECOND_STEP, "하나 더", "configmap/second")),
        "<p>나가며</p>",
        List.of(new Lesson.Command("kubectl get configmaps", "목록 보기")),
        quiz(),
        List.of());
  }

  private static Lesson second() {
    return new Lesson(
        "1-2",
        "둘째 수업",
        "이어서",
        5,
        "<p>둘째</p>",
        List.of(step("only", "하나뿐인 단계", "configmap/third")),
        "",
        List.of(),
        List.of(),
        List.of());
  }

  private static Lesson.Step step(String id, String title, String wanted) {
    return new Lesson.Step(
        id,
        title,
        "<p>" + title + " 설명</p>",
        "<p>" + wanted + "을 만드세요.</p>",
        List.of(new Lesson.Check(wanted + "이 있습니다", wanted, List.of())),
        List.of("<p>어디를 볼지</p>", "<p>어떻게 생각할지</p>", "<p>무엇을 칠지</p>"),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static List<Question> quiz() {
    return List.of(
        new Question.Single(
            "one",
            "<p>하나 고르세요.</p>",
            List.of(new Question.Choice("맞음", ""), new Question.Choice("틀림", "다시 보세요.")),
            0,
            "<p>왜냐하면</p>"),
        new Question.Multiple(
            "many",
            "<p>모두 고르세요.</p>",
            List.of(
                new Question.Choice("가", ""),
                new Question.Choice("나", ""),
                new Question.Choice("다", "")),
            Set.of(0, 2),
            "<p>왜냐하면</p>"),
        new Question.ShortAnswer("short", "<p>쓰세요.</p>", List.of("kubectl get pods?"), "<p>답</p>"),
        new Question.Order("order", "<p>순서대로</p>", List.of("첫째", "둘째", "셋째"), "<p>답</p>"),
        new Question.Match(
            "match", "<p>짝</p>", List.of("왼1", "왼2", "왼3"), List.of("오1", "오2", "오3"), "<p>답</p>"));
  }
}
