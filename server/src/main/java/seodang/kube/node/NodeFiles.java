package seodang.kube.node;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.Meta;
import seodang.kube.apiserver.Settings;
import seodang.kube.engine.Run;
import seodang.kube.kubelet.Manifests;
import seodang.kube.kubelet.NodePaths;
import seodang.kube.kubelet.NodePods;
import seodang.kube.kubelet.PodRun;
import seodang.kube.kubelet.StaticPods;
import seodang.shell.FileTree;

/// The files of a node: what its state tells, changed by what was written.
public final class NodeFiles {
  private static final FileTree.Limits LIMITS = new FileTree.Limits(20_000, 64 << 20, 4 << 20);

  /// How much may be written beside what is there anyway.
  private static final FileTree.Limits FREE = FileTree.Limits.STANDARD;

  private static final String WRITTEN = "disk-of/";

  private final Run run;
  private final String node;
  private final ToolRun tool;
  private final Instant since;
  private FileTree files;

  private NodeFiles(Run run, String node) {
    this.run = run;
    this.node = node;
    tool = new ToolRun(run, node, "", java.util.List.of(), "/", "");
    Instant made = Meta.instant(tool.nodeObject().at("metadata", "creationTimestamp"));
    since = made == null ? run.now() : made;
    files = FileTree.empty(LIMITS);
  }

  /// The files as they are now.
  public static FileTree of(Run run, String node) {
    FileTree drawn = new NodeFiles(run, node).plain();
    FileTree plain =
        drawn.withLimits(
            new FileTree.Limits(
                drawn.root().count() + FREE.files(),
                drawn.root().bytes() + FREE.bytes(),
                LIMITS.fileBytes()));
    return run.recall(WRITTEN + node) instanceof Json.Object changes
        ? plain.withChanges(changes)
        : plain;
  }

  /// Files were written; what manifests say follows.
  public static void change(Run run, String node, Json.Object changes) {
    if (run.get("", "nodes", "", node) == null) {
      return;
    }
    FileTree after = of(run, node).withChanges(changes);
    Map<String, String> manifests = new TreeMap<>();
    if (after.isDirectory(Manifests.DIRECTORY)) {
      for (String name : after.list(Manifests.DIRECTORY)) {
        String path = Manifests.DIRECTORY + "/" + name;
        if (!name.startsWith(".") && after.isFile(path)) {
          manifests.put(name, after.read(path));
        }
      }
    }
    if (!manifests.equals(Manifests.of(run, node))) {
      Manifests.keep(run, node, manifests);
      StaticPods.changed(run, node);
    }
    FileTree base = new NodeFiles(run, node).plain();
    run.remember(WRITTEN + node, after.changesSince(base));
  }

  private void directory(String path) {
    files = files.makeDirectories(path, "root", since);
  }

  private void write(String path, String text, Instant at) {
    directory(FileTree.parent(path));
    files = files.write(path, text, "root", at);
  }

  private FileTree plain() {
    for (String path :
        new String[] {
          "/boot",
          "/dev",
          "/home",
          "/mnt",
          "/opt/cni/bin",
          "/proc",
          "/root",
          "/run/containerd",
          "/srv",
          "/sys",
          "/usr/lib",
          "/usr/local",
          "/usr/share",
          "/usr/src",
          "/var/lib/containerd",
          "/var/log/containers",
          "/var/log/pods",
          "/var/tmp",
          "/lib/modules",
          "/media"
        }) {
      directory(path);
    }
    if (tool.isControlPlane()) {
      directory("/home/learner");
    }
    files = files.makeDirectory("/tmp", 01777, "root", since);
    system();
    network();
    kubelet();
    kubernetes();
    NodePods.on(run, node).forEach(this::pod);
    return files.withChanges(NodePaths.made(run, node).changesSince(FileTree.empty()));
  }

  private void system() {
    write("/etc/hostname", node + "\n", since);
    StringBuilder hosts = new StringBuilder("127.0.0.1\tlocalhost\n");
    for (Json.Object other : run.list("", "nodes", "")) {
      String address =
          new ToolRun(run, Meta.name(other), "", java.util.List.of(), "/", "").nodeAddress();
      hosts.append(address).append('\t').append(Meta.name(other)).append('\n');
    }
    write("/etc/hosts", hosts.toString(), since);
    write("/etc/resolv.conf", "nameserver 192.168.56.1\n", since);
    Json.Object info = tool.nodeObject().object("status").object("nodeInfo");
    write("/etc/machine-id", info.text("machineID") + "\n", since);
    write(
        "/etc/os-release",
        "PRETTY_NAME=\"" + info.text("osImage") + "\"\nNAME=\"Debian GNU/Linux\"\nID=debian\n",
        since);
    write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n", since);
  }

  private void network() {
    boolean calico = run.get("apps", "daemonsets", "kube-system", "calico-node") != null;
    String range = tool.nodeObject().object("spec").text("podCIDR");
    if (calico) {
      write("/etc/cni/net.d/10-calico.conflist", CALICO.replace("@NODE@", node), since);
      write("/var/lib/calico/nodename", node, since);
      return;
    }
    write("/etc/cni/net.d/10-bridge.conflist", BRIDGE.replace("@RANGE@", range), since);
    String last = "";
    Instant latest = Instant.EPOCH;
    for (PodRun pod : NodePods.on(run, node)) {
      if (!pod.ip().isEmpty() && !onHost(pod)) {
        Instant at = Instant.parse(pod.json().text("sandboxAt"));
        write("/var/lib/cni/networks/bridge/" + pod.ip(), Sandboxes.id(pod) + "\r\neth0", at);
        last = at.isBefore(latest) ? last : pod.ip();
        latest = at.isBefore(latest) ? latest : at;
      }
    }
    if (!last.isEmpty()) {
      write("/var/lib/cni/networks/bridge/last_reserved_ip.0", last, latest);
      write("/var/lib/cni/networks/bridge/lock", "", since);
    }
  }

  private boolean onHost(PodRun pod) {
    Json.Object object = run.get("", "pods", pod.namespace(), pod.name());
    return object != null && object.object("spec").bool("hostNetwork");
  }

  private void kubelet() {
    for (String directory :
        new String[] {"checkpoints", "plugins", "plugins_registry", "pod-resources", "pods"}) {
      directory("/var/lib/kubelet/" + directory);
    }
    for (String state : new String[] {"actuated_pods_state", "allocated_pods_state"}) {
      write("/var/lib/kubelet/" + state, "", since);
    }
    write(
        "/var/lib/kubelet/cpu_manager_state",
        "{\"policyName\":\"none\",\"defaultCpuSet\":\"\",\"checksum\":1353318690}",
        since);
    write(
        "/var/lib/kubelet/memory_manager_state",
        "{\"policyName\":\"None\",\"machineState\":{},\"checksum\":4047151115}",
        since);
  }

  /// What kubeadm leaves, where it set the cluster up.
  private void kubernetes() {
    boolean byKubeadm =
        run.list("", "pods", "kube-system").stream()
            .anyMatch(p -> Meta.labels(p).text("tier").equals("control-plane"));
    if (!byKubeadm) {
      return;
    }
    directory(Manifests.DIRECTORY);
    Manifests.of(run, node)
        .forEach((name, text) -> write(Manifests.DIRECTORY + "/" + name, text, since));
    write("/var/lib/kubelet/config.yaml", kubeletConfig(), since);
    write(
        "/var/lib/kubelet/kubeadm-flags.env",
        "KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///var/run/containerd/containerd.sock"
            + " --pod-infra-container-image=registry.k8s.io/pause:3.10\"\n",
        since);
    conf("kubelet", "system:node:" + node, "/var/lib/kubelet/pki/kubelet-client-current.pem");
    if (tool.isControlPlane()) {
      conf("admin", "kubernetes-admin", "");
      conf("super-admin", "kubernetes-super-admin", "");
      conf("controller-manager", "system:kube-controller-manager", "");
      conf("scheduler", "system:kube-scheduler", "");
      directory("/var/lib/etcd/member/snap");
      directory("/var/lib/etcd/member/wal");
    }
  }

  /// A kubeconfig; the keys of users are none that anybody could steal, so they are left out.
  private void conf(String name, String user, String certificate) {
    String context = user + "@kubernetes";
    Json.Object who =
        certificate.isEmpty()
            ? Json.object()
            : Json.object("client-certificate", certificate, "client-key", certificate);
    Json.Object config =
        Json.object(
            "apiVersion", "v1",
            "clusters",
                Json.array(
                    Json.object("cluster", Json.object("server", server()), "name", "kubernetes")),
            "contexts",
                Json.array(
                    Json.object(
                        "context",
                        Json.object("cluster", "kubernetes", "user", user),
                        "name",
                        context)),
            "current-context", context,
            "kind", "Config",
            "preferences", Json.object(),
            "users", Json.array(Json.object("name", user, "user", who)));
    write("/etc/kubernetes/" + name + ".conf", Yaml.write(config), since);
  }

  private String server() {
    for (Json.Object other : run.list("", "nodes", "")) {
      ToolRun there = new ToolRun(run, Meta.name(other), "", java.util.List.of(), "/", "");
      if (there.isControlPlane()) {
        return "https://" + there.nodeAddress() + ":6443";
      }
    }
    return "https://" + tool.nodeAddress() + ":6443";
  }

  private String kubeletConfig() {
    return Yaml.write(
        Json.object(
            "apiVersion",
            "kubelet.config.k8s.io/v1beta1",
            "authentication",
            Json.object(
                "anonymous", Json.object("enabled", false),
                "webhook", Json.object("cacheTTL", "0s", "enabled", true),
                "x509", Json.object("clientCAFile", "/etc/kubernetes/pki/ca.crt")),
            "authorization",
            Json.object(
                "mode",
                "Webhook",
                "webhook",
                Json.object("cacheAuthorizedTTL", "0s", "cacheUnauthorizedTTL", "0s")),
            "cgroupDriver",
            "systemd",
            "clusterDNS",
            Json.array(Settings.of(run).services().dns()),
            "clusterDomain",
            "cluster.local",
            "containerRuntimeEndpoint",
            "",
            "healthzBindAddress",
            "127.0.0.1",
            "healthzPort",
            10248,
            "kind",
            "KubeletConfiguration",
            "rotateCertificates",
            true,
            "staticPodPath",
            Manifests.DIRECTORY));
  }

  private void pod(PodRun pod) {
    Instant at = Instant.parse(pod.json().text("since"));
    String home = "/var/lib/kubelet/pods/" + pod.uid();
    String logs = "/var/log/pods/" + pod.namespace() + "_" + pod.name() + "_" + pod.uid();
    for (String directory : new String[] {"containers", "plugins", "volumes"}) {
      directory(home + "/" + directory);
    }
    write(home + "/etc-hosts", "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n", at);
    for (String container : pod.json().object("containers").keys()) {
      Json.Object c = pod.container(container);
      files = files.makeDirectories(logs + "/" + container, "root", at);
      for (long attempt = Math.max(0, c.number("attempt", 0) - 1);
          attempt <= c.number("attempt", 0);
          attempt++) {
        String text = NodePods.log(run, pod, container, attempt);
        boolean began = attempt < c.number("attempt", 0) || c.has("startedAt");
        if (began) {
          String path = logs + "/" + container + "/" + attempt + ".log";
          write(path, text, at);
          String link =
              pod.name() + "_" + pod.namespace() + "_" + container + "-" + c.text("id") + ".log";
          if (attempt == c.number("attempt", 0)) {
            files = files.makeLink("/var/log/containers/" + link, path, at);
          }
        }
      }
    }
  }

  private static final String BRIDGE =
      """
      {"cniVersion":"1.0.0","name":"bridge","plugins":[{"type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":false,"ipam":{"type":"host-local","ranges":[[{"subnet":"@RANGE@"}]],"routes":[{"dst":"0.0.0.0/0"}]}},{"type":"loopback"}]}
      """;
  private static final String CALICO =
      """
      {
        "name": "k8s-pod-network",
        "cniVersion": "0.3.1",
        "plugins": [
          {
            "type": "calico",
            "log_level": "info",
            "log_file_path": "/var/log/calico/cni/cni.log",
            "datastore_type": "kubernetes",
            "nodename": "@NODE@",
            "mtu": 0,
            "ipam": {"type": "calico-ipam"},
            "policy": {"type": "k8s"},
            "kubernetes": {"kubeconfig": "/etc/cni/net.d/calico-kubeconfig"}
          },
          {"type": "portmap", "snat": true, "capabilities": {"portMappings": true}},
          {"type": "bandwidth", "capabilities": {"bandwidth": true}}
        ]
      }
      """;
}
