package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;
import seodang.account.Account;
import seodang.account.Accounts;
import seodang.classroom.Classrooms;
import seodang.classroom.Desks;
import seodang.classroom.Progress;
import seodang.course.Course;
import seodang.web.LayoutView.Crumb;

/// `/me`: the visitor's name, classes, and the way to their cluster from outside.
final class MePage {
  private final Frame frame;
  private final Course course;
  private final Accounts accounts;
  private final Classrooms classrooms;
  private final Desks desks;

  MePage(Frame frame, Course course, Accounts accounts, Classrooms classrooms, Desks desks) {
    this.frame = frame;
    this.course = course;
    this.accounts = accounts;
    this.classrooms = classrooms;
    this.desks = desks;
  }

  void register(RoutesConfig routes) {
    routes.get("/me", ctx -> show(ctx, ""));
    routes.post("/me", this::rename);
  }

  private void show(Context ctx, String message) {
    Account account = Visitor.of(ctx).account();
    if (account == null) {
      ctx.redirect("/signin", HttpStatus.SEE_OTHER);
      return;
    }
    Progress progress = desks.progress(account.id());
    List<MeView.Chapter> chapters =
        course.chapters().stream().map(chapter -> chapter(chapter, progress)).toList();
    frame.show(
        ctx,
        "people/me",
        new MeView(
            frame.of(ctx, "내 정보", "forms", new Crumb("내 정보", "")),
            account,
            chapters,
            classrooms.attendedBy(account.id()),
            message));
  }

  private static MeView.Chapter chapter(Course.Chapter chapter, Progress progress) {
    return new MeView.Chapter(
        chapter.number() + ". " + chapter.title(),
        chapter.lessons().stream().mapToInt(progress::passedIn).sum(),
        chapter.lessons().stream().mapToInt(lesson -> lesson.steps().size()).sum());
  }

  private void rename(Context ctx) {
    Account account = Visitor.of(ctx).person();
    String name = ctx.formParam("name");
    Optional<String> wrong = Accounts.wrongName(name == null ? "" : name);
    if (wrong.isPresent() || name == null) {
      ctx.status(422);
      show(ctx, wrong.orElse(""));
      return;
    }
    accounts.rename(account.id(), name);
    ctx.redirect("/me", HttpStatus.SEE_OTHER);
  }
}
