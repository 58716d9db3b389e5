package seodang.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The groups of kubectl's commands that KubectlTest leaves out: what joins a container, what reads
/// folders and editors, what looks after nodes.
class KubectlGroupsTest {
  @TempDir static Path folder;
  private static @Nullable LearnersCluster cluster;
  private static @Nullable Kubectl kubectl;

  @BeforeAll
  static void start() throws IOException {
    Path binary = Kubectl.find();
    assumeTrue(binary != null, "no kubectl 1.30 or newer on this machine");
    cluster = LearnersCluster.open(folder);
    kubectl = new Kubectl(Objects.requireNonNull(binary), folder, cluster.kubeconfig());
    ok(
        // Not on the node that is drained.
        "run talker --image=busybox --overrides={\"spec\":{\"nodeName\":\"worker-1\"}} -- sh -c",
        "while read line; do echo heard $line; done; sleep 10000");
    Path open =
        file(
            "open.yaml",
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: open}
            spec:
              nodeName: worker-1
              containers:
              - name: open
                image: busybox
                stdin: true
                command: [sh, -c, "while read line; do echo heard $line; done"]
            """);
    ok("create -f " + open);
    ok("wait --for=condition=Ready pod/talker pod/open --timeout=60s");
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Kubectl kubectl() {
    return Objects.requireNonNull(kubectl);
  }

  /// @param words by blanks
  /// @param rest further arguments, as they are
  private static Kubectl.Result run(String words, String... rest) {
    List<String> arguments = new ArrayList<>(List.of(words.split(" ")));
    arguments.addAll(List.of(rest));
    return kubectl().run("", arguments);
  }

  private static String ok(String words, String... rest) {
    Kubectl.Result result = run(words, rest);
    assertThat(result.exit()).as("%s: %s", words, result).isZero();
    return result.out();
  }

  private static Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void files_areCopied_bothWays_byteForByte() throws IOException {
    byte[] bytes = new byte[70_000];
    new Random(7).nextBytes(bytes);
    Path source = folder.resolve("up/픽처.bin");
    Files.createDirectories(source.getParent());
    Files.write(source, bytes);
    file("up/deep/note.txt", "서당\n");
    ok("cp " + folder.resolve("up") + " talker:/tmp/up");
    assertThat(ok("exec talker -- cat /tmp/up/deep/note.txt")).isEqualTo("서당\n");
    assertThat(ok("exec talker -- sh -c", "wc -c < /tmp/up/픽처.bin").strip()).isEqualTo("70000");
    ok("cp talker:/tmp/up " + folder.resolve("down"));
    assertThat(Files.readAllBytes(folder.resolve("down/픽처.bin"))).isEqualTo(bytes);
    assertThat(folder.resolve("down/deep/note.txt")).hasContent("서당\n");
    // What `cp` runs; it does not always wait for the message itself.
    assertThat(run("exec talker -- tar cf - /tmp/none").err())
        .contains("/tmp/none: No such file or directory");
  }

  @Test
  void container_isAttachedTo() {
    Kubectl.Result said = kubectl().run("one\ntwo\n", List.of("attach", "open", "-i"));
    assertThat(said.out()).as("%s", said).contains("heard one\nheard two\n");
  }

  @Test
  void pod_isDebugged_byAContainer_aCopy_andFromItsNode() {
    Kubectl.Result beside =
        kubectl()
            .run(
                "hostname\nexit\n",
                List.of("debug", "talker", "-i", "--image=busybox", "-c", "doctor", "--", "sh"));
    assertThat(beside.out()).as("%s", beside).contains("talker\n");
    assertThat(ok("get pod talker -o jsonpath={.spec.ephemeralContainers[*].name}"))
        .contains("doctor");
    ok("debug talker --image=busybox --copy-to=talker-copy --share-processes -- sleep 1000");
    ok("wait --for=condition=Ready pod/talker-copy --timeout=60s");
    assertThat(ok("debug node/worker-1 --image=busybox -- sleep 1000"))
        .contains("Creating debugging pod node-debugger-worker-1-");
    assertThat(run("debug nobody --image=busybox").err()).contains("pods \"nobody\" not found");
  }

  @Test
  void resources_ofARunningPod_areResized() {
    ok(
        "run sized --image=nginx --overrides",
        "{\"spec\":{\"containers\":[{\"name\":\"sized\",\"image\":\"nginx\",\"resources\":{\"requests\":{\"cpu\":\"100m\"}}}]}}");
    ok("wait --for=condition=Ready pod/sized --timeout=60s");
    ok(
        "patch pod sized --subresource resize -p",
        "{\"spec\":{\"containers\":[{\"name\":\"sized\",\"resources\":{\"requests\":{\"cpu\":\"200m\"}}}]}}");
    ok(
        "wait pod/sized --timeout=60s",
        "--for=jsonpath={.status.containerStatuses[0].resources.requests.cpu}=200m");
    assertThat(ok("get pod sized -o jsonpath={.status.containerStatuses[0].restartCount}"))
        .isEqualTo("0");
    ok(
        "patch pod sized --subresource resize -p",
        "{\"spec\":{\"containers\":[{\"name\":\"sized\",\"resources\":{\"requests\":{\"cpu\":\"900\"}}}]}}");
    ok("wait pod/sized --for=condition=PodResizePending --timeout=60s");
    assertThat(
            ok("get pod sized -o jsonpath={.status.containerStatuses[0].resources.requests.cpu}"))
        .isEqualTo("200m");
    Kubectl.Result refused =
        run(
            "patch pod sized --subresource resize -p",
            "{\"spec\":{\"containers\":[{\"name\":\"sized\",\"resources\":{\"requests\":{\"cpu\":null}}}]}}");
    assertThat(refused.err()).contains("Pod QOS Class may not change as a result of resizing");
  }

  @Test
  void folder_isKustomized_applied_pruned() throws IOException {
    file(
        "site/kustomization.yaml",
        "namePrefix: my-\nresources: [a.yaml, b.yaml]\nlabels: [{pairs: {set: site}}]\n");
    file("site/a.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
    file("site/b.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}");
    String site = folder.resolve("site").toString();
    assertThat(ok("kustomize " + site)).contains("name: my-a", "name: my-b", "set: site");
    assertThat(ok("apply -k " + site))
        .isEqualTo("configmap/my-a created\nconfigmap/my-b created\n");
    file(
        "site/kustomization.yaml",
        "namePrefix: my-\nresources: [a.yaml]\nlabels: [{pairs: {set: site}}]\n");
    assertThat(ok("apply -k " + site + " --prune -l set=site --prune-allowlist=core/v1/ConfigMap"))
        .isEqualTo("configmap/my-a unchanged\nconfigmap/my-b pruned\n");
    assertThat(ok("delete -k " + site)).isEqualTo("configmap \"my-a\" deleted\n");
  }

  @Test
  void object_isEdited_replacedByForce_andItsLastAppliedSeen() throws IOException {
    Path manifest =
        file(
            "edited.yaml",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: edited}, data: {tone: dark}}");
    ok("apply -f " + manifest);
    Path editor = file("editor.sh", "#!/bin/sh\nsed -i 's/tone: dark/tone: bright/' \"$1\"\n");
    assertThat(editor.toFile().setExecutable(true)).isTrue();
    for (String line :
        List.of("edit configmap edited", "apply edit-last-applied configmap/edited")) {
      assertThat(withEditor(editor, line)).contains("edited");
    }
    assertThat(ok("get configmap edited -o jsonpath={.data.tone}")).isEqualTo("bright");
    assertThat(ok("apply view-last-applied configmap/edited")).contains("tone: bright");
    ok("apply set-last-applied -f " + manifest);
    assertThat(ok("apply view-last-applied configmap/edited")).contains("tone: dark");
    assertThat(ok("replace --force -f " + manifest))
        .isEqualTo("configmap \"edited\" deleted\nconfigmap/edited replaced\n");
    assertThat(ok("delete configmaps -l none=such")).isEqualTo("No resources found\n");
  }

  private static String withEditor(Path editor, String line) throws IOException {
    ProcessBuilder builder = kubectl().command(List.of(line.split(" ")));
    builder.environment().put("KUBE_EDITOR", editor.toString());
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as("%s: %s", line, said).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return said;
  }

  @Test
  void partsOfWorkloads_areSet_andRolesReconciled() throws IOException {
    ok("create deployment parts --image=nginx --replicas=0");
    ok("expose deployment parts --port=80");
    ok("create serviceaccount helper");
    ok("create role reader --verb=get --resource=pods");
    ok("create rolebinding readers --role=reader --user=jane");
    ok("set serviceaccount deployment parts helper");
    ok("set selector service parts app=other");
    ok("set subject rolebinding readers --serviceaccount=default:helper");
    assertThat(ok("auth can-i get pods --as=system:serviceaccount:default:helper"))
        .isEqualTo("yes\n");
    Path roles =
        file(
            "roles.yaml",
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: default},"
                + " rules: [{apiGroups: [''], resources: [pods], verbs: [get, list]}]}");
    assertThat(ok("auth reconcile -f " + roles)).contains("reader reconciled");
    assertThat(ok("auth can-i list pods --as=system:serviceaccount:default:helper"))
        .isEqualTo("yes\n");
    assertThat(ok("auth can-i --list")).contains("*.*");
  }

  @Test
  void node_isDrained() {
    ok("create deployment moved --image=nginx --replicas=2");
    ok("rollout status deployment/moved --timeout=60s");
    String out =
        ok("drain worker-2 --ignore-daemonsets --delete-emptydir-data --force --timeout=80s");
    assertThat(out).contains("node/worker-2 cordoned", "node/worker-2 drained");
    assertThat(ok("get pods -l app=moved -o jsonpath={.items[*].spec.nodeName}"))
        .doesNotContain("worker-2");
    ok("uncordon worker-2");
  }

  @Test
  void cluster_tellsOfItself() {
    assertThat(ok("cluster-info")).contains("Kubernetes control plane").contains("is running at");
    assertThat(ok("version")).contains("Server Version: v1.33");
    assertThat(ok("api-versions").lines()).contains("v1", "apps/v1", "batch/v1");
    assertThat(ok("config get-contexts")).contains("seodang");
    ok("config set-context --current --namespace=kube-system");
    assertThat(ok("get pods -o name")).contains("pod/etcd-");
    ok("config set-context --current --namespace=default");
    assertThat(ok("cluster-info dump --namespaces default")).contains("\"kind\": \"EventList\"");
    assertThat(ok("describe node worker-1")).contains("Allocated resources:");
    assertThat(ok("get --raw /api/v1/namespaces/kube-system")).contains("\"kube-system\"");
    ok("wait --for=condition=Available apiservice/v1beta1.metrics.k8s.io --timeout=60s");
    assertThat(ok("top nodes")).startsWith("NAME").contains("control-plane");
    assertThat(ok("top pods -n kube-system")).contains("coredns-");
    ok("scale deployment metrics-server -n kube-system --replicas=0");
    ok("wait --for=condition=Available=False apiservice/v1beta1.metrics.k8s.io --timeout=60s");
    for (String line : List.of("top nodes", "top pods")) {
      assertThat(run(line).err()).isEqualTo("error: Metrics API not available\n");
    }
  }

  @Test
  void proxy_servesTheApi() throws Exception {
    Process proxy = kubectl().command(List.of("proxy", "--port=0", "--append-server-path")).start();
    try (var out = proxy.inputReader();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      String address = out.readLine().replaceAll(".* on ", "");
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/namespaces/default"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).contains("\"name\"").contains("\"default\"");
    } finally {
      proxy.destroy();
      assertThat(proxy.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
