package seodang.kube.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.shell.HostCall;

/// `kubeadm token`: join tokens, which are Secrets of the cluster.
final class KubeadmTokens {
  private static final String TOKEN_GROUP = "system:bootstrappers:kubeadm:default-node-token";
  private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

  private final ToolRun tool;
  private final Run run;
  private final ToolRun.Flags flags;

  KubeadmTokens(ToolRun tool, ToolRun.Flags flags) {
    this.tool = tool;
    run = tool.run();
    this.flags = flags;
  }

  private String letters(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(LETTERS.charAt(run.dice().below(LETTERS.length())));
    }
    return text.toString();
  }

  String fresh() {
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
            1,
            "failed to list bootstrap tokens: dial tcp: connect: connection refused\n"
                + Kubeadm.TRACE)
        : null;
  }

  HostCall.Answer.Tool list() {
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
            : Kubeadm.table(
                rows, "TOKEN", "TTL", "EXPIRES", "USAGES", "DESCRIPTION", "EXTRA GROUPS"));
  }

  private String left(Instant end) {
    Duration left = Duration.between(run.now(), end);
    return left.isNegative()
        ? "<invalid>"
        : left.toHours() > 0 ? left.toHours() + "h" : left.toMinutes() + "m";
  }

  HostCall.Answer.Tool create() {
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
              + Kubeadm.TRACE);
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
      return ToolRun.fail(1, answer.object().text("message") + "\n" + Kubeadm.TRACE);
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

  HostCall.Answer.Tool delete() {
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
              + Kubeadm.TRACE);
    }
    client().delete("", "secrets", secret, -1, "");
    return ToolRun.out("bootstrap token \"" + id + "\" deleted\n");
  }
}
