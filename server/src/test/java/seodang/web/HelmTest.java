package seodang.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.ReleaseHistory;
import com.marcnuri.helm.UpgradeCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Helm 3 against a learner's cluster: a chart with hooks, a definition, a subchart and a test.
class HelmTest {
  private static final Path CHART = Path.of("server/src/test/resources/charts/school");
  private static final String KUBERNETES = "v1.33.1";
  private static final int PATIENCE = 60;

  @TempDir static Path folder;
  private static @Nullable LearnersCluster cluster;
  private static @Nullable KubernetesClient client;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "Helm's library is among the tests for Linux on amd64 alone");
    LearnersCluster opened = LearnersCluster.open(folder);
    cluster = opened;
    client =
        new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(opened.config())).build();
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void chart_isInstalled_tested_upgraded_rolledBack_uninstalled() {
    Release installed = install("autumn").set("replicas", 1).waitReady().call();
    assertThat(installed.getStatus()).isEqualTo("deployed");
    assertThat(installed.getOutput()).contains("1 at work.");
    assertThat(ready("autumn-web")).isEqualTo(1);
    assertThat(data("autumn-settings")).isEqualTo("{greeting=hello, looked=up}");
    assertThat(data("autumn-books")).isEqualTo("{books=3}");
    assertThat(data("autumn-welcome")).isEqualTo("{welcome=home}");
    assertThat(job("autumn-migrate")).isEqualTo(1);
    assertThat(subject("autumn")).isEqualTo("hello");

    Release tested = Helm.test("autumn").withKubeConfig(kubeconfig()).withTimeout(PATIENCE).call();
    assertThat(tested.getStatus()).isEqualTo("deployed");
    assertThat(kubernetes().pods().withName("autumn-page").getLog()).contains("Welcome to nginx!");

    Release upgraded =
        upgrade("autumn")
            .reuseValues()
            .set("greeting", "goodbye")
            .set("library.enabled", false)
            .waitReady()
            .call();
    assertThat(upgraded.getRevision()).isEqualTo("2");
    assertThat(data("autumn-settings")).isEqualTo("{greeting=goodbye, looked=up}");
    assertThat(kubernetes().configMaps().withName("autumn-books").get()).isNull();
    assertThat(subject("autumn")).isEqualTo("goodbye");

    // The binding has no rollback of its own: an atomic upgrade that fails is rolled back.
    assertThatThrownBy(
            () -> upgrade("autumn").set("image", "nothing/such").atomic().withTimeout(5).call())
        .hasMessage(
            "release autumn failed, and has been rolled back due to atomic being set:"
                + " context deadline exceeded");
    assertThat(
            kubernetes()
                .apps()
                .deployments()
                .withName("autumn-web")
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage())
        .isEqualTo("nginx");
    List<ReleaseHistory> history = Helm.history("autumn").withKubeConfig(kubeconfig()).call();
    assertThat(history)
        .extracting(ReleaseHistory::getStatus)
        .containsExactly("superseded", "superseded", "failed", "deployed");
    assertThat(history.getLast().getDescription()).isEqualTo("Rollback to 2");
    assertThat(Helm.status("autumn").withKubeConfig(kubeconfig()).call().getRevision())
        .isEqualTo("4");
    assertThat(Helm.list().withKubeConfig(kubeconfig()).call())
        .extracting(Release::getName)
        .contains("autumn");

    assertThat(Helm.uninstall("autumn").withKubeConfig(kubeconfig()).call())
        .contains("uninstalled");
    assertThat(kubernetes().apps().deployments().withName("autumn-web").get()).isNull();
    assertThat(kubernetes().batch().v1().jobs().withName("autumn-farewell").get()).isNull();
    assertThat(
            kubernetes()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("lessons.school.test")
                .get())
        .isNotNull();
  }

  @Test
  void failures_tellWhy() {
    assertThatThrownBy(
            () -> install("winter").set("migration", "exit 3").withTimeout(PATIENCE).call())
        .hasMessageContaining("pre-install")
        .hasMessageContaining("BackoffLimitExceeded");
    assertThatThrownBy(() -> install("Spring_1").call())
        .hasMessageContaining("invalid release name");
    install("summer").call();
    assertThatThrownBy(() -> install("summer").call())
        .hasMessageContaining("cannot re-use a name that is still in use");
    assertThatThrownBy(() -> upgrade("summer").set("replicas", -1).call())
        .hasMessageContaining("spec.replicas: Invalid value: -1");
    assertThat(Helm.history("summer").withKubeConfig(kubeconfig()).call().getLast().getStatus())
        .isEqualTo("failed");
    assertThatThrownBy(() -> upgrade("nobody").call())
        .hasMessageContaining("has no deployed releases");
  }

  private static InstallCommand install(String name) {
    return new Helm(CHART)
        .install()
        .withName(name)
        .withKubeConfig(kubeconfig())
        .withKubeVersion(KUBERNETES)
        .withTimeout(PATIENCE);
  }

  private static UpgradeCommand upgrade(String name) {
    return new Helm(CHART)
        .upgrade()
        .withName(name)
        .withKubeConfig(kubeconfig())
        .withKubeVersion(KUBERNETES)
        .withTimeout(PATIENCE);
  }

  private static Path kubeconfig() {
    return java.util.Objects.requireNonNull(cluster).kubeconfig();
  }

  private static KubernetesClient kubernetes() {
    return java.util.Objects.requireNonNull(client);
  }

  private static int ready(String deployment) {
    return kubernetes()
        .apps()
        .deployments()
        .withName(deployment)
        .get()
        .getStatus()
        .getReadyReplicas();
  }

  private static int job(String name) {
    return kubernetes().batch().v1().jobs().withName(name).get().getStatus().getSucceeded();
  }

  private static String data(String configMap) {
    ConfigMap found = kubernetes().configMaps().withName(configMap).get();
    return new java.util.TreeMap<>(found.getData()).toString();
  }

  private static String subject(String lesson) {
    return kubernetes()
        .genericKubernetesResources("school.test/v1", "Lesson")
        .withName(lesson)
        .get()
        .get("spec", "subject");
  }
}
