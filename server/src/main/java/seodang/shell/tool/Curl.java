package seodang.shell.tool;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Dialect;
import seodang.shell.FileError;
import seodang.shell.HostCall;
import seodang.shell.Program;

/// `curl` and `wget`: an HTTP request through the simulated network.
final class Curl implements Program {
  private static final String VALUED = "XHdomwAuTe";
  private static final int MOST_MOVES = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(130);
  private final boolean wget;

  Curl(boolean wget) {
    this.wget = wget;
  }

  @Override
  public Running start(List<String> argv) {
    return new Process(wget, argv, -1, null, false, "", 0);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(
        wget,
        argv,
        frozen.number("id", -1),
        frozen.has("until") ? Instant.parse(frozen.text("until")) : null,
        frozen.bool("lost"),
        frozen.text("at"),
        (int) frozen.number("moved", 0));
  }

  private static final class Process implements Running {
    private final boolean wget;
    private final List<String> argv;
    private long id;
    private @Nullable Instant until;

    /// Nothing came back: it waits until its patience ends.
    private boolean lost;

    /// Where a redirection led; `""` before the first.
    private String at;

    /// How often.
    private int moved;

    Process(
        boolean wget,
        List<String> argv,
        long id,
        @Nullable Instant until,
        boolean lost,
        String at,
        int moved) {
      this.at = at;
      this.moved = moved;
      this.lost = lost;
      this.wget = wget;
      this.argv = argv;
      this.id = id;
      this.until = until;
    }

    @Override
    public Json.Object freeze() {
      return Json.object(
          "id",
          id,
          "until",
          until == null ? null : until.toString(),
          "lost",
          lost ? true : null,
          "at",
          at.isEmpty() ? null : at,
          "moved",
          moved);
    }

    @Override
    public Outcome resume(Io io) {
      Call call = new Call(wget ? "wget" : "curl", argv.subList(1, argv.size()), io);
      Call.Flags flags = call.flags(wget ? "OTtU" : VALUED);
      List<String> operands = operands(call, flags);
      if (operands.isEmpty()) {
        io.write(
            2,
            wget
                ? "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n"
                : "curl: try 'curl --help' for more information\n");
        return new Outcome.Exit(wget ? 1 : 2);
      }
      String asked = at.isEmpty() ? operands.getFirst() : at;
      String url = asked.contains("://") ? asked : "http://" + asked;
      if (!url.startsWith("http://") && !url.startsWith("https://")) {
        return new Outcome.Exit(
            error(io, flags, 1, "Protocol \"" + url.replaceAll(":.*", "") + "\" not supported"));
      }
      if (id < 0) {
        String connecting = Hosts.connecting(call, flags, url);
        Json.Object headers = Hosts.named(headers(call, flags, url), url, connecting);
        id = io.http(method(flags), connecting, headers, data(flags));
        until = io.now().plus(patience(flags));
        return new Outcome.Call(id, until);
      }
      Instant end = until;
      boolean patient = end != null && io.now().isBefore(end);
      if (!lost && io.answer(id) instanceof HostCall.Answer.Http answer) {
        lost = answer.error().equals("timeout") && patient;
        String next = lost ? "" : redirection(flags, url, answer);
        if (!next.isEmpty()) {
          at = next;
          moved++;
          id = -1;
          return new Outcome.Ready();
        }
        if (!lost) {
          return new Outcome.Exit(finish(call, flags, url, answer));
        }
      }
      if (end != null && patient) {
        return lost ? new Outcome.Sleep(end) : new Outcome.Call(id, end);
      }
      return new Outcome.Exit(timedOut(io, flags));
    }

    /// Where an answer sends those who follow; `""` for nowhere, or back to the same place.
    private String redirection(Call.Flags flags, String url, HostCall.Answer.Http answer) {
      String to = answer.headers().text("Location");
      boolean follows = wget || flags.has("-L", "--location");
      if (!follows
          || answer.status() < 300
          || answer.status() > 399
          || to.isEmpty()
          || moved == MOST_MOVES) {
        return "";
      }
      String whole = to.startsWith("/") ? url.replaceFirst("(https?://[^/]+).*", "$1") + to : to;
      return whole.equals(url) ? "" : whole;
    }

    private List<String> operands(Call call, Call.Flags flags) {
      List<String> found = new java.util.ArrayList<>(flags.operands());
      for (String longFlag :
          List.of(
              "--request",
              "--header",
              "--data",
              "--output",
              "--max-time",
              "--connect-timeout",
              "--write-out",
              "--user-agent",
              "--timeout",
              "--retry",
              "--cacert",
              "--resolve")) {
        for (int i = 0; i + 1 < call.args().size(); i++) {
          if (call.args().get(i).equals(longFlag)) {
            flags.given().add(longFlag + "=" + call.args().get(i + 1));
            found.remove(call.args().get(i + 1));
          }
        }
      }
      return found;
    }

    private String method(Call.Flags flags) {
      String asked = wget ? null : flags.value("-X", "--request");
      if (asked != null) {
        return asked;
      }
      return flags.has("-I", "--head") ? "HEAD" : data(flags).isEmpty() ? "GET" : "POST";
    }

    private String data(Call.Flags flags) {
      String data = wget ? null : flags.value("-d", "--data", "--data-raw");
      return data == null ? "" : data;
    }

    /// Whether the server's certificate matters: no authority that the world knows signed any here.
    private boolean verifies(Call call, Call.Flags flags, String url) {
      String authority = flags.value("--cacert");
      return url.startsWith("https://")
          && !flags.has("-k", "--insecure", "--no-check-certificate")
          && !(wget && call.isBusybox())
          && (authority == null || !call.files().isFile(call.path(authority)));
    }

    private Json.Object headers(Call call, Call.Flags flags, String url) {
      Json.Object headers =
          Json.object("User-Agent", wget ? "Wget/1.21.3" : "curl/7.88.1", "Accept", "*/*");
      if (verifies(call, flags, url)) {
        headers = headers.with(":verify", "true");
      }
      for (String header : wget ? List.<String>of() : given(flags)) {
        int colon = header.indexOf(':');
        if (colon > 0) {
          headers =
              headers.with(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
        }
      }
      return headers;
    }

    private static List<String> given(Call.Flags flags) {
      List<String> headers = new java.util.ArrayList<>(flags.values("-H"));
      headers.addAll(flags.values("--header"));
      return headers;
    }

    private Duration patience(Call.Flags flags) {
      String most = flags.value("-m", "--max-time", "--connect-timeout", "-T", "--timeout");
      Duration asked = most == null ? null : Sleep.duration(most);
      return asked == null || asked.isZero() ? PATIENCE : asked;
    }

    private int error(Io io, Call.Flags flags, int code, String message) {
      boolean quiet = flags.has("-s", "--silent") && !flags.has("-S", "--show-error");
      if (!quiet && !wget) {
        io.write(2, "curl: (" + code + ") " + message + "\n");
      } else if (wget && !flags.has("-q")) {
        io.write(2, "wget: " + message + "\n");
      }
      if (!wget) {
        return code;
      }
      return io.dialect() == Dialect.BUSYBOX ? 1 : code == 28 || code == 7 ? 4 : code == 8 ? 8 : 1;
    }

    private int timedOut(Io io, Call.Flags flags) {
      return error(
          io,
          flags,
          28,
          wget
              ? "download timed out"
              : "Connection timed out after " + patience(flags).toMillis() + " milliseconds");
    }

    private int finish(Call call, Call.Flags flags, String url, HostCall.Answer.Http answer) {
      String host = url.replaceFirst("^https?://", "").replaceAll("[/?#].*$", "");
      String name = host.replaceAll(":\\d+$", "");
      String port =
          host.equals(name)
              ? url.startsWith("https") ? "443" : "80"
              : host.substring(name.length() + 1);
      switch (answer.error()) {
        case "" -> {
          return print(call, flags, host, answer);
        }
        case "resolve" -> {
          return error(
              call.io(),
              flags,
              6,
              wget ? "bad address '" + host + "'" : "Could not resolve host: " + name);
        }
        case "refused" -> {
          return error(
              call.io(),
              flags,
              7,
              wget
                  ? "can't connect to remote host (" + answer.address() + "): Connection refused"
                  : "Failed to connect to "
                      + name
                      + " port "
                      + port
                      + " after 0 ms: Couldn't connect to server");
        }
        case "timeout" -> {
          return timedOut(call.io(), flags);
        }
        case "tls" -> {
          return error(
              call.io(),
              flags,
              35,
              "OpenSSL/3.0.15: error:0A00010B:SSL routines::wrong version number");
        }
        case "certificate" -> {
          return error(
              call.io(),
              flags,
              60,
              "SSL certificate problem: unable to get local issuer certificate");
        }
        default -> {
          return error(call.io(), flags, 52, "Empty reply from server");
        }
      }
    }

    private int print(Call call, Call.Flags flags, String host, HostCall.Answer.Http answer) {
      if (answer.status() >= 400 && (wget || flags.has("-f", "--fail"))) {
        return wget
            ? error(
                call.io(),
                flags,
                8,
                "server returned error: HTTP/1.1 "
                    + answer.status()
                    + " "
                    + reason(answer.status()))
            : error(call.io(), flags, 22, "The requested URL returned error: " + answer.status());
      }
      StringBuilder shown = new StringBuilder();
      if (flags.has("-v", "--verbose") && !wget) {
        call.io()
            .write(
                2,
                "*   Trying "
                    + answer.address()
                    + "...\n* Connected to "
                    + host
                    + "\n> "
                    + method(flags)
                    + " / HTTP/1.1\n> Host: "
                    + host
                    + "\n>\n"
                    + head(answer).lines().map(l -> "< " + l + "\n").reduce("", String::concat));
      }
      if (flags.has("-i", "-I", "--include", "--head") && !wget) {
        shown.append(head(answer)).append("\r\n");
      }
      if (!flags.has("-I", "--head")) {
        shown.append(answer.body());
      }
      String file = wget ? flags.value("-O", "--output-document") : flags.value("-o", "--output");
      if (wget && file == null) {
        file = "index.html";
      }
      int code = save(call, file, shown.toString());
      String format = wget ? null : flags.value("-w", "--write-out");
      if (format != null) {
        call.out(
            format
                .replace("%{http_code}", Integer.toString(answer.status()))
                .replace("%{response_code}", Integer.toString(answer.status()))
                .replace("%{remote_ip}", answer.address().replaceAll(":.*", ""))
                .replace(
                    "%{size_download}",
                    Integer.toString(answer.body().getBytes(StandardCharsets.UTF_8).length))
                .replace("\\n", "\n"));
      }
      return code;
    }

    private int save(Call call, @Nullable String file, String text) {
      if (file == null || file.equals("-")) {
        call.out(text);
        return 0;
      }
      if (file.equals("/dev/null")) {
        return 0;
      }
      try {
        call.io()
            .files(call.files().write(call.path(file), text, call.io().user(), call.io().now()));
        return 0;
      } catch (FileError e) {
        return error(call.io(), call.flags(""), 23, "Failure writing output to destination");
      }
    }

    private static String head(HostCall.Answer.Http answer) {
      StringBuilder out =
          new StringBuilder("HTTP/1.1 " + answer.status() + " " + reason(answer.status()) + "\r\n");
      answer
          .headers()
          .texts()
          .forEach((k, v) -> out.append(k).append(": ").append(v).append("\r\n"));
      return out.toString();
    }

    private static String reason(int status) {
      return switch (status) {
        case 200 -> "OK";
        case 201 -> "Created";
        case 301 -> "Moved Permanently";
        case 302 -> "Found";
        case 400 -> "Bad Request";
        case 403 -> "Forbidden";
        case 404 -> "Not Found";
        case 405 -> "Not Allowed";
        case 500 -> "Internal Server Error";
        case 502 -> "Bad Gateway";
        case 503 -> "Service Unavailable";
        default -> "";
      };
    }
  }
}
