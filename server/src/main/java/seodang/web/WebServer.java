package seodang.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinBindException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import seodang.account.Accounts;
import seodang.account.Sessions;
import seodang.classroom.Classrooms;
import seodang.classroom.Desks;
import seodang.classroom.Feed;
import seodang.classroom.Gradebook;
import seodang.classroom.QuizAnswers;
import seodang.course.Course;
import seodang.world.World;

/// The pages: wires each to what it needs, and serves them.
public final class WebServer implements AutoCloseable {
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  /// What the pages are made from.
  public record Parts(
      Course course,
      Accounts accounts,
      Sessions sessions,
      World world,
      Desks desks,
      Classrooms classrooms,
      Gradebook grades,
      QuizAnswers answers,
      Feed feed,
      Assets assets,
      Kubeconfig kubeconfig) {}

  private final WebSettings settings;
  private final Javalin javalin;

  public WebServer(WebSettings settings, Parts parts) {
    this.settings = settings;
    this.javalin = Javalin.create(config -> configure(config, parts));
  }

  /// @throws PortTakenException when the port is not free
  public WebServer start() {
    try {
      javalin.start(settings.host(), settings.port());
    } catch (JavalinBindException e) {
      throw new PortTakenException(settings.port(), e);
    }
    return this;
  }

  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private void configure(JavalinConfig config, Parts parts) {
    config.startup.showJavalinBanner = false;
    config.jetty.threadPool = Threads.pool("web");
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.modifyWebSocketServletFactory(factory -> {
      factory.setMaxTextMessageSize(settings.limits().frame());
      factory.setIdleTimeout(Duration.ofMinutes(2));
    });
    config.http.maxRequestSize = settings.limits().body();
    config.staticFiles.enableWebjars();
    if (Files.isDirectory(settings.dist())) {
      config.staticFiles.add(files -> {
        files.hostedPath = "/static";
        files.directory = settings.dist().toAbsolutePath().toString();
        files.location = Location.EXTERNAL;
        files.headers = Map.of("Cache-Control", FOR_EVER);
      });
    }
    routes(config.routes, parts);
  }

  private void routes(RoutesConfig routes, Parts parts) {
    WebSettings.Limits limits = settings.limits();
    Frame frame = new Frame(parts.assets(), new Templates());
    Visitors visitors = new Visitors(parts.accounts(), parts.sessions(), settings.secure());
    Guard guard = new Guard(settings, visitors);
    Seats seats = new Seats(parts.desks(), parts.classrooms(), limits.windows());
    StartEndpoint start =
        new StartEndpoint(
            parts.accounts(),
            visitors,
            parts.world(),
            parts.desks(),
            parts.course(),
            guard,
            limits);
    LessonPages lessons =
        new LessonPages(frame, parts.course(), seats, new QuizParts(parts.answers()));
    guard.register(routes);
    new Problems(frame).register(routes);
    new HomePage(frame, parts.course(), parts.desks(), parts.classrooms()).register(routes);
    start.register(routes);
    lessons.register(routes);
    new GlossaryPages(frame, parts.course()).register(routes);
    new SignPages(frame, parts.accounts(), visitors, parts.desks(), start, guard, limits)
        .register(routes);
    new MePage(frame, parts.course(), parts.accounts(), parts.classrooms(), parts.desks())
        .register(routes);
    new JoinPages(frame, parts.classrooms(), parts.accounts(), start, parts.feed(), guard, limits)
        .register(routes);
    new ClassPages(
            frame,
            parts.accounts(),
            parts.classrooms(),
            parts.grades(),
            parts.feed(),
            parts.course(),
            seats,
            lessons)
        .register(routes);
    new ClusterEvents(frame.templates(), parts.course(), seats).register(routes);
    new ClusterPages(frame, seats, parts.world(), parts.kubeconfig()).register(routes);
    new TerminalSocket(seats, limits).register(routes);
    routes.get("/healthz", ctx -> ctx.contentType("text/plain").result("ok\n"));
  }
}
