package seodang.kube.node;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import seodang.kube.engine.Run;
import seodang.shell.HostCall;

/// `kubeadm` 1.33: versions, defaults, join tokens (which are Secrets), certificates.
final class Kubeadm {
  private static final String VERSION = "v1.33.1";
  static final String TRACE = "To see the stack trace of this error execute with --v=5 or higher\n";
  private static final Set<String> VALUED =
      Set.of(
          "-o",
          "--output",
          "--kubernetes-version",
          "--kubeconfig",
          "--ttl",
          "--description",
          "--groups",
          "--usages",
          "--token",
          "--discovery-token-ca-cert-hash",
          "--config",
          "--pod-network-cidr",
          "--ignore-preflight-errors",
          "--component-configs");

  private final ToolRun tool;
  private final Run run;
  private final ToolRun.Flags flags;

  private Kubeadm(ToolRun tool) {
    this.tool = tool;
    run = tool.run();
    flags = tool.flags(VALUED);
  }

  static HostCall.Answer.Tool run(ToolRun tool) {
    return new Kubeadm(tool).run();
  }

  private HostCall.Answer.Tool run() {
    String verb = flags.operand(0);
    String two = verb + " " + flags.operand(1);
    return switch (verb) {
      case "version" -> version();
      case "config" ->
          switch (flags.operand(1) + " " + flags.operand(2)) {
            case "images list" -> images();
            case "print init-defaults" -> ToolRun.out(INIT_DEFAULTS);
            case "print join-defaults" -> ToolRun.out(JOIN_DEFAULTS);
            default -> tool.unsupported("kubeadm " + String.join(" ", flags.operands()));
          };
      case "token" ->
          switch (flags.operand(1)) {
            case "generate" -> ToolRun.out(new KubeadmTokens(tool, flags).fresh() + "\n");
            case "list" -> new KubeadmTokens(tool, flags).list();
            case "create" -> new KubeadmTokens(tool, flags).create();
            case "delete" -> new KubeadmTokens(tool, flags).delete();
            default -> tool.unsupported("kubeadm " + two);
          };
      case "certs" ->
          switch (flags.operand(1)) {
            case "check-expiration" -> new KubeadmCertificates(tool, flags).expirations();
            case "renew" -> new KubeadmCertificates(tool, flags).renew();
            default -> tool.unsupported("kubeadm " + two);
          };
      case "init" -> init();
      case "join" -> join();
      case "reset" ->
          flags.has("--dry-run") ? reset() : tool.unsupported("kubeadm reset(--dry-run 없이)");
      case "upgrade" -> tool.unsupported("kubeadm " + two);
      case "" -> tool.unsupported("도움말");
      default -> ToolRun.fail(1, "unknown command \"" + verb + "\" for \"kubeadm\"\n" + TRACE);
    };
  }

  static String table(List<String[]> rows, String... head) {
    List<String[]> all = new ArrayList<>(rows);
    all.addFirst(head);
    int[] widths = new int[head.length];
    for (String[] row : all) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length() + 3);
      }
    }
    StringBuilder out = new StringBuilder();
    for (String[] row : all) {
      for (int i = 0; i < row.length; i++) {
        boolean last = i == row.length - 1;
        out.append(row[i]).append(" ".repeat(last ? 0 : widths[i] - row[i].length()));
      }
      out.append('\n');
    }
    return out.toString();
  }

  private HostCall.Answer.Tool version() {
    return flags.text("", "-o", "--output").equals("short")
        ? ToolRun.out(VERSION + "\n")
        : ToolRun.out(
            "kubeadm version: &version.Info{Major:\"1\", Minor:\"33\", EmulationMajor:\"\","
                + " EmulationMinor:\"\", MinCompatibilityMajor:\"\", MinCompatibilityMinor:\"\","
                + " GitVersion:\""
                + VERSION
                + "\", GitCommit:\"ref\", GitTreeState:\"clean\","
                + " BuildDate:\"2026-01-01T00:00:00Z\", GoVersion:\"go1.26.8\", Compiler:\"gc\","
                + " Platform:\"linux/amd64\"}\n");
  }

  private HostCall.Answer.Tool images() {
    String version = flags.text(VERSION, "--kubernetes-version");
    String tag = version.startsWith("v") ? version : "v" + version;
    StringBuilder out = new StringBuilder();
    for (String name :
        List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy")) {
      out.append("registry.k8s.io/").append(name).append(':').append(tag).append('\n');
    }
    return ToolRun.out(
        out
            + "registry.k8s.io/coredns/coredns:v1.12.0\n"
            + "registry.k8s.io/pause:3.10\n"
            + "registry.k8s.io/etcd:3.5.24-0\n");
  }

  // A cluster that stands already.

  private HostCall.Answer.Tool init() {
    if (flags.has("--dry-run") || !KubeadmCertificates.byKubeadm(tool)) {
      return tool.unsupported("kubeadm init" + (flags.has("--dry-run") ? " --dry-run" : ""));
    }
    StringBuilder errors = new StringBuilder();
    int[] ports = {6443, 10259, 10257, 10250, 2379, 2380};
    String[] owners = {
      "kube-apiserver", "kube-scheduler", "kube-controller-manager", "kubelet", "etcd", "etcd"
    };
    for (int i = 0; i < ports.length; i++) {
      if (Units.runs(run, tool.node(), owners[i])) {
        errors.append("\t[ERROR Port-").append(ports[i]).append("]: Port ").append(ports[i]);
        errors.append(" is in use\n");
      }
    }
    for (String file : seodang.kube.kubelet.Manifests.of(run, tool.node()).keySet()) {
      errors.append("\t[ERROR FileAvailable--etc-kubernetes-manifests-").append(file);
      errors.append("]: /etc/kubernetes/manifests/").append(file).append(" already exists\n");
    }
    return new HostCall.Answer.Tool(
        1,
        "[init] Using Kubernetes version: " + VERSION + "\n[preflight] Running pre-flight checks\n",
        "[preflight] Some fatal errors occurred:\n"
            + errors
            + "[preflight] If you know what you are doing, you can make a check non-fatal with"
            + " `--ignore-preflight-errors=...`\n"
            + TRACE,
        "");
  }

  /// What a reset would do to the node.
  private HostCall.Answer.Tool reset() {
    String klog =
        String.format(
            Locale.ROOT,
            "W%s %7d removeetcdmember.go:106] ",
            DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(run.now()),
            Units.pid(tool.node(), "kubeadm"));
    return new HostCall.Answer.Tool(
        0,
        "[preflight] Running pre-flight checks\n"
            + "[dryrun] Would stop the kubelet service\n"
            + "[dryrun] Would unmount mounted directories in \"/var/lib/kubelet\"\n"
            + "[dryrun] Would remove Kubernetes-managed containers\n"
            + "[dryrun] Would delete contents of directories: [/etc/kubernetes/manifests"
            + " /etc/kubernetes/pki]\n"
            + "[dryrun] Would delete files: [/etc/kubernetes/admin.conf"
            + " /etc/kubernetes/super-admin.conf /etc/kubernetes/kubelet.conf"
            + " /etc/kubernetes/bootstrap-kubelet.conf /etc/kubernetes/controller-manager.conf"
            + " /etc/kubernetes/scheduler.conf]\n\n"
            + "The reset process does not perform cleanup of CNI plugin configuration,\n"
            + "network filtering rules and kubeconfig files.\n\n"
            + "For information on how to perform this cleanup manually, please see:\n"
            + "    https://k8s.io/docs/reference/setup-tools/kubeadm/kubeadm-reset/\n\n",
        klog + "[reset] No kubeadm config, using etcd pod spec to get data directory\n",
        "");
  }

  private HostCall.Answer.Tool join() {
    boolean told = !flags.text("", "--token").isEmpty() || flags.has("--discovery-file");
    if (!told) {
      return ToolRun.fail(
          3, "discovery: Invalid value: \"\": bootstrapToken or file must be set\n" + TRACE);
    }
    return new HostCall.Answer.Tool(
        1,
        "[preflight] Running pre-flight checks\n",
        "[preflight] Some fatal errors occurred:\n"
            + "\t[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf"
            + " already exists\n"
            + "\t[ERROR Port-10250]: Port 10250 is in use\n"
            + "[preflight] If you know what you are doing, you can make a check non-fatal with"
            + " `--ignore-preflight-errors=...`\n"
            + TRACE,
        "");
  }

  private static final String INIT_DEFAULTS =
      """
      apiVersion: kubeadm.k8s.io/v1beta4
      bootstrapTokens:
      - groups:
        - system:bootstrappers:kubeadm:default-node-token
        token: abcdef.0123456789abcdef
        ttl: 24h0m0s
        usages:
        - signing
        - authentication
      kind: InitConfiguration
      localAPIEndpoint:
        advertiseAddress: 1.2.3.4
        bindPort: 6443
      nodeRegistration:
        criSocket: unix:///var/run/containerd/containerd.sock
        imagePullPolicy: IfNotPresent
        imagePullSerial: true
        name: node
        taints: null
      timeouts:
        controlPlaneComponentHealthCheck: 4m0s
        discovery: 5m0s
        etcdAPICall: 2m0s
        kubeletHealthCheck: 4m0s
        kubernetesAPICall: 1m0s
        tlsBootstrap: 5m0s
        upgradeManifests: 5m0s
      ---
      apiServer: {}
      apiVersion: kubeadm.k8s.io/v1beta4
      caCertificateValidityPeriod: 87600h0m0s
      certificateValidityPeriod: 8760h0m0s
      certificatesDir: /etc/kubernetes/pki
      clusterName: kubernetes
      controllerManager: {}
      dns: {}
      encryptionAlgorithm: RSA-2048
      etcd:
        local:
          dataDir: /var/lib/etcd
      imageRepository: registry.k8s.io
      kind: ClusterConfiguration
      kubernetesVersion: 1.33.0
      networking:
        dnsDomain: cluster.local
        serviceSubnet: 10.96.0.0/12
      proxy: {}
      scheduler: {}
      """;
  private static final String JOIN_DEFAULTS =
      """
      apiVersion: kubeadm.k8s.io/v1beta4
      caCertPath: /etc/kubernetes/pki/ca.crt
      discovery:
        bootstrapToken:
          apiServerEndpoint: kube-apiserver:6443
          token: abcdef.0123456789abcdef
          unsafeSkipCAVerification: true
        tlsBootstrapToken: abcdef.0123456789abcdef
      kind: JoinConfiguration
      nodeRegistration:
        criSocket: unix:///var/run/containerd/containerd.sock
        imagePullPolicy: IfNotPresent
        imagePullSerial: true
        name: node
        taints: null
      timeouts:
        controlPlaneComponentHealthCheck: 4m0s
        discovery: 5m0s
        etcdAPICall: 2m0s
        kubeletHealthCheck: 4m0s
        kubernetesAPICall: 1m0s
        tlsBootstrap: 5m0s
        upgradeManifests: 5m0s
      """;
}
