package seodang.terminal.kubectl.client;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.terminal.CommandContext;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.GoYaml;

/// The kubeconfig of the learner's files: clusters, users, contexts.
///
/// Without a file it is the one of a fresh cluster, as `kubeadm` leaves it for its owner.
///
/// @param path where it is kept
/// @param shown the same as `--kubeconfig` gives it
/// @param content as written; never null
/// @param exists false when there is no file yet
public record KubeConfig(String path, String shown, Json.Object content, boolean exists) {

  /// The owner's kubeconfig of a fresh cluster.
  public static Json.Object standard() {
    return Json.object(
        "apiVersion", "v1",
        "kind", "Config",
        "preferences", Json.object(),
        "clusters",
            List.of(
                Json.object(
                    "cluster",
                    Json.object("server", "https://192.168.56.10:6443"),
                    "name",
                    "kubernetes")),
        "contexts",
            List.of(
                Json.object(
                    "context",
                    Json.object("cluster", "kubernetes", "user", "kubernetes-admin"),
                    "name",
                    "kubernetes-admin@kubernetes")),
        "current-context", "kubernetes-admin@kubernetes",
        "users", List.of(Json.object("name", "kubernetes-admin", "user", Json.object())));
  }

  /// @param explicit the value of `--kubeconfig`, or `""`
  /// @throws KubectlError when it cannot be read
  public static KubeConfig load(CommandContext context, String explicit) {
    return load(context.files(), context.env(), context.cwd(), explicit);
  }

  /// @param mayBeMissing whether a file that is not there is one without content
  public static KubeConfig load(CommandContext context, String explicit, boolean mayBeMissing) {
    String path = context.path(explicit);
    return mayBeMissing && !explicit.isEmpty() && !context.files().isFile(path)
        ? new KubeConfig(path, explicit, Json.object(), false)
        : load(context, explicit);
  }

  /// The same where no command runs.
  public static KubeConfig load(
      FileTree files, Map<String, String> env, String directory, String explicit) {
    String variable = env.getOrDefault("KUBECONFIG", "");
    String home = env.getOrDefault("HOME", "/");
    String first = variable.isEmpty() ? home + "/.kube/config" : variable.split(":", -1)[0];
    String named = explicit.isEmpty() ? first : explicit;
    String path =
        FileTree.resolve(directory, named.startsWith("~/") ? home + named.substring(1) : named);
    if (!files.isFile(path)) {
      if (!explicit.isEmpty()) {
        throw new KubectlError("stat " + explicit + ": no such file or directory");
      }
      boolean fresh = variable.isEmpty();
      return new KubeConfig(path, path, fresh ? standard() : Json.object(), false);
    }
    String shown = explicit.isEmpty() ? path : explicit;
    try {
      Json parsed = GoYaml.parse(files.read(path));
      if (parsed != null && !(parsed instanceof Json.Object)) {
        throw new KubectlError(
            "error loading config file "
                + GoText.quote(shown)
                + ": couldn't get version/kind; json parse error");
      }
      return new KubeConfig(
          path, shown, parsed instanceof Json.Object object ? object : Json.object(), true);
    } catch (seodang.json.JsonException e) {
      throw new KubectlError(
          "error loading config file " + GoText.quote(shown) + ": " + e.getMessage());
    } catch (FileError e) {
      throw new KubectlError(
          "error loading config file "
              + GoText.quote(shown)
              + ": open "
              + path
              + ": "
              + e.reason().words());
    }
  }

  /// The host and port of the current context's server.
  static String host(CommandContext context) {
    KubeConfig config = load(context, "");
    Json.Object current = config.entry("contexts", config.currentContext());
    Json.Object cluster =
        current == null ? null : config.entry("clusters", current.text("cluster"));
    String server = cluster == null ? "localhost:8080" : cluster.text("server");
    return server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
  }

  public KubeConfig with(Json.Object other) {
    return new KubeConfig(path, shown, other, exists);
  }

  public String currentContext() {
    return content.text("current-context");
  }

  /// The named entry of `contexts`, `clusters` or `users`: its inner object; null when missing.
  public Json.@Nullable Object entry(String list, String name) {
    String member = list.substring(0, list.length() - 1);
    for (Json.Object entry : content.array(list).objects()) {
      if (entry.text("name").equals(name)) {
        return entry.object(member);
      }
    }
    return null;
  }

  /// The names in `contexts`, `clusters` or `users`.
  public List<String> names(String list) {
    return content.array(list).objects().stream().map(e -> e.text("name")).toList();
  }

  /// With an entry of `contexts`, `clusters` or `users` set, or taken away when null.
  public KubeConfig withEntry(String list, String name, Json.@Nullable Object inner) {
    String member = list.substring(0, list.length() - 1);
    Json.Array entries = content.array(list);
    for (int i = 0; i < entries.size(); i++) {
      if (entries.object(i).text("name").equals(name)) {
        return with(
            content.with(
                list,
                inner == null
                    ? entries.without(i)
                    : entries.with(i, entries.object(i).with(member, inner))));
      }
    }
    return inner == null
        ? this
        : with(content.with(list, entries.add(Json.object(member, inner, "name", name))));
  }
}
