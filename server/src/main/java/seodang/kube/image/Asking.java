package seodang.kube.image;

import java.util.List;
import seodang.json.Json;
import seodang.shell.HostCall;
import seodang.shell.Program;

/// A client that makes one request, and says how it went.
record Asking(Question question) implements Program {
  /// What is asked, and what the answer means.
  interface Question {
    /// The URL whose server is asked whether it takes connections; `""` when there is nothing to
    /// ask.
    String url(List<String> argv);

    /// Prints; answers the exit code.
    ///
    /// @param up whether the server took the connection
    int told(List<String> argv, boolean up, Io io);
  }

  @Override
  public Running start(List<String> argv) {
    return new Process(question, argv, -1);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(question, argv, frozen.number("id", -1));
  }

  private static final class Process implements Running {
    private final Question question;
    private final List<String> argv;
    private long id;

    Process(Question question, List<String> argv, long id) {
      this.question = question;
      this.argv = argv;
      this.id = id;
    }

    @Override
    public Outcome resume(Io io) {
      String url = question.url(argv);
      if (id < 0 && !url.isEmpty()) {
        id = io.http("TCP", url, Json.object(), "");
        return new Outcome.Call(id, null);
      }
      if (url.isEmpty()) {
        return new Outcome.Exit(question.told(argv, false, io));
      }
      return io.answer(id) instanceof HostCall.Answer.Http found
          ? new Outcome.Exit(question.told(argv, found.error().isEmpty(), io))
          : new Outcome.Call(id, null);
    }

    @Override
    public Json.Object freeze() {
      return Json.object("id", id);
    }
  }

  private static String option(List<String> argv, String otherwise, String... names) {
    for (String name : names) {
      String given = Template.flag(argv, name);
      if (given != null) {
        return given;
      }
    }
    return otherwise;
  }

  private static String host(List<String> argv) {
    String host = option(argv, "127.0.0.1", "h", "host");
    return host.startsWith("/") ? "127.0.0.1" : host;
  }

  /// `pg_isready`.
  static Asking postgres() {
    return new Asking(
        new Question() {
          @Override
          public String url(List<String> argv) {
            return "tcp://" + host(argv) + ":" + option(argv, "5432", "p", "port");
          }

          @Override
          public int told(List<String> argv, boolean up, Io io) {
            io.write(
                1,
                option(argv, "/var/run/postgresql", "h", "host")
                    + ":"
                    + option(argv, "5432", "p", "port")
                    + " - "
                    + (up ? "accepting connections" : "no response")
                    + "\n");
            return up ? 0 : 2;
          }
        });
  }

  /// `mysqladmin ping`.
  static Asking mysql() {
    return new Asking(
        new Question() {
          @Override
          public String url(List<String> argv) {
            return argv.contains("ping")
                ? "tcp://" + host(argv) + ":" + option(argv, "3306", "P", "port")
                : "";
          }

          @Override
          public int told(List<String> argv, boolean up, Io io) {
            if (!argv.contains("ping")) {
              io.write(2, "simulated: of mysqladmin's commands only ping works here\n");
            } else if (up) {
              io.write(1, "mysqld is alive\n");
            } else {
              io.write(
                  2,
                  "mysqladmin: connect to server at '"
                      + option(argv, "localhost", "h", "host")
                      + "' failed\nerror: 'Can't connect to MySQL server'\n");
            }
            return up ? 0 : 1;
          }
        });
  }
}
