package seodang.quiz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GradingTest {
  private static final List<Question.Choice> CHOICES =
      List.of(
          new Question.Choice("가", ""), new Question.Choice("나", ""), new Question.Choice("다", ""));

  @Test
  void single_theOneIndex_isRight() {
    Question question = new Question.Single("q", "", CHOICES, 1, "");
    assertThat(Grading.right(question, List.of("1"))).isTrue();
    assertThat(Grading.right(question, List.of("0"))).isFalse();
    assertThat(Grading.right(question, List.of("1", "1"))).isFalse();
    assertThat(Grading.right(question, List.of())).isFalse();
  }

  @Test
  void multiple_allOfThemAndNoOther_isRight() {
    Question question = new Question.Multiple("q", "", CHOICES, Set.of(0, 2), "");
    assertThat(Grading.right(question, List.of("2", "0"))).isTrue();
    assertThat(Grading.right(question, List.of("0"))).isFalse();
    assertThat(Grading.right(question, List.of("0", "1", "2"))).isFalse();
    assertThat(Grading.right(question, List.of("0", "0"))).isFalse();
  }

  @Test
  void multiple_noneOfThem_isRightWhereNoneIs() {
    Question question = new Question.Multiple("q", "", CHOICES, Set.of(), "");
    assertThat(Grading.right(question, List.of())).isTrue();
  }

  @Test
  void shortAnswer_foldsBlanksAndCase() {
    Question question =
        new Question.ShortAnswer("q", "", List.of("kubectl get (po|pods?)", "파드"), "");
    assertThat(Grading.right(question, List.of("  Kubectl   GET pods "))).isTrue();
    assertThat(Grading.right(question, List.of("파드"))).isTrue();
    assertThat(Grading.right(question, List.of("kubectl get pods -A"))).isFalse();
    assertThat(Grading.right(question, List.of(""))).isFalse();
  }

  @Test
  void order_asWritten_isRight() {
    Question question = new Question.Order("q", "", List.of("a", "b", "c"), "");
    assertThat(Grading.right(question, List.of("0", "1", "2"))).isTrue();
    assertThat(Grading.right(question, List.of("1", "0", "2"))).isFalse();
    assertThat(Grading.right(question, List.of("0", "1"))).isFalse();
  }

  @Test
  void match_eachWithItsOwn_isRight() {
    Question question = new Question.Match("q", "", List.of("a", "b"), List.of("x", "y", "z"), "");
    assertThat(Grading.right(question, List.of("0", "1"))).isTrue();
    assertThat(Grading.right(question, List.of("1", "0"))).isFalse();
    assertThat(Grading.right(question, List.of("0", ""))).isFalse();
  }
}
