package seodang;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import seodang.account.Accounts;
import seodang.account.Sessions;
import seodang.classroom.Classrooms;
import seodang.classroom.Desks;
import seodang.classroom.Examiner;
import seodang.classroom.Feed;
import seodang.classroom.Gradebook;
import seodang.classroom.ProgressBook;
import seodang.classroom.QuizAnswers;
import seodang.course.Checks;
import seodang.course.ContentException;
import seodang.course.Course;
import seodang.course.CourseLoader;
import seodang.database.Database;
import seodang.terminal.Command;
import seodang.terminal.Completer;
import seodang.terminal.editor.Less;
import seodang.terminal.editor.Manual;
import seodang.terminal.editor.Nano;
import seodang.terminal.editor.Vi;
import seodang.terminal.kubectl.Kubectl;
import seodang.terminal.kubectl.KubectlCompleter;
import seodang.web.Assets;
import seodang.web.Kubeconfig;
import seodang.web.KubernetesServer;
import seodang.web.PortTakenException;
import seodang.web.WebServer;
import seodang.world.World;

/// The program: wires every part with constructors, starts them, and stops them in reverse.
public final class App implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(App.class);

  /// What is taught, and what the terminal offers.
  ///
  /// @param examiner evaluates checks
  /// @param commands of the terminal, beside the shell's own
  public record Teaching(
      Course course,
      Examiner examiner,
      Map<String, Command> commands,
      Map<String, Completer> completers,
      Assets assets) {}

  private final Database database;
  private final World world;
  private final Desks desks;
  private final WebServer web;
  private final CompletableFuture<KubernetesServer> kubernetes;

  private App(Config config, Teaching teaching) {
    InstantSource clock = InstantSource.system();
    database = Database.open(config.database());
    Accounts accounts = new Accounts(database, clock);
    if (!config.admin().login().isEmpty()) {
      accounts.ensureAdmin(config.admin().login(), config.admin().password());
    }
    world = new World(database, config.world(), clock);
    // Certificates and TLS take longer than all else; no page waits for them.
    kubernetes =
        CompletableFuture.supplyAsync(
            () -> new KubernetesServer(config.kubernetes(), world, clock).start());
    Feed feed = new Feed();
    ProgressBook progress = new ProgressBook(database, clock);
    desks =
        new Desks(
            database,
            world,
            teaching.course(),
            teaching.examiner(),
            progress,
            feed,
            config.terminal(),
            teaching.commands(),
            teaching.completers(),
            clock);
    Classrooms classrooms = new Classrooms(database, accounts, clock);
    QuizAnswers answers = new QuizAnswers(database, clock);
    Gradebook grades =
        new Gradebook(teaching.course(), classrooms, accounts, progress, desks, answers, clock);
    web =
        new WebServer(
            config.web(),
            new WebServer.Parts(
                teaching.course(),
                accounts,
                new Sessions(database, clock),
                world,
                desks,
                classrooms,
                grades,
                answers,
                feed,
                teaching.assets(),
                new Kubeconfig(
                    () -> kubernetes.join().address(), () -> kubernetes.join().authorityPem())));
  }

  /// @throws RuntimeException when a port is taken or the database cannot be opened; nothing of it
  ///   is left running then
  public static App start(Config config, Teaching teaching) {
    App app = new App(config, teaching);
    try {
      app.web.start();
    } catch (RuntimeException e) {
      app.close();
      throw e;
    }
    return app;
  }

  public int port() {
    return web.port();
  }

  /// The Kubernetes endpoint's port, as soon as it listens.
  public int kubernetesPort() {
    return kubernetes.join().port();
  }

  @Override
  public void close() {
    web.close();
    var _ = kubernetes.thenAccept(KubernetesServer::close);
    desks.close();
    world.close();
    database.close();
  }

  /// With the argument `practice`: a short run that only warms the JVM's class cache.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (List.of(arguments).contains("practice")) {
      Practice.run();
      return;
    }
    App app;
    try {
      Config config = Config.from(System.getenv());
      app = start(config, teaching(config));
    } catch (IllegalArgumentException | ContentException | PortTakenException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(app::close));
    System.out.println("쿠버서당: http://localhost:" + app.port());
    var _ = app.kubernetes.whenComplete(App::announce);
  }

  private static void announce(KubernetesServer server, @Nullable Throwable failure) {
    if (failure != null) {
      LOG.error("the Kubernetes endpoint did not start: {}", failure.getMessage());
    } else {
      System.out.println("kubectl: " + server.address() + " (내 정보에서 kubeconfig 받기)");
    }
  }

  static Teaching teaching(Config config) {
    return new Teaching(
        CourseLoader.load(config.content()),
        (step, state, since) ->
            Checks.examine(step, state, since).stream()
                .map(r -> new Examiner.Finding(r.name(), r.passed(), r.message()))
                .toList(),
        Map.of(
            "kubectl", new Kubectl(),
            "vi", new Vi(),
            "vim", new Vi(),
            "nano", new Nano(),
            "less", new Less(),
            "more", new Less(),
            "man", Manual.man(),
            "help", Manual.help()),
        Map.of("kubectl", new KubectlCompleter()),
        Assets.read(config.web().dist()));
  }
}
