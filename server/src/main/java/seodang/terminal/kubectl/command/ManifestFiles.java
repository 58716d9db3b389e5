package seodang.terminal.kubectl.command;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import seodang.shell.FileTree;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoText;

/// The files that `-f` means: single ones, directories, standard input.
final class ManifestFiles {
  private ManifestFiles() {}

  /// @param name as messages call it
  /// @param text read when its turn comes
  record Source(String name, Supplier<String> text) {}

  /// @throws KubectlError when a path does not exist
  static List<Source> expand(Invocation invocation, List<String> paths, boolean recursive) {
    List<Source> sources = new ArrayList<>();
    for (String path : paths) {
      if (path.equals("-")) {
        sources.add(new Source("STDIN", invocation::readInput));
      } else if (path.startsWith("http://") || path.startsWith("https://")) {
        sources.add(new Source(path, () -> unreachable(path)));
      } else {
        sources.addAll(local(invocation, path, recursive));
      }
    }
    return sources;
  }

  /// The learner's machine has no way out to the internet: said as a failed name lookup is.
  private static String unreachable(String url) {
    String host = url.replaceFirst("^https?://", "").replaceFirst("[/:].*$", "");
    throw new KubectlError(
        "Get " + GoText.quote(url) + ": dial tcp: lookup " + host + ": no such host");
  }

  private static List<Source> local(Invocation invocation, String path, boolean recursive) {
    FileTree files = invocation.context().files();
    String absolute = invocation.context().path(path);
    if (!files.exists(absolute) && path.matches(".*[*?\\[].*")) {
      List<Source> matching = matching(invocation, path);
      if (!matching.isEmpty()) {
        return matching;
      }
    }
    if (!files.exists(absolute)) {
      throw new KubectlError("the path " + GoText.quote(path) + " does not exist");
    }
    if (!files.isDirectory(absolute)) {
      return List.of(source(invocation, path));
    }
    List<Source> sources = new ArrayList<>();
    walk(
        invocation,
        path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
        recursive,
        sources);
    if (sources.isEmpty()) {
      throw new KubectlError(
          "error reading [" + path + "]: recognized file extensions are [.json .yaml .yml]");
    }
    return sources;
  }

  /// The files that a quoted pattern such as `'dir/*.yaml'` fits.
  private static List<Source> matching(Invocation invocation, String pattern) {
    int slash = pattern.lastIndexOf('/');
    String directory = slash < 0 ? "." : pattern.substring(0, slash);
    String absolute = invocation.context().path(directory);
    FileTree files = invocation.context().files();
    if (!files.isDirectory(absolute)) {
      return List.of();
    }
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + pattern.substring(slash + 1));
    return files.list(absolute).stream()
        .filter(name -> matcher.matches(Path.of(name)))
        .map(name -> source(invocation, slash < 0 ? name : directory + "/" + name))
        .toList();
  }

  private static void walk(
      Invocation invocation, String path, boolean recursive, List<Source> sources) {
    FileTree files = invocation.context().files();
    for (String name : files.list(invocation.context().path(path))) {
      String inner = path.equals(".") ? name : path + "/" + name;
      if (files.isDirectory(invocation.context().path(inner))) {
        if (recursive) {
          walk(invocation, inner, true, sources);
        }
      } else if (name.endsWith(".json") || name.endsWith(".yaml") || name.endsWith(".yml")) {
        sources.add(source(invocation, inner));
      }
    }
  }

  private static Source source(Invocation invocation, String path) {
    return new Source(path, () -> invocation.readFile(path));
  }
}
