package seodang.shell.tool;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import seodang.shell.Dialect;
import seodang.shell.Node;
import seodang.shell.Program;
import seodang.shell.Signal;
import seodang.shell.Syscalls;
import seodang.shell.language.Echo;
import seodang.shell.language.Printf;
import seodang.shell.language.Tests;

/// Tools that tell something: `echo env date id hostname uname seq basename dirname ps kill …`.
final class InfoTools {
  private InfoTools() {}

  static Map<String, Program> all() {
    return Map.ofEntries(
        tool("true", c -> 0),
        tool("false", c -> 1),
        tool("echo", InfoTools::echo),
        tool("pwd", c -> say(c, c.io().directory())),
        tool("printenv", InfoTools::printenv),
        tool("date", InfoTools::date),
        tool("whoami", InfoTools::whoami),
        tool("id", InfoTools::id),
        tool("hostname", c -> say(c, c.io().hostname())),
        tool("uname", InfoTools::uname),
        tool("basename", InfoTools::basename),
        tool("dirname", InfoTools::dirname),
        tool("which", InfoTools::which),
        tool("test", c -> condition(c, c.args())),
        tool("[", InfoTools::bracket),
        tool("printf", InfoTools::printf),
        tool("tty", InfoTools::tty),
        tool("nproc", c -> say(c, "4")),
        tool("ps", InfoTools::ps),
        tool("kill", InfoTools::kill),
        tool("ls", Ls::run),
        tool(
            "df",
            c ->
                say(
                    c,
                    "Filesystem     1K-blocks    Used Available Use% Mounted on\noverlay         41943040 8388608  33554432  20% /")));
  }

  private static Map.Entry<String, Program> tool(String name, Simple.Work work) {
    return Map.entry(name, new Simple(name, work));
  }

  private static int say(Call call, String line) {
    call.out(line + "\n");
    return 0;
  }

  private static int echo(Call call) {
    call.out(Echo.text(call.args(), Dialect.BASH));
    return 0;
  }

  private static int printf(Call call) {
    if (call.args().isEmpty()) {
      return call.usage("missing operand");
    }
    Printf.Result result =
        Printf.format(call.args().getFirst(), call.args().subList(1, call.args().size()), false);
    call.out(result.text());
    result.problems().forEach(call::fail);
    return result.problems().isEmpty() ? 0 : 1;
  }

  private static int bracket(Call call) {
    List<String> args = call.args();
    if (args.isEmpty() || !args.getLast().equals("]")) {
      call.fail("missing ‘]’");
      return 2;
    }
    return condition(call, args.subList(0, args.size() - 1));
  }

  private static int condition(Call call, List<String> args) {
    try {
      return new Tests(args, call.io(), true).evaluate() ? 0 : 1;
    } catch (Tests.Problem e) {
      call.fail(String.valueOf(e.getMessage()));
      return 2;
    }
  }

  private static int printenv(Call call) {
    Options options = Options.read(call, Options.Spec.of("0", "null=0"));
    if (options == null) {
      return 2;
    }
    Map<String, String> env = new TreeMap<>(call.io().env());
    if (options.operands().isEmpty()) {
      env.forEach((k, v) -> call.out(k + "=" + v + "\n"));
      return 0;
    }
    int code = 0;
    for (String name : options.operands()) {
      String value = env.get(name);
      if (value == null) {
        code = 1;
      } else {
        call.out(value + "\n");
      }
    }
    return code;
  }

  private static int date(Call call) {
    Options options =
        Options.read(
            call,
            Options.Spec.of(
                "d:f:I::Rr:s:u",
                "date=d reference=r rfc-email=R rfc-2822=R iso-8601=I rfc-3339: utc=u universal=u"
                    + " set=s"));
    if (options == null) {
      return 1;
    }
    Instant now = call.io().now();
    Instant time = now;
    String given = options.value("d");
    if (given != null) {
      time = Dates.read(given, now);
    }
    String reference = options.value("r");
    if (reference != null) {
      Node node = call.files().node(call.path(reference));
      if (node == null) {
        return call.fail(reference + ": No such file or directory");
      }
      time = node.modified();
    }
    List<String> operands = options.operands();
    if (time == null) {
      return call.fail("invalid date ‘" + given + "’");
    }
    if (operands.size() > 1) {
      return call.usage("extra operand ‘" + operands.get(1) + "’");
    }
    String format = operands.isEmpty() ? dateForm(options) : operands.getFirst();
    if (!format.startsWith("+") || options.has("s")) {
      return call.fail(
          options.has("s")
              ? "cannot set date: Operation not permitted"
              : "invalid date ‘" + format + "’");
    }
    return say(call, Dates.format(time.atZone(ZoneOffset.UTC), format.substring(1)));
  }

  private static String dateForm(Options options) {
    if (options.has("R")) {
      return "+%a, %d %b %Y %H:%M:%S %z";
    }
    if (options.has("I")) {
      return switch (options.value("I", "date")) {
        case "hours" -> "+%Y-%m-%dT%H%:z";
        case "minutes" -> "+%Y-%m-%dT%H:%M%:z";
        case "seconds" -> "+%Y-%m-%dT%H:%M:%S%:z";
        case "ns" -> "+%Y-%m-%dT%H:%M:%S,%N%:z";
        default -> "+%Y-%m-%d";
      };
    }
    return options.has("rfc-3339") ? "+%Y-%m-%d %H:%M:%S%:z" : "+%a %b %e %H:%M:%S %Z %Y";
  }

  private static int id(Call call) {
    String user = call.io().user();
    boolean nameless = user.matches("\\d+");
    String number = nameless ? user : user.equals("root") ? "0" : "1000";
    if (call.flags("").has("-u")) {
      return say(call, call.flags("").has("-n") ? user : number);
    }
    // Whom an image has no name for is in root's group.
    String group = nameless ? "0(root)" : number + "(" + user + ")";
    String shown = nameless ? user : number + "(" + user + ")";
    return say(call, "uid=" + shown + " gid=" + group + " groups=" + group);
  }

  private static int whoami(Call call) {
    String user = call.io().user();
    if (!user.matches("\\d+")) {
      return say(call, user);
    }
    return call.fail(
        call.isBusybox() ? "unknown uid " + user : "cannot find name for user ID " + user);
  }

  private static int uname(Call call) {
    Call.Flags flags = call.flags("");
    if (flags.has("-a")) {
      return say(
          call,
          "Linux "
              + call.io().hostname()
              + " 6.1.0-31-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1 x86_64 GNU/Linux");
    }
    return say(
        call,
        flags.has("-r")
            ? "6.1.0-31-amd64"
            : flags.has("-m") ? "x86_64" : flags.has("-n") ? call.io().hostname() : "Linux");
  }

  private static int basename(Call call) {
    Options options = Options.read(call, Options.Spec.of("+as:z", "multiple=a suffix=s zero=z"));
    if (options == null) {
      return 1;
    }
    List<String> names = options.operands();
    if (names.isEmpty()) {
      return call.usage("missing operand");
    }
    boolean several = options.has("a", "s");
    if (!several && names.size() > 2) {
      return call.usage("extra operand ‘" + names.get(2) + "’");
    }
    String suffix = several ? options.value("s", "") : names.size() > 1 ? names.get(1) : "";
    for (String path : several ? names : names.subList(0, 1)) {
      String bare = path.replaceFirst("(?<=.)/+$", "");
      String name = bare.equals("/") ? "/" : bare.substring(bare.lastIndexOf('/') + 1);
      boolean cut = !suffix.isEmpty() && name.endsWith(suffix) && !name.equals(suffix);
      call.out(
          (cut ? name.substring(0, name.length() - suffix.length()) : name)
              + (options.has("z") ? "\0" : "\n"));
    }
    return 0;
  }

  private static int dirname(Call call) {
    Options options = Options.read(call, Options.Spec.of("z", "zero=z"));
    if (options == null) {
      return 1;
    }
    if (options.operands().isEmpty()) {
      return call.usage("missing operand");
    }
    options.operands().forEach(path -> call.out(dirname(path) + "\n"));
    return 0;
  }

  private static String dirname(String path) {
    String bare = path.replaceFirst("(?<=.)/+$", "");
    int slash = bare.lastIndexOf('/');
    String above = slash < 0 ? "." : bare.substring(0, slash).replaceFirst("/+$", "");
    return slash >= 0 && above.isEmpty() ? "/" : above;
  }

  private static int which(Call call) {
    int code = call.args().isEmpty() ? 1 : 0;
    boolean all = call.args().contains("-a");
    for (String name : call.args()) {
      if (name.equals("-a")) {
        continue;
      }
      List<String> found = places(call, name);
      found.stream().limit(all ? found.size() : 1).forEach(path -> call.out(path + "\n"));
      code = found.isEmpty() ? 1 : code;
    }
    return code;
  }

  private static List<String> places(Call call, String name) {
    List<String> found = new ArrayList<>();
    if (!(call.io() instanceof Syscalls io)) {
      return found;
    }
    String path = name.contains("/") ? "" : io.env().getOrDefault("PATH", "/usr/bin:/bin");
    for (String place : path.split(":", -1)) {
      String tried = place.isEmpty() ? name : place + "/" + name;
      boolean linked = place.equals("/usr/local/bin") && !io.files().exists(call.path(tried));
      if (!linked && io.check(tried, io.env()) == 0) {
        found.add(tried);
      }
    }
    return found;
  }

  private static int tty(Call call) {
    boolean terminal = call.io().isTerminal(0);
    call.out(terminal ? "/dev/pts/0\n" : "not a tty\n");
    return terminal ? 0 : 1;
  }

  private static int ps(Call call) {
    if (call.isBusybox()) {
      call.out("PID   USER     TIME  COMMAND\n");
      call.io()
          .processes()
          .forEach((pid, argv) ->
              call.out(
                  "%5d %-8s  0:00 %s\n".formatted(pid, call.io().user(), String.join(" ", argv))));
      return 0;
    }
    call.out("    PID TTY          TIME CMD\n");
    call.io()
        .processes()
        .forEach((pid, argv) ->
            call.out(String.format("%7d ?        00:00:00 %s\n", pid, String.join(" ", argv))));
    return 0;
  }

  private static int kill(Call call) {
    Signal signal = Signal.TERM;
    int code = 0;
    for (String arg : call.args()) {
      if (arg.startsWith("-")) {
        Signal named = Signal.named(arg.substring(1));
        if (named == null) {
          return call.fail(arg.substring(1) + ": invalid signal specification");
        }
        signal = named;
      } else if (!arg.matches("\\d{1,9}") || !call.io().kill(Integer.parseInt(arg), signal)) {
        code = call.fail("(" + arg + ") - No such process");
      }
    }
    return code;
  }
}
