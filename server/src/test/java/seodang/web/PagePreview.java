package seodang.web;

import static seodang.diagram.SampleCluster.running;
import static seodang.diagram.SampleCluster.waiting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.course.CourseLoader;
import seodang.course.Lesson;
import seodang.diagram.Drawer;
import seodang.diagram.Kind;
import seodang.diagram.ObjectRef;
import seodang.diagram.SampleCluster;
import seodang.diagram.Scene;
import seodang.diagram.View;
import seodang.json.Json;
import seodang.quiz.Question;
import seodang.web.LessonSteps.Mark;

/// Writes the lesson's page with clusters made by hand to `target/preview`, to look at it without a
/// server: `static/preview.mjs` serves the folder.
final class PagePreview {
  private static final Path OUT = Path.of("target/preview");
  private static final Templates TEMPLATES = new Templates();
  private static final Lesson LESSON =
      CourseLoader.load(Path.of("content")).chapters().get(2).lessons().getFirst();

  private PagePreview() {}

  public static void main(String[] arguments) throws IOException {
    Files.createDirectories(OUT);
    write("empty", page(SampleCluster.fresh(), 0, goal("Deployment", "web"), false));
    write("busy", page(busy(), 1, View.ALL, true));
    write("crowded", page(crowded(), LESSON.steps().size(), View.ALL, true));
    ObjectRef pod = new ObjectRef("Pod", "default", "web-6d4cf56db6-q9w8e");
    for (String tab : List.of("glance", "why", "yaml", "events")) {
      write(
          "drawer-" + tab,
          TEMPLATES.render(
              "lesson/drawer", Map.of("drawer", Drawer.of(busy().state(), pod), "tab", tab)));
    }
  }

  private static View goal(String kind, String name) {
    return new View(List.of(), List.of(new View.Goal(kind, name)));
  }

  private static void write(String name, String html) throws IOException {
    Files.writeString(OUT.resolve(name + ".html"), html);
  }

  private static SampleCluster busy() {
    return SampleCluster.fresh()
        .deployment("web", 3, 2)
        .podOf("web", "x7k2p", running("worker-1", 1))
        .podOf("web", "m4n8z", running("worker-2", 2))
        .podOf("web", "q9w8e", waiting("worker-1", "CrashLoopBackOff", 4))
        .deployment("guestbook", 2, 1)
        .podOf("guestbook", "h2h2h", running("worker-2", 1))
        .podOf("guestbook", "b5c6d", waiting("worker-2", "ContainerCreating", 0))
        .pod("big", SampleCluster.unscheduled("0/3 nodes are available: 3 Insufficient cpu."))
        .service("web", "NodePort", "web-6d4cf56db6-x7k2p", "web-6d4cf56db6-m4n8z")
        .service("guestbook", "ClusterIP", "guestbook-6d4cf56db6-h2h2h")
        .put(Kind.CONFIG_MAP, "default", "settings", Json.object(), Json.object())
        .put(Kind.SECRET, "shop", "database-keys", Json.object(), Json.object())
        .traced(
            0,
            "kubectl",
            "create",
            "deployments",
            "web",
            Json.object("command", "kubectl create deployment web --image=nginx --replicas=3"))
        .traced(1, "deployment-controller", "create", "replicasets", "web-6d4cf56db6", empty())
        .traced(2, "replicaset-controller", "create", "pods", "web-6d4cf56db6-x7k2p", empty())
        .traced(2, "replicaset-controller", "create", "pods", "web-6d4cf56db6-m4n8z", empty())
        .traced(2, "replicaset-controller", "create", "pods", "web-6d4cf56db6-q9w8e", empty())
        .traced(5, "kube-scheduler", "create", "pods/binding", "web-6d4cf56db6-q9w8e", empty())
        .traced(6, "kubelet/worker-1", "patch", "pods/status", "web-6d4cf56db6-q9w8e", empty());
  }

  private static Json.Object empty() {
    return Json.object();
  }

  private static SampleCluster crowded() {
    SampleCluster cluster = busy().node("worker-3", false).deployment("api", 40, 38);
    for (int i = 0; i < 40; i++) {
      cluster.podOf("api", "p" + i, running("worker-" + (i % 3 + 1), 1));
    }
    for (int i = 0; i < 5; i++) {
      cluster.put(Kind.CONFIG_MAP, "default", "file-" + i, empty(), empty());
    }
    return cluster;
  }

  private static String page(SampleCluster cluster, int current, View view, boolean answered) {
    return TEMPLATES.render(
        "lesson/page",
        new LessonView(
            new LayoutView(
                LESSON.number() + " " + LESSON.title(),
                "lesson",
                List.of(
                    new LayoutView.Crumb("2. 오브젝트와 컨트롤러", "/"),
                    new LayoutView.Crumb(LESSON.number() + " " + LESSON.title(), "")),
                new LayoutView.Person("손님 3821", true),
                "token",
                Assets.read(Path.of("static/dist"))),
            "2. 오브젝트와 컨트롤러",
            LESSON.number(),
            LESSON.title(),
            LESSON.minutes(),
            LESSON.introHtml(),
            new LessonSteps(LESSON.number(), steps(current, answered), current, false),
            LESSON.outroHtml(),
            LESSON.commands(),
            questions(answered),
            new LessonView.Neighbour("1-11", "파드 하나가 태어나기까지"),
            new LessonView.Neighbour("2-5", "디플로이먼트: 무중단 배포와 롤백"),
            Scene.next(Scene.empty(), cluster.state(), view),
            List.of("1", "2"),
            false,
            ""));
  }

  private static List<LessonSteps.Step> steps(int current, boolean answered) {
    List<LessonSteps.Step> steps = new ArrayList<>();
    for (int i = 0; i < LESSON.steps().size(); i++) {
      Lesson.Step step = LESSON.steps().get(i);
      Mark mark = i < current ? Mark.PASSED : i == current ? Mark.NOW : Mark.LATER;
      List<LessonSteps.Check> checks = new ArrayList<>();
      for (Lesson.Check check : step.checks()) {
        checks.add(
            new LessonSteps.Check(
                check.name(),
                answered && checks.isEmpty(),
                answered && !checks.isEmpty() ? "지금은 파드가 두 개만 준비되어 있습니다. 나머지를 살펴보세요." : ""));
      }
      steps.add(
          new LessonSteps.Step(
              step.id(),
              step.title(),
              step.bodyHtml(),
              step.taskHtml(),
              mark,
              checks,
              step.hintsHtml(),
              answered ? 1 : 0));
    }
    return steps;
  }

  private static List<QuestionView> questions(boolean answered) {
    List<QuestionView> views = new ArrayList<>();
    for (Question question : LESSON.quiz()) {
      views.add(view(question, views.size() + 1, answered));
    }
    return views;
  }

  private static QuestionView view(Question question, int number, boolean answered) {
    List<QuestionView.Option> options = new ArrayList<>();
    List<String> left = List.of();
    QuestionView.Kind kind =
        switch (question) {
          case Question.Single s -> {
            s.choices().forEach(c -> options.add(option(options.size(), c.html(), c.why())));
            yield QuestionView.Kind.SINGLE;
          }
          case Question.Multiple m -> {
            m.choices().forEach(c -> options.add(option(options.size(), c.html(), c.why())));
            yield QuestionView.Kind.MULTIPLE;
          }
          case Question.ShortAnswer _ -> QuestionView.Kind.SHORT;
          case Question.Order o -> {
            o.items().forEach(item -> options.add(option(options.size(), item, "")));
            yield QuestionView.Kind.ORDER;
          }
          case Question.Match m -> {
            m.right().forEach(item -> options.add(option(options.size(), item, "")));
            left = m.left();
            yield QuestionView.Kind.MATCH;
          }
        };
    boolean first = answered && number == 1;
    return new QuestionView(
        LESSON.number(),
        question.id(),
        number,
        kind,
        question.promptHtml(),
        options,
        left,
        first ? List.of("0") : List.of(),
        first ? new QuestionView.Outcome(false, question.explanationHtml()) : null);
  }

  private static QuestionView.Option option(int value, String html, String why) {
    return new QuestionView.Option(Integer.toString(value), html, why);
  }
}
