package seodang.kube.image;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Times;
import seodang.shell.Signal;

/// A program of which `programs.yaml` says what it prints, where it listens, what it answers and
/// how it ends. Lines and bodies are [Template]s.
///
/// Members of `facts`, all of which may be missing: `start` and `stop` (lines), `stream` (2, where
/// they go), `ends` (it ends at once with this code), `signals` (the exit code by signal; of what
/// is not listed it dies, or as PID 1 takes no notice), `ports`, `secure` (the ports that speak
/// TLS), `portFlags`, `portEnv`, `site` (a directory whose files it hands out), `routes` (`path`, a
/// pattern; `method`; `within` and `after`, seconds since its start; `status`, `type`, `body`,
/// `headers`), `product` (its `Server` header), `cost` (of a request in thousandths of a CPU's
/// second), `missing` (body where no route fits), `access` (a line for each request), `commands`
/// (other facts by its first argument).
record Described(Json.Object facts, String version) implements Server {
  /// The patterns of the catalogue's routes.
  private static final Map<String, Pattern> ROUTES = new ConcurrentHashMap<>();

  private static final Json.Object SIGNALS = Json.object("TERM", 0, "INT", 0, "QUIT", 0);

  /// What holds for an invocation: its command's own facts over the common ones.
  private Json.Object facts(List<String> argv) {
    Json.Object commands = facts.object("commands");
    for (String word : argv.subList(Math.min(1, argv.size()), argv.size())) {
      if (commands.has(word)) {
        return over(facts.without("commands").without("ends"), commands.object(word));
      }
    }
    return facts;
  }

  private static Json.Object over(Json.Object common, Json.Object own) {
    Json.Object all = common;
    for (String key : own.keys()) {
      Json value = own.get(key);
      all = value == null ? all : all.with(key, value);
    }
    return all;
  }

  @Override
  public Running start(List<String> argv) {
    return new Process(facts(argv), argv, version, null);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    String since = frozen.text("since");
    return new Process(facts(argv), argv, version, since.isEmpty() ? null : Times.parse(since));
  }

  private static final class Process implements Running {
    private final Json.Object facts;
    private final List<String> argv;
    private final String version;
    private @Nullable Instant since;
    private @Nullable Integer exit;

    Process(Json.Object facts, List<String> argv, String version, @Nullable Instant since) {
      this.facts = facts;
      this.argv = argv;
      this.version = version;
      this.since = since;
    }

    @Override
    public Outcome resume(Io io) {
      if (exit != null) {
        return new Outcome.Exit(exit);
      }
      if (since == null) {
        since = io.now();
        print(io, "start");
        if (facts.has("ends")) {
          return new Outcome.Exit((int) facts.number("ends", 0));
        }
      }
      return new Outcome.Idle();
    }

    private void print(Io io, String list) {
      Template.Values values = Template.process(argv, io.env(), io.hostname(), version, io.now());
      String text = Template.lines(facts.array(list).texts(), line -> Template.fill(line, values));
      if (!text.isEmpty()) {
        io.write((int) facts.number("stream", 2), text);
      }
    }

    @Override
    public boolean handle(Signal signal, Io io) {
      Json.Object signals = facts.has("signals") ? facts.object("signals") : SIGNALS;
      if (!signals.has(signal.name())) {
        return signal == Signal.HUP;
      }
      print(io, "stop");
      exit = (int) signals.number(signal.name(), 0);
      return true;
    }

    @Override
    public Json.Object freeze() {
      return since == null ? Json.object() : Json.object("since", since.toString());
    }
  }

  // Serving.

  @Override
  public List<Integer> ports(Living process) {
    Json.Object here = facts(process.argv());
    for (String flag : here.array("portFlags").texts()) {
      String given = Template.flag(process.argv(), flag);
      String digits = given == null ? "" : given.substring(given.lastIndexOf(':') + 1);
      if (isPort(digits)) {
        return List.of(Integer.parseInt(digits));
      }
    }
    String asked = process.variables().text(here.text("portEnv"));
    if (isPort(asked)) {
      return List.of(Integer.parseInt(asked));
    }
    List<Integer> ports = new ArrayList<>();
    here.array("ports").forEach(p -> ports.add((int) ((Json.Number) p).longValue()));
    return ports;
  }

  private static boolean isPort(String text) {
    return !text.isEmpty()
        && text.length() <= 5
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public boolean speaks(String method) {
    return !method.equals("REDIS")
        && (facts.has("routes") || facts.has("site") || facts.has("commands"));
  }

  @Override
  public boolean isSecure(Living process, int port) {
    for (Json secure : facts(process.argv()).array("secure")) {
      if (secure instanceof Json.Number n && n.longValue() == port) {
        return true;
      }
    }
    return false;
  }

  @Override
  public double cost() {
    return facts.number("cost", 5);
  }

  @Override
  public Answer answer(Request request) {
    Json.Object here = facts(request.process().argv());
    String path = Site.bare(request.path());
    for (Json.Object route : here.array("routes").objects()) {
      if (fits(route, path, request)) {
        return routed(here, route, request);
      }
    }
    String root = here.text("site");
    String file =
        root.isEmpty()
            ? null
            : Site.find(request.files(), root, path, List.of("index.html", "index.php"));
    if (file != null) {
      return finish(
          here, request, 200, Site.type(file, "text/plain"), request.files().read(file), null);
    }
    return finish(
        here,
        request,
        404,
        here.text("missingType", "text/plain; charset=utf-8"),
        filled(here.text("missing", "404 page not found\n"), request),
        null);
  }

  private static boolean fits(Json.Object route, String path, Request request) {
    String pattern = route.text("path", "/.*");
    if (!ROUTES.computeIfAbsent(pattern, Pattern::compile).matcher(path).matches()
        || route.has("method") && !route.text("method").equals(request.method())) {
      return false;
    }
    long uptime = uptime(request);
    return uptime < route.number("within", Long.MAX_VALUE) && uptime >= route.number("after", 0);
  }

  private static long uptime(Request request) {
    String since = request.process().state().text("since");
    return since.isEmpty() ? 0 : Duration.between(Times.parse(since), request.now()).toSeconds();
  }

  private Answer routed(Json.Object here, Json.Object route, Request request) {
    String asked = filled(route.text("statusFrom"), request);
    int status =
        !asked.isEmpty() && asked.matches("\\d{3}")
            ? Integer.parseInt(asked)
            : (int) route.number("status", 200);
    return finish(
        here,
        request,
        status,
        route.text("type", "text/plain; charset=utf-8"),
        filled(route.text("body"), request),
        route.object("headers"));
  }

  private Answer finish(
      Json.Object here,
      Request request,
      int status,
      String type,
      String body,
      Json.@Nullable Object more) {
    Json.Object headers = Server.headers(filled(here.text("product"), request), type, body);
    if (more != null) {
      for (Map.Entry<String, String> header : more.texts().entrySet()) {
        headers = headers.with(header.getKey(), filled(header.getValue(), request));
      }
    }
    int bytes = body.getBytes(StandardCharsets.UTF_8).length;
    String access = here.text("access");
    String line =
        access.isEmpty()
            ? ""
            : Template.fill(
                    access,
                    (name, argument) ->
                        name.equals("STATUS")
                            ? Integer.toString(status)
                            : name.equals("BYTES")
                                ? Integer.toString(bytes)
                                : value(request, name, argument))
                + "\n";
    return Answer.of(status, headers, request.method().equals("HEAD") ? "" : body, line);
  }

  private String filled(String text, Request request) {
    return Template.fill(text, (name, argument) -> value(request, name, argument));
  }

  private @Nullable String value(Request request, String name, String argument) {
    return switch (name) {
      case "METHOD" -> request.method();
      case "URI" -> request.path();
      case "PATH" -> Site.bare(request.path());
      case "LAST" -> seodang.shell.FileTree.name(Site.bare(request.path()));
      case "HOST" -> request.host();
      case "CLIENT" -> request.client();
      case "ADDRESS" -> request.address();
      case "PORT" -> Integer.toString(request.port());
      case "BODY" -> request.body();
      case "HEADER" -> request.header(argument);
      case "QUERY" -> request.parameter(argument);
      case "UPTIME" -> Long.toString(uptime(request));
      case "HEADERS" -> headerLines(request);
      default ->
          Template.process(
                  request.process().argv(),
                  request.process().env(),
                  request.hostname(),
                  version,
                  request.now())
              .of(name, argument);
    };
  }

  /// The headers that came along but `Host`, in order.
  private static String headerLines(Request request) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(request.headers().texts())
        .forEach((name, value) -> {
          if (!name.equalsIgnoreCase("Host")) {
            text.append(name).append(": ").append(value).append('\n');
          }
        });
    return text.toString();
  }
}
