package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import seodang.account.Account;
import seodang.classroom.Classroom;
import seodang.classroom.Classrooms;
import seodang.classroom.Desks;
import seodang.classroom.Progress;
import seodang.course.Course;
import seodang.course.Lesson;
import seodang.web.HomeView.LessonCard;

/// `GET /`: the course at a glance.
final class HomePage {
  private final Frame frame;
  private final Course course;
  private final Desks desks;
  private final Classrooms classrooms;

  HomePage(Frame frame, Course course, Desks desks, Classrooms classrooms) {
    this.frame = frame;
    this.course = course;
    this.desks = desks;
    this.classrooms = classrooms;
  }

  void register(RoutesConfig routes) {
    routes.get("/", this::show);
  }

  private void show(Context ctx) {
    Account account = Visitor.of(ctx).account();
    Progress progress = account == null ? new Progress(Map.of()) : desks.progress(account.id());
    Lesson next = progress.goOn(course);
    String wanted = ctx.queryParam("lesson");
    boolean known = wanted != null && course.lesson(wanted) != null;
    List<HomeView.Chapter> chapters =
        course.chapters().stream()
            .map(chapter ->
                new HomeView.Chapter(
                    chapter.number(),
                    chapter.title(),
                    chapter.summary(),
                    chapter.lessons().stream().map(l -> card(l, progress)).toList()))
            .toList();
    frame.show(
        ctx,
        "home/page",
        new HomeView(
            frame.of(ctx, "쿠버네티스를 손으로 익히는 곳", "home"),
            !progress.steps().isEmpty(),
            next == null ? null : card(next, progress),
            known && wanted != null ? wanted : "",
            account == null
                ? List.of()
                : classrooms.attendedBy(account.id()).stream().map(Classroom::name).toList(),
            progress.steps().isEmpty(),
            chapters));
  }

  private static LessonCard card(Lesson lesson, Progress progress) {
    return new LessonCard(
        lesson.number(),
        lesson.title(),
        lesson.summary(),
        lesson.minutes(),
        progress.passedIn(lesson),
        lesson.steps().size());
  }
}
