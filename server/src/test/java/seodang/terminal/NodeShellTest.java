package seodang.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import seodang.JumpingCluster;
import seodang.kube.Cluster;
import seodang.kube.Input;
import seodang.kube.Meta;
import seodang.shell.FileTree;
import seodang.terminal.editor.Vi;
import seodang.terminal.kubectl.Kubectl;

/// What a learner does on a node.
class NodeShellTest {
  private final BlockingQueue<TerminalEvent> events = new LinkedBlockingQueue<>();
  private final StringBuffer screen = new StringBuffer();
  private final JumpingCluster cluster = new JumpingCluster(Cluster.learner(1));
  private final Terminal terminal =
      Terminal.open(
          new Terminal.Setup(
              cluster,
              Map.of("kubectl", new Kubectl(), "vi", new Vi()),
              Map.of(),
              TerminalLimits.STANDARD,
              task -> Thread.ofVirtual().start(task),
              InstantSource.system()),
          TerminalState.fresh(FileTree.Limits.STANDARD, Instant.EPOCH));

  NodeShellTest() {
    var _ =
        terminal.attach(event -> {
          if (event instanceof TerminalEvent.Output out) {
            screen.append(out.text());
          } else {
            events.add(event);
          }
        });
  }

  @AfterEach
  void close() {
    terminal.close();
  }

  private int run(String line) throws InterruptedException {
    screen.setLength(0);
    terminal.type(line + "\r");
    while (true) {
      TerminalEvent event = events.poll(20, TimeUnit.SECONDS);
      assertThat(event).as("no end of " + line + " after:\n" + screen).isNotNull();
      if (event instanceof TerminalEvent.CommandFinished finished) {
        return finished.exitCode();
      }
    }
  }

  private void enter(String line, String prompt) throws InterruptedException {
    run(line);
    for (int i = 0; i < 200 && screen.indexOf(prompt) < 0; i++) {
      Thread.sleep(50);
    }
    assertThat(screen).contains(prompt);
  }

  private boolean ready(String node) {
    return Meta.isTrue(
        java.util.Objects.requireNonNull(cluster.state().get("", "nodes", "", node)), "Ready");
  }

  @Test
  void node_hasAShellOfItsOwn_andExitReturns() throws Exception {
    enter("ssh worker-1", "root@worker-1:");
    assertThat(run("hostname; whoami; pwd")).isZero();
    assertThat(screen).contains("worker-1\r\nroot\r\n/root");
    assertThat(run("echo kept > /root/note; ls /etc/cni/net.d /var/log/pods")).isZero();
    assertThat(screen).contains("10-calico.conflist").contains("kube-system_calico-node");
    assertThat(run("exit")).isZero();
    assertThat(run("hostname; cat /root/note")).isNotZero();
    assertThat(screen).contains("control-plane");
    assertThat(run("ssh worker-1 cat /root/note | tr a-z A-Z")).isZero();
    assertThat(screen).contains("KEPT");
    assertThat(run("ssh nowhere")).isEqualTo(255);
    cluster.input(new Input.Fault("node/worker-1", true));
    assertThat(run("ssh worker-1")).isEqualTo(255);
    assertThat(screen).contains("Connection timed out");
  }

  @Test
  void stoppedKubelet_isTheNodesFault() throws Exception {
    assertThat(run("ssh worker-1 systemctl is-active kubelet")).isZero();
    assertThat(run("ssh worker-1 systemctl stop kubelet")).isZero();
    assertThat(run("ssh worker-1 systemctl status kubelet")).isEqualTo(3);
    assertThat(screen).contains("Active: inactive (dead) since").contains("Stopped kubelet");
    assertThat(run("ssh worker-1 curl -sS http://localhost:10248/healthz")).isEqualTo(7);
    assertThat(run("ssh worker-2 curl -sS http://localhost:10248/healthz")).isZero();
    cluster.pass(Duration.ofSeconds(45));
    assertThat(ready("worker-1")).isFalse();
    assertThat(run("ssh worker-1 'systemctl start kubelet; journalctl -u kubelet -n 3'")).isZero();
    assertThat(screen).contains("systemd[1]: Started kubelet.service");
    cluster.pass(Duration.ofSeconds(10));
    assertThat(ready("worker-1")).isTrue();
  }

  @Test
  void runtimeAndNetwork_areSeen() throws Exception {
    assertThat(run("kubectl create deployment web --image=nginx:1.27 --replicas=4")).isZero();
    cluster.pass(Duration.ofSeconds(30));
    assertThat(run("kubectl expose deployment web --port 80")).isZero();
    cluster.pass(Duration.ofSeconds(5));
    assertThat(run("ssh worker-1 crictl ps --name nginx | grep Running | wc -l")).isZero();
    assertThat(screen).contains("2\r\n");
    assertThat(run("ssh worker-1 'crictl exec $(crictl ps -q --name nginx | head -1) hostname'"))
        .isZero();
    assertThat(screen).contains("web-");
    assertThat(run("ssh worker-1 'crictl stop $(crictl ps -q --name nginx | head -1)'")).isZero();
    cluster.pass(Duration.ofSeconds(20));
    assertThat(run("kubectl get pods")).isZero();
    assertThat(screen).contains("1 (");
    assertThat(run("ssh worker-2 iptables-save -t nat | grep -c 'default/web ->'")).isZero();
    assertThat(screen).contains("4\r\n");
    assertThat(run("iptables -t nat -L KUBE-SERVICES -n | grep default/web")).isZero();
    assertThat(run("ip route | grep 10.244.1.0")).isZero();
    assertThat(run("ss -lntp | grep 6443")).isZero();
    assertThat(screen).contains("kube-apiserver");
  }

  @Test
  void manifest_isTheStaticPod() throws Exception {
    enter("sudo -i", "root@control-plane:");
    assertThat(run("ls /etc/kubernetes/manifests")).isZero();
    assertThat(screen).contains("kube-scheduler.yaml");
    assertThat(run("mv /etc/kubernetes/manifests/kube-scheduler.yaml /root/")).isZero();
    cluster.pass(Duration.ofSeconds(10));
    assertThat(run("kubectl -n kube-system get pod kube-scheduler-control-plane")).isEqualTo(1);
    assertThat(run("kubectl run late --image=nginx:1.27")).isZero();
    cluster.pass(Duration.ofSeconds(10));
    assertThat(run("kubectl get pods")).isZero();
    assertThat(screen).contains("Pending");
    assertThat(run("sed -i s/leader-elect=true/leader-elect=false/ /root/kube-scheduler.yaml"))
        .isZero();
    assertThat(run("mv /root/kube-scheduler.yaml /etc/kubernetes/manifests/")).isZero();
    cluster.pass(Duration.ofSeconds(30));
    assertThat(run("kubectl get pods; kubectl -n kube-system get pods -o yaml | grep leader-elect"))
        .isZero();
    assertThat(screen).contains("Running").contains("leader-elect=false");
    assertThat(run("mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/")).isZero();
    cluster.pass(Duration.ofSeconds(10));
    assertThat(run("kubectl get pods")).isEqualTo(1);
    assertThat(screen)
        .contains(
            "The connection to the server 192.168.56.10:6443 was refused - did you specify the"
                + " right host or port?");
    assertThat(run("crictl ps --name kube-apiserver -q")).isZero();
    assertThat(screen).doesNotContainPattern("[0-9a-f]{64}");
    assertThat(run("mv /root/kube-apiserver.yaml /etc/kubernetes/manifests/")).isZero();
    cluster.pass(Duration.ofSeconds(30));
    assertThat(run("kubectl get pods -A")).isZero();
    assertThat(screen).contains("kube-apiserver-control-plane");
  }

  @Test
  void etcd_isTheStore_andItsSnapshotBringsItBack() throws Exception {
    assertThat(run("kubectl create configmap kept --from-literal=a=1")).isZero();
    assertThat(run("sudo etcdctl get /registry/configmaps/default/kept --keys-only")).isZero();
    assertThat(screen).contains("/registry/configmaps/default/kept\r\n");
    assertThat(
            run(
                "etcdctl put /registry/configmaps/default/kept \"$(kubectl get configmap kept -o json"
                    + " | sed 's/\"a\": \"1\"/\"a\": \"2\"/')\""))
        .isZero();
    assertThat(run("kubectl get configmap kept -o jsonpath='{.data.a}'")).isZero();
    assertThat(screen).contains("2");
    assertThat(run("etcdctl put /registry/configmaps/default/kept '{}'")).isEqualTo(1);
    assertThat(run("etcdctl put foo bar; etcdctl get foo")).isZero();
    assertThat(screen).contains("OK\r\nfoo\r\nbar");
    assertThat(
            run("etcdctl snapshot save backup.db; ls; etcdctl snapshot status backup.db -w table"))
        .as(screen.toString())
        .isZero();
    assertThat(screen).contains("Snapshot saved at backup.db").contains("| TOTAL KEYS |");
    assertThat(run("etcdctl del /registry/configmaps/default/kept; kubectl get configmap kept"))
        .isEqualTo(1);
    assertThat(screen).contains("configmaps \"kept\" not found");
    assertThat(run("etcdctl snapshot restore backup.db --data-dir /var/lib/etcd-back")).isZero();
    assertThat(
            run(
                "sudo sed -i s#--data-dir=/var/lib/etcd#--data-dir=/var/lib/etcd-back#"
                    + " /etc/kubernetes/manifests/etcd.yaml"))
        .isZero();
    cluster.pass(Duration.ofSeconds(2));
    assertThat(run("kubectl get configmap kept")).isEqualTo(1);
    assertThat(screen).contains("etcdserver: request timed out");
    cluster.pass(Duration.ofSeconds(30));
    assertThat(run("kubectl get configmap kept")).isZero();
    assertThat(run("kubectl get nodes | grep -c ' Ready'")).isZero();
    assertThat(screen).contains("3\r\n");
  }

  @Test
  void kubeadm_makesTokensAndRenewsCertificates() throws Exception {
    assertThat(run("kubeadm token create --print-join-command")).isZero();
    assertThat(screen).contains("kubeadm join 192.168.56.10:6443 --token ");
    assertThat(run("kubeadm token list | grep -c authentication,signing")).isZero();
    assertThat(run("kubectl -n kube-system get secrets | grep bootstrap-token-")).isZero();
    cluster.input(new Input.Fault("certificate/kube-apiserver", true));
    cluster.pass(Duration.ofSeconds(90));
    assertThat(run("kubectl get nodes")).isEqualTo(1);
    assertThat(screen)
        .contains("Unable to connect to the server: tls: failed to verify certificate: x509:");
    assertThat(run("kubeadm certs check-expiration | grep 'apiserver  '")).isZero();
    assertThat(screen).contains("<invalid>");
    assertThat(run("kubeadm certs renew apiserver")).isZero();
    assertThat(run("kubectl get nodes")).isZero();
    assertThat(run("kubeadm init")).isEqualTo(1);
    assertThat(screen).contains("[ERROR Port-6443]: Port 6443 is in use");
  }
}
