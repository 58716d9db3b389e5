package seodang.kube.image;

import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.shell.FileTree;

/// busybox's `httpd -f -p PORT -h DIRECTORY`.
record BusyboxHttpd() implements Server {
  @Override
  public Running start(List<String> argv) {
    return new Daemon(List.of(), List.of()).start(argv);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Daemon(List.of(), List.of()).thaw(argv, frozen);
  }

  @Override
  public List<Integer> ports(List<String> argv, Map<String, String> env) {
    String port = option(argv, "-p", "80");
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
    String root = FileTree.resolve("/", option(request.argv(), "-h", "/"));
    return new StaticSite("", root, (r, status, bytes) -> "").answer(request);
  }
}
