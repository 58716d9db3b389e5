package seodang.kube.node;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Faults;
import seodang.kube.engine.Run;
import seodang.kube.kubelet.NodePods;
import seodang.kube.kubelet.PodRun;
import seodang.shell.HostCall;

/// `journalctl`: what the kubelet and containerd of a node said, told from what they did: Pods that
/// came, events they sent, requests that failed, and their own starts and stops.
final class Journal {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter KLOG =
      DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// One line.
  private record Entry(Instant at, String who, String text) {}

  private final Run run;
  private final String node;
  private final List<Entry> entries = new ArrayList<>();

  private Journal(Run run, String node) {
    this.run = run;
    this.node = node;
  }

  static HostCall.Answer.Tool run(ToolRun tool) {
    ToolRun.Flags flags =
        tool.flags(Set.of("-u", "--unit", "-n", "--lines", "--since", "-S", "-p", "--priority"));
    String unit = flags.text("", "-u", "--unit").replaceFirst("\\.service$", "");
    List<Entry> all = new Journal(tool.run(), tool.node()).of(unit);
    String since = flags.text("", "--since", "-S");
    Instant from = since.isEmpty() ? Instant.MIN : moment(tool.run().now(), since);
    if (from == null) {
      return ToolRun.fail(1, "Failed to parse timestamp: " + since + "\n");
    }
    if (!tool.cursor().isEmpty()) {
      from = Instant.parse(tool.cursor()).plusNanos(1);
    }
    Instant start = from;
    List<Entry> chosen = all.stream().filter(e -> !e.at().isBefore(start)).toList();
    boolean follows = flags.has("-f", "--follow");
    String asked = flags.text(follows ? "10" : "", "-n", "--lines");
    if (tool.cursor().isEmpty() && asked.matches("\\d+")) {
      chosen = chosen.subList(Math.max(0, chosen.size() - Integer.parseInt(asked)), chosen.size());
    }
    List<Entry> shown = flags.has("-r", "--reverse") ? chosen.reversed() : chosen;
    StringBuilder out = new StringBuilder();
    shown.forEach(e -> out.append(line(e, tool.node())).append('\n'));
    if (!follows) {
      return ToolRun.out(out.isEmpty() ? "-- No entries --\n" : out.toString());
    }
    String last =
        chosen.isEmpty()
            ? tool.cursor().isEmpty() ? tool.run().now().toString() : tool.cursor()
            : chosen.getLast().at().toString();
    return ToolRun.more(out.toString(), last);
  }

  static List<String> lines(Run run, String node, String unit) {
    return new Journal(run, node).of(unit).stream().map(e -> line(e, node)).toList();
  }

  private static String line(Entry e, String node) {
    return STAMP.format(e.at()) + " " + node + " " + e.who() + ": " + e.text();
  }

  private static @Nullable Instant moment(Instant now, String text) {
    String[] words = text.strip().split("\\s+");
    String first = words[0].replaceFirst("^-", "");
    if (first.matches("\\d+[smhd]|\\d+(min|sec)")) {
      return now.minus(duration(first));
    }
    if (words.length == 3 && words[2].equals("ago") && first.matches("\\d+")) {
      return now.minus(duration(first + words[1].charAt(0)));
    }
    try {
      return words[0].equals("today")
          ? now.truncatedTo(java.time.temporal.ChronoUnit.DAYS)
          : Instant.parse(words[0] + "T" + (words.length > 1 ? words[1] : "00:00:00") + "Z");
    } catch (java.time.format.DateTimeParseException e) {
      return null;
    }
  }

  private static Duration duration(String text) {
    long number = Long.parseLong(text.replaceAll("\\D", ""));
    return switch (text.replaceAll("\\d", "").charAt(0)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  // What was said.

  private List<Entry> of(String unit) {
    if (unit.isEmpty() || unit.equals("kubelet")) {
      kubelet();
    }
    if (unit.isEmpty() || unit.equals("containerd")) {
      unit("containerd");
    }
    entries.sort(Comparator.comparing(Entry::at));
    return entries;
  }

  private void say(Instant at, String text) {
    entries.add(new Entry(at, "kubelet[" + Units.pid(node, "kubelet") + "]", text));
  }

  private String klog(char level, Instant at, String source, String text) {
    return String.format(
        Locale.ROOT,
        "%c%s %7d %s] %s",
        level,
        KLOG.format(at),
        Units.pid(node, "kubelet"),
        source,
        text);
  }

  private void unit(String unit) {
    String description = unit + ".service - " + Units.description(unit);
    entries.add(new Entry(Units.booted(run, node), "systemd[1]", "Started " + description + "."));
    for (Json.Object did : Units.history(run, node, unit)) {
      Instant at = Instant.parse(did.text("at"));
      if (did.text("did").equals("start")) {
        entries.add(new Entry(at, "systemd[1]", "Started " + description + "."));
      } else {
        entries.add(new Entry(at, "systemd[1]", "Stopping " + description + "..."));
        entries.add(new Entry(at, "systemd[1]", unit + ".service: Deactivated successfully."));
        entries.add(new Entry(at, "systemd[1]", "Stopped " + description + "."));
      }
    }
  }

  private void kubelet() {
    unit("kubelet");
    Instant begun = Units.booted(run, node);
    String version = tool().object("status").object("nodeInfo").text("kubeletVersion");
    say(
        begun,
        klog(
            'I', begun, "server.go:530", "\"Kubelet version\" kubeletVersion=\"" + version + "\""));
    for (PodRun pod : NodePods.on(run, node)) {
      Instant at = Instant.parse(pod.json().text("since"));
      say(
          at,
          klog(
              'I',
              at,
              "kubelet.go:2406",
              "\"SyncLoop ADD\" source=\"api\" pods=[\""
                  + pod.namespace()
                  + "/"
                  + pod.name()
                  + "\"]"));
    }
    for (Json.Object event : run.list("", "events", "")) {
      boolean own =
          event.object("source").text("component").equals("kubelet")
              && event.object("source").text("host").equals(node);
      Instant at = Meta.instant(event.get("lastTimestamp"));
      if (own && at != null) {
        told(event, at);
      }
    }
    outage();
  }

  private Json.Object tool() {
    Json.Object object = run.get("", "nodes", "", node);
    return object == null ? Json.object() : object;
  }

  /// What the kubelet says of what it also sent as an event.
  private void told(Json.Object event, Instant at) {
    Json.Object about = event.object("involvedObject");
    String pod = about.text("namespace") + "/" + about.text("name");
    String message = event.text("message");
    switch (event.text("reason")) {
      case "Started", "Pulled", "Created" -> {}
      case "BackOff", "FailedCreatePodSandBox", "FailedMount", "Failed" ->
          say(
              at,
              klog(
                  'E',
                  at,
                  "pod_workers.go:1301",
                  "\"Error syncing pod, skipping\" err="
                      + Json.text(message)
                      + " pod=\""
                      + pod
                      + "\" podUID=\""
                      + about.text("uid")
                      + "\""));
      case "Killing" ->
          say(
              at,
              klog(
                  'I',
                  at,
                  "kuberuntime_container.go:809",
                  "\"Killing container with a grace period\" pod=\""
                      + pod
                      + "\" podUID=\""
                      + about.text("uid")
                      + "\""));
      case "Unhealthy" ->
          say(
              at,
              klog(
                  'I',
                  at,
                  "prober.go:107",
                  "\"Probe failed\" pod=\"" + pod + "\" output=" + Json.text(message)));
      case "Evicted", "EvictionThresholdMet" ->
          say(at, klog('I', at, "eviction_manager.go:369", Json.text(message).toString()));
      default -> {}
    }
  }

  /// What a kubelet says while the API server does not answer it.
  private void outage() {
    Instant since = Faults.isCutOff(run, node) ? run.brokenSince("network/" + node) : null;
    String outage = Faults.outage(run);
    since = since == null && outage != null ? run.brokenSince(outage) : since;
    Instant expired = run.brokenSince("certificate/kubelet/" + node);
    Instant from = since == null ? expired : since;
    if (from == null || run.isBroken("kubelet/" + node)) {
      return;
    }
    String why =
        since == null
            ? "part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is"
                + " expired: Unauthorized"
            : "dial tcp: connect: connection refused";
    for (Instant at = from.plusSeconds(10);
        !at.isAfter(run.now()) && Duration.between(at, run.now()).toMinutes() < 60;
        at = at.plusSeconds(10)) {
      say(
          at,
          klog(
              'E',
              at,
              "controller.go:145",
              "\"Failed to ensure lease exists, will retry\" err="
                  + Json.text(
                      "Get \"/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/"
                          + node
                          + "?timeout=10s\": "
                          + why)
                  + " interval=\"10s\""));
    }
  }
}
