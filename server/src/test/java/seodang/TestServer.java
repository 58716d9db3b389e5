package seodang;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import seodang.classroom.Examiner;
import seodang.classroom.Examiner.Finding;
import seodang.web.Assets;

/// The whole program on free ports, with its data in a folder of the test's.
public final class TestServer implements AutoCloseable {
  private final App app;

  private TestServer(App app) {
    this.app = app;
  }

  /// @param settings as the environment gives them, on top of free ports and the folder
  public static TestServer start(Path data, Map<String, String> settings) {
    return new TestServer(App.start(config(data, settings), teaching()));
  }

  /// The same with the course that is taught and the terminal's commands, as learners get them.
  public static TestServer startTeaching(Path data) {
    Config config = config(data, Map.of());
    return new TestServer(App.start(config, App.teaching(config)));
  }

  private static Config config(Path data, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PORT", "0");
    environment.put("SEODANG_KUBERNETES_PORT", "0");
    environment.put("SEODANG_DATA", data.toString());
    environment.putAll(settings);
    return Config.from(environment);
  }

  /// A course of a few lines, whose checks ask for one object each: `configmap/NAME`.
  static App.Teaching teaching() {
    Examiner examiner =
        (step, state, since) ->
            step.checks().stream()
                .map(check -> {
                  String name = check.that().substring("configmap/".length());
                  boolean there = state.get("", "configmaps", "default", name) != null;
                  return new Finding(
                      check.name(), there, there ? "" : "컨피그맵 " + name + "이 아직 없습니다.");
                })
                .toList();
    return new App.Teaching(TinyCourse.course(), examiner, Map.of(), Map.of(), assets());
  }

  /// The built front end where there is one; else names that lead nowhere, for tests that look at
  /// no style.
  static Assets assets() {
    Path dist = Path.of("static/dist");
    return Files.exists(dist.resolve("manifest.json"))
        ? Assets.read(dist)
        : new Assets(new Unbuilt());
  }

  private static final class Unbuilt extends HashMap<String, String> {
    private static final long serialVersionUID = 1;

    @Override
    public String get(Object name) {
      return name.toString();
    }
  }

  public String url() {
    return "http://localhost:" + app.port();
  }

  public int port() {
    return app.port();
  }

  public int kubernetesPort() {
    return app.kubernetesPort();
  }

  public Browser browser() {
    return new Browser(url());
  }

  @Override
  public void close() {
    app.close();
  }
}
