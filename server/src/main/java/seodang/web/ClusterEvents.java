package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.TooManyRequestsResponse;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
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
/// Events: `diagram` (SVG; with `?layout=tall` for a narrow window), `outline`, `journey` and, with
/// `?lesson=`, `steps` (HTML), `time` (JSON: `now`, `speed`, `paused`, `canUndo`, `behind`),
/// `ping`.
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

  private void open(Context ctx) {
    String visitor = Visitor.of(ctx).person().id();
    try (Desks.Seat seat = seats.shown(ctx)) {
      if (!seats.openWindow(visitor)) {
        throw new TooManyRequestsResponse();
      }
      try {
        String number = ctx.queryParam("lesson");
        Lesson lesson = number == null ? null : course.lesson(number);
        boolean readOnly = seats.readOnly(ctx);
        Desk desk = seat.desk();
        SceneSvg.Layout layout =
            "tall".equals(ctx.queryParam("layout")) ? SceneSvg.Layout.TALL : SceneSvg.Layout.WIDE;
        EventStream.serve(
            ctx,
            desk.news(),
            stream -> {
              stream.send("diagram", SceneSvg.draw(desk.scene(), layout));
              send(stream, desk, lesson, readOnly);
            });
      } finally {
        seats.closeWindow(visitor);
      }
    }
  }

  private void send(EventStream stream, Desk desk, @Nullable Lesson lesson, boolean readOnly) {
    Scene scene = desk.scene();
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
