package seodang.kube.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import seodang.shell.FileTree;

/// A web server that hands out the files of a directory.
///
/// @param product as its `Server` header names it
record StaticSite(String product, String root, AccessLine line) implements Server {
  interface AccessLine {
    String of(Request request, int status, int bytes);
  }

  @Override
  public Running start(List<String> argv) {
    return daemon().start(argv);
  }

  @Override
  public Running thaw(List<String> argv, seodang.json.Json.Object frozen) {
    return daemon().thaw(argv, frozen);
  }

  private Daemon daemon() {
    return product.equals("nginx")
        ? new Daemon(
            List.of(
                "@DATE@ [notice] 1#1: using the \"epoll\" event method",
                "@DATE@ [notice] 1#1: nginx/@NGINX_VERSION@",
                "@DATE@ [notice] 1#1: OS: Linux 6.1.0-31-amd64",
                "@DATE@ [notice] 1#1: getrlimit(RLIMIT_NOFILE): 1048576:1048576",
                "@DATE@ [notice] 1#1: start worker processes",
                "@DATE@ [notice] 1#1: start worker process 29",
                "@DATE@ [notice] 1#1: start worker process 30"),
            List.of(
                "@DATE@ [notice] 1#1: signal 15 (SIGTERM) received, exiting",
                "@DATE@ [notice] 29#29: exiting",
                "@DATE@ [notice] 1#1: worker process 29 exited with code 0",
                "@DATE@ [notice] 1#1: exit"))
        : new Daemon(
            List.of("[mpm_event:notice] Apache configured -- resuming normal operations"),
            List.of("[mpm_event:notice] caught SIGTERM, shutting down"));
  }

  @Override
  public List<Integer> ports(List<String> argv, Map<String, String> env) {
    return List.of(80);
  }

  @Override
  public Answer answer(Request request) {
    String path = request.path();
    int query = path.indexOf('?');
    String wanted = FileTree.resolve(root, "." + (query < 0 ? path : path.substring(0, query)));
    boolean inside = wanted.equals(root) || wanted.startsWith(root + "/");
    FileTree files = request.files();
    if (inside && files.isDirectory(wanted)) {
      wanted = wanted + "/index.html";
    }
    boolean found = inside && files.isFile(wanted);
    int status = found ? 200 : 404;
    String body = found ? files.read(wanted) : missing();
    int bytes = body.getBytes(StandardCharsets.UTF_8).length;
    String shown = request.method().equals("HEAD") ? "" : body;
    return new Answer(
        status,
        Servers.headers(product, type(wanted, found), body),
        shown,
        line.of(request, status, bytes));
  }

  private String missing() {
    return "<html>\n<head><title>404 Not Found</title></head>\n<body>\n<center><h1>404 Not Found</h1></center>\n<hr><center>"
        + product
        + "</center>\n</body>\n</html>\n";
  }

  private static String type(String path, boolean found) {
    if (!found || path.endsWith(".html") || path.endsWith(".htm")) {
      return "text/html";
    }
    return path.endsWith(".json")
        ? "application/json"
        : path.endsWith(".css") ? "text/css" : "text/plain";
  }
}
