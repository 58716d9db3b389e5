package seodang.kube.image;

import java.util.List;
import seodang.json.Json;
import seodang.shell.FileTree;

/// busybox's `httpd -f -p PORT -h DIRECTORY`.
record BusyboxHttpd() implements Server {
  private static final Described WAITING =
      new Described(Json.object("signals", Json.object("TERM", 0, "INT", 0)), "");

  @Override
  public Running start(List<String> argv) {
    return WAITING.start(argv);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return WAITING.thaw(argv, frozen);
  }

  @Override
  public List<Integer> ports(Living process) {
    String port = option(process.argv(), "-p", "80");
    String digits = port.substring(port.lastIndexOf(':') + 1);
    return digits.matches("\\d{1,5}") ? List.of(Integer.parseInt(digits)) : List.of();
  }

  private static String option(List<String> argv, String name, String otherwise) {
    for (int i = 1; i < argv.size(); i++) {
      if (argv.get(i).equals(name) && i + 1 < argv.size()) {
        return argv.get(i + 1);
      }
      if (argv.get(i).startsWith(name) && argv.get(i).length() > name.length()) {
        return argv.get(i).substring(name.length());
      }
    }
    return otherwise;
  }

  @Override
  public Answer answer(Request request) {
    String root = FileTree.resolve("/", option(request.process().argv(), "-h", "/"));
    String file =
        Site.find(request.files(), root, Site.bare(request.path()), List.of("index.html"));
    String type = file == null ? "text/html" : Site.type(file, "application/octet-stream");
    String body =
        file == null
            ? "<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n"
                + "<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n"
            : request.files().read(file);
    return Answer.of(
        file == null ? 404 : 200,
        Server.headers("", type, body),
        request.method().equals("HEAD") ? "" : body,
        "");
  }
}
