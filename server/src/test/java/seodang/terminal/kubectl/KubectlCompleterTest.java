package seodang.terminal.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import seodang.JumpingCluster;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Cluster;
import seodang.kube.ClusterState;
import seodang.shell.FileTree;
import seodang.terminal.Completer;
import seodang.terminal.TerminalState;

class KubectlCompleterTest {
  private static final JumpingCluster CLUSTER = new JumpingCluster(Cluster.learner(7));

  @BeforeAll
  static void fill() {
    create(
        "/api/v1/namespaces/default/pods",
        """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web"},
         "spec":{"containers":[{"name":"app","image":"nginx"},{"name":"side","image":"busybox"}]}}\
        """);
    create(
        "/api/v1/namespaces/default/pods",
        """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"worker"},
         "spec":{"containers":[{"name":"app","image":"nginx"}]}}\
        """);
  }

  private static void create(String path, String json) {
    assertThat(CLUSTER.request(ApiRequest.post(path, Json.parseObject(json)), "").ok()).isTrue();
  }

  private static List<String> complete(String line) {
    List<String> words = Arrays.asList(line.split(" ", -1));
    FileTree files = TerminalState.fresh(FileTree.Limits.STANDARD, Instant.EPOCH).files();
    return new KubectlCompleter()
            .complete(
                new Completer.Request(
                    words, Map.of("HOME", "/home/learner"), "/home/learner", files, CLUSTER))
            .stream()
            .filter(proposal -> proposal.startsWith(words.getLast()))
            .toList();
  }

  @Test
  void commands_andTheirChildren() {
    assertThat(complete("kubectl ro")).containsExactly("rollout");
    assertThat(complete("kubectl rollout un")).containsExactly("undo");
    assertThat(complete("kubectl -n kube-system des")).containsExactly("describe");
    assertThat(complete("kubectl create deploy")).containsExactly("deployment");
  }

  @Test
  void kinds_andNames() {
    assertThat(complete("kubectl get deploym")).containsExactly("deployments");
    assertThat(complete("kubectl get pods,serv")).contains("pods,services");
    assertThat(complete("kubectl get pods w")).containsExactlyInAnyOrder("web", "worker");
    assertThat(complete("kubectl delete po web w")).containsExactly("worker");
    assertThat(complete("kubectl describe pod/we")).containsExactly("pod/web");
    assertThat(complete("kubectl get pods -n kube-system core"))
        .isNotEmpty()
        .allMatch(name -> name.startsWith("coredns-"));
    assertThat(complete("kubectl drain wor")).containsExactlyInAnyOrder("worker-1", "worker-2");
    assertThat(complete("kubectl get nonsense w")).isEmpty();
  }

  @Test
  void flags_andTheirValues() {
    assertThat(complete("kubectl get --all-n")).containsExactly("--all-namespaces");
    assertThat(complete("kubectl get pods --sel")).containsExactly("--selector=");
    assertThat(complete("kubectl get pods -n kube-s")).containsExactly("kube-system");
    assertThat(complete("kubectl get pods --namespace=kube-s"))
        .containsExactly("--namespace=kube-system");
    assertThat(complete("kubectl get pods -o y")).containsExactly("yaml");
    assertThat(complete("kubectl logs web -c s")).containsExactly("side");
    assertThat(complete("kubectl exec web -- l")).isEmpty();
    assertThat(complete("kubectl set image pod/web s")).containsExactly("side=");
    assertThat(complete("kubectl config use-context k"))
        .containsExactly("kubernetes-admin@kubernetes");
  }

  @Test
  void looking_leavesNoTrace() {
    ClusterState before = CLUSTER.state();
    complete("kubectl get pods w");
    assertThat(CLUSTER.state()).isSameAs(before);
  }
}
