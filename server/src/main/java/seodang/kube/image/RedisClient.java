package seodang.kube.image;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.HostCall;
import seodang.shell.Program;

/// `redis-cli`: one command from its arguments, or each line of its input.
record RedisClient() implements Program {
  @Override
  public Running start(List<String> argv) {
    return new Process(argv, -1, false);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(argv, frozen.number("id", -1), frozen.bool("prompted"));
  }

  private static final class Process implements Running {
    private String host = "127.0.0.1";
    private String port = "6379";
    private String password = "";
    private final List<String> command = new ArrayList<>();
    private boolean raw;
    private long id;
    private boolean prompted;

    Process(List<String> argv, long id, boolean prompted) {
      this.id = id;
      this.prompted = prompted;
      for (int i = 1; i < argv.size(); i++) {
        String word = argv.get(i);
        boolean valued = i + 1 < argv.size() && command.isEmpty();
        switch (command.isEmpty() ? word : "") {
          case "-h" -> host = valued ? argv.get(++i) : host;
          case "-p" -> port = valued ? argv.get(++i) : port;
          case "-a", "--pass" -> password = valued ? argv.get(++i) : "";
          case "-n" -> i++;
          case "--raw" -> raw = true;
          case "--no-auth-warning", "-c" -> {}
          default -> command.add(word);
        }
      }
    }

    @Override
    public Json.Object freeze() {
      return Json.object("id", id, "prompted", prompted);
    }

    @Override
    public Outcome resume(Io io) {
      if (id >= 0) {
        if (!(io.answer(id) instanceof HostCall.Answer.Http answer)) {
          return new Outcome.Call(id, null);
        }
        id = -1;
        int code = tell(answer, io);
        if (!command.isEmpty()) {
          return new Outcome.Exit(code);
        }
      }
      return command.isEmpty() ? line(io) : ask(io, command);
    }

    private Outcome ask(Io io, List<String> words) {
      List<String> all = new ArrayList<>(words);
      String secret = password.isEmpty() ? io.env().getOrDefault("REDISCLI_AUTH", "") : password;
      all.addFirst(secret);
      String url = "redis://" + host + ":" + port + "/";
      id = io.http("REDIS", url, Json.object(), Json.Array.ofTexts(all).toString());
      return new Outcome.Call(id, null);
    }

    private Outcome line(Io io) {
      if (io.isTerminal(0) && !prompted) {
        io.write(1, host + ":" + port + "> ");
        prompted = true;
      }
      String line = io.readLine(0);
      if (line == null) {
        return new Outcome.Exit(0);
      }
      if (line.isEmpty()) {
        return new Outcome.Read(0);
      }
      prompted = false;
      List<String> words = words(line.strip());
      if (words.isEmpty()) {
        return new Outcome.Ready();
      }
      if (List.of("quit", "exit").contains(words.getFirst())) {
        return new Outcome.Exit(0);
      }
      if (words.getFirst().equalsIgnoreCase("auth") && words.size() > 1) {
        password = words.getLast();
      }
      return ask(io, words);
    }

    private static List<String> words(String line) {
      List<String> words = new ArrayList<>();
      var matcher = java.util.regex.Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)").matcher(line);
      while (matcher.find()) {
        words.add(line.substring(matcher.start(), matcher.end()).replaceAll("^[\"']|[\"']$", ""));
      }
      return words;
    }

    private int tell(HostCall.Answer.Http answer, Io io) {
      if (!answer.error().isEmpty()) {
        io.write(
            2,
            answer.error().equals("resolve")
                ? "Could not connect to Redis at "
                    + host
                    + ":"
                    + port
                    + ": Name or service not known\n"
                : answer.error().equals("empty")
                    ? "Error: Server closed the connection\n"
                    : "Could not connect to Redis at "
                        + host
                        + ":"
                        + port
                        + ": "
                        + (answer.error().equals("refused")
                            ? "Connection refused"
                            : "Connection timed out")
                        + "\n");
        return 1;
      }
      Json.Object reply = Json.parseObject(answer.body());
      io.write(1, shown(reply, io.isTerminal(1) && !raw));
      return reply.has("error") ? 1 : 0;
    }

    private static String shown(Json.Object reply, boolean pretty) {
      if (reply.has("error")) {
        return (pretty ? "(error) " : "") + reply.text("error") + "\n";
      }
      if (reply.has("number")) {
        return (pretty ? "(integer) " : "") + reply.number("number", 0) + "\n";
      }
      if (reply.has("status")) {
        return reply.text("status") + "\n";
      }
      if (reply.has("list")) {
        List<String> items = reply.array("list").texts();
        StringBuilder text = new StringBuilder(items.isEmpty() && pretty ? "(empty array)\n" : "");
        for (int i = 0; i < items.size(); i++) {
          text.append(pretty ? (i + 1) + ") " + quoted(items.get(i)) : items.get(i)).append('\n');
        }
        return text.toString();
      }
      @Nullable Json value = reply.get("text");
      String string = value instanceof Json.Text t ? t.value() : null;
      return (string == null ? pretty ? "(nil)" : "" : pretty ? quoted(string) : string) + "\n";
    }

    private static String quoted(String text) {
      return Json.text(text).toString();
    }
  }
}
