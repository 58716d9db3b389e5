package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.account.Account;
import seodang.classroom.Desk;
import seodang.classroom.Desks;
import seodang.course.Course;
import seodang.course.Lesson;
import seodang.quiz.Question;
import seodang.web.LayoutView.Crumb;

/// `/lessons/{number}`: the lesson's page, and what its buttons ask for.
final class LessonPages {
  private final Frame frame;
  private final Course course;
  private final Seats seats;
  private final QuizParts quiz;

  LessonPages(Frame frame, Course course, Seats seats, QuizParts quiz) {
    this.frame = frame;
    this.course = course;
    this.seats = seats;
    this.quiz = quiz;
  }

  void register(RoutesConfig routes) {
    routes.get("/lessons/{number}", this::page);
    routes.post("/lessons/{number}/steps/{step}/check", this::check);
    routes.post("/lessons/{number}/steps/{step}/hints/{count}", this::hint);
    routes.post("/lessons/{number}/quiz/{question}", this::answer);
  }

  private void page(Context ctx) {
    Lesson lesson = lesson(ctx);
    if (Visitor.of(ctx).account() == null) {
      ctx.redirect("/?lesson=" + lesson.number(), HttpStatus.SEE_OTHER);
      return;
    }
    try (Desks.Seat seat = seats.own(ctx)) {
      seat.desk().open(lesson);
      Crumb chapter = new Crumb(named(chapter(lesson)), "/");
      show(ctx, seat.desk(), lesson, new Looker("", "", List.of(chapter)));
    }
  }

  /// Who looks at a desk.
  ///
  /// @param learner the name of whose desk it is, for an instructor; `""` for one's own
  /// @param query as [LessonView] has it
  /// @param way where the page stands
  record Looker(String learner, String query, List<Crumb> way) {
    boolean readOnly() {
      return !query.isEmpty();
    }
  }

  /// The page of a lesson at a desk, one's own or a learner's.
  void show(Context ctx, Desk desk, Lesson lesson, Looker looker) {
    String title = lesson.number() + " " + lesson.title();
    List<Crumb> crumbs = new ArrayList<>(looker.way());
    crumbs.add(new Crumb(title, ""));
    frame.show(
        ctx,
        "lesson/page",
        new LessonView(
            frame.of(ctx, title, "lesson", crumbs.toArray(Crumb[]::new)),
            named(chapter(lesson)),
            lesson.number(),
            lesson.title(),
            lesson.minutes(),
            lesson.introHtml(),
            LessonParts.steps(desk, lesson, looker.readOnly()),
            lesson.outroHtml(),
            lesson.commands(),
            quiz.views(desk.account(), lesson),
            neighbour(lesson, -1),
            neighbour(lesson, 1),
            desk.scene(),
            desk.tabs(),
            looker.readOnly(),
            looker.learner(),
            looker.query()));
  }

  private void check(Context ctx) {
    Lesson lesson = lesson(ctx);
    Lesson.Step step = step(ctx, lesson);
    try (Desks.Seat seat = seats.own(ctx)) {
      boolean _ = seat.desk().check(lesson, step.id());
      steps(ctx, seat.desk(), lesson);
    }
  }

  private void hint(Context ctx) {
    Lesson lesson = lesson(ctx);
    Lesson.Step step = step(ctx, lesson);
    String text = ctx.pathParam("count");
    int count = text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : 0;
    if (count < 1 || count > step.hintsHtml().size()) {
      throw new NotFoundResponse();
    }
    try (Desks.Seat seat = seats.own(ctx)) {
      seat.desk().hint(lesson, step.id(), count);
      steps(ctx, seat.desk(), lesson);
    }
  }

  private void steps(Context ctx, Desk desk, Lesson lesson) {
    frame.show(ctx, "lesson/steps", LessonParts.steps(desk, lesson, false));
  }

  private void answer(Context ctx) {
    Lesson lesson = lesson(ctx);
    Account account = Visitor.of(ctx).person();
    Question question =
        lesson.quiz().stream()
            .filter(q -> q.id().equals(ctx.pathParam("question")))
            .findFirst()
            .orElseThrow(NotFoundResponse::new);
    QuestionView view =
        quiz.answer(account.id(), lesson, question, List.copyOf(ctx.formParams("answer")));
    if (view == null) {
      throw new BadRequestResponse();
    }
    frame.show(ctx, "lesson/question", view);
  }

  private Lesson lesson(Context ctx) {
    Lesson lesson = course.lesson(ctx.pathParam("number"));
    if (lesson == null) {
      throw new NotFoundResponse();
    }
    return lesson;
  }

  private static Lesson.Step step(Context ctx, Lesson lesson) {
    return lesson.steps().stream()
        .filter(s -> s.id().equals(ctx.pathParam("step")))
        .findFirst()
        .orElseThrow(NotFoundResponse::new);
  }

  private static String named(Course.Chapter chapter) {
    return chapter.number() + ". " + chapter.title();
  }

  private Course.Chapter chapter(Lesson lesson) {
    return course.chapters().stream()
        .filter(chapter -> chapter.lessons().contains(lesson))
        .findFirst()
        .orElseThrow();
  }

  private LessonView.@Nullable Neighbour neighbour(Lesson lesson, int step) {
    List<Lesson> all =
        course.chapters().stream().flatMap(chapter -> chapter.lessons().stream()).toList();
    int at = all.indexOf(lesson) + step;
    return at < 0 || at >= all.size()
        ? null
        : new LessonView.Neighbour(all.get(at).number(), all.get(at).title());
  }
}
