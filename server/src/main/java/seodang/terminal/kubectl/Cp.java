package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.kube.Input;
import seodang.shell.FileTree;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Invocation;

/// `kubectl cp`: files between the learner's and a container's, carried by small shell commands in
/// the container, where the real program sends `tar`.
final class Cp {
  private final Invocation invocation;
  private boolean chosen;

  private Cp(Invocation invocation) {
    this.invocation = invocation;
  }

  /// @param pod `""` for the learner's own files
  private record Place(String namespace, String pod, String path) {}

  static int run(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    if (arguments.size() != 2) {
      throw new KubectlError("source and destination are required");
    }
    Cp cp = new Cp(invocation);
    Place from = cp.place(arguments.getFirst());
    Place to = cp.place(arguments.get(1));
    if (!from.pod().isEmpty() && !to.pod().isEmpty()) {
      throw new KubectlError("one of src or dest must be a local file specification");
    }
    if (from.pod().isEmpty() && to.pod().isEmpty()) {
      throw new KubectlError("one of src or dest must be a remote file specification");
    }
    if (from.path().isEmpty() || to.path().isEmpty()) {
      throw new KubectlError("filepath can not be empty");
    }
    if (to.pod().isEmpty()) {
      cp.download(from, to.path());
    } else {
      cp.upload(from.path(), to);
    }
    return 0;
  }

  private Place place(String spec) {
    int colon = spec.indexOf(':');
    if (colon == 0) {
      throw new KubectlError(
          "filespec must match the canonical format: [[namespace/]pod:]file/path");
    }
    if (colon < 0) {
      return new Place("", "", spec);
    }
    String[] pod = spec.substring(0, colon).split("/", -1);
    if (pod.length > 2) {
      throw new KubectlError(
          "filespec must match the canonical format: [[namespace/]pod:]file/path");
    }
    return pod.length == 2
        ? new Place(pod[0], pod[1], spec.substring(colon + 1))
        : new Place(invocation.namespace(), pod[0], spec.substring(colon + 1));
  }

  /// What a command in a container printed.
  private record Ran(String out, String err, int code) {}

  private Ran exec(Place place, @Nullable String input, String... command) {
    Json.Object pod =
        invocation
            .client()
            .get(invocation.mapper().named("pods").path(place.namespace(), place.pod()));
    String container = invocation.flags().text("container");
    if (container.isEmpty()) {
      container = Containers.choose(invocation, pod, true);
      if (!chosen) {
        invocation.print(Containers.defaulted(pod));
      }
      chosen = true;
    }
    String path = invocation.mapper().named("pods").path(place.namespace(), place.pod()) + "/exec";
    ApiRequest request = Streams.request(path, container, input != null, false);
    for (String word : command) {
      request = request.withQuery("command", word);
    }
    ApiResponse answer = Exec.open(invocation, request);
    if (!(answer instanceof ApiResponse.Session session)) {
      throw new KubectlError("unable to upgrade connection");
    }
    if (input != null) {
      Client client = invocation.client();
      client.context().cluster().input(new Input.Stdin(session.session(), input, true));
    }
    try {
      return collect(session);
    } finally {
      invocation.client().context().cluster().input(new Input.Hangup(session.session()));
    }
  }

  private Ran collect(ApiResponse.Session session) {
    Client client = invocation.client();
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    ApiResponse.Cursor<ApiResponse.Output> cursor = session.cursor();
    ClusterState state = client.context().cluster().state();
    Deadline never = new Deadline(client, null);
    while (true) {
      ApiResponse.Polled<ApiResponse.Output> polled = cursor.poll(state);
      for (ApiResponse.Output output : polled.items()) {
        switch (output.stream()) {
          case 1 -> out.append(output.text());
          case 2 -> err.append(output.text());
          default -> {
            return new Ran(out.toString(), err.toString(), output.exitCode());
          }
        }
      }
      if (polled.ended()) {
        return new Ran(out.toString(), err.toString(), 0);
      }
      cursor = polled.next();
      state = never.await(state);
    }
  }

  private void upload(String from, Place to) {
    FileTree files = invocation.context().files();
    String local = invocation.context().path(from);
    if (!files.exists(local)) {
      throw new KubectlError(from + " doesn't exist in local filesystem");
    }
    String target = to.path();
    boolean intoDirectory = target.endsWith("/") || isDirectory(to);
    String base = intoDirectory ? FileTree.resolve(target, FileTree.name(local)) : target;
    Map<String, String> found = new TreeMap<>();
    gather(files, local, base, found);
    for (Map.Entry<String, String> file : found.entrySet()) {
      Ran made =
          exec(to, null, "mkdir", "-p", FileTree.parent(FileTree.resolve("/", file.getKey())));
      fail(made);
      fail(exec(to, file.getValue(), "sh", "-c", "cat > \"$0\"", file.getKey()));
    }
  }

  /// An image without `test` is taken to have none there.
  private boolean isDirectory(Place place) {
    try {
      return exec(place, null, "test", "-d", place.path()).code() == 0;
    } catch (KubectlError.Rejected e) {
      throw e;
    } catch (KubectlError e) {
      return false;
    }
  }

  private static void gather(
      FileTree files, String local, String remote, Map<String, String> found) {
    if (!files.isDirectory(local)) {
      found.put(remote, files.read(local));
      return;
    }
    for (String name : files.list(local)) {
      gather(files, FileTree.resolve(local, name), remote + "/" + name, found);
    }
  }

  private void fail(Ran ran) {
    if (ran.code() != 0) {
      invocation.printError(ran.err());
      throw new KubectlError.Exit(ran.code(), "command terminated with exit code " + ran.code());
    }
  }

  private void download(Place from, String to) {
    boolean directory = isDirectory(from);
    List<String> paths = new ArrayList<>();
    if (directory) {
      Ran listed = exec(from, null, "find", from.path(), "-type", "f");
      fail(listed);
      listed.out().lines().forEach(paths::add);
    } else {
      paths.add(from.path());
    }
    for (String path : paths) {
      Ran read = exec(from, null, "cat", path);
      if (read.code() != 0) {
        // What tar says goes to standard output, and the real one ends as if all were well.
        invocation.print("tar: " + path + ": No such file or directory\n");
        return;
      }
      String target = directory ? to + path.substring(from.path().length()) : to;
      if (!directory && invocation.context().files().isDirectory(invocation.context().path(to))) {
        target = to + "/" + FileTree.name(path);
      }
      invocation.writeFile(target, read.out());
    }
    if (from.path().startsWith("/")) {
      invocation.print("tar: removing leading '/' from member names\n");
    }
  }
}
