package seodang.kube.image;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.shell.FileTree;

/// A Redis server: strings, counters, lists and hashes, kept in `dump.rdb` of its directory (here
/// JSON, written at once).
///
/// A request's method is `REDIS`, its body the command's words as a JSON array with the password
/// first (`""` for none); an answer's body is an object with one member: `status`, `number`, `text`
/// (a string or null), `list` or `error`.
record Redis(String version) implements Server {
  private static final Described WAITING =
      new Described(
          Json.object(
              "stream",
              1,
              "start",
              Json.array(
                  "1:C @REDIS@ * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
                  "1:C @REDIS@ * Redis version=@VERSION@, bits=64, commit=00000000, modified=0, pid=1, just started",
                  "1:M @REDIS@ * Running mode=standalone, port=@FLAG:port:6379@.",
                  "1:M @REDIS@ * Server initialized",
                  "1:M @REDIS@ * Ready to accept connections tcp"),
              "stop",
              Json.array(
                  "1:signal-handler (@EPOCH@) Received SIGTERM scheduling shutdown...",
                  "1:M @REDIS@ * User requested shutdown...",
                  "1:M @REDIS@ * Saving the final RDB snapshot before exiting.",
                  "1:M @REDIS@ # Redis is now ready to exit, bye bye...")),
          "");

  private Described waiting() {
    return new Described(WAITING.facts(), version);
  }

  @Override
  public Running start(List<String> argv) {
    return waiting().start(argv);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return waiting().thaw(argv, frozen);
  }

  @Override
  public List<Integer> ports(Living process) {
    String port = Template.flag(process.argv(), "port");
    return List.of(port != null && port.matches("\\d{1,5}") ? Integer.parseInt(port) : 6379);
  }

  @Override
  public boolean speaks(String method) {
    return method.equals("REDIS");
  }

  @Override
  public double cost() {
    return 0.1;
  }

  /// What its configuration file says, overlaid by its command line.
  private static Map<String, String> settings(Request request) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("maxmemory", "0");
    settings.put("maxmemory-policy", "noeviction");
    settings.put("appendonly", "no");
    settings.put("requirepass", "");
    settings.put("dir", request.process().directory());
    List<String> argv = request.process().argv();
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i);
      if (word.startsWith("--") && i + 1 < argv.size()) {
        settings.put(word.substring(2), argv.get(++i));
      } else if (i == 1) {
        String path = FileTree.resolve(request.process().directory(), word);
        String text = request.files().isFile(path) ? request.files().read(path) : "";
        for (String line : text.split("\n")) {
          String[] pair = line.strip().split("\\s+", 2);
          if (pair.length == 2 && !pair[0].startsWith("#")) {
            settings.put(pair[0], pair[1].replaceAll("^\"|\"$", ""));
          }
        }
      }
    }
    settings.put("maxmemory", bytes(settings.get("maxmemory")));
    return settings;
  }

  private static String bytes(@Nullable String size) {
    String text = size == null ? "0" : size.toLowerCase(Locale.ROOT);
    String digits = text.replaceAll("\\D.*", "");
    long n = digits.isEmpty() || digits.length() > 12 ? 0 : Long.parseLong(digits);
    return Long.toString(
        text.endsWith("mb")
            ? n << 20
            : text.endsWith("gb") ? n << 30 : text.endsWith("kb") ? n << 10 : n);
  }

  @Override
  public Answer answer(Request request) {
    List<String> words = new ArrayList<>(((Json.Array) Json.parse(request.body())).texts());
    String given = words.removeFirst();
    Map<String, String> settings = settings(request);
    String password = settings.getOrDefault("requirepass", "");
    String name = words.isEmpty() ? "" : words.getFirst().toUpperCase(Locale.ROOT);
    if (!password.isEmpty() && !password.equals(given) && !name.equals("AUTH")) {
      return reply(
          Json.object(
              "error",
              given.isEmpty()
                  ? "NOAUTH Authentication required."
                  : "WRONGPASS invalid username-password pair or user is disabled."),
          null);
    }
    String path = FileTree.resolve(settings.getOrDefault("dir", "/data"), "dump.rdb");
    RedisCommands commands = new RedisCommands(load(request.files(), path), settings, version);
    Json.Object result = commands.run(name, words.subList(Math.min(1, words.size()), words.size()));
    return reply(result, commands.isChanged() ? save(request, path, commands.data()) : null);
  }

  private static Json.Object load(FileTree files, String path) {
    try {
      return files.isFile(path) ? Json.parseObject(files.read(path)) : Json.object();
    } catch (JsonException e) {
      return Json.object();
    }
  }

  private static FileTree save(Request request, String path, Json.Object data) {
    Instant now = request.now();
    return request
        .files()
        .makeDirectories(FileTree.parent(path), "root", now)
        .write(path, data.toString(), now);
  }

  private static Answer reply(Json.Object result, @Nullable FileTree files) {
    return new Answer(200, Json.object(), result.toString(), "", files, null);
  }
}
