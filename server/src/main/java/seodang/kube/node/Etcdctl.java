package seodang.kube.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.kube.engine.Snapshots;
import seodang.kube.store.Change;
import seodang.shell.FileTree;
import seodang.shell.HostCall;

/// `etcdctl`: the store itself, past the API server. What is put under `/registry/` is an object in
/// JSON, which the API server reads as well as its own protobuf; other keys hold any text.
final class Etcdctl {
  static final String ENDPOINT = "https://127.0.0.1:2379";
  private static final int LONGEST = 3 << 19;
  private static final String MEMBER = "ddd67b312462fd7b";
  private static final String VERSION = "3.5.21";
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
      return status();
    }
    if (two.equals("snapshot restore")) {
      return restore();
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
      case "defrag" -> ToolRun.out("Finished defragmenting etcd member[" + endpoint() + "]\n");
      case "lease" -> two.equals("lease list") ? leases() : tool.unsupported("etcdctl " + two);
      case "alarm" ->
          two.equals("alarm list") ? ToolRun.out("") : tool.unsupported("etcdctl " + two);
      case "member" -> two.equals("member list") ? members() : tool.unsupported("etcdctl " + two);
      case "endpoint" ->
          switch (flags.operand(1)) {
            case "health" ->
                ToolRun.fail(
                    0,
                    endpoint()
                        + " is healthy: successfully committed proposal: took = 1.369211ms\n");
            case "status" -> endpointStatus();
            default -> tool.unsupported("etcdctl " + two);
          };
      case "snapshot" -> two.equals("snapshot save") ? save() : tool.unsupported("etcdctl " + two);
      case "" -> tool.unsupported("도움말");
      default -> ToolRun.fail(1, "Error: unknown command \"" + verb + "\" for \"etcdctl\"\n");
    };
  }

  private String endpoint() {
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

  private boolean isTable() {
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

  private static String table(List<String> head, List<String> row) {
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
    String peer = endpoint().replace("2379", "2380");
    return isTable()
        ? ToolRun.out(
            table(
                List.of("ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER"),
                List.of(MEMBER, "started", name(), peer, endpoint(), "false")))
        : ToolRun.out(
            MEMBER + ", started, " + name() + ", " + peer + ", " + endpoint() + ", false\n");
  }

  private String size() {
    return Ages.size(tool.run().store().size() * 2_600L + 100_000, 2)
        .replaceFirst("([kMG]?B)$", " $1");
  }

  private HostCall.Answer.Tool endpointStatus() {
    String index = Long.toString(tool.run().store().revision() + 42);
    List<String> row =
        List.of(endpoint(), MEMBER, VERSION, size(), "true", "false", "2", index, index, "");
    return isTable()
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

  // Snapshots.

  private HostCall.Answer.Tool save() {
    String file = flags.operand(2);
    if (file.isEmpty()) {
      return ToolRun.fail(128, "Error: snapshot save expects one argument\n");
    }
    FileTree files = NodeFiles.of(tool.run(), tool.node());
    String path = tool.path(file);
    if (!files.isDirectory(FileTree.parent(path))) {
      return ToolRun.fail(
          1,
          "Error: could not open "
              + file
              + ".part (open "
              + file
              + ".part: no such file or directory)\n");
    }
    String id = Snapshots.save(tool.run());
    FileTree after = files.write(path, Snapshots.text(id), "root", tool.run().now());
    NodeFiles.change(tool.run(), tool.node(), after.changesSince(files));
    return new HostCall.Answer.Tool(
        0,
        "Snapshot saved at " + file + "\n",
        log("created temporary db file", "\"path\":\"" + file + ".part\"")
            + stream("opened snapshot stream; downloading")
            + log("fetching snapshot", "\"endpoint\":\"" + endpoint() + "\"")
            + stream("completed snapshot read; closing")
            + log(
                "fetched snapshot",
                "\"endpoint\":\"" + endpoint() + "\",\"size\":\"" + size() + "\",\"took\":\"now\"")
            + log("saved", "\"path\":\"" + file + "\""),
        "");
  }

  private String stream(String message) {
    return "{\"level\":\"info\",\"ts\":\""
        + tool.run().now()
        + "\",\"logger\":\"client\",\"caller\":\"v3@v"
        + VERSION
        + "/maintenance.go:212\",\"msg\":\""
        + message
        + "\"}\n";
  }

  private String log(String message, String more) {
    return "{\"level\":\"info\",\"ts\":\""
        + tool.run().now()
        + "\",\"caller\":\"snapshot/v3_snapshot.go:65\",\"msg\":\""
        + message
        + "\","
        + more
        + "}\n";
  }

  /// What a snapshot file names; null when it is none.
  private Snapshots.@Nullable Saved opened(String file) {
    FileTree files = NodeFiles.of(tool.run(), tool.node());
    String path = tool.path(file);
    return files.isFile(path) ? Snapshots.named(tool.run(), files.read(path)) : null;
  }

  private HostCall.Answer.Tool status() {
    String file = flags.operand(2);
    Snapshots.Saved saved = opened(file);
    if (saved == null) {
      return ToolRun.fail(1, "Error: stat " + file + ": no such file or directory\n");
    }
    List<String> row =
        List.of(
            saved.id().substring(0, 8),
            Long.toString(saved.revision()),
            Integer.toString(saved.objects().size()),
            size());
    return isTable()
        ? ToolRun.out(table(List.of("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE"), row))
        : ToolRun.out(String.join(", ", row) + "\n");
  }

  /// Into another directory, which etcd serves once its manifest says so.
  private HostCall.Answer.Tool restore() {
    String file = flags.operand(2);
    Snapshots.Saved saved = opened(file);
    if (saved == null) {
      return ToolRun.fail(1, "Error: stat " + file + ": no such file or directory\n");
    }
    String directory = flags.text("default.etcd", "--data-dir");
    String path = tool.path(directory);
    FileTree files = NodeFiles.of(tool.run(), tool.node());
    if (files.isDirectory(path) && !files.list(path).isEmpty()) {
      return ToolRun.fail(
          1, "Error: data-dir \"" + directory + "\" not empty or could not be read\n");
    }
    FileTree after =
        files
            .makeDirectories(path + "/member/snap", "root", tool.run().now())
            .makeDirectories(path + "/member/wal", "root", tool.run().now())
            .write(path + "/member/snap/db", Snapshots.text(saved.id()), "root", tool.run().now());
    NodeFiles.change(tool.run(), tool.node(), after.changesSince(files));
    return ToolRun.fail(
        0,
        log("restoring snapshot", "\"path\":\"" + file + "\",\"data-dir\":\"" + directory + "\"")
            + log(
                "restored snapshot",
                "\"path\":\"" + file + "\",\"data-dir\":\"" + directory + "\""));
  }
}
