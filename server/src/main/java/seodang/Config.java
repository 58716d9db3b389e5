package seodang;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import seodang.database.DatabaseSettings;
import seodang.terminal.TerminalLimits;
import seodang.web.KubernetesSettings;
import seodang.web.WebSettings;
import seodang.world.WorldLimits;

/// All settings, read once at the start from the environment; a wrong one stops the start and says
/// which.
///
/// | variable | what | default |
/// |---|---|---|
/// | `PORT` | of the pages | 8080 |
/// | `HOST` | address to listen on | 127.0.0.1 |
/// | `SEODANG_DATA` | folder of everything kept | data |
/// | `SEODANG_STATIC` | folder of the built front end | static/dist |
/// | `SEODANG_CONTENT` | folder of the courses | content |
/// | `SEODANG_PUBLIC_URL` | the pages as browsers see them, behind a proxy | |
/// | `SEODANG_TRUST_PROXY` | `true`: take visitors' addresses from `X-Forwarded-For` | false |
/// | `SEODANG_DATABASE_URL`, `_USER`, `_PASSWORD` | JDBC | H2 under the data folder |
/// | `SEODANG_KUBERNETES_PORT` | of the Kubernetes endpoint | 8443 |
/// | `SEODANG_KUBERNETES_URL` | the endpoint as clients see it | `https://localhost:PORT` |
/// | `SEODANG_HOSTS` | more names for its certificate, with commas | |
/// | `SEODANG_ADMIN_LOGIN`, `_PASSWORD` | the first administrator | none |
/// | `SEODANG_CLUSTERS` | clusters in memory at most | 20000 |
public record Config(
    WebSettings web,
    KubernetesSettings kubernetes,
    DatabaseSettings database,
    WorldLimits world,
    TerminalLimits terminal,
    Admin admin,
    Path content) {

  /// @param login `""` for none
  public record Admin(String login, String password) {
    @Override
    public String toString() {
      return "Admin[" + login + "]";
    }
  }

  /// @throws IllegalArgumentException naming the variable that is wrong
  public static Config from(Map<String, String> environment) {
    Variables given = new Variables(environment);
    Path data = Path.of(given.text("SEODANG_DATA", "data"));
    String host = given.text("HOST", "127.0.0.1");
    WorldLimits world = WorldLimits.STANDARD;
    return new Config(
        new WebSettings(
            host,
            given.number("PORT", 8080, 0, 65_535),
            given.url("SEODANG_PUBLIC_URL"),
            given.text("SEODANG_TRUST_PROXY", "false").equals("true"),
            Path.of(given.text("SEODANG_STATIC", "static/dist")),
            WebSettings.Limits.STANDARD),
        new KubernetesSettings(
            host,
            given.number("SEODANG_KUBERNETES_PORT", 8443, 0, 65_535),
            given.url("SEODANG_KUBERNETES_URL"),
            given.list("SEODANG_HOSTS"),
            data.resolve("tls"),
            KubernetesSettings.BODY,
            KubernetesSettings.STREAMS,
            KubernetesSettings.REQUESTS),
        database(given, data),
        new WorldLimits(
            given.number("SEODANG_CLUSTERS", world.clusters(), 1, 10_000_000),
            world.cluster(),
            world.undos(),
            world.idle(),
            world.catchUp(),
            world.rounds()),
        TerminalLimits.STANDARD,
        new Admin(given.text("SEODANG_ADMIN_LOGIN", ""), given.text("SEODANG_ADMIN_PASSWORD", "")),
        Path.of(given.text("SEODANG_CONTENT", "content")));
  }

  private static DatabaseSettings database(Variables given, Path data) {
    String url = given.text("SEODANG_DATABASE_URL", "");
    return url.isEmpty()
        ? DatabaseSettings.file(data)
        : new DatabaseSettings(
            url,
            given.text("SEODANG_DATABASE_USER", "seodang"),
            given.text("SEODANG_DATABASE_PASSWORD", ""),
            16);
  }

  private record Variables(Map<String, String> values) {
    String text(String name, String otherwise) {
      String value = values.get(name);
      return value == null || value.isBlank() ? otherwise : value.strip();
    }

    int number(String name, int otherwise, int least, int most) {
      String value = text(name, Integer.toString(otherwise));
      if (!value.matches("-?[0-9]{1,9}")
          || Integer.parseInt(value) < least
          || Integer.parseInt(value) > most) {
        throw new IllegalArgumentException(
            name + " must be a number from " + least + " to " + most + ", not: " + value);
      }
      return Integer.parseInt(value);
    }

    String url(String name) {
      String value = text(name, "");
      if (!value.isEmpty() && !value.matches("https?://[^/\\s]+")) {
        throw new IllegalArgumentException(
            name + " must be like https://example.org, without a path, not: " + value);
      }
      return value;
    }

    List<String> list(String name) {
      return Arrays.stream(text(name, "").split(","))
          .map(String::strip)
          .filter(item -> !item.isEmpty())
          .toList();
    }
  }
}
