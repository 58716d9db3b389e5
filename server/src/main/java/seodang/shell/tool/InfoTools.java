package seodang.shell.tool;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import seodang.shell.FileTree;
import seodang.shell.Program;
import seodang.shell.Signal;

/// Tools that tell something: `echo env date id hostname uname seq basename dirname ps kill …`.
final class InfoTools {
  private InfoTools() {}

  static Map<String, Program> all() {
    return Map.ofEntries(
        tool("true", c -> 0),
        tool("false", c -> 1),
        tool("echo", InfoTools::echo),
        tool("pwd", c -> say(c, c.io().directory())),
        tool("env", InfoTools::env),
        tool("printenv", InfoTools::printenv),
        tool("date", InfoTools::date),
        tool("whoami", InfoTools::whoami),
        tool("id", InfoTools::id),
        tool("hostname", c -> say(c, c.io().hostname())),
        tool("uname", InfoTools::uname),
        tool("seq", InfoTools::seq),
        tool("basename", InfoTools::basename),
        tool(
            "dirname",
            c ->
                c.args().isEmpty()
                    ? c.fail("missing operand")
                    : say(c, dirname(c.args().getFirst()))),
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
    List<String> args = call.args();
    boolean bare = !args.isEmpty() && args.getFirst().equals("-n");
    call.out(String.join(" ", bare ? args.subList(1, args.size()) : args) + (bare ? "" : "\n"));
    return 0;
  }

  private static int env(Call call) {
    new TreeMap<>(call.io().env()).forEach((k, v) -> call.out(k + "=" + v + "\n"));
    return 0;
  }

  private static int printenv(Call call) {
    if (call.args().isEmpty()) {
      return env(call);
    }
    int code = 0;
    for (String name : call.args()) {
      String value = call.io().env().get(name);
      if (value == null) {
        code = 1;
      } else {
        call.out(value + "\n");
      }
    }
    return code;
  }

  private static int date(Call call) {
    Call.Flags flags = call.flags("d");
    Instant now = call.io().now();
    String given = flags.value("-d", "--date");
    if (given != null) {
      try {
        now =
            given.startsWith("@")
                ? Instant.ofEpochSecond(Long.parseLong(given.substring(1)))
                : Instant.parse(given);
      } catch (DateTimeParseException | NumberFormatException e) {
        return call.fail("invalid date ‘" + given + "’");
      }
    }
    ZonedDateTime time = now.atZone(ZoneOffset.UTC);
    String format =
        flags.operands().stream()
            .filter(o -> o.startsWith("+"))
            .findFirst()
            .orElse("+%a %b %e %H:%M:%S UTC %Y");
    if (flags.has("-Iseconds", "--iso-8601=seconds")) {
      format = "+%Y-%m-%dT%H:%M:%S+00:00";
    }
    return say(call, formatted(time, format.substring(1)));
  }

  private static String formatted(ZonedDateTime time, String format) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      String pattern =
          switch (format.charAt(++i)) {
            case 'Y' -> "yyyy";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'e' -> "ppd";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'p' -> "a";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'N' -> "nnnnnnnnn";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'b', 'h' -> "MMM";
            case 'B' -> "MMMM";
            case 'j' -> "DDD";
            case 'F' -> "yyyy-MM-dd";
            case 'T' -> "HH:mm:ss";
            case 'D' -> "MM/dd/yy";
            case 'R' -> "HH:mm";
            case 'y' -> "yy";
            default -> "";
          };
      switch (format.charAt(i)) {
        case 's' -> out.append(time.toEpochSecond());
        case 'Z' -> out.append("UTC");
        case 'z' -> out.append("+0000");
        case 'n' -> out.append('\n');
        case '%' -> out.append('%');
        case 'u' -> out.append(time.getDayOfWeek().getValue());
        default ->
            out.append(
                pattern.isEmpty()
                    ? "%" + format.charAt(i)
                    : time.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)));
      }
    }
    return out.toString();
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

  private static int seq(Call call) {
    List<String> args = call.flags("s").operands();
    if (args.isEmpty()
        || args.size() > 3
        || !args.stream().allMatch(a -> a.matches("-?\\d{1,12}"))) {
      return call.fail(
          args.isEmpty()
              ? "missing operand"
              : "invalid floating point argument: ‘" + args.getFirst() + "’");
    }
    long first = args.size() > 1 ? Long.parseLong(args.getFirst()) : 1;
    long step = args.size() > 2 ? Long.parseLong(args.get(1)) : 1;
    long last = Long.parseLong(args.getLast());
    if (step == 0) {
      return call.fail("invalid Zero increment value: ‘0’");
    }
    if (Math.abs((last - first) / step) > 200_000) {
      return call.fail("output too long");
    }
    String separator = call.flags("s").value("-s");
    StringBuilder out = new StringBuilder();
    for (long i = first; step > 0 ? i <= last : i >= last; i += step) {
      out.append(out.isEmpty() ? "" : separator == null ? "\n" : separator).append(i);
    }
    call.out(out.isEmpty() ? "" : out + "\n");
    return 0;
  }

  private static int basename(Call call) {
    if (call.args().isEmpty()) {
      return call.fail("missing operand");
    }
    String name = FileTree.name(FileTree.resolve("/", call.args().getFirst()));
    String suffix = call.args().size() > 1 ? call.args().get(1) : "";
    boolean cut = !suffix.isEmpty() && name.endsWith(suffix) && !name.equals(suffix);
    return say(call, cut ? name.substring(0, name.length() - suffix.length()) : name);
  }

  private static String dirname(String path) {
    int slash = path.replaceAll("/+$", "").lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
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
