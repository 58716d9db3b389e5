package seodang.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import seodang.JumpingCluster;
import seodang.json.Json;
import seodang.kube.Cluster;
import seodang.kube.TraceEntry;

/// Does what was done to a real cluster while its requests were recorded, when it was done, and
/// compares who wrote what, each actor's writes in their order. Actors do not wait for each other,
/// so their writes may interleave otherwise; a write that lost a race and an actor's same write
/// again are left out.
final class Flows {
  /// Where differences are told.
  interface Differences {
    void tell(String what, Object real, Object ours);
  }

  private static final Pattern DRAWN =
      Pattern.compile(
          "-[0-9a-f]{8,10}(-[bcdfghjklmnpqrstvwxz2456789]{5})?\\b|-[bcdfghjklmnpqrstvwxz2456789]{5}\\b"
              + "|-\\d{8}\\b|\\.[0-9a-f]{16}\\b");

  /// Kinds that the recorded namespace held none of.
  private static final List<String> NEVER =
      List.of(
          "services",
          "resourcequotas",
          "secrets",
          "controllerrevisions",
          "daemonsets",
          "statefulsets",
          "jobs",
          "ingresses",
          "poddisruptionbudgets",
          "roles",
          "rolebindings",
          "endpointslices",
          "replicationcontrollers",
          "podtemplates",
          "cronjobs",
          "csistoragecapacities",
          "networkpolicies",
          "limitranges",
          "horizontalpodautoscalers",
          "persistentvolumeclaims",
          "endpoints");

  private static final Pattern MINUTE = Pattern.compile("-(\\d{8})$");
  private static final Pattern EVENT = Pattern.compile("\\.[0-9a-f]{16}$");

  /// Moments that a body names when it is written, or soon after.
  private static final List<String> STAMPS =
      List.of("lastTimestamp", "lastTransitionTime", "lastObservedTime");

  private final Differences differences;
  private int writes;
  private int same;

  Flows(Differences differences) {
    this.differences = differences;
  }

  int writes() {
    return writes;
  }

  int same() {
    return same;
  }

  void run(Path flows, Path manifests) throws IOException, InterruptedException {
    JumpingCluster cluster =
        new JumpingCluster(Cluster.ofProfile("real", 7, Instant.parse("2026-11-21T02:38:20Z")));
    OwnKubectl.Shell shell = new OwnKubectl.Shell(cluster);
    try (Stream<Path> files = Files.list(manifests)) {
      for (Path file : files.toList()) {
        shell.write(file.getFileName().toString(), Files.readString(file));
      }
    }
    for (String line : Files.readAllLines(flows)) {
      play(cluster, shell, Json.parseObject(line));
    }
  }

  private void play(JumpingCluster cluster, OwnKubectl.Shell shell, Json.Object flow)
      throws InterruptedException {
    Instant start = start(flow);
    if (start != null) {
      passTo(cluster, start);
    }
    long before = cluster.state().trace().last();
    long last = 0;
    Map<String, List<String>> theirs = new LinkedHashMap<>();
    for (Json.Object request : flow.array("requests").objects()) {
      last = Math.max(last, request.number("ms", 0));
      if (request.number("code", 0) != 409 && isWrite(request.text("verb"))) {
        add(
            theirs,
            request.text("actor"),
            request.text("resource"),
            about(request),
            recorded(request));
      }
    }
    Instant end = cluster.now().plus(Duration.ofMillis(last + 200));
    Instant began = cluster.now();
    List<String> commands = flow.array("commands").texts();
    List<Long> starts = starts(flow, commands.size());
    for (int i = 0; i < commands.size(); i++) {
      passTo(cluster, began.plusMillis(starts.get(i)));
      var _ = shell.run(("kubectl " + commands.get(i)).replace("NAME", aPod(cluster)));
    }
    passTo(cluster, end);
    Map<String, List<String>> ours = new LinkedHashMap<>();
    for (TraceEntry entry : cluster.state().trace().since(before)) {
      if (isWrite(entry.verb()) && entry.code() != 409) {
        add(ours, actor(entry.actor()), entry.resource(), about(entry), traced(entry));
      }
    }
    emptied(theirs, ours);
    compare(flow.text("flow"), theirs, ours);
  }

  private static void passTo(JumpingCluster cluster, Instant instant) {
    if (cluster.now().isBefore(instant)) {
      cluster.pass(Duration.between(cluster.now(), instant));
    }
  }

  /// When a flow began, as the stamps in what was written tell, or a CronJob's minute: none of them
  /// was before its time. Null where no clock tells.
  private static @Nullable Instant start(Json.Object flow) {
    Instant latest = null;
    for (Json.Object request : flow.array("requests").objects()) {
      List<Instant> stamps = new ArrayList<>();
      stamps(request.get("body"), stamps);
      Matcher minute = MINUTE.matcher(request.text("name"));
      if (request.text("verb").equals("create")
          && request.text("resource").equals("jobs")
          && minute.find()) {
        stamps.add(Instant.ofEpochSecond(60 * Long.parseLong(minute.group(1))));
      }
      for (Instant stamp : stamps) {
        Instant start = stamp.minusMillis(request.number("ms", 0));
        latest = latest == null || start.isAfter(latest) ? start : latest;
      }
    }
    return latest;
  }

  private static void stamps(@Nullable Json json, List<Instant> found) {
    if (json instanceof Json.Array array) {
      array.objects().forEach(element -> stamps(element, found));
    } else if (json instanceof Json.Object object) {
      for (String key : object.keys()) {
        if (STAMPS.contains(key) && object.get(key) instanceof Json.Text stamp) {
          found.add(Instant.parse(stamp.value()));
        } else {
          stamps(object.get(key), found);
        }
      }
    }
  }

  /// How long after its flow's beginning each command was given, in milliseconds: its requests came
  /// after the longest pauses.
  private static List<Long> starts(Json.Object flow, int commands) {
    List<Long> asked = new ArrayList<>();
    for (Json.Object request : flow.array("requests").objects()) {
      if (request.text("actor").equals("kubectl")) {
        asked.add(request.number("ms", 0));
      }
    }
    List<Integer> firsts = new ArrayList<>();
    for (int i = 1; i < asked.size(); i++) {
      firsts.add(i);
    }
    firsts.sort(Comparator.comparingLong(i -> asked.get(i - 1) - asked.get(i)));
    List<Long> starts = new ArrayList<>();
    for (int i = 1; i < commands; i++) {
      starts.add(i <= firsts.size() ? asked.get(firsts.get(i - 1)) : 0L);
    }
    starts.add(asked.isEmpty() ? 0L : asked.getFirst());
    starts.sort(null);
    return starts;
  }

  /// `pod-killed` kills one of the Deployment's.
  private static String aPod(JumpingCluster cluster) {
    for (Json.Object pod : cluster.state().list("", "pods", "default")) {
      String name = pod.object("metadata").text("name");
      if (name.startsWith("shop-") && !pod.object("metadata").has("deletionTimestamp")) {
        return name;
      }
    }
    return "none";
  }

  private static boolean isWrite(String verb) {
    return List.of("create", "update", "patch", "delete", "deletecollection").contains(verb);
  }

  /// Events are sent by a part of each actor that does not hold up the rest.
  private static void add(
      Map<String, List<String>> writes, String actor, String resource, String about, String write) {
    String who = resource.equals("events") ? actor + "'s events" : actor;
    boolean apart = actor.equals("kubelet") || resource.equals("pods/eviction");
    who = apart ? who + " about " + about : who;
    List<String> list = writes.computeIfAbsent(who, _ -> new ArrayList<>());
    if (list.isEmpty() || !list.getLast().equals(write)) {
      list.add(write);
    }
  }

  private static String actor(String name) {
    return name.startsWith("kubelet")
        ? "kubelet"
        : name.replaceFirst("^kube-scheduler$", "scheduler");
  }

  private static String about(Json.Object request) {
    String object = request.object("event").text("object");
    return object.isEmpty()
        ? EVENT.matcher(request.text("name")).replaceFirst("")
        : object.substring(object.indexOf('/') + 1);
  }

  private static String about(TraceEntry entry) {
    String object = entry.detail().text("about");
    return object.isEmpty() ? entry.name() : object.substring(object.indexOf('/') + 1);
  }

  private static String recorded(Json.Object request) {
    String resource = request.text("resource");
    if (resource.equals("events")) {
      Json.Object event = request.object("event");
      String message =
          event.isEmpty() ? request.object("body").text("message") : event.text("message");
      return request.text("verb") + " event " + plain(message);
    }
    return named(request.text("verb"), resource, request.text("name"));
  }

  private static String traced(TraceEntry entry) {
    return entry.resource().equals("events")
        ? entry.verb() + " event " + plain(entry.detail().text("message"))
        : named(entry.verb(), entry.resource(), entry.name());
  }

  /// The name of a new object that the server named was not recorded.
  private static String named(String verb, String resource, String name) {
    boolean drawn = verb.equals("create") && List.of("pods", "endpointslices").contains(resource);
    return verb + " " + resource + (drawn ? "" : " " + plain(name));
  }

  private static String plain(String text) {
    return String.join(" ", Normal.lines(DRAWN.matcher(text).replaceAll("-X")));
  }

  /// A namespace's contents are deleted kind by kind in no order, also the kinds it has none of:
  /// those write nothing.
  private static void emptied(Map<String, List<String>> theirs, Map<String, List<String>> ours) {
    for (String who : theirs.keySet()) {
      if (who.startsWith("namespace-controller")) {
        List<String> own = ours.getOrDefault(who, new ArrayList<>());
        theirs
            .get(who)
            .removeIf(w ->
                w.startsWith("deletecollection")
                    && !own.contains(w)
                    && NEVER.contains(w.split(" ")[1]));
        theirs.get(who).sort(null);
        own.sort(null);
      }
    }
  }

  /// A kubelet works at each Pod by itself, and a drain evicts them side by side: Pods are compared
  /// by their names, those of one controller in the order in which each was first worked at.
  private static Map<String, List<String>> joined(Map<String, List<String>> writes) {
    List<String> order = new ArrayList<>(writes.keySet());
    order.sort(Comparator.comparing(Flows::plain));
    Map<String, List<String>> joined = new TreeMap<>();
    for (String who : order) {
      joined
          .computeIfAbsent(who.replaceFirst(" about .*", ""), _ -> new ArrayList<>())
          .addAll(writes.getOrDefault(who, List.of()));
    }
    return joined;
  }

  private void compare(
      String flow, Map<String, List<String>> recorded, Map<String, List<String>> traced) {
    Map<String, List<String>> theirs = joined(recorded);
    Map<String, List<String>> ours = joined(traced);
    TreeSet<String> actors = new TreeSet<>(theirs.keySet());
    actors.addAll(ours.keySet());
    for (String actor : actors) {
      List<String> a = theirs.getOrDefault(actor, List.of());
      List<String> b = ours.getOrDefault(actor, List.of());
      int common = Normal.common(a, b);
      int all = Math.max(a.size(), b.size());
      writes += all;
      same += common;
      if (common < all) {
        differences.tell(
            "flow " + flow + " " + actor, String.join("\n   ", a), String.join("\n   ", b));
      }
    }
  }
}
