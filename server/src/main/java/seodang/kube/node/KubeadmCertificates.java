package seodang.kube.node;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.engine.Run;
import seodang.shell.HostCall;

/// `kubeadm certs`: when certificates end, which faults may have brought about, and new ones.
final class KubeadmCertificates {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MMM dd, uuuu HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// The leaf certificates: what each is for, by name.
  private static final Map<String, String> CERTIFICATES = certificates();

  private final ToolRun tool;
  private final Run run;
  private final ToolRun.Flags flags;

  KubeadmCertificates(ToolRun tool, ToolRun.Flags flags) {
    this.tool = tool;
    run = tool.run();
    this.flags = flags;
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

  static boolean byKubeadm(ToolRun tool) {
    return NodeFiles.of(tool.run(), tool.node()).isFile("/etc/kubernetes/admin.conf");
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

  HostCall.Answer.Tool expirations() {
    List<String[]> rows = new ArrayList<>();
    List<String[]> authorities = new ArrayList<>();
    if (!byKubeadm(tool)) {
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
    return Kubeadm.table(
            rows,
            "CERTIFICATE",
            "EXPIRES",
            "RESIDUAL TIME",
            "CERTIFICATE AUTHORITY",
            "EXTERNALLY MANAGED")
        + "\n"
        + Kubeadm.table(
            authorities, "CERTIFICATE AUTHORITY", "EXPIRES", "RESIDUAL TIME", "EXTERNALLY MANAGED");
  }

  private String residual(Instant end) {
    Duration left = Duration.between(run.now(), end);
    if (left.isNegative()) {
      return "<invalid>";
    }
    return left.toDays() >= 2 * 365 ? left.toDays() / 365 + "y" : left.toDays() + "d";
  }

  HostCall.Answer.Tool renew() {
    String named = flags.operand(2);
    if (!byKubeadm(tool) || !named.equals("all") && !CERTIFICATES.containsKey(named)) {
      return byKubeadm(tool)
          ? ToolRun.fail(
              1, "unknown command \"" + named + "\" for \"kubeadm certs renew\"\n" + Kubeadm.TRACE)
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
}
