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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An unmodified kubectl against a learner's cluster, by the kubeconfig the learner downloads.
class KubectlTest {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 2
        selector:
          matchLabels:
            app: web
        template:
          metadata:
            labels:
              app: web
          spec:
            containers:
            - name: nginx
              image: nginx
      """;

  /// A certificate signing request of `CN=jane, O=dev`, as `openssl req` makes it.
  private static final String REQUEST =
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQ1lqQ0NBVW9DQVFBd0hURU5NQXNHQTFV"
          + "RUF3d0VhbUZ1WlRFTU1Bb0dBMVVFQ2d3RFpHVjJNSUlCSWpBTgpCZ2txaGtpRzl3MEJBUUVGQUFPQ0FROEFN"
          + "SUlCQ2dLQ0FRRUF1SklBZmswVzV0L3dNVDRocjhVa3htYUdTWTM3Ck1DQyt0TjZlSll1ZHJVdi8yZXJEVGxs"
          + "dG1FN0tNUFE0NWdIZHQ5bnBqUmRLTlc0eU90cGlWSTFKY3JJNWNIMWwKdFNxQkI4QzNjMVVZMHMzVFY4YlJk"
          + "MzZ6TFBaUTBEd0E3bGRVaVFHWDZqemE1dmNObERzREQvZlRpUG90L2RpZQpBeTVCSFpmTFVTMHkxM0xZN0ho"
          + "TUM0MEtjL1dhYUU1QTJFWi9PaVBmVUpra2Qza2NHc1l4cFJTTGNXOC95UCtLCm0yMkNaZko3V3hMb0ZacEc5"
          + "VXlXbXFPeHJaTUVTa1FNbTE4c2pZdFpvUHpoNG5ha0kydDVJREk3Ky90SWp5ZWkKbFZGd05sRlVhUXdBdzRJ"
          + "Q3BScU05K3YzeEpFdEFLbEhYaXRtSkNFeTNNQ3o1WTdxUkEwRGM1SFZod0lEQVFBQgpvQUF3RFFZSktvWklo"
          + "dmNOQVFFTEJRQURnZ0VCQUg3VG9TemZhMWpuT2p2QThvYTk0cHhBSDk4cUVkbXNqeTVSCkZ0TWxQMzhNaXEr"
          + "bmRnYitPR0ZDMlBkTlk4ZTRSekF6QTkzSEh6a1IvTkgxVEZrY3hSU3ZtdU9MSGFKKzl0M2IKQ0Vobkd0WFNI"
          + "aEs1NHRtMHk1dUl4Mmt0YlNSc2ZGc2hmRlAwTENZU0pIaW1jTVN3T0l3bUJhUit6QVA3eDkrRQpXNE5kMFhC"
          + "QVhQeFZpN0ZmK2pyMm1PZEhoeW8ybnNRUndJT0JtaDJxdytTZC9xcHJITytSUElmOUw2QkgycVJYCkVWUnJi"
          + "QkE4STN3eVlyMW45cjVZYUxlSS9OQjdGOHZhN1ltR0pld0lPYmNkUkYyL1U3TUhuRzV6ZXRWZ1ZxV0EKQXlJ"
          + "ckRTMG9QK0djNnkrTnp1c2NSem1PQXA1RDlUTGdHWmJabE9jdW1KYkdrY09HbE9BPQotLS0tLUVORCBDRVJU"
          + "SUZJQ0FURSBSRVFVRVNULS0tLS0K";

  @TempDir static Path folder;
  private static @Nullable LearnersCluster cluster;
  private static @Nullable Kubectl kubectl;

  @BeforeAll
  static void start() throws IOException {
    Path binary = Kubectl.find();
    assumeTrue(binary != null, "no kubectl 1.30 or newer on this machine");
    cluster = LearnersCluster.open(folder);
    kubectl = new Kubectl(Objects.requireNonNull(binary), folder, cluster.kubeconfig());
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void nodes_areListedAsATable() {
    Kubectl.Result nodes = run("get", "nodes");
    assertThat(nodes.exit()).as("%s", nodes).isZero();
    assertThat(nodes.out()).contains("NAME", "STATUS", "control-plane", "Ready");
  }

  @Test
  void deployment_isCreated_rolledOut_scaled_deleted() throws IOException {
    Path file = folder.resolve("web.yaml");
    Files.writeString(file, DEPLOYMENT);
    Kubectl.Result created = run("create", "-f", file.toString());
    assertThat(created.out()).as("%s", created).isEqualTo("deployment.apps/web created\n");
    Kubectl.Result rollout = run("rollout", "status", "deployment/web", "--timeout=60s");
    assertThat(rollout.out()).as("%s", rollout).contains("successfully rolled out");
    assertThat(run("get", "pods", "-l", "app=web", "-o", "name").out().lines()).hasSize(2);
    assertThat(run("scale", "deployment", "web", "--replicas=1").out()).contains("scaled");
    assertThat(run("delete", "deployment", "web").out())
        .isEqualTo("deployment.apps \"web\" deleted\n");
    Kubectl.Result gone = run("get", "deployment", "web");
    assertThat(gone.exit()).isEqualTo(1);
    assertThat(gone.err())
        .isEqualTo("Error from server (NotFound): deployments.apps \"web\" not found\n");
  }

  @Test
  void manifest_isApplied_twice() throws IOException {
    Path file = folder.resolve("settings.yaml");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          color: blue
        """);
    assertThat(run("apply", "-f", file.toString()).out()).isEqualTo("configmap/settings created\n");
    assertThat(run("apply", "-f", file.toString()).out())
        .isEqualTo("configmap/settings unchanged\n");
    assertThat(run("get", "configmap", "settings", "-o", "jsonpath={.data.color}").out())
        .isEqualTo("blue");
  }

  @Test
  void log_isFollowed_andProcessEntered() {
    assertThat(
            run(
                    "run",
                    "counter",
                    "--image=busybox",
                    "--restart=Never",
                    "--",
                    "sh",
                    "-c",
                    "for i in 1 2 3; do echo line $i; sleep 1; done; sleep 1000")
                .exit())
        .isZero();
    Kubectl.Result ready = run("wait", "--for=condition=Ready", "pod/counter", "--timeout=60s");
    assertThat(ready.exit()).as("%s", ready).isZero();
    Kubectl.Result exec = run("exec", "counter", "--", "sh", "-c", "echo hello; exit 3");
    assertThat(exec.out()).isEqualTo("hello\n");
    assertThat(exec.exit()).as("%s", exec).isEqualTo(3);
    Kubectl.Result log = run("logs", "-f", "counter", "--tail=1", "--request-timeout=5s");
    assertThat(log.out()).as("%s", log).contains("line ");
  }

  @Test
  void imperativeCreates_comeAsProtobuf() {
    List<String> lines =
        List.of(
            "create deployment made --image=nginx --replicas=0",
            "create namespace made",
            "create configmap made --from-literal=a=b",
            "create secret generic made --from-literal=p=q",
            "create secret docker-registry made-registry --docker-username=u --docker-password=p"
                + " --docker-server=registry.test",
            "create service clusterip made --tcp=80:80",
            "create service nodeport made-node --tcp=80:80",
            "create service externalname made-name --external-name=example.com",
            "create job made --image=busybox -- true",
            "create cronjob made --image=busybox --schedule=@daily -- true",
            "create role made --verb=get --resource=pods",
            "create clusterrole made --verb=get,list --resource=pods",
            "create rolebinding made --role=made --user=jane",
            "create clusterrolebinding made --clusterrole=made --user=jane",
            "create serviceaccount made",
            "create ingress made --rule=made.test/=made:80",
            "create quota made --hard=pods=50 -n made",
            "create poddisruptionbudget made --selector=app=made --min-available=1",
            "create priorityclass made --value=7",
            "autoscale deployment made --min=1 --max=3 --cpu-percent=50",
            "expose deployment made --name=made-exposed --port=80",
            "create token made");
    for (String line : lines) {
      Kubectl.Result result = run(line.split(" "));
      assertThat(result.exit()).as("%s: %s", line, result).isZero();
    }
    assertThat(run("get", "configmap", "made", "-o", "jsonpath={.data.a}").out()).isEqualTo("b");
    assertThat(run("get", "hpa", "made", "-o", "jsonpath={.spec.maxReplicas}").out())
        .isEqualTo("3");
    assertThat(run("auth", "can-i", "get", "pods", "--as=jane").out()).isEqualTo("yes\n");
    assertThat(run("auth", "can-i", "delete", "pods", "--as=jane").exit()).isEqualTo(1);
    assertThat(run("auth", "whoami").out()).contains("kubernetes-admin");
    assertThat(run("get", "--raw", "/healthz").out()).isEqualTo("ok");
  }

  @Test
  void deployment_isApplied_takenOver_edited_setAndRolledBack() throws IOException {
    String manifest =
        DEPLOYMENT.replace("name: web", "name: applied").replace("app: web", "app: a");
    Path file = folder.resolve("applied.yaml");
    Files.writeString(file, manifest);
    assertThat(run("apply", "-f", file.toString()).exit()).isZero();
    Path changed = folder.resolve("changed.yaml");
    Files.writeString(changed, manifest.replace("replicas: 2", "replicas: 3"));
    assertThat(run("diff", "-f", changed.toString()).exit()).isEqualTo(1);
    assertThat(run("apply", "--server-side", "-f", file.toString()).out())
        .isEqualTo("deployment.apps/applied serverside-applied\n");
    Kubectl.Result conflict =
        run("apply", "--server-side", "--field-manager=other", "-f", changed.toString());
    assertThat(conflict.err())
        .startsWith(
            "error: Apply failed with 1 conflict: conflict with \"kubectl\": .spec.replicas\n");
    for (String line :
        List.of(
            "apply --server-side --field-manager=other --force-conflicts -f " + changed,
            "patch deployment applied -p {\"spec\":{\"replicas\":1}}",
            "patch deployment applied --subresource=scale --type=merge -p"
                + " {\"spec\":{\"replicas\":2}}",
            "scale deployment applied --current-replicas=2 --replicas=1",
            "label deployment applied tier=front",
            "annotate deployment applied note=hello",
            "set image deployment/applied nginx=httpd",
            "set env deployment/applied A=B",
            "set resources deployment/applied --limits=cpu=100m",
            "rollout status deployment/applied --timeout=60s",
            "rollout undo deployment/applied",
            "rollout pause deployment/applied",
            "rollout resume deployment/applied",
            "rollout restart deployment/applied",
            "rollout history deployment/applied",
            "replace -f " + file,
            "wait --for=condition=Available deployment/applied --timeout=60s",
            "explain deployment.spec.strategy",
            "describe deployment applied",
            "delete deployment applied --cascade=foreground")) {
      Kubectl.Result result = run(line.split(" "));
      assertThat(result.exit()).as("%s: %s", line, result).isZero();
    }
  }

  @Test
  void portForward_reachesTheContainer() throws IOException, InterruptedException {
    assertThat(run("run", "page", "--image=nginx").exit()).isZero();
    assertThat(run("wait", "--for=condition=Ready", "pod/page", "--timeout=60s").exit()).isZero();
    Path out = Files.createTempFile(folder, "forward", "");
    Process forward =
        command(List.of("port-forward", "pod/page", ":80"))
            .redirectOutput(out.toFile())
            .redirectErrorStream(true)
            .start();
    try {
      String said = "";
      for (int i = 0; i < 100 && !said.contains("-> 80"); i++) {
        assertThat(forward.waitFor(100, TimeUnit.MILLISECONDS)).as("%s", said).isFalse();
        said = Files.readString(out);
      }
      String port = said.replaceAll("(?s).*?127\\.0\\.0\\.1:(\\d+).*", "$1");
      HttpResponse<String> page =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("Welcome to nginx!");
    } finally {
      forward.destroy();
    }
  }

  @Test
  void customResource_isDefined_applied_explained() throws IOException {
    Path file = folder.resolve("definition.yaml");
    Files.writeString(
        file,
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: rooms.school.test}
        spec:
          group: school.test
          scope: Namespaced
          names: {plural: rooms, singular: room, kind: Room, shortNames: [rm]}
          versions:
          - name: v1
            served: true
            storage: true
            additionalPrinterColumns: [{name: Seats, type: integer, jsonPath: .spec.seats}]
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties: {seats: {type: integer, default: 5, description: How many sit.}}
        """);
    assertThat(run("apply", "-f", file.toString()).exit()).isZero();
    Kubectl.Result established =
        run("wait", "--for=condition=Established", "crd/rooms.school.test", "--timeout=30s");
    assertThat(established.exit()).as("%s", established).isZero();
    Path room = folder.resolve("room.yaml");
    Files.writeString(
        room, "{apiVersion: school.test/v1, kind: Room, metadata: {name: blue}, spec: {}}");
    Kubectl.Result applied = run("apply", "-f", room.toString());
    assertThat(applied.out()).as("%s", applied).isEqualTo("room.school.test/blue created\n");
    assertThat(run("get", "rm").out()).containsPattern("NAME +SEATS\\s+blue +5");
    assertThat(run("explain", "room.spec.seats").out()).contains("How many sit.");
    assertThat(run("apply", "--server-side", "-f", room.toString(), "--force-conflicts").exit())
        .isZero();
    assertThat(run("delete", "crd", "rooms.school.test").exit()).isZero();
  }

  @Test
  void certificate_isApproved_nodeCordonedAndTainted_processAttached() throws IOException {
    Path file = folder.resolve("request.yaml");
    Files.writeString(
        file,
        """
        apiVersion: certificates.k8s.io/v1
        kind: CertificateSigningRequest
        metadata: {name: jane}
        spec:
          request: %s
          signerName: kubernetes.io/kube-apiserver-client
          usages: [client auth]
        """
            .formatted(REQUEST));
    for (String line :
        List.of(
            "apply -f " + file,
            "certificate approve jane",
            "taint node worker-1 a=b:NoSchedule",
            "taint node worker-1 a-",
            "cordon worker-2",
            "uncordon worker-2",
            "api-resources",
            "events",
            "run once --image=busybox --restart=Never --rm -i -- echo said")) {
      Kubectl.Result result = run(line.split(" "));
      assertThat(result.exit()).as("%s: %s", line, result).isZero();
    }
    assertThat(run("certificate", "deny", "jane").err()).contains("already Approved");
  }

  private static Kubectl kubectl() {
    return Objects.requireNonNull(kubectl);
  }

  private static Kubectl.Result run(String... arguments) {
    return kubectl().run(arguments);
  }

  private static ProcessBuilder command(List<String> arguments) {
    return kubectl().command(arguments);
  }
}
