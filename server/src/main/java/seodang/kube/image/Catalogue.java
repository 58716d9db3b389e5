package seodang.kube.image;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Dialect;
import seodang.shell.FileTree;
import seodang.shell.Node;
import seodang.shell.Program;
import seodang.shell.Programs;

/// Every image that can be pulled.
public final class Catalogue {
  private static final List<String> PARTS = List.of("system", "web", "data", "languages", "tools");
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");
  private static final Pattern DIGITS = Pattern.compile("v?(\\d+(?:\\.\\d+)*)");
  private static final List<String> DIRECTORIES =
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
          "/var/run");
  private static final Json.Object BASES = Data.read("bases.yaml");
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
      return first.equals("index.docker.io") ? "docker.io" + name.substring(slash) : name;
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
    return entry.array("tags").texts().stream().anyMatch(pattern -> fits(pattern, tag));
  }

  private static boolean fits(String pattern, String tag) {
    return tag.matches(pattern.replace(".", "\\.").replace("*", "[-.\\w]*").replace("?", "\\d"));
  }

  // Making.

  private static Image image(String name, String tag, Json.Object entry) {
    Json.Object base = base(entry, tag);
    String version = version(entry, tag);
    Map<String, String> env = new LinkedHashMap<>();
    env.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    entry.object("env").texts().forEach((k, v) -> env.put(k, v.replace("@VERSION@", version)));
    List<String> entrypoint = entry.array("entrypoint").texts();
    List<String> cmd = entry.array("cmd").texts();
    return new Image(
        name,
        tag,
        entry.number("size", 1),
        entrypoint,
        cmd.isEmpty() && entrypoint.isEmpty() ? base.array("cmd").texts() : cmd,
        env,
        entry.text("user", "root"),
        entry.text("workdir", "/"),
        entry.text("memory", "8Mi"),
        base.text("tools").equals("debian") ? Dialect.DASH : Dialect.BUSYBOX,
        programs(entry, base, version),
        files(entry, base, version));
  }

  /// What the image is built on: the one it names, Alpine where its tag says so.
  private static Json.Object base(Json.Object entry, String tag) {
    boolean alpine = tag.contains("alpine") && !entry.text("base").equals("none");
    Json.Object variants = entry.object("bases");
    for (String pattern : variants.keys()) {
      if (fits(pattern, tag)) {
        return BASES.object(variants.text(pattern));
      }
    }
    return BASES.object(alpine ? "alpine" : entry.text("base", "none"));
  }

  /// The program's version behind a tag: what the catalogue says of it, of the nearest shorter one,
  /// or the tag's own digits.
  private static String version(Json.Object entry, String tag) {
    Matcher digits = DIGITS.matcher(tag);
    String asked = digits.lookingAt() ? digits.group(1) : "latest";
    Json.Object versions = entry.object("versions");
    return versions.text(tag, versions.text(asked, asked));
  }

  private static Programs programs(Json.Object entry, Json.Object base, String version) {
    Map<String, String> files = entry.object("files").texts();
    Programs programs = Toolbox.of(base.text("tools"));
    Map<String, String> own = new LinkedHashMap<>(base.object("programs").texts());
    for (String list : List.of("entrypoint", "cmd")) {
      for (String word : entry.array(list).texts()) {
        String name = FileTree.name(FileTree.resolve("/", word));
        if (Servers.find(name, version, files) != null) {
          own.put(name, name);
        }
      }
    }
    own.putAll(entry.object("programs").texts());
    for (Map.Entry<String, String> named : own.entrySet()) {
      Program program = Servers.find(named.getValue(), version, files);
      if (program == null) {
        throw new IllegalStateException("no program " + named.getValue());
      }
      programs = programs.with(named.getKey(), program);
    }
    return programs;
  }

  private static FileTree files(Json.Object entry, Json.Object base, String version) {
    FileTree files = FileTree.empty();
    for (String directory : DIRECTORIES) {
      files = files.makeDirectories(directory, "root", BUILT);
    }
    for (Json.Object layer : List.of(base, entry)) {
      for (var file : layer.object("files").texts().entrySet()) {
        boolean directory = file.getKey().endsWith("/");
        String path = FileTree.resolve("/", file.getKey());
        files = files.makeDirectories(directory ? path : FileTree.parent(path), "root", BUILT);
        if (!directory) {
          files = files.put(path, file(file.getValue().replace("@VERSION@", version)), BUILT);
        }
      }
    }
    for (String list : List.of("entrypoint", "cmd")) {
      List<String> words = entry.array(list).texts();
      if (!words.isEmpty() && words.getFirst().contains("/")) {
        files = binary(files, FileTree.resolve(entry.text("workdir", "/"), words.getFirst()));
      }
    }
    return files;
  }

  private static Node.File file(String text) {
    return new Node.File(text, text.startsWith("#!") ? 0755 : 0644, "root", BUILT);
  }

  /// A file that stands for the compiled program of its name.
  private static FileTree binary(FileTree files, String path) {
    return files.exists(path)
        ? files
        : files
            .makeDirectories(FileTree.parent(path), "root", BUILT)
            .put(path, new Node.File("\u007fELF", 0755, "root", BUILT), BUILT);
  }

  private static Map<String, Json.Object> load() {
    Map<String, Json.Object> found = new LinkedHashMap<>();
    for (String part : PARTS) {
      for (Json.Object entry : ((Json.Array) Data.parse(part + ".yaml")).objects()) {
        for (String name : entry.array("names").texts()) {
          if (found.put(fullName(name), entry) != null) {
            throw new IllegalStateException(name + " is in the catalogue twice");
          }
        }
      }
    }
    return found;
  }
}
