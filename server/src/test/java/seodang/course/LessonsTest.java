package seodang.course;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import seodang.JumpingCluster;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.shell.FileTree;
import seodang.terminal.Terminal;
import seodang.terminal.TerminalEvent;
import seodang.terminal.TerminalLimits;
import seodang.terminal.TerminalState;
import seodang.terminal.kubectl.Kubectl;

/// Every lesson is proven: before a step its checks fail, after each solution they pass, after each
/// wrong solution they fail with the words meant for it.
class LessonsTest {
  private static final Duration SETTLING = Duration.ofSeconds(40);
  private static final int SECONDS_PER_LINE = 15;

  /// A cluster and a learner's files, as they are at some point of a lesson.
  private record Place(ClusterState cluster, TerminalState files) {}

  @TestFactory
  Stream<DynamicTest> lessons() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Course.Chapter chapter : CourseLoader.load(Path.of("content")).chapters()) {
      for (Lesson lesson : chapter.lessons()) {
        tests.add(
            DynamicTest.dynamicTest(lesson.number() + " " + lesson.title(), () -> prove(lesson)));
      }
    }
    return tests.stream();
  }

  @Test
  void requests_beforeTheLessonWasOpened_doNotCount() throws Exception {
    Lesson lesson = CourseLoader.load(Path.of("content")).lesson("0-2");
    Lesson.Step step = Objects.requireNonNull(lesson).steps().getFirst();
    Place start =
        new Place(
            Cluster.learner(1),
            TerminalState.fresh(FileTree.Limits.STANDARD, Instant.parse("2026-01-01T00:00:00Z")));
    Place after = play(start, List.of("kubectl get nodes"));
    long opened = after.cluster().trace().last();
    assertThat(Checks.examine(step, after.cluster(), 0)).allMatch(Checks.Result::passed);
    assertThat(Checks.examine(step, after.cluster(), opened)).noneMatch(Checks.Result::passed);
  }

  private static void prove(Lesson lesson) throws Exception {
    Place place =
        new Place(
            Cluster.learner(lesson.number().hashCode()),
            TerminalState.fresh(FileTree.Limits.STANDARD, Instant.parse("2026-01-01T00:00:00Z")));
    for (Lesson.Step step : lesson.steps()) {
      String where = lesson.number() + " " + step.id();
      place = play(place, step.setup());
      assertThat(passes(step, place)).as(where + ": passes before anything is done").isFalse();
      for (Lesson.WrongSolution wrong : step.wrongSolutions()) {
        Place after = play(place, wrong.lines());
        assertThat(passes(step, after))
            .as(where + ": passes after the wrong " + wrong.lines())
            .isFalse();
        List<String> messages =
            Checks.examine(step, after.cluster(), 0).stream().map(Checks.Result::message).toList();
        assertThat(messages)
            .as(where + " after " + wrong.lines())
            .anyMatch(m -> m.contains(wrong.says()));
      }
      Place next = place;
      for (Lesson.Solution solution : step.solutions().reversed()) {
        next = play(place, solution.lines());
        assertThat(Checks.examine(step, next.cluster(), 0))
            .as(where + " after " + solution.lines())
            .allMatch(Checks.Result::passed);
      }
      place = next;
    }
  }

  private static boolean passes(Lesson.Step step, Place place) {
    return Checks.examine(step, place.cluster(), 0).stream().allMatch(Checks.Result::passed);
  }

  private static Place play(Place from, List<String> lines) throws Exception {
    if (lines.isEmpty()) {
      return from;
    }
    JumpingCluster cluster = new JumpingCluster(from.cluster());
    Terminal.Setup setup =
        new Terminal.Setup(
            cluster,
            Map.of("kubectl", new Kubectl()),
            Map.of(),
            TerminalLimits.STANDARD,
            task -> Thread.ofVirtual().start(task),
            InstantSource.system());
    BlockingQueue<TerminalEvent.CommandFinished> finished = new LinkedBlockingQueue<>();
    StringBuffer screen = new StringBuffer();
    try (Terminal terminal = Terminal.open(setup, from.files());
        var _ =
            terminal.attach(event -> {
              switch (event) {
                case TerminalEvent.CommandFinished done -> finished.add(done);
                case TerminalEvent.Output out -> screen.append(out.text());
                default -> {}
              }
            })) {
      for (String line : lines) {
        terminal.type(line + "\r");
        assertThat(finished.poll(SECONDS_PER_LINE, TimeUnit.SECONDS))
            .as(line + "\n" + screen)
            .isNotNull();
        cluster.pass(SETTLING);
      }
      return new Place(cluster.state(), terminal.state());
    }
  }
}
