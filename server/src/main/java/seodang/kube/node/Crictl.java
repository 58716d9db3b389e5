package seodang.kube.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.kubelet.ContainerTools;
import seodang.kube.kubelet.NodePods;
import seodang.kube.kubelet.PodRun;
import seodang.shell.HostCall;

/// `crictl` 1.33: what the runtime of a node holds.
final class Crictl {
  private static final int SHORT = 13;
  private static final Set<String> VALUED =
      Set.of(
          "-o",
          "--output",
          "--name",
          "-n",
          "--state",
          "-s",
          "--image",
          "--pod",
          "-p",
          "--label",
          "--namespace",
          "--tail",
          "--since",
          "--id",
          "--last",
          "-r",
          "--runtime-endpoint",
          "--timeout",
          "-t",
          "--latest-n");

  /// A container with its Pod.
  private record Container(PodRun pod, String name, Json.Object json) {
    String id() {
      return json.text("id");
    }

    boolean isRunning() {
      return !json.has("finishedAt");
    }

    Instant created() {
      return Instant.parse(json.text("startedAt"));
    }
  }

  private final ToolRun tool;
  private final ToolRun.Flags flags;

  private Crictl(ToolRun tool) {
    this.tool = tool;
    flags = tool.flags(VALUED);
  }

  static HostCall.Answer.Tool run(ToolRun tool) {
    String verb = tool.args().isEmpty() ? "" : tool.args().getFirst();
    if (verb.isEmpty() || verb.startsWith("-")) {
      return verb.equals("--version") || verb.equals("-v")
          ? ToolRun.out("crictl version v1.33.0\n")
          : tool.unsupported(verb.isEmpty() ? "도움말" : "crictl " + verb);
    }
    if (!Units.runs(tool.run(), tool.node(), "containerd")) {
      return ToolRun.fail(
          1,
          "time=\""
              + time(tool)
              + "\" level=fatal msg=\"validate service connection: validate CRI v1 runtime API for"
              + " endpoint \\\"unix:///run/containerd/containerd.sock\\\": rpc error: code ="
              + " Unavailable desc = connection error: desc = \\\"transport: Error while dialing:"
              + " dial unix /run/containerd/containerd.sock: connect: connection refused\\\"\"\n");
    }
    return new Crictl(tool.sub()).run(verb);
  }

  private static String time(ToolRun tool) {
    return tool.run().now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
  }

  private HostCall.Answer.Tool run(String verb) {
    try {
      return switch (verb) {
        case "ps" -> ps();
        case "pods" -> pods();
        case "images", "image", "img" -> images();
        case "version" -> version();
        case "info" -> info();
        case "stats" -> stats();
        case "logs" -> logs();
        case "exec" -> exec();
        case "inspect" -> each(this::inspect);
        case "inspectp" -> each(this::inspectPod);
        case "stop" -> each(id -> end(id, false));
        case "rm" -> each(id -> end(id, true));
        case "rmi" -> each(this::removeImage);
        case "pull" -> each(this::pull);
        default -> tool.unsupported("crictl " + verb);
      };
    } catch (PatternSyntaxException e) {
      return fatal("error parsing regexp: " + e.getDescription());
    }
  }

  private HostCall.Answer.Tool fatal(String message) {
    return ToolRun.fail(
        1,
        "time=\"" + time(tool) + "\" level=fatal msg=\"" + message.replace("\"", "\\\"") + "\"\n");
  }

  /// One action for each argument, ending at the first that fails.
  private HostCall.Answer.Tool each(java.util.function.Function<String, HostCall.Answer.Tool> act) {
    if (flags.operands().isEmpty()) {
      return fatal("ID cannot be empty");
    }
    StringBuilder out = new StringBuilder();
    for (String id : flags.operands()) {
      HostCall.Answer.Tool answer = act.apply(id);
      out.append(answer.out());
      if (answer.exit() != 0) {
        return new HostCall.Answer.Tool(answer.exit(), out.toString(), answer.err(), "");
      }
    }
    return ToolRun.out(out.toString());
  }

  // What there is.

  private List<PodRun> sandboxes() {
    return NodePods.on(tool.run(), tool.node()).stream()
        .filter(p -> !p.ip().isEmpty())
        .sorted(Comparator.comparing((PodRun p) -> p.json().text("sandboxAt")).reversed())
        .toList();
  }

  private List<Container> containers() {
    List<Container> all = new ArrayList<>();
    for (PodRun pod : sandboxes()) {
      for (String name : pod.json().object("containers").keys()) {
        Json.Object json = pod.container(name);
        if (Sandboxes.exists(json)) {
          all.add(new Container(pod, name, json));
        }
      }
    }
    all.sort(Comparator.comparing(Container::created).reversed());
    return all;
  }

  private @Nullable Container container(String id) {
    return containers().stream().filter(c -> c.id().startsWith(id)).findFirst().orElse(null);
  }

  private static boolean fits(String pattern, String text) {
    return pattern.isEmpty() || Pattern.compile(pattern).matcher(text).find();
  }

  private List<Container> chosen() {
    String state = flags.text("", "--state", "-s");
    String id = flags.text("", "--id");
    String pod = flags.text("", "--pod", "-p");
    boolean all = flags.has("-a", "--all") || !state.isEmpty();
    List<Container> chosen = new ArrayList<>();
    for (Container c : containers()) {
      if ((all || c.isRunning())
          && (state.isEmpty() || state(c).equalsIgnoreCase(state))
          && c.id().startsWith(id)
          && Sandboxes.id(c.pod()).startsWith(pod)
          && fits(flags.text("", "--name"), c.name())
          && fits(flags.text("", "--namespace"), c.pod().namespace())) {
        chosen.add(c);
      }
    }
    String last = flags.has("-l", "--latest") ? "1" : flags.text("", "--last", "-n");
    return last.matches("\\d+")
        ? chosen.subList(0, Math.min(chosen.size(), Integer.parseInt(last)))
        : chosen;
  }

  private static String state(Container c) {
    return c.isRunning() ? "Running" : "Exited";
  }

  private String cut(String id) {
    return flags.has("--no-trunc") || id.length() < SHORT ? id : id.substring(0, SHORT);
  }

  private String age(Instant since) {
    return Ages.human(Duration.between(since, tool.run().now())) + " ago";
  }

  private HostCall.Answer.Tool ps() {
    List<Container> chosen = chosen();
    if (flags.has("-q", "--quiet")) {
      return ids(chosen.stream().map(Container::id).toList());
    }
    if (flags.text("", "-o", "--output").equals("json")) {
      return ToolRun.out(
          RuntimeJson.pretty(
              Json.object(
                  "containers",
                  Json.array(
                      chosen.stream().map(c -> RuntimeJson.listed(c.pod(), c.name())).toArray()))));
    }
    Columns table =
        new Columns(
            "CONTAINER",
            "IMAGE",
            "CREATED",
            "STATE",
            "NAME",
            "ATTEMPT",
            "POD ID",
            "POD",
            "NAMESPACE");
    for (Container c : chosen) {
      table.row(
          cut(c.id()),
          cut(RuntimeJson.imageId(c.json().text("imageId")).replace("sha256:", "")),
          age(c.created()),
          state(c),
          c.name(),
          Long.toString(c.json().number("attempt", 0)),
          cut(Sandboxes.id(c.pod())),
          c.pod().name(),
          c.pod().namespace());
    }
    return ToolRun.out(table.toString());
  }

  private static HostCall.Answer.Tool ids(List<String> ids) {
    return ToolRun.out(ids.isEmpty() ? "" : String.join("\n", ids) + "\n");
  }

  private HostCall.Answer.Tool pods() {
    List<PodRun> chosen =
        sandboxes().stream()
            .filter(p -> fits(flags.text("", "--name"), p.name()))
            .filter(p -> fits(flags.text("", "--namespace"), p.namespace()))
            .filter(p -> Sandboxes.id(p).startsWith(flags.text("", "--id")))
            .toList();
    if (flags.has("-q", "--quiet")) {
      return ids(chosen.stream().map(Sandboxes::id).toList());
    }
    Columns table =
        new Columns("POD ID", "CREATED", "STATE", "NAME", "NAMESPACE", "ATTEMPT", "RUNTIME");
    for (PodRun pod : chosen) {
      boolean ended =
          !pod.json().object("containers").isEmpty()
              && containers().stream()
                  .filter(c -> c.pod().uid().equals(pod.uid()))
                  .noneMatch(Container::isRunning)
              && pod.json().has("stopping");
      table.row(
          cut(Sandboxes.id(pod)),
          age(Instant.parse(pod.json().text("sandboxAt"))),
          ended ? "NotReady" : "Ready",
          pod.name(),
          pod.namespace(),
          "0",
          "(default)");
    }
    return ToolRun.out(table.toString());
  }

  private HostCall.Answer.Tool images() {
    Columns table = new Columns("IMAGE", "TAG", "IMAGE ID", "SIZE");
    List<String> ids = new ArrayList<>();
    for (RuntimeJson.Held image : RuntimeJson.images(tool.run(), tool.node())) {
      int colon = image.reference().lastIndexOf(':');
      String name = image.reference().substring(0, colon);
      String wanted = flags.operand(0);
      if (wanted.isEmpty() || image.reference().contains(wanted)) {
        table.row(
            name,
            image.reference().substring(colon + 1),
            cut(image.id().replace("sha256:", "")),
            Ages.size(image.size(), 3));
        ids.add(image.id());
      }
    }
    return flags.has("-q", "--quiet") ? ids(ids) : ToolRun.out(table.toString());
  }

  private HostCall.Answer.Tool version() {
    return ToolRun.out(
        "Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  "
            + tool.nodeObject()
                .object("status")
                .object("nodeInfo")
                .text("containerRuntimeVersion")
                .replace("containerd://", "")
            + "\nRuntimeApiVersion:  v1\n");
  }

  private HostCall.Answer.Tool info() {
    return ToolRun.out(RuntimeJson.pretty(RuntimeJson.info(tool)));
  }

  private HostCall.Answer.Tool stats() {
    Columns table = new Columns("CONTAINER", "NAME", "CPU %", "MEM", "DISK", "INODES", "SWAP");
    List<Container> byId = new ArrayList<>(containers());
    byId.sort(Comparator.comparing(Container::id));
    for (Container c : byId) {
      if (c.isRunning() && (flags.operands().isEmpty() || c.id().startsWith(flags.operand(0)))) {
        table.row(
            cut(c.id()),
            c.name(),
            ContainerTools.cpuPercent(tool.run(), c.pod(), c.name()),
            Ages.size(ContainerTools.memory(tool.run(), c.pod(), c.name()), 4),
            Ages.size(28_672, 4),
            "10",
            "0B");
      }
    }
    return ToolRun.out(table.toString());
  }

  // One container.

  private HostCall.Answer.Tool notFound(String id, String doing, String said) {
    String why = "an error occurred when try to find container \"" + id + "\": not found";
    return ToolRun.fail(
        1,
        "time=\""
            + time(tool)
            + "\" level=fatal msg=\""
            + doing
            + ": "
            + said
            + "rpc error: code = NotFound desc = "
            + why.replace("\"", "\\\"")
            + "\"\n");
  }

  private HostCall.Answer.Tool logs() {
    String id = flags.operand(0);
    Container c = id.isEmpty() ? null : container(id);
    if (c == null) {
      return id.isEmpty() ? fatal("container ID cannot be empty") : notFound(id, "", "");
    }
    long attempt = c.json().number("attempt", 0) - (flags.has("-p", "--previous") ? 1 : 0);
    List<String> lines = NodePods.log(tool.run(), c.pod(), c.name(), attempt).lines().toList();
    boolean follows = flags.has("-f", "--follow") && c.isRunning();
    int from =
        tool.cursor().isEmpty() ? 0 : Math.min(lines.size(), Integer.parseInt(tool.cursor()));
    String tail = flags.text("", "--tail");
    if (tool.cursor().isEmpty() && tail.matches("\\d+")) {
      from = Math.max(0, lines.size() - Integer.parseInt(tail));
    }
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    for (String line : lines.subList(from, lines.size())) {
      String[] parts = line.split(" ", 4);
      String text = parts.length < 4 ? "" : parts[3];
      boolean timed = flags.has("-t", "--timestamps");
      (parts[1].equals("stderr") ? err : out)
          .append(timed ? parts[0] + " " + parts[1] + " " + parts[2] + " " : "")
          .append(text)
          .append(parts[2].equals("P") ? "" : "\n");
    }
    return new HostCall.Answer.Tool(
        0, out.toString(), err.toString(), follows ? Integer.toString(lines.size()) : "");
  }

  private HostCall.Answer.Tool exec() {
    List<String> words = tool.args().stream().dropWhile(w -> w.startsWith("-")).toList();
    boolean wantsTerminal =
        tool.args().stream().takeWhile(w -> w.startsWith("-")).anyMatch(w -> w.contains("t"));
    if (wantsTerminal) {
      return tool.unsupported("대화형 exec(-it, 대신 kubectl exec -it)");
    }
    Container c = words.isEmpty() ? null : container(words.getFirst());
    if (words.size() < 2 || c == null) {
      return c == null && !words.isEmpty()
          ? notFound(words.getFirst(), "execing command in container", "")
          : fatal("no command specified");
    }
    ContainerTools.Ran ran =
        ContainerTools.exec(
            tool.run(), c.pod(), c.name(), words.subList(1, words.size()), tool.cursor());
    if (!ran.refusal().isEmpty()) {
      return fatal("execing command in container: " + ran.refusal());
    }
    String failed =
        ran.exit() == 0 || !ran.session().isEmpty()
            ? ""
            : "time=\""
                + time(tool)
                + "\" level=fatal msg=\"execing command in container: command terminated with exit"
                + " code "
                + ran.exit()
                + "\"\n";
    return new HostCall.Answer.Tool(
        failed.isEmpty() ? 0 : 1, ran.out(), ran.err() + failed, ran.session());
  }

  private HostCall.Answer.Tool inspect(String id) {
    Container c = container(id);
    if (c == null) {
      String why = "an error occurred when try to find container \"" + id + "\": not found";
      return ToolRun.fail(
          1,
          RuntimeJson.klog(tool, "log.go:32")
              + "\"ContainerStatus from runtime service failed\" err="
              + Json.text("rpc error: code = NotFound desc = " + why)
              + " containerID=\""
              + id
              + "\"\n"
              + notFound(id, "get the status of containers", "get container status: ").err());
    }
    return ToolRun.out(RuntimeJson.pretty(RuntimeJson.inspect(tool, c.pod(), c.name())));
  }

  private HostCall.Answer.Tool inspectPod(String id) {
    for (PodRun pod : sandboxes()) {
      if (Sandboxes.id(pod).startsWith(id)) {
        return ToolRun.out(RuntimeJson.pretty(Json.array(RuntimeJson.inspectPod(tool, pod))));
      }
    }
    return fatal(
        "get the status of pod sandboxes: get pod sandbox status: rpc error: code = NotFound desc ="
            + " an error occurred when try to find sandbox: not found");
  }

  /// The kubelet finds a container that was stopped behind its back, and starts another.
  private HostCall.Answer.Tool end(String id, boolean remove) {
    Container c = container(id);
    if (c == null) {
      return notFound(id, remove ? "removing container" : "stopping the container", "");
    }
    if (remove && c.isRunning() && !flags.has("-f", "--force")) {
      return fatal("container \"" + c.id() + "\" is running, please stop it first");
    }
    if (c.isRunning()) {
      ContainerTools.stop(tool.run(), c.pod(), c.name());
    }
    return ToolRun.out(id + "\n");
  }

  // Images.

  private HostCall.Answer.Tool removeImage(String reference) {
    String full = RuntimeJson.resolve(tool.run(), tool.node(), reference);
    if (full.isEmpty()) {
      return fatal("no such image " + reference);
    }
    RuntimeJson.remove(tool.run(), tool.node(), full);
    return ToolRun.out("Deleted: " + full + "\n");
  }

  private HostCall.Answer.Tool pull(String reference) {
    String why = ContainerTools.pull(tool.run(), tool.node(), reference);
    return why.isEmpty()
        ? ToolRun.out("Image is up to date for " + RuntimeJson.imageId(reference) + "\n")
        : fatal("pulling image: " + why);
  }
}
