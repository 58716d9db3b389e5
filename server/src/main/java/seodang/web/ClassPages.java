package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.TooManyRequestsResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.account.Account;
import seodang.account.Accounts;
import seodang.classroom.Bell;
import seodang.classroom.Board;
import seodang.classroom.Classroom;
import seodang.classroom.Classrooms;
import seodang.classroom.Desk;
import seodang.classroom.Desks;
import seodang.classroom.Feed;
import seodang.classroom.Gradebook;
import seodang.course.Course;
import seodang.course.Lesson;
import seodang.web.ClassView.BoardView;
import seodang.web.LayoutView.Crumb;
import seodang.world.Subscription;

/// `/classes`: making classes, and watching one live.
final class ClassPages {
  private final Frame frame;
  private final Accounts accounts;
  private final Classrooms classrooms;
  private final Gradebook grades;
  private final Feed feed;
  private final Course course;
  private final Seats seats;
  private final LessonPages lessons;

  ClassPages(
      Frame frame,
      Accounts accounts,
      Classrooms classrooms,
      Gradebook grades,
      Feed feed,
      Course course,
      Seats seats,
      LessonPages lessons) {
    this.frame = frame;
    this.accounts = accounts;
    this.classrooms = classrooms;
    this.grades = grades;
    this.feed = feed;
    this.course = course;
    this.seats = seats;
    this.lessons = lessons;
  }

  void register(RoutesConfig routes) {
    routes.get("/classes", ctx -> list(ctx, "", ""));
    routes.post("/classes", this::create);
    routes.get("/classes/{id}", this::page);
    routes.get("/classes/{id}/events", this::events);
    routes.get("/classes/{id}/grades.csv", this::csv);
    routes.get("/classes/{id}/learners/{learner}", this::learner);
  }

  private void list(Context ctx, String name, String error) {
    Account account = Visitor.of(ctx).account();
    if (account == null) {
      ctx.redirect("/signin", HttpStatus.SEE_OTHER);
      return;
    }
    frame.show(
        ctx,
        "classes/list",
        new ClassesView(
            frame.of(ctx, "내 학급", "forms", new Crumb("내 학급", "")),
            classrooms.taughtBy(account),
            classrooms.attendedBy(account.id()),
            !account.isGuest(),
            name,
            error));
  }

  private void create(Context ctx) {
    Account account = Visitor.of(ctx).person();
    if (account.isGuest()) {
      throw new ForbiddenResponse("학급은 가입한 뒤에 만들 수 있습니다.");
    }
    String name = ctx.formParam("name");
    String plain = name == null ? "" : name.strip();
    if (plain.isEmpty() || plain.codePointCount(0, plain.length()) > Classrooms.LONGEST_NAME) {
      ctx.status(422);
      list(ctx, plain, "학급 이름은 1자에서 " + Classrooms.LONGEST_NAME + "자까지 적어 주세요.");
      return;
    }
    Classroom made = classrooms.create(account, plain);
    ctx.redirect("/classes/" + made.id(), HttpStatus.SEE_OTHER);
  }

  private void page(Context ctx) {
    Classroom classroom = classroom(ctx);
    Lesson lesson = lesson(ctx, classroom);
    String invitation = ctx.scheme() + "://" + ctx.host() + "/join/" + classroom.code();
    frame.show(
        ctx,
        "classes/page",
        new ClassView(
            frame.of(
                ctx,
                classroom.name(),
                "classes",
                new Crumb("내 학급", "/classes"),
                new Crumb(classroom.name(), "")),
            classroom,
            invitation,
            course.chapters().stream()
                .flatMap(chapter -> chapter.lessons().stream())
                .map(l -> new LessonView.Neighbour(l.number(), l.title()))
                .toList(),
            lesson == null ? null : grades.board(classroom, lesson)));
  }

  private void events(Context ctx) {
    Classroom classroom = classroom(ctx);
    String visitor = Visitor.of(ctx).person().id();
    Lesson lesson = lesson(ctx, classroom);
    if (lesson == null) {
      throw new NotFoundResponse();
    }
    if (!seats.openWindow(visitor)) {
      throw new TooManyRequestsResponse();
    }
    Bell news = new Bell();
    try (Roll roll = new Roll(classroom, news)) {
      EventStream.serve(
          ctx,
          news,
          stream -> {
            roll.call();
            stream.send("board", board(classroom, lesson));
          });
    } finally {
      seats.closeWindow(visitor);
    }
  }

  /// Listens to all who are in a class now.
  private final class Roll implements AutoCloseable {
    private final Classroom classroom;
    private final Bell news;
    private List<String> present = List.of();
    private Subscription learners = () -> {};
    private final Subscription comings;

    Roll(Classroom classroom, Bell news) {
      this.classroom = classroom;
      this.news = news;
      this.comings = feed.listen(List.of(classroom.id()), news::ring);
    }

    void call() {
      List<String> now = classrooms.members(classroom.id());
      if (!now.equals(present)) {
        learners.close();
        learners = feed.listen(now, news::ring);
        present = now;
      }
    }

    @Override
    public void close() {
      comings.close();
      learners.close();
    }
  }

  private String board(Classroom classroom, Lesson lesson) {
    Board board = grades.board(classroom, lesson);
    return frame.templates().render("classes/board", new BoardView(classroom, board));
  }

  private void csv(Context ctx) {
    Classroom classroom = classroom(ctx);
    String name = URLEncoder.encode(classroom.name(), StandardCharsets.UTF_8).replace("+", "%20");
    ctx.contentType("text/csv; charset=utf-8");
    ctx.header(
        "Content-Disposition",
        "attachment; filename=\"grades.csv\"; filename*=UTF-8''" + name + ".csv");
    ctx.result(grades.csv(classroom));
  }

  private void learner(Context ctx) {
    Classroom classroom = classroom(ctx);
    String learner = ctx.pathParam("learner");
    if (!classrooms.attends(learner, classroom.id())) {
      throw new NotFoundResponse();
    }
    try (Desks.Seat seat = seats.look(ctx, learner)) {
      Desk desk = seat.desk();
      Lesson open = desk.lesson();
      Lesson lesson = open != null ? open : first();
      String name = accounts.find(learner).map(Account::name).orElse("");
      List<Crumb> way =
          List.of(
              new Crumb(
                  classroom.name(), "/classes/" + classroom.id() + "?lesson=" + lesson.number()),
              new Crumb(name, ""));
      lessons.show(ctx, desk, lesson, new LessonPages.Looker(name, "?learner=" + learner, way));
    }
  }

  private Lesson first() {
    return course.chapters().stream()
        .flatMap(chapter -> chapter.lessons().stream())
        .findFirst()
        .orElseThrow(NotFoundResponse::new);
  }

  /// The class, for one who teaches it; for all others there is none.
  private Classroom classroom(Context ctx) {
    Account account = Visitor.of(ctx).person();
    return classrooms
        .find(ctx.pathParam("id"))
        .filter(classroom -> classrooms.teaches(account, classroom))
        .orElseThrow(NotFoundResponse::new);
  }

  private @Nullable Lesson lesson(Context ctx, Classroom classroom) {
    String number = ctx.queryParam("lesson");
    Lesson asked = number == null ? null : course.lesson(number);
    return asked != null ? asked : grades.busiest(classroom).orElse(null);
  }
}
