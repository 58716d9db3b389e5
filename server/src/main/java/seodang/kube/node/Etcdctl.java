package seodang.kube.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.kube.store.Change;
import seodang.shell.HostCall;

/// `etcdctl`: the store itself, past the API server. What is put under `/registry/` is an object in
/// JSON, which the API server reads as well as its own protobuf; other keys hold any text.
final class Etcdctl {
  static final String ENDPOINT = "https://127.0.0.1:2379";
  private static final int LONGEST = 3 << 19;
  private static final String MEMBER = "ddd67b312462fd7b";
  static final String VERSION = "3.5.21";
  private static final Set<String> VALUED =
      Set.of(
          "-w",
          "--write-out",
          "--endpoints",
          "--cacert",
          "--cert",
          "--key",
          "--limit",
          "--rev",
          "--order",
          "--sort-by",
          "--data-dir",
          "--name",
          "--initial-cluster",
          "--lease",
          "--command-timeout",
          "--dial-timeout",
          "--initial-advertise-peer-urls",
          "--initial-cluster-token");

  private final ToolRun tool;
  private final ToolRun.Flags flags;
  private final EtcdKeys keys;

  private Etcdctl(ToolRun tool) {
    this.tool = tool;
    flags = tool.flags(VALUED);
    keys = new EtcdKeys(tool.run());
  }

  static HostCall.Answer.Tool run(ToolRun tool) {
    return new Etcdctl(tool).run();
  }

  private HostCall.Answer.Tool run() {
    String verb = flags.operand(0);
    String two = verb + " " + flags.operand(1);
    if (verb.equals("version")) {
      return ToolRun.out("etcdctl version: " + VERSION + "\nAPI version: 3.5\n");
    }
    if (two.equals("snapshot status")) {
      return new EtcdSnapshots(tool, flags).status();
    }
    if (two.equals("snapshot restore")) {
      return new EtcdSnapshots(tool, flags).restore();
    }
    boolean here = tool.isControlPlane() || tool.run().list("", "nodes", "").size() == 1;
    if (!here || tool.run().isBroken("etcd")) {
      return unreachable();
    }
    return switch (verb) {
      case "get" -> get();
      case "put" -> put();
      case "del" -> delete();
      case "watch" -> watch();
      case "compact", "compaction" -> compact();
      case "defrag" -> ToolRun.out("Finished defragmenting etcd member[" + endpoint(flags) + "]\n");
      case "lease" -> two.equals("lease list") ? leases() : tool.unsupported("etcdctl " + two);
      case "alarm" ->
          two.equals("alarm list") ? ToolRun.out("") : tool.unsupported("etcdctl " + two);
      case "member" -> two.equals("member list") ? members() : tool.unsupported("etcdctl " + two);
      case "endpoint" ->
          switch (flags.operand(1)) {
            case "health" ->
                ToolRun.fail(
                    0,
                    endpoint(flags)
                        + " is healthy: successfully committed proposal: took = 1.369211ms\n");
            case "status" -> endpointStatus();
            default -> tool.unsupported("etcdctl " + two);
          };
      case "snapshot" ->
          two.equals("snapshot save")
              ? new EtcdSnapshots(tool, flags).save()
              : tool.unsupported("etcdctl " + two);
      case "" -> tool.unsupported("도움말");
      default -> ToolRun.fail(1, "Error: unknown command \"" + verb + "\" for \"etcdctl\"\n");
    };
  }

  static String endpoint(ToolRun.Flags flags) {
    return flags.text(ENDPOINT, "--endpoints");
  }

  private HostCall.Answer.Tool unreachable() {
    return ToolRun.fail(
        1,
        retry(
                "code = DeadlineExceeded desc = latest balancer error: last connection error:"
                    + " connection error: desc = \\\"transport: Error while dialing: dial tcp"
                    + " 127.0.0.1:2379: connect: connection refused\\\"")
            + "Error: context deadline exceeded\n");
  }

  private String retry(String error) {
    return "{\"level\":\"warn\",\"ts\":\""
        + tool.run().now()
        + "\",\"logger\":\"etcd-client\",\"caller\":\"v3@v"
        + VERSION
        + "/retry_interceptor.go:63\",\"msg\":\"retrying of unary invoker failed\",\"target\":\""
        + "etcd-endpoints://0xc000014a80/127.0.0.1:2379\",\"attempt\":0,\"error\":\"rpc error: "
        + error
        + "\"}\n";
  }

  private boolean isJson() {
    return flags.text("simple", "-w", "--write-out").equals("json");
  }

  static boolean isTable(ToolRun.Flags flags) {
    return flags.text("simple", "-w", "--write-out").equals("table");
  }

  /// In the order in which Go's encoder writes its members.
  private String header() {
    return "\"header\":{\"cluster_id\":12101053776118486841,\"member_id\":15985099378392235387,"
        + "\"revision\":"
        + tool.run().store().revision()
        + ",\"raft_term\":2}";
  }

  // Keys.

  private HostCall.Answer.Tool get() {
    if (flags.operands().size() < 2 && !flags.has("--from-key")) {
      return ToolRun.fail(
          128,
          "Error: get command needs one argument as key and an optional argument as range_end\n");
    }
    Map<String, EtcdKeys.Entry> found =
        keys.range(
            flags.operand(1), flags.operand(2), flags.has("--prefix"), flags.has("--from-key"));
    List<EtcdKeys.Entry> entries = new ArrayList<>(found.values());
    int all = entries.size();
    String limit = flags.text("", "--limit");
    if (limit.matches("[1-9]\\d*")) {
      entries = entries.subList(0, Math.min(all, Integer.parseInt(limit)));
    }
    if (flags.text("", "--order").equalsIgnoreCase("DESCEND")) {
      entries = entries.reversed();
    }
    if (flags.has("--count-only")) {
      return ToolRun.out(
          isJson()
              ? "{" + header() + ",\"count\":" + all + "}\n"
              : flags.has("-w") ? "\"Count\" : " + all + "\n" : "");
    }
    if (isJson()) {
      return json(entries, all);
    }
    StringBuilder out = new StringBuilder();
    for (EtcdKeys.Entry entry : entries) {
      out.append(flags.has("--print-value-only") ? "" : entry.key() + "\n");
      out.append(flags.has("--keys-only") ? "\n" : "");
      out.append(flags.has("--keys-only") ? "" : entry.value() + "\n");
    }
    return ToolRun.out(out.toString().replace("\n\n\n", "\n\n"));
  }

  private HostCall.Answer.Tool json(List<EtcdKeys.Entry> entries, int all) {
    List<String> kvs = new ArrayList<>();
    for (EtcdKeys.Entry entry : entries) {
      String value = flags.has("--keys-only") ? "" : ",\"value\":\"" + base64(entry.value()) + "\"";
      kvs.add(
          "{\"key\":\""
              + base64(entry.key())
              + "\",\"create_revision\":"
              + entry.created()
              + ",\"mod_revision\":"
              + entry.modified()
              + ",\"version\":"
              + entry.version()
              + value
              + "}");
    }
    String found = kvs.isEmpty() ? "" : ",\"kvs\":[" + String.join(",", kvs) + "],\"count\":" + all;
    return ToolRun.out("{" + header() + found + "}\n");
  }

  private static String base64(String text) {
    return java.util.Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private HostCall.Answer.Tool put() {
    if (flags.operands().size() < 3) {
      return flags.operands().size() < 2
          ? ToolRun.fail(
              128, "Error: put command needs 1 argument and input from stdin or 2 arguments\n")
          : tool.unsupported("표준 입력에서 읽는 etcdctl put(값을 인자로 주세요)");
    }
    String key = flags.operand(1);
    String value = flags.operand(2);
    if (value.length() > LONGEST) {
      return ToolRun.fail(1, "Error: etcdserver: request is too large\n");
    }
    if (tool.run().store().size() + keys.plain("", true).size() >= tool.run().limits().objects()) {
      return ToolRun.fail(1, "Error: etcdserver: mvcc: database space exceeded\n");
    }
    if (!keys.isObject(key)) {
      keys.put(key, value);
      return ToolRun.out("OK\n");
    }
    Json.Object object = object(value);
    if (object == null || !keys.isReadable(keys.inner(key), object)) {
      return tool.unsupported("API 서버가 읽지 못할 값을 /registry/ 아래에 쓰는 것");
    }
    tool.run().put(keys.inner(key), object);
    return ToolRun.out("OK\n");
  }

  private static Json.@Nullable Object object(String text) {
    try {
      return Json.parse(text) instanceof Json.Object object ? object : null;
    } catch (JsonException e) {
      return null;
    }
  }

  private HostCall.Answer.Tool delete() {
    if (flags.operands().size() < 2) {
      return ToolRun.fail(
          128,
          "Error: del command needs one argument as key and an optional argument as range_end\n");
    }
    Map<String, EtcdKeys.Entry> found =
        keys.range(
            flags.operand(1), flags.operand(2), flags.has("--prefix"), flags.has("--from-key"));
    found.keySet().forEach(keys::remove);
    return ToolRun.out(found.size() + "\n");
  }

  /// Follows the changes of objects, and what a plain key holds.
  private HostCall.Answer.Tool watch() {
    if (flags.operands().size() < 2) {
      return ToolRun.fail(
          128, "Error: watch in non-interactive mode requires an argument as key or prefix\n");
    }
    String key = flags.operand(1);
    boolean prefix = flags.has("--prefix");
    long revision = tool.run().store().revision();
    Map<String, EtcdKeys.Entry> plain = keys.plain(key, prefix);
    StringBuilder now = new StringBuilder();
    plain.values().forEach(e -> now.append(e.key()).append('=').append(e.modified()).append(' '));
    String cursor = revision + "|" + now;
    StringBuilder out = new StringBuilder();
    if (!tool.cursor().isEmpty()) {
      String[] seen = tool.cursor().split("\\|", 2);
      for (Change change : tool.run().store().since(Long.parseLong(seen[0]))) {
        String outer = keys.outer(change.key());
        if (prefix ? outer.startsWith(key) : outer.equals(key)) {
          Json.Object after = change.after();
          out.append(
              after == null ? "DELETE\n" + outer + "\n\n" : "PUT\n" + outer + "\n" + after + "\n");
        }
      }
      for (EtcdKeys.Entry entry : plain.values()) {
        boolean known = seen[1].contains(entry.key() + "=" + entry.modified() + " ");
        out.append(known ? "" : "PUT\n" + entry.key() + "\n" + entry.value() + "\n");
      }
      for (String word : seen[1].split(" ")) {
        String old = word.replaceFirst("=\\d+$", "");
        out.append(old.isEmpty() || plain.containsKey(old) ? "" : "DELETE\n" + old + "\n\n");
      }
    }
    return ToolRun.more(out.toString(), cursor);
  }

  private HostCall.Answer.Tool compact() {
    String to = flags.operand(1);
    if (!to.matches("\\d+")) {
      return ToolRun.fail(128, "Error: compact command needs 1 argument\n");
    }
    if (Long.parseLong(to) <= tool.run().store().compacted() || Long.parseLong(to) < 10) {
      return ToolRun.fail(
          1,
          retry("code = OutOfRange desc = etcdserver: mvcc: required revision has been compacted")
              + "Error: etcdserver: mvcc: required revision has been compacted\n");
    }
    return Long.parseLong(to) > tool.run().store().revision()
        ? ToolRun.fail(1, "Error: etcdserver: mvcc: required revision is a future revision\n")
        : ToolRun.out("compacted revision " + to + "\n");
  }

  /// The API server keeps events under leases of an hour.
  private HostCall.Answer.Tool leases() {
    List<String> leases = new ArrayList<>();
    for (Json.Object event : tool.run().list("", "events", "")) {
      String minute = event.text("firstTimestamp");
      String id =
          "7d7b"
              + new seodang.kube.engine.Dice(
                      minute.substring(0, Math.min(15, minute.length())).hashCode())
                  .hex(12);
      if (!leases.contains(id)) {
        leases.add(id);
      }
    }
    return ToolRun.out(
        "found "
            + leases.size()
            + " leases\n"
            + String.join("\n", leases)
            + (leases.isEmpty() ? "" : "\n"));
  }

  // The server.

  static String table(List<String> head, List<String> row) {
    StringBuilder rule = new StringBuilder("+");
    StringBuilder names = new StringBuilder("|");
    StringBuilder cells = new StringBuilder("|");
    for (int i = 0; i < head.size(); i++) {
      int width = Math.max(head.get(i).length(), row.get(i).length());
      int left = (width - head.get(i).length()) / 2;
      rule.append("-".repeat(width + 2)).append('+');
      names.append(" ".repeat(left + 1)).append(head.get(i));
      names.append(" ".repeat(width - head.get(i).length() - left + 1)).append('|');
      cells.append(" ".repeat(width - row.get(i).length() + 1)).append(row.get(i)).append(" |");
    }
    return rule + "\n" + names + "\n" + rule + "\n" + cells + "\n" + rule + "\n";
  }

  private String name() {
    return tool.isControlPlane() ? tool.node() : "default";
  }

  private HostCall.Answer.Tool members() {
    String peer = endpoint(flags).replace("2379", "2380");
    return isTable(flags)
        ? ToolRun.out(
            table(
                List.of("ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER"),
                List.of(MEMBER, "started", name(), peer, endpoint(flags), "false")))
        : ToolRun.out(
            MEMBER + ", started, " + name() + ", " + peer + ", " + endpoint(flags) + ", false\n");
  }

  static String size(ToolRun tool) {
    return Ages.size(tool.run().store().size() * 2_600L + 100_000, 2)
        .replaceFirst("([kMG]?B)$", " $1");
  }

  private HostCall.Answer.Tool endpointStatus() {
    String index = Long.toString(tool.run().store().revision() + 42);
    List<String> row =
        List.of(
            endpoint(flags), MEMBER, VERSION, size(tool), "true", "false", "2", index, index, "");
    return isTable(flags)
        ? ToolRun.out(
            table(
                List.of(
                    "ENDPOINT",
                    "ID",
                    "VERSION",
                    "DB SIZE",
                    "IS LEADER",
                    "IS LEARNER",
                    "RAFT TERM",
                    "RAFT INDEX",
                    "RAFT APPLIED INDEX",
                    "ERRORS"),
                row))
        : ToolRun.out(String.join(", ", row) + "\n");
  }
}
