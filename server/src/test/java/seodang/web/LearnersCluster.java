package seodang.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import seodang.Browser;
import seodang.TestServer;

/// A learner's cluster as clients reach it: by the kubeconfig that the learner downloads. Its time
/// runs faster than the wall's.
record LearnersCluster(TestServer server, Path kubeconfig) implements AutoCloseable {
  /// @param folder of the test's, for the data and the kubeconfig
  static LearnersCluster open(Path folder) throws IOException {
    TestServer server = TestServer.start(folder.resolve("data"), Map.of());
    Browser learner = server.browser();
    learner.post("/start");
    Path kubeconfig = folder.resolve("config");
    Files.writeString(kubeconfig, learner.get("/cluster/kubeconfig").body());
    assertThat(learner.post("/cluster/time", "action", "speed", "speed", "30").statusCode())
        .isEqualTo(200);
    return new LearnersCluster(server, kubeconfig);
  }

  String config() throws IOException {
    return Files.readString(kubeconfig);
  }

  @Override
  public void close() {
    server.close();
  }
}
