package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.List;
import java.util.Objects;
import seodang.course.Course;
import seodang.web.LayoutView.Crumb;

/// `/glossary`: the words of Kubernetes, one page each.
final class GlossaryPages {
  private final Frame frame;
  private final Course course;

  GlossaryPages(Frame frame, Course course) {
    this.frame = frame;
    this.course = course;
  }

  void register(RoutesConfig routes) {
    routes.get("/glossary", this::list);
    routes.get("/glossary/{slug}", this::term);
  }

  private void list(Context ctx) {
    frame.show(
        ctx,
        "glossary/list",
        new GlossaryView(
            frame.of(ctx, "용어 사전", "glossary", new Crumb("용어 사전", "")), course.glossary()));
  }

  private void term(Context ctx) {
    Course.Term term =
        course.glossary().stream()
            .filter(t -> t.slug().equals(ctx.pathParam("slug")))
            .findFirst()
            .orElseThrow(NotFoundResponse::new);
    List<LessonView.Neighbour> lessons =
        term.lessons().stream()
            .map(course::lesson)
            .filter(Objects::nonNull)
            .map(lesson -> new LessonView.Neighbour(lesson.number(), lesson.title()))
            .toList();
    frame.show(
        ctx,
        "glossary/term",
        new TermView(
            frame.of(
                ctx,
                term.name(),
                "glossary",
                new Crumb("용어 사전", "/glossary"),
                new Crumb(term.name(), "")),
            term,
            lessons));
  }
}
