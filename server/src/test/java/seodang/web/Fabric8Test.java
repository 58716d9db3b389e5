package seodang.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The fabric8 client against a learner's cluster.
class Fabric8Test {
  private static final int PATIENCE = 30;

  @TempDir static Path folder;
  private static @Nullable LearnersCluster cluster;
  private static @Nullable KubernetesClient client;

  @BeforeAll
  static void start() throws IOException {
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

  private static KubernetesClient client() {
    return Objects.requireNonNull(client);
  }

  @Test
  void objects_areCreated_read_edited_patched_selected_deleted() {
    for (String name : List.of("red", "blue")) {
      client().configMaps().resource(settings(name, Map.of("a", "1"))).create();
    }
    assertThatThrownBy(() -> client().configMaps().resource(settings("red", Map.of())).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(409);
              assertThat(e.getStatus().getReason()).isEqualTo("AlreadyExists");
            });
    client()
        .configMaps()
        .withName("red")
        .edit(c -> new ConfigMapBuilder(c).addToData("b", "2").build());
    client()
        .configMaps()
        .withName("red")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"a\":null}}");
    client()
        .configMaps()
        .withName("red")
        .patch(
            PatchContext.of(PatchType.JSON),
            "[{\"op\":\"add\",\"path\":\"/metadata/labels/tone\",\"value\":\"warm\"}]");
    ConfigMap red = client().configMaps().withName("red").get();
    assertThat(red.getData()).containsExactly(Map.entry("b", "2"));
    assertThat(names("kind", "settings")).containsExactly("blue", "red");
    assertThat(
            client()
                .configMaps()
                .withLabelNotIn("tone", "warm")
                .withLabel("kind", "settings")
                .list()
                .getItems())
        .extracting(c -> c.getMetadata().getName())
        .containsExactly("blue");
    ConfigMap stale = new ConfigMapBuilder(red).build();
    client().configMaps().resource(red).update();
    client()
        .configMaps()
        .withName("red")
        .edit(c -> new ConfigMapBuilder(c).addToData("c", "3").build());
    assertThatThrownBy(() -> client().configMaps().resource(stale).lockResourceVersion().update())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    client().configMaps().withLabel("kind", "settings").delete();
    assertThat(names("kind", "settings")).isEmpty();
  }

  private static List<String> names(String key, String value) {
    return client().configMaps().withLabel(key, value).list().getItems().stream()
        .map(c -> c.getMetadata().getName())
        .toList();
  }

  @Test
  void serverSideApply_refusesAnothersField_unlessForced() {
    ConfigMap mine = named("shared", "shared", "me");
    client().configMaps().resource(mine).fieldManager("me").serverSideApply();
    ConfigMap yours = named("shared", "shared", "you");
    assertThatThrownBy(
            () -> client().configMaps().resource(yours).fieldManager("you").serverSideApply())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(409);
              assertThat(e.getMessage())
                  .contains("Apply failed with 1 conflict: conflict with \"me\": .data.v");
            });
    ConfigMap forced =
        client()
            .configMaps()
            .resource(yours)
            .fieldManager("you")
            .forceConflicts()
            .serverSideApply();
    assertThat(forced.getData()).containsEntry("v", "you");
    assertThat(forced.getMetadata().getManagedFields())
        .anySatisfy(f -> assertThat(f.getManager()).isEqualTo("you"));
  }

  @Test
  void informer_seesWhatHappens_andIsToldAgain() throws InterruptedException {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    client().configMaps().resource(watched("before", "1")).create();
    ResourceEventHandler<ConfigMap> handler =
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(ConfigMap c) {
            seen.add("added " + c.getMetadata().getName());
          }

          @Override
          public void onUpdate(ConfigMap before, ConfigMap after) {
            boolean again =
                before
                    .getMetadata()
                    .getResourceVersion()
                    .equals(after.getMetadata().getResourceVersion());
            seen.add((again ? "told again of " : "changed ") + after.getMetadata().getName());
          }

          @Override
          public void onDelete(ConfigMap c, boolean unknown) {
            seen.add("deleted " + c.getMetadata().getName());
          }
        };
    try (SharedIndexInformer<ConfigMap> informer =
        client().configMaps().withLabel("kind", "watched").inform(handler, 3_000)) {
      assertThat(next(seen)).isEqualTo("added before");
      client().configMaps().resource(watched("after", "1")).create();
      assertThat(next(seen)).isEqualTo("added after");
      client().configMaps().resource(watched("after", "2")).update();
      assertThat(next(seen)).isEqualTo("changed after");
      client().configMaps().withName("before").delete();
      assertThat(next(seen)).isEqualTo("deleted before");
      assertThat(next(seen)).isEqualTo("told again of after");
      assertThat(informer.getStore().list()).hasSize(1);
    }
  }

  @Test
  void watch_tellsOfAdditionsAndDeletions() throws InterruptedException {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    String revision = client().configMaps().list().getMetadata().getResourceVersion();
    client().configMaps().resource(named("seen", "watch", "1")).create();
    Watcher<ConfigMap> watcher =
        new Watcher<>() {
          @Override
          public void eventReceived(Action action, ConfigMap c) {
            seen.add(action + " " + c.getMetadata().getName());
          }

          @Override
          public void onClose(WatcherException e) {
            seen.add("closed " + e.isHttpGone());
          }
        };
    try (Watch _ =
        client()
            .configMaps()
            .withLabel("kind", "watch")
            .withResourceVersion(revision)
            .watch(watcher)) {
      assertThat(next(seen)).isEqualTo("ADDED seen");
      client().configMaps().withName("seen").delete();
      assertThat(next(seen)).isEqualTo("DELETED seen");
    }
  }

  @Test
  void deployment_isRolledOut_scaled_restarted() {
    Deployment made =
        new DeploymentBuilder()
            .withNewMetadata()
            .withName("shop")
            .endMetadata()
            .withNewSpec()
            .withReplicas(2)
            .withNewSelector()
            .addToMatchLabels("app", "shop")
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", "shop")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("nginx")
            .withImage("nginx")
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    client().apps().deployments().resource(made).create();
    client().apps().deployments().withName("shop").waitUntilReady(PATIENCE, TimeUnit.SECONDS);
    Deployment three = client().apps().deployments().withName("shop").scale(3);
    assertThat(three.getSpec().getReplicas()).isEqualTo(3);
    client().apps().deployments().withName("shop").rolling().restart();
    client()
        .apps()
        .deployments()
        .withName("shop")
        .waitUntilCondition(
            d ->
                d != null
                    && Objects.equals(
                        d.getStatus().getObservedGeneration(), d.getMetadata().getGeneration())
                    && Objects.equals(d.getStatus().getUpdatedReplicas(), 3)
                    && Objects.equals(d.getStatus().getReadyReplicas(), 3)
                    && Objects.equals(d.getStatus().getReplicas(), 3),
            PATIENCE,
            TimeUnit.SECONDS);
    client().apps().deployments().withName("shop").rolling().undo();
    client().apps().deployments().withName("shop").delete();
  }

  @Test
  void process_isRun_fed_readAndFollowed() throws Exception {
    client()
        .pods()
        .resource(pod("talker", "i=0; while true; do echo line $i; i=$((i+1)); sleep 5; done"))
        .create();
    client().pods().withName("talker").waitUntilReady(PATIENCE, TimeUnit.SECONDS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (ExecWatch exec =
        client()
            .pods()
            .withName("talker")
            .redirectingInput()
            .writingOutput(out)
            .writingError(err)
            .exec("sh", "-c", "read name; echo hello $name; echo no >&2; exit 4")) {
      exec.getInput().write("서당\n".getBytes(StandardCharsets.UTF_8));
      exec.getInput().flush();
      assertThat(exec.exitCode().get(PATIENCE, TimeUnit.SECONDS)).isEqualTo(4);
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hello 서당\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("no\n");
    assertThat(client().pods().withName("talker").getLog()).startsWith("line 0\n");
    try (LogWatch log = client().pods().withName("talker").tailingLines(1).watchLog();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(log.getOutput(), StandardCharsets.UTF_8))) {
      int first = number(lines.readLine());
      assertThat(number(lines.readLine())).isEqualTo(first + 1);
    }
    assertThat(client().pods().withName("talker").file("/tmp/note").upload(note())).isTrue();
    try (var in = client().pods().withName("talker").file("/tmp/note").read()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("a note\n");
    }
    client().pods().withName("talker").withGracePeriod(0).delete();
  }

  private static Path note() throws IOException {
    return java.nio.file.Files.writeString(folder.resolve("note"), "a note\n");
  }

  private static int number(String line) {
    return Integer.parseInt(line.substring("line ".length()));
  }

  @Test
  void ephemeralContainer_looksAtItsPod() {
    client().pods().resource(new PodBuilder(pod("patient", "sleep 10000")).build()).create();
    client().pods().withName("patient").waitUntilReady(PATIENCE, TimeUnit.SECONDS);
    client()
        .pods()
        .withName("patient")
        .ephemeralContainers()
        .edit(p ->
            new PodBuilder(p)
                .editSpec()
                .addNewEphemeralContainer()
                .withName("doctor")
                .withImage("busybox")
                .withCommand("sh", "-c", "hostname")
                .endEphemeralContainer()
                .endSpec()
                .build());
    client()
        .pods()
        .withName("patient")
        .waitUntilCondition(
            p ->
                p != null
                    && p.getStatus().getEphemeralContainerStatuses().stream()
                        .anyMatch(s -> s.getState().getTerminated() != null),
            PATIENCE,
            TimeUnit.SECONDS);
    assertThat(client().pods().withName("patient").inContainer("doctor").getLog())
        .isEqualTo("patient\n");
  }

  @Test
  void portForward_carriesHttp() throws Exception {
    Pod page =
        new PodBuilder()
            .withNewMetadata()
            .withName("page")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("page")
            .withImage("nginx")
            .endContainer()
            .endSpec()
            .build();
    client().pods().resource(page).create();
    client().pods().withName("page").waitUntilReady(PATIENCE, TimeUnit.SECONDS);
    try (LocalPortForward forward = client().pods().withName("page").portForward(80);
        HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + forward.getLocalPort() + "/"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("Welcome to nginx!");
    }
  }

  private static Pod pod(String name, String script) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage("busybox")
        .withCommand("sh", "-c", script)
        .endContainer()
        .endSpec()
        .build();
  }

  private static ConfigMap settings(String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("kind", "settings")
        .endMetadata()
        .withData(data)
        .build();
  }

  private static ConfigMap watched(String name, String value) {
    return named(name, "watched", value);
  }

  private static ConfigMap named(String name, String kind, String value) {
    return new ConfigMapBuilder(settings(name, Map.of("v", value)))
        .editMetadata()
        .addToLabels("kind", kind)
        .endMetadata()
        .build();
  }

  private static String next(BlockingQueue<String> seen) throws InterruptedException {
    return Objects.requireNonNullElse(seen.poll(PATIENCE, TimeUnit.SECONDS), "nothing more came");
  }
}
