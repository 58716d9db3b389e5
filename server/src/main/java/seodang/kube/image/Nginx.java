package seodang.kube.image;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.HttpResult;
import seodang.shell.FileTree;
import seodang.shell.HostCall;
import seodang.shell.Signal;

/// nginx. A process remembers the configuration it has loaded, as long as it is not the image's
/// own.
///
/// @param version of nginx
/// @param own the image's files
record Nginx(String version, Map<String, String> own) implements Server {
  static final String CONFIG = "/etc/nginx/nginx.conf";

  @Override
  public Running start(List<String> argv) {
    return new Process(this, argv, Json.object());
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(this, argv, frozen);
  }

  // Configuration.

  private static String path(List<String> argv) {
    String given = Template.flag(argv, "c");
    return given == null ? CONFIG : FileTree.resolve("/etc/nginx", given);
  }

  /// All that could be included.
  private static Map<String, String> sources(FileTree files, String path) {
    Map<String, String> sources = new TreeMap<>();
    gather(files, "/etc/nginx", sources, 0);
    if (files.isFile(path)) {
      gather(files, FileTree.parent(path), sources, 0);
    }
    return sources;
  }

  private static void gather(
      FileTree files, String directory, Map<String, String> sources, int depth) {
    if (!files.isDirectory(directory) || depth > 4) {
      return;
    }
    for (String name : files.list(directory)) {
      String path = FileTree.resolve(directory, name);
      if (files.isDirectory(path)) {
        gather(files, path, sources, depth + 1);
      } else if (files.isFile(path)) {
        sources.put(path, files.read(path));
      }
    }
  }

  /// What was loaded lately and depends on nothing but its sources: most processes load the same.
  private record Lately(String path, Map<String, String> sources, NginxConfig.Loaded loaded) {}

  private static final AtomicReference<@Nullable Lately> LATELY = new AtomicReference<>();

  private static NginxConfig.Loaded load(
      String path, Map<String, String> sources, Predicate<String> exists)
      throws NginxConfig.Problem {
    Lately lately = LATELY.get();
    if (lately != null && lately.path().equals(path) && lately.sources().equals(sources)) {
      return lately.loaded();
    }
    boolean[] asked = {false};
    NginxConfig.Loaded loaded =
        NginxConfig.load(
            path,
            sources,
            file -> {
              asked[0] = true;
              return exists.test(file);
            });
    if (!asked[0]) {
      LATELY.set(new Lately(path, sources, loaded));
    }
    return loaded;
  }

  /// What a process has loaded; null for one that has not begun.
  private NginxConfig.@Nullable Loaded loaded(Living process) {
    Json.Object state = process.state();
    if (!state.has("since")) {
      return null;
    }
    Map<String, String> files = state.has("files") ? state.object("files").texts() : own;
    try {
      return load(path(process.argv()), new TreeMap<>(files), path -> true);
    } catch (NginxConfig.Problem e) {
      return null;
    }
  }

  // Serving.

  @Override
  public List<Integer> ports(Living process) {
    NginxConfig.Loaded loaded = loaded(process);
    return loaded == null ? List.of() : List.copyOf(ports(loaded));
  }

  static Set<Integer> ports(NginxConfig.Loaded loaded) {
    Set<Integer> ports = new LinkedHashSet<>();
    loaded.servers().forEach(server -> ports.addAll(NginxRouting.ports(server)));
    return ports;
  }

  @Override
  public boolean isSecure(Living process, int port) {
    NginxConfig.Loaded loaded = loaded(process);
    return loaded != null
        && loaded.servers().stream()
            .flatMap(server -> server.inside().stream())
            .anyMatch(d ->
                d.name().equals("listen")
                    && d.args().contains("ssl")
                    && d.arg(0).matches("(.*:)?" + port));
  }

  @Override
  public double cost() {
    return 1;
  }

  @Override
  public Answer answer(Request request) {
    NginxConfig.Loaded loaded = loaded(request.process());
    return loaded == null
        ? Answer.of(500, Json.object(), "", "")
        : new NginxSite(this, loaded, request).answer();
  }

  @Override
  public Answer forwarded(Request request, HttpResult result) {
    NginxConfig.Loaded loaded = loaded(request.process());
    return loaded == null
        ? Answer.of(500, Json.object(), "", "")
        : new NginxSite(this, loaded, request).forwarded(result);
  }

  // The process.

  private static final class Process implements Running {
    private final Nginx nginx;
    private final List<String> argv;
    private Json.Object state;
    private @Nullable Integer exit;

    Process(Nginx nginx, List<String> argv, Json.Object state) {
      this.nginx = nginx;
      this.argv = argv;
      this.state = state;
    }

    @Override
    public Json.Object freeze() {
      return state;
    }

    private boolean is(String flag) {
      return argv.contains(flag);
    }

    private void log(Io io, String level, String message) {
      io.write(
          2,
          Template.fill("@DATE@", Template.process(argv, Map.of(), "", "", io.now()))
              + " ["
              + level
              + "] "
              + io.pid()
              + "#"
              + io.pid()
              + ": "
              + message
              + "\n");
    }

    private Outcome fail(Io io, String message) {
      if (!is("-t")) {
        log(io, "emerg", message);
      }
      io.write(2, "nginx: [emerg] " + message + "\n");
      if (is("-t")) {
        io.write(2, "nginx: configuration file " + path(argv) + " test failed\n");
      }
      return new Outcome.Exit(1);
    }

    @Override
    public Outcome resume(Io io) {
      if (exit != null) {
        return new Outcome.Exit(exit);
      }
      if (state.has("since")) {
        return new Outcome.Idle();
      }
      if (is("-v") || is("-V")) {
        io.write(2, "nginx version: nginx/" + nginx.version + "\n");
        return new Outcome.Exit(0);
      }
      String order = Template.flag(argv, "s");
      if (order != null) {
        return order(io, order);
      }
      Predicate<String> exists = path -> io.files().exists(path);
      NginxConfig.Loaded loaded;
      try {
        loaded = load(path(argv), sources(io.files(), path(argv)), exists);
      } catch (NginxConfig.Problem e) {
        return fail(io, e.words());
      }
      return asks(io, loaded);
    }

    /// Names must be known and ports free before anything is served.
    private Outcome asks(Io io, NginxConfig.Loaded loaded) {
      List<String[]> questions = questions(loaded);
      int next = (int) state.number("asked", 0);
      if (state.has("call")) {
        long id = state.number("call", 0);
        HostCall.Answer answer = io.answer(id);
        if (answer == null) {
          return new Outcome.Call(id, null);
        }
        String bad = refusal(answer, questions.get(next));
        if (bad != null) {
          return fail(io, bad);
        }
        state = state.without("call").with("asked", ++next);
      }
      if (next < questions.size()) {
        String[] question = questions.get(next);
        long id =
            question[0].equals("name")
                ? io.lookup(question[1], "A")
                : io.http("TCP", "tcp://127.0.0.1:" + question[1], Json.object(), "");
        state = state.with("call", id);
        return new Outcome.Call(id, null);
      }
      return begin(io, loaded);
    }

    /// Each `name HOST WHERE` or `port NUMBER`.
    private List<String[]> questions(NginxConfig.Loaded loaded) {
      List<String[]> questions = new ArrayList<>();
      Set<String> asked = new LinkedHashSet<>();
      for (NginxConfig.Directive upstream : NginxRouting.upstreams(loaded)) {
        String host = NginxRouting.host(upstream);
        if (!host.isEmpty() && asked.add(host)) {
          questions.add(new String[] {"name", host, upstream.where()});
        }
      }
      if (!is("-t") && !is("-T")) {
        ports(loaded).forEach(port -> questions.add(new String[] {"port", Integer.toString(port)}));
      }
      return questions;
    }

    private static @Nullable String refusal(HostCall.Answer answer, String[] question) {
      return switch (answer) {
        case HostCall.Answer.Lookup l ->
            l.records().isEmpty()
                ? "host not found in upstream \"" + question[1] + "\"" + question[2]
                : null;
        case HostCall.Answer.Http h ->
            h.error().isEmpty()
                ? "bind() to 0.0.0.0:" + question[1] + " failed (98: Address already in use)"
                : null;
        case HostCall.Answer.Tool _ -> null;
      };
    }

    private Outcome begin(Io io, NginxConfig.Loaded loaded) {
      if (is("-t") || is("-T")) {
        io.write(
            2,
            "nginx: the configuration file "
                + path(argv)
                + " syntax is ok\nnginx: configuration file "
                + path(argv)
                + " test is successful\n");
        if (is("-T")) {
          loaded
              .read()
              .forEach((p, text) -> io.write(1, "# configuration file " + p + ":\n" + text + "\n"));
        }
        return new Outcome.Exit(0);
      }
      boolean foreground =
          String.join(" ", argv).contains("daemon off")
              || loaded.main().stream()
                  .anyMatch(d -> d.name().equals("daemon") && d.arg(0).equals("off"));
      if (!foreground) {
        List<String> background = new ArrayList<>(argv);
        background.addAll(List.of("-g", "daemon off;"));
        int unused = io.spawn(background, io.env());
        return new Outcome.Exit(unused < 0 ? 1 : 0);
      }
      keep(io.now(), loaded);
      log(io, "notice", "using the \"epoll\" event method");
      log(io, "notice", "nginx/" + nginx.version);
      log(io, "notice", "OS: Linux 6.1.0-31-amd64");
      log(io, "notice", "getrlimit(RLIMIT_NOFILE): 1048576:1048576");
      log(io, "notice", "start worker processes");
      log(io, "notice", "start worker process 29");
      log(io, "notice", "start worker process 30");
      io.files(
          io.files()
              .makeDirectories("/run", "root", io.now())
              .write("/run/nginx.pid", io.pid() + "\n", io.now()));
      return new Outcome.Idle();
    }

    private void keep(Instant now, NginxConfig.Loaded loaded) {
      Json.Object since = Json.object("since", now.toString());
      boolean same =
          loaded.read().entrySet().stream()
              .allMatch(file -> Objects.equals(nginx.own.get(file.getKey()), file.getValue()));
      boolean whole =
          nginx.own.keySet().stream()
              .filter(path -> path.startsWith("/etc/nginx/conf.d/"))
              .allMatch(loaded.read()::containsKey);
      state = same && whole ? since : since.with("files", Json.of(loaded.read()));
    }

    private Outcome order(Io io, String order) {
      Signal signal =
          switch (order) {
            case "reload" -> Signal.HUP;
            case "stop" -> Signal.TERM;
            case "quit" -> Signal.QUIT;
            case "reopen" -> Signal.USR1;
            default -> null;
          };
      if (signal == null) {
        io.write(2, "nginx: invalid option: \"-s " + order + "\"\n");
        return new Outcome.Exit(1);
      }
      String pid =
          io.files().isFile("/run/nginx.pid") ? io.files().read("/run/nginx.pid").strip() : "";
      if (pid.isEmpty() || !pid.matches("\\d{1,6}") || !io.kill(Integer.parseInt(pid), signal)) {
        io.write(
            2, "nginx: [error] open() \"/run/nginx.pid\" failed (2: No such file or directory)\n");
        return new Outcome.Exit(1);
      }
      return new Outcome.Exit(0);
    }

    @Override
    public boolean handle(Signal signal, Io io) {
      if (!state.has("since")) {
        return false;
      }
      switch (signal) {
        case HUP -> reload(io);
        case USR1 -> log(io, "notice", "signal 10 (SIGUSR1) received from 1, reopening logs");
        case QUIT ->
            stop(io, "signal 3 (SIGQUIT) received, shutting down", "gracefully shutting down");
        case TERM, INT ->
            stop(
                io,
                "signal " + signal.number() + " (SIG" + signal + ") received, exiting",
                "exiting");
        default -> {
          return false;
        }
      }
      return true;
    }

    private void stop(Io io, String why, String worker) {
      log(io, "notice", why);
      log(io, "notice", worker);
      log(io, "notice", "exit");
      exit = 0;
    }

    private void reload(Io io) {
      log(io, "notice", "signal 1 (SIGHUP) received from 1, reconfiguring");
      try {
        Predicate<String> exists = path -> io.files().exists(path);
        keep(
            Instant.parse(state.text("since")),
            NginxConfig.load(path(argv), sources(io.files(), path(argv)), exists));
        log(io, "notice", "reconfiguring");
        log(io, "notice", "start worker processes");
      } catch (NginxConfig.Problem e) {
        log(io, "emerg", e.words());
      }
    }
  }
}
