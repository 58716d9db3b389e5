package seodang.kube.image;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileTree;

/// Files as web servers find them.
final class Site {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html"),
          Map.entry("htm", "text/html"),
          Map.entry("php", "text/html"),
          Map.entry("json", "application/json"),
          Map.entry("css", "text/css"),
          Map.entry("js", "application/javascript"),
          Map.entry("xml", "text/xml"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("txt", "text/plain"));

  private Site() {}

  /// The path of a request without its query.
  static String bare(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  /// The file that a path under a root stands for, a directory standing for its index; null when
  /// there is none.
  static @Nullable String find(FileTree files, String root, String path, List<String> index) {
    String wanted = FileTree.resolve(root, "." + path);
    if (!wanted.equals(root) && !wanted.startsWith(root.equals("/") ? "/" : root + "/")) {
      return null;
    }
    if (!files.isDirectory(wanted)) {
      return files.isFile(wanted) && !path.endsWith("/") ? wanted : null;
    }
    for (String name : index) {
      String file = FileTree.resolve(wanted, name);
      if (files.isFile(file)) {
        return file;
      }
    }
    return null;
  }

  /// The media type by a path's ending, or what is said otherwise.
  static String type(String path, String otherwise) {
    String name = FileTree.name(path);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? otherwise : TYPES.getOrDefault(name.substring(dot + 1), otherwise);
  }
}
