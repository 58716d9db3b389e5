package seodang.kube.image;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.Program;
import seodang.shell.tool.Tools;

/// The programs that images bring of their own, by their keys: those that are code, then those that
/// `programs.yaml` describes.
final class Servers {
  private static final Json.Object DESCRIBED = Data.read("programs.yaml");

  private Servers() {}

  /// A program of an image; null when there is none of that key.
  ///
  /// @param version of the image
  /// @param files of the image
  static @Nullable Program find(String key, String version, Map<String, String> files) {
    return switch (key) {
      case "httpd" -> new BusyboxHttpd();
      case "nginx" -> new Nginx(version, files);
      case "nginx-ingress-controller" -> new IngressNginx();
      case "kube-apiserver" -> new ApiServerProcess();
      case "redis-server" -> new Redis(version);
      case "redis-cli" -> new RedisClient();
      case "stress" -> new Stress(false);
      case "vish-stress" -> new Stress(true);
      case "perl" -> new Perl();
      case "python" -> new Python(described("python", version));
      case "mysqladmin" -> Asking.mysql();
      case "pg_isready" -> Asking.postgres();
      case "tool:curl" -> Tools.everything().get("curl");
      default -> DESCRIBED.has(key) ? described(key, version) : null;
    };
  }

  private static Described described(String key, String version) {
    return new Described(whole(DESCRIBED.object(key)), version);
  }

  /// Facts with those they are like, overlaid by their own; of their commands as well.
  private static Json.Object whole(Json.Object facts) {
    Json.Object base =
        facts.has("like") ? whole(DESCRIBED.object(facts.text("like"))) : Json.object();
    Json.Object all = base;
    for (String key : facts.keys()) {
      Json value = facts.get(key);
      all = value == null || key.equals("like") ? all : all.with(key, value);
    }
    for (String command : facts.object("commands").keys()) {
      all = all.withAt(whole(facts.object("commands").object(command)), "commands", command);
    }
    return all;
  }
}
