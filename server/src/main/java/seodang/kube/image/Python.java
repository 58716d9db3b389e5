package seodang.kube.image;

import java.util.List;
import seodang.json.Json;
import seodang.shell.FileTree;

/// `python -m http.server PORT`; anything else is answered as described.
record Python(Described otherwise) implements Server {
  private static final Described SERVING =
      new Described(
          Json.object(
              "start",
              Json.array(
                  "Serving HTTP on 0.0.0.0 port @ARGUMENT:http.server:8000@ (http://0.0.0.0:@ARGUMENT:http.server:8000@/) ..."),
              "stream",
              1,
              "signals",
              Json.object("INT", 0)),
          "");

  private static boolean serves(List<String> argv) {
    int module = argv.indexOf("-m");
    return module > 0
        && module + 1 < argv.size()
        && List.of("http.server", "SimpleHTTPServer").contains(argv.get(module + 1));
  }

  private Described of(List<String> argv) {
    return serves(argv) ? SERVING : otherwise;
  }

  @Override
  public Running start(List<String> argv) {
    return of(argv).start(argv);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return of(argv).thaw(argv, frozen);
  }

  @Override
  public List<Integer> ports(Living process) {
    if (!serves(process.argv())) {
      return List.of();
    }
    String last = process.argv().getLast();
    return List.of(last.matches("\\d{1,5}") ? Integer.parseInt(last) : 8000);
  }

  @Override
  public Answer answer(Request request) {
    String given = Template.flag(request.process().argv(), "directory");
    String root = FileTree.resolve("/", given == null ? request.process().directory() : given);
    String path = Site.bare(request.path());
    String file = Site.find(request.files(), root, path, List.of("index.html"));
    String directory = FileTree.resolve(root, "." + path);
    String body = file == null ? null : request.files().read(file);
    if (body == null && request.files().isDirectory(directory)) {
      body = listing(path, request.files().list(directory));
    }
    int status = body == null ? 404 : 200;
    String shown = body == null ? missing() : body;
    String type =
        file == null ? "text/html; charset=utf-8" : Site.type(file, "application/octet-stream");
    String line =
        request.client()
            + " - - ["
            + TIME.format(request.now())
            + "] \""
            + request.method()
            + " "
            + request.path()
            + " HTTP/1.1\" "
            + status
            + " -\n";
    return Answer.of(
        status,
        Server.headers("SimpleHTTP/0.6 Python/" + otherwise.version(), type, shown),
        shown,
        line);
  }

  private static String listing(String path, List<String> names) {
    StringBuilder text =
        new StringBuilder(
            "<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Directory listing for "
                + path
                + "</title>\n</head>\n<body>\n<h1>Directory listing for "
                + path
                + "</h1>\n<hr>\n<ul>\n");
    names.forEach(name ->
        text.append("<li><a href=\"")
            .append(name)
            .append("\">")
            .append(name)
            .append("</a></li>\n"));
    return text.append("</ul>\n<hr>\n</body>\n</html>\n").toString();
  }

  private static String missing() {
    return "<!DOCTYPE HTML>\n<html lang=\"en\">\n<head><title>Error response</title></head>\n"
        + "<body><h1>Error response</h1><p>Error code: 404</p><p>Message: File not found.</p></body>\n</html>\n";
  }
}
