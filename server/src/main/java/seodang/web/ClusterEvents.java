package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.TooManyRequestsResponse;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import seodang.classroom.Bell;
import seodang.classroom.Desk;
import seodang.classroom.Desks;
import seodang.course.Course;
import seodang.course.Lesson;
import seodang.diagram.Outline;
import seodang.diagram.Scene;
import seodang.diagram.SceneSvg;
import seodang.json.Json;
import seodang.world.ClusterTime;

/// `GET /cluster/events`: what a lesson's page shows of the cluster, as it changes.
///
/// Events: `diagram` (SVG), `outline`, `journey` and, with `?lesson=`, `steps` (HTML), `time`
/// (JSON: `now`, `speed`, `paused`, `canUndo`, `behind`), `ping`.
final class ClusterEvents {
  private final Templates templates;
  private final Course course;
  private final Seats seats;

  ClusterEvents(Templates templates, Course course, Seats seats) {
    this.templates = templates;
    this.course = course;
    this.seats = seats;
  }

  void register(RoutesConfig routes) {
    routes.get("/cluster/events", this::open);
  }

  /// Everything that may be refused is, before the stream begins: after that its status is sent.
  private void open(Context ctx) throws Exception {
    String visitor = Visitor.of(ctx).person().id();
    Desks.Seat seat = seats.shown(ctx);
    if (!seats.openWindow(visitor)) {
      seat.close();
      throw new TooManyRequestsResponse();
    }
    new SseHandler(client -> serve(client, ctx, seat, visitor)).handle(ctx);
  }

  private void serve(SseClient client, Context ctx, Desks.Seat seat, String visitor) {
    String number = ctx.queryParam("lesson");
    Lesson lesson = number == null ? null : course.lesson(number);
    boolean readOnly = seats.readOnly(ctx);
    Bell news = seat.desk().news();
    long[] seen = {news.count()};
    EventStream.serve(
        client,
        atMost -> {
          long before = seen[0];
          seen[0] = news.await(before, atMost);
          return seen[0] != before;
        },
        stream -> send(stream, seat.desk(), lesson, readOnly),
        () -> {
          seats.closeWindow(visitor);
          seat.close();
        });
  }

  private void send(EventStream stream, Desk desk, @Nullable Lesson lesson, boolean readOnly) {
    Scene scene = desk.scene();
    stream.send("diagram", SceneSvg.draw(scene));
    stream.send("time", time(desk.cluster().time()));
    stream.send("outline", templates.render("lesson/outline", Outline.of(scene)));
    stream.send("journey", templates.render("lesson/journey", scene.journey()));
    if (lesson != null) {
      stream.send(
          "steps", templates.render("lesson/steps", LessonParts.steps(desk, lesson, readOnly)));
    }
  }

  static String time(ClusterTime time) {
    return Json.object(
            "now",
            time.now().truncatedTo(ChronoUnit.MILLIS).toString(),
            "speed",
            time.speed(),
            "paused",
            time.paused(),
            "canUndo",
            time.canUndo(),
            "behind",
            time.behind())
        .toString();
  }
}
