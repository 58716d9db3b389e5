package seodang.kube.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.kubelet.NodePods;
import seodang.kube.kubelet.PodRun;
import seodang.shell.HostCall;

/// `ctr`: containerd's own client, to look at containers, images and tasks of the namespace
/// `k8s.io`.
final class Ctr {
  private static final String KUBERNETES = "k8s.io";
  private static final String RUNTIME = "io.containerd.runc.v2";

  private final ToolRun tool;
  private final List<String[]> rows = new ArrayList<>();

  private Ctr(ToolRun tool) {
    this.tool = tool;
  }

  static HostCall.Answer.Tool run(ToolRun tool) {
    ToolRun.Flags flags = tool.flags(Set.of("-n", "--namespace", "-a", "--address"));
    boolean ours = flags.text("default", "-n", "--namespace").equals(KUBERNETES);
    String what = flags.operand(0) + " " + flags.operand(1).replace("list", "ls");
    if (!Units.runs(tool.run(), tool.node(), "containerd")) {
      return ToolRun.fail(
          1,
          "ctr: failed to dial \"/run/containerd/containerd.sock\": connection error: desc ="
              + " \"transport: error while dialing: dial unix /run/containerd/containerd.sock:"
              + " connect: connection refused\"\n");
    }
    Ctr ctr = new Ctr(tool);
    return switch (what.replaceFirst("^(c|container) ", "containers ")
        .replaceFirst("^(i|image) ", "images ")
        .replaceFirst("^(t|task) ", "tasks ")
        .replaceFirst("^(ns|namespace) ", "namespaces ")) {
      case "containers ls" -> ctr.containers(ours);
      case "tasks ls" -> ctr.tasks(ours);
      case "images ls" -> ctr.images(ours);
      case "namespaces ls" -> {
        ctr.row("NAME", "LABELS");
        ctr.row(KUBERNETES, "");
        yield ctr.table(1, 1);
      }
      default -> tool.unsupported("ctr " + String.join(" ", flags.operands()));
    };
  }

  private void row(String... cells) {
    rows.add(cells);
  }

  /// Every cell ends so many blanks after the longest of its column.
  private HostCall.Answer.Tool table(int least, int apart) {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], Math.max(least, row[i].length() + apart));
      }
    }
    StringBuilder out = new StringBuilder();
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        out.append(row[i]).append(" ".repeat(widths[i] - row[i].length()));
      }
      out.append('\n');
    }
    return ToolRun.out(out.toString());
  }

  private HostCall.Answer.Tool containers(boolean ours) {
    List<String[]> found = new ArrayList<>();
    for (PodRun pod : ours ? NodePods.on(tool.run(), tool.node()) : List.<PodRun>of()) {
      if (!pod.ip().isEmpty()) {
        found.add(new String[] {Sandboxes.id(pod), RuntimeJson.PAUSE, RUNTIME});
      }
      for (String name : pod.json().object("containers").keys()) {
        Json.Object c = pod.container(name);
        if (Sandboxes.exists(c)) {
          found.add(new String[] {c.text("id"), c.text("imageId"), RUNTIME});
        }
      }
    }
    found.sort(java.util.Comparator.comparing(cells -> cells[0]));
    row("CONTAINER", "IMAGE", "RUNTIME");
    rows.addAll(found);
    return table(4, 4);
  }

  private HostCall.Answer.Tool tasks(boolean ours) {
    row("TASK", "PID", "STATUS");
    for (PodRun pod : ours ? NodePods.on(tool.run(), tool.node()) : List.<PodRun>of()) {
      if (!pod.ip().isEmpty()) {
        task(Sandboxes.id(pod), "RUNNING");
      }
      for (String name : pod.json().object("containers").keys()) {
        Json.Object c = pod.container(name);
        if (Sandboxes.exists(c) && !c.has("finishedAt")) {
          task(c.text("id"), "RUNNING");
        }
      }
    }
    return table(4, 4);
  }

  private void task(String id, String status) {
    row(id, Integer.toString(Units.pid(tool.node(), id)), status);
  }

  private HostCall.Answer.Tool images(boolean ours) {
    row("REF", "TYPE", "DIGEST", "SIZE", "PLATFORMS", "LABELS");
    List<RuntimeJson.Held> held = ours ? RuntimeJson.images(tool.run(), tool.node()) : List.of();
    Map<String, RuntimeJson.Held> byReference = new TreeMap<>();
    for (RuntimeJson.Held image : held) {
      String name = image.reference().substring(0, image.reference().lastIndexOf(':'));
      byReference.put(image.reference(), image);
      byReference.put(name + "@" + image.id(), image);
      byReference.put(image.id(), image);
    }
    byReference.forEach((reference, image) ->
        row(
            reference,
            "application/vnd.docker.distribution.manifest.v2+json",
            image.id(),
            binary(image.size()),
            "linux/amd64",
            "io.cri-containerd.image=managed"));
    return table(1, 1);
  }

  private static String binary(long bytes) {
    double mebibytes = bytes / 1048576.0;
    return mebibytes >= 1
        ? String.format(Locale.ROOT, "%.1f MiB", mebibytes)
        : String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
  }
}
