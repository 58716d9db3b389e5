package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Quantity;
import seodang.terminal.kubectl.golang.GoText;

/// The containers of a Pod or of a Pod template.
final class PodContainers {
  private PodContainers() {}

  /// @param pod for values taken from its fields; null for a template
  /// @param space two blanks for a template, else `""`
  static void describe(
      String label,
      Json.Array containers,
      Json.Array statuses,
      Json.@Nullable Object pod,
      String space,
      Description out) {
    out.write(0, space + label + ":" + (containers.isEmpty() ? " <none>" : "") + "\n");
    for (Json.Object container : containers.objects()) {
      Json.Object status = null;
      for (Json.Object candidate : statuses.objects()) {
        if (candidate.text("name").equals(container.text("name"))) {
          status = candidate;
        }
      }
      basics(container, status, space, out);
      words("Command", container.array("command"), out);
      words("Args", container.array("args"), out);
      if (status != null) {
        states(status, out);
      }
      resources(container.object("resources"), 2, out);
      probes(container, out);
      ContainerEnvironment.describe(container, pod, out);
      mounts(container, out);
    }
  }

  private static void basics(
      Json.Object container, Json.@Nullable Object status, String space, Description out) {
    out.write(1, (space.isEmpty() ? "" : " ") + container.text("name") + ":\n");
    if (status != null) {
      out.line(2, "Container ID:", status.text("containerID"));
    }
    out.line(2, "Image:", container.text("image"));
    if (status != null) {
      out.line(2, "Image ID:", status.text("imageID"));
    }
    ports("Port", "containerPort", container, out);
    ports("Host Port", "hostPort", container, out);
    Json.Object seccomp = container.object("securityContext").object("seccompProfile");
    if (!seccomp.isEmpty()) {
      out.line(2, "SeccompProfile:", seccomp.text("type"));
      if (seccomp.text("type").equals("Localhost")) {
        out.line(3, "LocalhostProfile:", seccomp.text("localhostProfile"));
      }
    }
  }

  private static void ports(String title, String field, Json.Object container, Description out) {
    StringJoiner ports = new StringJoiner(", ");
    for (Json.Object port : container.array("ports").objects()) {
      ports.add(port.number(field, 0) + "/" + port.text("protocol", "TCP"));
    }
    String text = ports.toString();
    boolean several = text.contains(",");
    out.line(2, title + (several ? "s:" : ":"), Description.orNone(text));
  }

  private static void words(String title, Json.Array words, Description out) {
    if (words.isEmpty()) {
      return;
    }
    out.line(2, title + ":");
    for (String word : words.texts()) {
      for (String line : word.split("\n", -1)) {
        out.line(3, line);
      }
    }
  }

  private static void states(Json.Object status, Description out) {
    state("State", status.object("state"), out);
    if (status.object("lastState").has("terminated")) {
      state("Last State", status.object("lastState"), out);
    }
    out.line(2, "Ready:", Description.yes(status.bool("ready")));
    out.line(2, "Restart Count:", status.number("restartCount", 0));
  }

  private static void state(String title, Json.Object state, Description out) {
    if (state.has("running")) {
      out.line(2, title + ":", "Running");
      out.line(3, "Started:", Description.date(state.object("running").text("startedAt")));
    } else if (state.has("terminated")) {
      Json.Object ended = state.object("terminated");
      out.line(2, title + ":", "Terminated");
      if (!ended.text("reason").isEmpty()) {
        out.line(3, "Reason:", ended.text("reason"));
      }
      if (!ended.text("message").isEmpty()) {
        out.line(3, "Message:", ended.text("message"));
      }
      out.line(3, "Exit Code:", ended.number("exitCode", 0));
      if (ended.number("signal", 0) > 0) {
        out.line(3, "Signal:", ended.number("signal", 0));
      }
      out.line(3, "Started:", Description.date(ended.text("startedAt")));
      out.line(3, "Finished:", Description.date(ended.text("finishedAt")));
    } else {
      out.line(2, title + ":", "Waiting");
      String reason = state.object("waiting").text("reason");
      if (!reason.isEmpty()) {
        out.line(3, "Reason:", reason);
      }
    }
  }

  /// Limits and requests, each amount in its canonical form.
  static void resources(Json.Object resources, int level, Description out) {
    for (String list : List.of("limits", "requests")) {
      Json.Object amounts = resources.object(list);
      if (!amounts.isEmpty()) {
        out.line(level, list.equals("limits") ? "Limits:" : "Requests:");
        amounts.forEach(
            (name, amount) -> out.line(level + 1, name + ":", Quantity.of(amount).toString()));
      }
    }
  }

  private static void probes(Json.Object container, Description out) {
    for (String kind : List.of("Liveness", "Readiness", "Startup")) {
      Json.Object probe = container.object(kind.toLowerCase(java.util.Locale.ROOT) + "Probe");
      if (!probe.isEmpty()) {
        out.line(2, kind + ":", probe(probe));
      }
    }
  }

  static String probe(Json.Object probe) {
    String timing =
        "delay="
            + probe.number("initialDelaySeconds", 0)
            + "s timeout="
            + probe.number("timeoutSeconds", 0)
            + "s period="
            + probe.number("periodSeconds", 0)
            + "s #success="
            + probe.number("successThreshold", 0)
            + " #failure="
            + probe.number("failureThreshold", 0);
    if (probe.has("exec")) {
      return "exec " + GoText.value(probe.object("exec").array("command")) + " " + timing;
    }
    if (probe.has("httpGet")) {
      Json.Object get = probe.object("httpGet");
      return "http-get "
          + get.text("scheme", "HTTP").toLowerCase(java.util.Locale.ROOT)
          + "://"
          + get.text("host")
          + ":"
          + GoText.value(get.get("port"))
          + get.text("path")
          + " "
          + timing;
    }
    if (probe.has("tcpSocket")) {
      Json.Object socket = probe.object("tcpSocket");
      return "tcp-socket "
          + socket.text("host")
          + ":"
          + GoText.value(socket.get("port"))
          + " "
          + timing;
    }
    if (probe.has("grpc")) {
      Json.Object grpc = probe.object("grpc");
      return "grpc <pod>:" + grpc.number("port", 0) + " " + grpc.text("service") + " " + timing;
    }
    return "unknown " + timing;
  }

  private static void mounts(Json.Object container, Description out) {
    List<Json.Object> mounts = new ArrayList<>(container.array("volumeMounts").objects());
    if (mounts.isEmpty()) {
      out.line(2, "Mounts:", "<none>");
    } else {
      out.line(2, "Mounts:");
    }
    mounts.sort(Comparator.comparing(m -> m.text("mountPath")));
    for (Json.Object mount : mounts) {
      String flags = mount.bool("readOnly") ? "ro" : "rw";
      String path = mount.text("subPath");
      flags += path.isEmpty() ? "" : ",path=" + GoText.quote(path);
      out.line(3, mount.text("mountPath") + " from " + mount.text("name") + " (" + flags + ")");
    }
    List<Json.Object> devices = new ArrayList<>(container.array("volumeDevices").objects());
    if (!devices.isEmpty()) {
      out.line(2, "Devices:");
      devices.sort(Comparator.comparing(d -> d.text("devicePath")));
      devices.forEach(d -> out.line(3, d.text("devicePath") + " from " + d.text("name")));
    }
  }
}
