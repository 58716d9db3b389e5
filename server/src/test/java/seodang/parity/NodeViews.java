package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import seodang.JumpingCluster;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.ApiRequest;
import seodang.kube.Cluster;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;

/// Plays what was recorded on a real node in the shell of a node, and compares shapes: columns,
/// fields, wording; not identifiers, addresses or ages.
final class NodeViews {
  private static final Pattern[] PATTERNS = {
    Pattern.compile("\\b[0-9a-f]{64}\\b"),
    Pattern.compile("\\b[0-9a-f]{13}\\b"),
    Pattern.compile("\\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\\b"),
    Pattern.compile("\\bfe80::[0-9a-f:]+"),
    Pattern.compile("KUBE-(SVC|SEP|EXT|SVL)-[A-Z2-7]{16}"),
    Pattern.compile("veth[0-9a-f]{8}"),
    Pattern.compile("cni-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    Pattern.compile("(About a minute|About an hour|\\d+ \\w+) ago"),
    Pattern.compile("\\w{3} \\w{3} +\\d+ \\d\\d:\\d\\d:\\d\\d( UTC)? \\d{4}"),
    Pattern.compile("^\\d+: (?=veth|cni0|eth0|br-node)"),
    Pattern.compile("pid=\\w+,fd=\\d+"),
    Pattern.compile("\\b\\d+(\\.\\d+)? ?([kMG]B|[KMG]iB)\\b"),
    Pattern.compile("\\b1\\.[67]\\.\\d+(~ds1)?"),
    Pattern.compile("(?<=_)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    Pattern.compile("^\\d+: (?=\\S+@)"),
    Pattern.compile("(?<=\"ts\":)[\\d.]+"),
    Pattern.compile("(?<=\\| {0,9})\\d{3,}(?= )"),
    Pattern.compile("\"(revision|create_revision|mod_revision)\":\\d+"),
    Pattern.compile("\"value\":\".*"),
    Pattern.compile("(?<=[| ])[0-9a-f]{8}(?= )"),
    Pattern.compile("\"target\":\"[^\"]*\""),
    Pattern.compile("\\w{3} \\d\\d \\d\\d:\\d\\d(?= )"),
    Pattern.compile("(?<=-m statistic --mode random --probability )[\\d.]+"),
    Pattern.compile("\\b3\\.[45]\\.\\d+"),
    Pattern.compile("\"pid\": \\d+"),
    Pattern.compile("https?://127.0.0.1"),
    Pattern.compile("\\b(br-node|eth0)\\b"),
    Pattern.compile("\\b[a-z0-9]{6}\\.[a-z0-9]{16}\\b"),
    Pattern.compile("\"[\\w]{8}\"(?=,?$)"),
    Pattern.compile("\\b[0-9a-f]{16}\\b")
  };

  private static final Pattern FIELD = Pattern.compile("^\"[^\"]+\":");

  /// How a view agrees.
  ///
  /// @param shape whether it has the columns, fields and kinds of lines that were recorded
  record Row(String command, int same, int lines, boolean exit, boolean shape) {}

  private final OwnKubectl.Shell shell;
  private final List<Row> rows = new ArrayList<>();

  NodeViews() {
    cluster =
        new JumpingCluster(Cluster.ofProfile("real", 5, Instant.parse("2026-11-21T02:58:00Z")));
    shell = new OwnKubectl.Shell(cluster);
  }

  private final JumpingCluster cluster;

  /// What differs, for whoever wants to see it.
  interface Differences {
    void differ(String what, Object real, Object ours);
  }

  List<Row> compare(Path file, Differences differences) throws IOException, InterruptedException {
    Json.Object recorded = Json.parseObject(Files.readString(file));
    for (Json document : Yaml.parseAll(recorded.text("manifests"))) {
      Json.Object object = (Json.Object) document;
      ResourceType type = Resources.ofKind(object.text("apiVersion"), object.text("kind"));
      if (type != null) {
        var _ = cluster.request(ApiRequest.post(type.path("default", ""), object), "");
      }
    }
    cluster.pass(Duration.ofSeconds(20));
    for (Json.Object view : recorded.array("views").objects()) {
      String command = view.text("command");
      shell.write("line", command);
      Transcripts.Answer ours = shell.run("ssh worker-1 \"$(cat ~/line)\"");
      cluster.pass(Duration.ofMillis(100));
      List<String> real = lines(command, view.text("stdout") + view.text("stderr"));
      List<String> own = lines(command, ours.out() + ours.err());
      int same = Normal.common(real, own);
      boolean exit = ours.exit() == view.number("exit", 0);
      boolean shape = shape(command, real).equals(shape(command, own));
      rows.add(new Row(command, same, Math.max(real.size(), own.size()), exit, shape));
      if (!shape) {
        differences.differ("shape $ " + command, shape(command, real), shape(command, own));
      }
      if (same < real.size() || same < own.size()) {
        differences.differ(
            "nodes $ " + command,
            String.join("\n", real),
            "(" + ours.exit() + ")\n" + String.join("\n", own));
      }
    }
    return rows;
  }

  /// One row for each view.
  String table() {
    StringBuilder table = new StringBuilder();
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "%5d of %3d %s %s%n",
              row.same(),
              row.lines(),
              (row.exit() ? " " : "!") + (row.shape() ? " " : "~"),
              row.command()));
    }
    return table.toString();
  }

  /// What an output is made of, whatever it tells: of rules all, of JSON the fields, of a table its
  /// header and how many columns its rows have, of other text the kinds of its lines.
  private static Set<String> shape(String command, List<String> lines) {
    Set<String> shape = new TreeSet<>();
    boolean rules = command.startsWith("iptables");
    boolean table = !lines.isEmpty() && lines.getFirst().matches("\\|? ?[A-Z][A-Z ]+.*");
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher field = FIELD.matcher(line);
      if (rules) {
        shape.add(line);
      } else if (field.find()) {
        shape.add(field.group());
      } else if (table && i > 0) {
        shape.add(line.split(" +").length + " columns");
      } else {
        shape.add(line.replaceAll("[0-9]+", "N").replaceAll("(?<=[/_])[a-z-]+X?", "…"));
      }
    }
    return shape;
  }

  private static List<String> lines(String command, String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String alike = line.replace("\u001b[2J", "").replace("\u001b[H", "");
      for (Pattern pattern : PATTERNS) {
        alike = pattern.matcher(alike).replaceAll("X");
      }
      lines.addAll(Normal.lines(alike));
    }
    return command.startsWith("iptables") || command.startsWith("crictl inspect")
        ? lines.stream().sorted().toList()
        : lines;
  }
}
