package seodang.kube.node;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.shell.HostCall;

/// `kubeadm` 1.33: versions, defaults, join tokens (which are Secrets), certificates.
final class Kubeadm {
  private static final String VERSION = "v1.33.1";
  private static final String TRACE =
      "To see the stack trace of this error execute with --v=5 or higher\n";
  private static final String TOKEN_GROUP = "system:bootstrappers:kubeadm:default-node-token";
  private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
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
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MMM dd, uuuu HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// The leaf certificates: what each is for, by name.
  private static final Map<String, String> CERTIFICATES = certificates();

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

  private static Map<String, String> certificates() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(
        "admin.conf",
        "certificate embedded in the kubeconfig file for the admin to use and for kubeadm itself");
    all.put("apiserver", "certificate for serving the Kubernetes API");
    all.put("apiserver-etcd-client", "certificate the apiserver uses to access etcd");
    all.put("apiserver-kubelet-client", "certificate for the API server to connect to kubelet");
    all.put(
        "controller-manager.conf",
        "certificate embedded in the kubeconfig file for the controller manager to use");
    all.put("etcd-healthcheck-client", "certificate for liveness probes to healthcheck etcd");
    all.put("etcd-peer", "certificate for etcd nodes to communicate with each other");
    all.put("etcd-server", "certificate for serving etcd");
    all.put("front-proxy-client", "certificate for the front proxy client");
    all.put(
        "scheduler.conf",
        "certificate embedded in the kubeconfig file for the scheduler manager to use");
    all.put("super-admin.conf", "certificate embedded in the kubeconfig file for the super-admin");
    return all;
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
            case "generate" -> ToolRun.out(fresh() + "\n");
            case "list" -> tokens();
            case "create" -> createToken();
            case "delete" -> deleteToken();
            default -> tool.unsupported("kubeadm " + two);
          };
      case "certs" ->
          switch (flags.operand(1)) {
            case "check-expiration" -> expirations();
            case "renew" -> renew();
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

  // Tokens.

  private String letters(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(LETTERS.charAt(run.dice().below(LETTERS.length())));
    }
    return text.toString();
  }

  private String fresh() {
    return letters(6) + "." + letters(16);
  }

  private static String decoded(Json.Object secret, String key) {
    return new String(
        Base64.getDecoder().decode(secret.object("data").text(key)),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private Client client() {
    return new Client(run, "kubeadm");
  }

  private HostCall.Answer.@Nullable Tool outage() {
    return run.isBroken("kube-apiserver") || run.isBroken("etcd")
        ? ToolRun.fail(
            1, "failed to list bootstrap tokens: dial tcp: connect: connection refused\n" + TRACE)
        : null;
  }

  private HostCall.Answer.Tool tokens() {
    HostCall.Answer.Tool refused = outage();
    if (refused != null) {
      return refused;
    }
    List<String[]> rows = new ArrayList<>();
    for (Json.Object secret : run.list("", "secrets", "kube-system")) {
      if (secret.text("type").equals("bootstrap.kubernetes.io/token")) {
        Instant end = Meta.instant(Json.text(decoded(secret, "expiration")));
        List<String> usages = new ArrayList<>();
        for (String usage : List.of("authentication", "signing")) {
          if (decoded(secret, "usage-bootstrap-" + usage).equals("true")) {
            usages.add(usage);
          }
        }
        String description = decoded(secret, "description");
        String groups = decoded(secret, "auth-extra-groups");
        rows.add(
            new String[] {
              decoded(secret, "token-id") + "." + decoded(secret, "token-secret"),
              end == null ? "<forever>" : left(end),
              end == null ? "<never>" : Meta.time(end).value(),
              String.join(",", usages),
              description.isEmpty() ? "<none>" : description,
              groups.isEmpty() ? "<none>" : groups
            });
      }
    }
    return ToolRun.out(
        rows.isEmpty()
            ? ""
            : table(rows, "TOKEN", "TTL", "EXPIRES", "USAGES", "DESCRIPTION", "EXTRA GROUPS"));
  }

  private String left(Instant end) {
    Duration left = Duration.between(run.now(), end);
    return left.isNegative()
        ? "<invalid>"
        : left.toHours() > 0 ? left.toHours() + "h" : left.toMinutes() + "m";
  }

  private static String table(List<String[]> rows, String... head) {
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

  private HostCall.Answer.Tool createToken() {
    HostCall.Answer.Tool refused = outage();
    if (refused != null) {
      return refused;
    }
    String token = flags.operand(2).isEmpty() ? fresh() : flags.operand(2);
    if (!token.matches("[a-z0-9]{6}\\.[a-z0-9]{16}")) {
      return ToolRun.fail(
          1,
          "the bootstrap token \""
              + token
              + "\" was not of the form \"\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z\"\n"
              + TRACE);
    }
    Json.Object data =
        Json.object(
            "auth-extra-groups", TOKEN_GROUP,
            "description", flags.text("", "--description"),
            "expiration", Meta.time(run.now().plus(Duration.ofHours(24))).value(),
            "token-id", token.substring(0, 6),
            "token-secret", token.substring(7),
            "usage-bootstrap-authentication", "true",
            "usage-bootstrap-signing", "true");
    ApiResponse answer =
        client()
            .create(
                "",
                "secrets",
                "kube-system",
                Json.object(
                    "apiVersion", "v1",
                    "kind", "Secret",
                    "metadata", Json.object("name", "bootstrap-token-" + token.substring(0, 6)),
                    "type", "bootstrap.kubernetes.io/token",
                    "stringData", data));
    if (!answer.ok()) {
      return ToolRun.fail(1, answer.object().text("message") + "\n" + TRACE);
    }
    return flags.has("--print-join-command")
        ? ToolRun.out(
            "kubeadm join "
                + endpoint()
                + " --token "
                + token
                + " --discovery-token-ca-cert-hash sha256:"
                + caHash()
                + " \n")
        : ToolRun.out(token + "\n");
  }

  private String endpoint() {
    for (Json.Object node : run.list("", "nodes", "")) {
      ToolRun there = new ToolRun(run, Meta.name(node), "", List.of(), "/", "");
      if (there.isControlPlane()) {
        return there.nodeAddress() + ":6443";
      }
    }
    return tool.nodeAddress() + ":6443";
  }

  /// Of the authority's public key; it belongs to the cluster and does not change.
  private String caHash() {
    Json.Object config = run.get("", "namespaces", "", "kube-system");
    String uid = config == null ? "" : Meta.uid(config);
    return new seodang.kube.engine.Dice(uid.hashCode()).hex(64);
  }

  private HostCall.Answer.Tool deleteToken() {
    String id = flags.operand(2).replaceFirst("\\..*", "");
    Json.Object secret = run.get("", "secrets", "kube-system", "bootstrap-token-" + id);
    if (secret == null) {
      return ToolRun.fail(
          1,
          "failed to delete bootstrap token \""
              + id
              + "\": secrets \"bootstrap-token-"
              + id
              + "\" not found\n"
              + TRACE);
    }
    client().delete("", "secrets", secret, -1, "");
    return ToolRun.out("bootstrap token \"" + id + "\" deleted\n");
  }

  // Certificates.

  private boolean byKubeadm() {
    return NodeFiles.of(run, tool.node()).isFile("/etc/kubernetes/admin.conf");
  }

  /// The fault that is the expiry of a certificate; `""` where there is none.
  private static String fault(String certificate) {
    return switch (certificate) {
      case "admin.conf" -> "certificate/admin";
      case "apiserver" -> "certificate/kube-apiserver";
      default -> "";
    };
  }

  private Instant end(String certificate) {
    Instant expired = run.brokenSince(fault(certificate));
    Instant made =
        run.recall("renewed/" + certificate) instanceof Json.Text at
            ? Instant.parse(at.value())
            : Units.booted(run, tool.node());
    return expired == null ? made.plus(Duration.ofDays(365)) : expired;
  }

  private HostCall.Answer.Tool expirations() {
    List<String[]> rows = new ArrayList<>();
    List<String[]> authorities = new ArrayList<>();
    if (!byKubeadm()) {
      CERTIFICATES
          .keySet()
          .forEach(name -> rows.add(new String[] {"!MISSING! " + name, "", "", "", ""}));
      for (String name : List.of("ca", "etcd-ca", "front-proxy-ca")) {
        authorities.add(new String[] {"!MISSING! " + name, "", "", ""});
      }
      return ToolRun.out(expirations(rows, authorities));
    }
    for (String name : CERTIFICATES.keySet()) {
      String by =
          name.startsWith("front-proxy")
              ? "front-proxy-ca"
              : name.contains("etcd") ? "etcd-ca" : "ca";
      Instant end = end(name);
      rows.add(new String[] {name, DATE.format(end), residual(end), by, "no"});
    }
    Instant end = Units.booted(run, tool.node()).plus(Duration.ofDays(3650));
    for (String name : List.of("ca", "etcd-ca", "front-proxy-ca")) {
      authorities.add(new String[] {name, DATE.format(end), residual(end), "no"});
    }
    return ToolRun.out(
        "[check-expiration] Reading configuration from the \"kubeadm-config\" ConfigMap in namespace"
            + " \"kube-system\"...\n"
            + "[check-expiration] Use 'kubeadm init phase upload-config --config your-config-file' to"
            + " re-upload it.\n\n"
            + expirations(rows, authorities));
  }

  private static String expirations(List<String[]> rows, List<String[]> authorities) {
    return table(
            rows,
            "CERTIFICATE",
            "EXPIRES",
            "RESIDUAL TIME",
            "CERTIFICATE AUTHORITY",
            "EXTERNALLY MANAGED")
        + "\n"
        + table(
            authorities, "CERTIFICATE AUTHORITY", "EXPIRES", "RESIDUAL TIME", "EXTERNALLY MANAGED");
  }

  private String residual(Instant end) {
    Duration left = Duration.between(run.now(), end);
    if (left.isNegative()) {
      return "<invalid>";
    }
    return left.toDays() >= 2 * 365 ? left.toDays() / 365 + "y" : left.toDays() + "d";
  }

  private HostCall.Answer.Tool renew() {
    String named = flags.operand(2);
    if (!byKubeadm() || !named.equals("all") && !CERTIFICATES.containsKey(named)) {
      return byKubeadm()
          ? ToolRun.fail(
              1, "unknown command \"" + named + "\" for \"kubeadm certs renew\"\n" + TRACE)
          : tool.unsupported("인증서가 없는 노드의 kubeadm certs renew");
    }
    StringBuilder out =
        new StringBuilder(
            "[renew] Reading configuration from the \"kubeadm-config\" ConfigMap in namespace"
                + " \"kube-system\"...\n");
    for (Map.Entry<String, String> each : CERTIFICATES.entrySet()) {
      if (named.equals("all") || named.equals(each.getKey())) {
        run.remember("renewed/" + each.getKey(), Json.text(run.now().toString()));
        if (!fault(each.getKey()).isEmpty()) {
          run.fault(fault(each.getKey()), false);
        }
        out.append(each.getValue()).append(" renewed\n");
      }
    }
    out.append(
        "\nDone renewing certificates. You must restart the kube-apiserver,"
            + " kube-controller-manager, kube-scheduler and etcd, so that they can use the new"
            + " certificates.\n");
    return ToolRun.out(out.toString());
  }

  // A cluster that stands already.

  private HostCall.Answer.Tool init() {
    if (flags.has("--dry-run") || !byKubeadm()) {
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
