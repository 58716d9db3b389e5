package seodang.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.Exec;
import io.kubernetes.client.PodLogs;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoordinationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

/// The official Java client against a learner's cluster.
class JavaClientTest {
  private static final int PATIENCE = 30;
  private static final String DEFAULT = "default";

  @TempDir static Path folder;
  private static @Nullable LearnersCluster cluster;
  private static @Nullable ApiClient client;

  @BeforeAll
  static void start() throws IOException {
    LearnersCluster opened = LearnersCluster.open(folder);
    cluster = opened;
    client = connect(opened);
  }

  private static ApiClient connect(LearnersCluster cluster) throws IOException {
    ApiClient made = Config.fromConfig(cluster.kubeconfig().toString());
    // Watches stay open for long.
    return made.setReadTimeout(0);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static ApiClient client() {
    return Objects.requireNonNull(client);
  }

  private static CoreV1Api core() {
    return new CoreV1Api(client());
  }

  @Test
  void list_comesInPages() throws ApiException {
    for (int i = 0; i < 5; i++) {
      core().createNamespacedConfigMap(DEFAULT, settings("page-" + i, "paged", "1")).execute();
    }
    List<String> names = new ArrayList<>();
    String token = null;
    int pages = 0;
    do {
      V1ConfigMapList page =
          core()
              .listNamespacedConfigMap(DEFAULT)
              .labelSelector("kind=paged")
              .limit(2)
              ._continue(token)
              .execute();
      page.getItems().forEach(c -> names.add(c.getMetadata().getName()));
      token = page.getMetadata().getContinue();
      pages++;
    } while (token != null && !token.isEmpty());
    assertThat(pages).isEqualTo(3);
    assertThat(names).containsExactly("page-0", "page-1", "page-2", "page-3", "page-4");
  }

  @Test
  void object_isPatchedEachWay_andApplied() throws ApiException {
    core().createNamespacedConfigMap(DEFAULT, settings("patched", "patched", "1")).execute();
    for (Map.Entry<String, String> patch :
        List.of(
            Map.entry(
                V1Patch.PATCH_FORMAT_JSON_PATCH,
                "[{\"op\":\"replace\",\"path\":\"/data/v\",\"value\":\"2\"}]"),
            Map.entry(V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH, "{\"data\":{\"w\":\"3\"}}"),
            Map.entry(V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"x\":\"4\"}}"),
            Map.entry(
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: patched}, data: {y: \"5\"}}"))) {
      boolean apply = patch.getKey().equals(V1Patch.PATCH_FORMAT_APPLY_YAML);
      var call =
          core()
              .patchNamespacedConfigMap("patched", DEFAULT, new V1Patch(patch.getValue()))
              .fieldManager("java");
      V1ConfigMap _ =
          PatchUtils.patch(
              V1ConfigMap.class,
              () -> (apply ? call.force(true) : call).buildCall(null),
              patch.getKey(),
              client());
    }
    assertThat(core().readNamespacedConfigMap("patched", DEFAULT).execute().getData())
        .isEqualTo(Map.of("v", "2", "w", "3", "x", "4", "y", "5"));
    assertThatThrownBy(() -> core().readNamespacedConfigMap("absent", DEFAULT).execute())
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(404);
              assertThat(e.getResponseBody()).contains("configmaps \\\"absent\\\" not found");
            });
  }

  @Test
  void sharedInformer_followsTheCluster() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    core().createNamespacedConfigMap(DEFAULT, settings("before", "informed", "1")).execute();
    GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> api =
        new GenericKubernetesApi<>(
            V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client());
    SharedInformerFactory factory = new SharedInformerFactory(client());
    SharedIndexInformer<V1ConfigMap> informer =
        factory.sharedIndexInformerFor(api, V1ConfigMap.class, 0, DEFAULT);
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(V1ConfigMap c) {
            tell("added", c);
          }

          @Override
          public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
            tell("changed", after);
          }

          @Override
          public void onDelete(V1ConfigMap c, boolean unknown) {
            tell("deleted", c);
          }

          private void tell(String what, V1ConfigMap c) {
            Map<String, String> labels = c.getMetadata().getLabels();
            if (labels != null && "informed".equals(labels.get("kind"))) {
              seen.add(what + " " + c.getMetadata().getName());
            }
          }
        });
    factory.startAllRegisteredInformers();
    try {
      assertThat(next(seen)).isEqualTo("added before");
      core().createNamespacedConfigMap(DEFAULT, settings("after", "informed", "1")).execute();
      assertThat(next(seen)).isEqualTo("added after");
      core()
          .replaceNamespacedConfigMap("after", DEFAULT, settings("after", "informed", "2"))
          .execute();
      assertThat(next(seen)).isEqualTo("changed after");
      core().deleteNamespacedConfigMap("before", DEFAULT).execute();
      assertThat(next(seen)).isEqualTo("deleted before");
      assertThat(informer.getIndexer().getByKey("default/after").getData()).containsEntry("v", "2");
    } finally {
      factory.stopAllRegisteredInformers(true);
    }
  }

  @Test
  void leader_isOne_andAnotherAfterIt() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Candidate one = new Candidate("one", seen);
    one.start();
    assertThat(next(seen)).isEqualTo("one leads");
    Candidate two = new Candidate("two", seen);
    two.start();
    assertThat(seen.poll(1500, TimeUnit.MILLISECONDS)).isNull();
    assertThat(holder()).isEqualTo("one");
    one.close();
    List<String> after = new ArrayList<>(List.of(next(seen), next(seen)));
    assertThat(after).containsExactlyInAnyOrder("one stopped", "two leads");
    assertThat(holder()).isEqualTo("two");
    assertThat(
            new CoordinationV1Api(client())
                .readNamespacedLease("election", DEFAULT)
                .execute()
                .getSpec()
                .getLeaseTransitions())
        .isGreaterThanOrEqualTo(1);
    two.close();
  }

  private static String holder() throws ApiException {
    return new CoordinationV1Api(client())
        .readNamespacedLease("election", DEFAULT)
        .execute()
        .getSpec()
        .getHolderIdentity();
  }

  private record Candidate(LeaderElector elector, String name, BlockingQueue<String> seen) {
    Candidate(String name, BlockingQueue<String> seen) throws IOException {
      this(
          new LeaderElector(
              new LeaderElectionConfig(
                  new LeaseLock(
                      DEFAULT, "election", name, connect(Objects.requireNonNull(cluster))),
                  Duration.ofSeconds(3),
                  Duration.ofSeconds(2),
                  Duration.ofMillis(300))),
          name,
          seen);
    }

    void start() {
      Thread _ =
          Thread.ofPlatform()
              .daemon()
              .start(() ->
                  elector.run(() -> seen.add(name + " leads"), () -> seen.add(name + " stopped")));
    }

    void close() {
      elector.close();
    }
  }

  @Test
  void process_isRunInAPod_andItsLogRead() throws Exception {
    core()
        .createNamespacedPod(
            DEFAULT, pod("talker", "busybox", "echo first; sleep 5; echo second; sleep 10000"))
        .execute();
    awaitReady("talker");
    Process process =
        new Exec(client())
            .exec(DEFAULT, "talker", new String[] {"sh", "-c", "cat; echo oops >&2; exit 5"}, true);
    process.getOutputStream().write("say\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("say");
    }
    process.destroy();
    Process failing =
        new Exec(client())
            .exec(DEFAULT, "talker", new String[] {"sh", "-c", "echo oops >&2; exit 5"}, false);
    String said = new String(failing.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).isEqualTo("oops\n");
    assertThat(failing.waitFor(PATIENCE, TimeUnit.SECONDS)).isTrue();
    assertThat(failing.exitValue()).isEqualTo(5);
    try (BufferedReader log =
        new BufferedReader(
            new InputStreamReader(
                new PodLogs(client())
                    .streamNamespacedPodLog(core().readNamespacedPod("talker", DEFAULT).execute()),
                StandardCharsets.UTF_8))) {
      assertThat(List.of(log.readLine(), log.readLine())).containsExactly("first", "second");
    }
  }

  @Test
  void portForward_carriesHttp() throws Exception {
    core().createNamespacedPod(DEFAULT, pod("page", "nginx", "")).execute();
    awaitReady("page");
    PortForward.PortForwardResult forward =
        new PortForward(client()).forward(DEFAULT, "page", List.of(80));
    forward
        .getOutboundStream(80)
        .write(
            "GET / HTTP/1.1\r\nHost: page\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8));
    forward.getOutboundStream(80).flush();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(forward.getInputStream(80), StandardCharsets.UTF_8))) {
      assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  private static void awaitReady(String name) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    while (System.nanoTime() < end) {
      V1Pod pod = core().readNamespacedPod(name, DEFAULT).execute();
      boolean ready =
          pod.getStatus().getConditions() != null
              && pod.getStatus().getConditions().stream()
                  .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
      if (ready) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError(name + " did not become ready");
  }

  private static V1Pod pod(String name, String image, String script) {
    V1Container container = new V1Container().name("main").image(image);
    return new V1Pod()
        .metadata(new V1ObjectMeta().name(name))
        .spec(
            new V1PodSpec()
                .addContainersItem(
                    script.isEmpty() ? container : container.command(List.of("sh", "-c", script))));
  }

  private static V1ConfigMap settings(String name, String kind, String value) {
    return new V1ConfigMap()
        .metadata(new V1ObjectMeta().name(name).labels(Map.of("kind", kind)))
        .data(Map.of("v", value));
  }

  private static String next(BlockingQueue<String> seen) throws InterruptedException {
    return Objects.requireNonNullElse(seen.poll(PATIENCE, TimeUnit.SECONDS), "nothing more came");
  }
}
