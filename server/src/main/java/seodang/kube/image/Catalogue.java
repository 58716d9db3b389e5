package seodang.kube.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.shell.Dialect;
import seodang.shell.FileTree;
import seodang.shell.Node;

/// Every image that can be pulled.
public final class Catalogue {
  private static final Map<String, Json.Object> BY_NAME = load();
  private static final Map<String, Image> IMAGES = new ConcurrentHashMap<>();

  private Catalogue() {}

  /// The full form of a reference: `nginx` is `docker.io/library/nginx:latest`.
  public static String full(String reference) {
    String name = reference;
    String tag = "latest";
    int colon = reference.lastIndexOf(':');
    if (colon > reference.lastIndexOf('/')) {
      name = reference.substring(0, colon);
      tag = reference.substring(colon + 1);
    }
    return fullName(name) + ":" + tag;
  }

  private static String fullName(String name) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    if (host) {
      return name;
    }
    return slash < 0 ? "docker.io/library/" + name : "docker.io/" + name;
  }

  /// The image, or null when there is none of that name and tag.
  public static @Nullable Image find(String reference) {
    String full = full(reference);
    Image known = IMAGES.get(full);
    if (known != null) {
      return known;
    }
    int colon = full.lastIndexOf(':');
    Json.Object entry = BY_NAME.get(full.substring(0, colon));
    if (entry == null || !hasTag(entry, full.substring(colon + 1))) {
      return null;
    }
    Image made = image(full.substring(0, colon), full.substring(colon + 1), entry);
    IMAGES.put(full, made);
    return made;
  }

  /// Whether any tag of the name exists.
  public static boolean hasName(String reference) {
    String full = full(reference);
    return BY_NAME.containsKey(full.substring(0, full.lastIndexOf(':')));
  }

  /// The short names of what there is, for whoever asked for something else.
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (String name : BY_NAME.keySet()) {
      names.add(name.replaceFirst("^docker\\.io/(library/)?", ""));
    }
    return names;
  }

  private static boolean hasTag(Json.Object entry, String tag) {
    for (String pattern : entry.array("tags").texts()) {
      String regex = pattern.replace(".", "\\.").replace("*", "[-.\\w]*").replace("?", "\\d");
      if (tag.matches(regex)) {
        return true;
      }
    }
    return false;
  }

  private static Image image(String name, String tag, Json.Object entry) {
    FileTree files = base(entry);
    List<Integer> ports = new ArrayList<>();
    entry.array("ports").forEach(p -> ports.add((int) ((Json.Number) p).longValue()));
    Map<String, String> env = new LinkedHashMap<>();
    env.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    env.putAll(entry.object("env").texts());
    String tools = entry.text("tools");
    Dialect dialect = tools.equals("debian") ? Dialect.DASH : Dialect.BUSYBOX;
    return new Image(
        name,
        tag,
        entry.number("size", 1),
        entry.array("entrypoint").texts(),
        entry.array("cmd").texts(),
        env,
        ports,
        entry.text("workdir", "/"),
        entry.text("memory", "8Mi"),
        dialect,
        Servers.programs(tools),
        files);
  }

  private static FileTree base(Json.Object entry) {
    Instant built = Instant.parse("2026-01-01T00:00:00Z");
    FileTree files = FileTree.empty();
    for (String directory :
        List.of(
            "/bin",
            "/dev",
            "/etc",
            "/home",
            "/proc",
            "/root",
            "/tmp",
            "/usr/bin",
            "/usr/share",
            "/var/log",
            "/var/run")) {
      files = files.makeDirectories(directory, "root", built);
    }
    for (var file : entry.object("files").texts().entrySet()) {
      files = files.makeDirectories(FileTree.parent(file.getKey()), "root", built);
      boolean executable = file.getValue().startsWith("#!");
      files =
          files.put(
              file.getKey(),
              new Node.File(file.getValue(), executable ? 0755 : 0644, "root", built),
              built);
    }
    for (String list : List.of("entrypoint", "cmd")) {
      List<String> words = entry.array(list).texts();
      if (!words.isEmpty() && words.getFirst().contains("/")) {
        files =
            binary(files, FileTree.resolve(entry.text("workdir", "/"), words.getFirst()), built);
      }
    }
    return files;
  }

  /// A file that stands for the compiled program of its name.
  private static FileTree binary(FileTree files, String path, Instant built) {
    return files.exists(path)
        ? files
        : files
            .makeDirectories(FileTree.parent(path), "root", built)
            .put(path, new Node.File("\u007fELF", 0755, "root", built), built);
  }

  private static Map<String, Json.Object> load() {
    Map<String, Json.Object> found = new LinkedHashMap<>();
    try (InputStream in = Catalogue.class.getResourceAsStream("catalogue.yaml")) {
      if (in == null) {
        throw new IllegalStateException("catalogue.yaml is not on the classpath");
      }
      Json.Array entries =
          (Json.Array) Yaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      for (Json.Object entry : entries.objects()) {
        for (String name : entry.array("names").texts()) {
          found.put(fullName(name), entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
