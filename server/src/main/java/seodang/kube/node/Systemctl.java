package seodang.kube.node;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.engine.Run;
import seodang.shell.HostCall;

/// `systemctl`: the units `kubelet` and `containerd`, whose stop is a fault of the node's.
final class Systemctl {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int LINES = 10;

  private final ToolRun tool;
  private final Run run;
  private final String node;

  private Systemctl(ToolRun tool) {
    this.tool = tool;
    run = tool.run();
    node = tool.node();
  }

  static HostCall.Answer.Tool run(ToolRun tool) {
    return new Systemctl(tool).run();
  }

  private HostCall.Answer.Tool run() {
    ToolRun.Flags flags = tool.flags(Set.of("-n", "--lines", "-t", "--type"));
    String verb = flags.operand(0);
    if (verb.equals("daemon-reload")) {
      return ToolRun.out("");
    }
    if (verb.isEmpty() || verb.equals("list-units")) {
      return ToolRun.out(list());
    }
    String named = flags.operand(1);
    String unit = named.replaceFirst("\\.service$", "");
    if (named.isEmpty()) {
      return ToolRun.fail(1, "Too few arguments.\n");
    }
    if (!Units.NAMES.contains(unit)) {
      return missing(verb, unit);
    }
    return switch (verb) {
      case "status" -> status(unit);
      case "start" -> start(unit);
      case "stop" -> stop(unit);
      case "restart", "reload-or-restart" -> {
        stop(unit);
        yield start(unit);
      }
      case "is-active" ->
          runs(unit) ? ToolRun.out("active\n") : new HostCall.Answer.Tool(3, "inactive\n", "", "");
      case "is-enabled" ->
          isEnabled(unit)
              ? ToolRun.out("enabled\n")
              : new HostCall.Answer.Tool(1, "disabled\n", "", "");
      case "enable" -> enable(unit, true, flags);
      case "disable" -> enable(unit, false, flags);
      case "cat" -> ToolRun.out(file(unit));
      case "show", "kill", "mask", "unmask", "edit" -> tool.unsupported("systemctl " + verb);
      default -> ToolRun.fail(1, "Unknown command verb " + verb + ".\n");
    };
  }

  private static HostCall.Answer.Tool missing(String verb, String unit) {
    return switch (verb) {
      case "status" -> ToolRun.fail(4, "Unit " + unit + ".service could not be found.\n");
      case "is-active" -> new HostCall.Answer.Tool(3, "inactive\n", "", "");
      case "enable", "disable", "is-enabled" ->
          ToolRun.fail(
              1, "Failed to " + verb + " unit: Unit file " + unit + ".service does not exist.\n");
      default ->
          ToolRun.fail(
              5,
              "Failed to "
                  + verb
                  + " "
                  + unit
                  + ".service: Unit "
                  + unit
                  + ".service not found.\n");
    };
  }

  private boolean runs(String unit) {
    return !run.isBroken(Units.fault(node, unit));
  }

  private boolean isEnabled(String unit) {
    return run.recall("unit-off/" + node + "/" + unit) == null;
  }

  private HostCall.Answer.Tool start(String unit) {
    if (!runs(unit)) {
      Units.did(run, node, unit, "start");
      run.fault(Units.fault(node, unit), false);
    }
    return ToolRun.out("");
  }

  private HostCall.Answer.Tool stop(String unit) {
    if (runs(unit)) {
      Units.did(run, node, unit, "stop");
      run.fault(Units.fault(node, unit), true);
    }
    return ToolRun.out("");
  }

  private HostCall.Answer.Tool enable(String unit, boolean on, ToolRun.Flags flags) {
    String link = "/etc/systemd/system/multi-user.target.wants/" + unit + ".service";
    boolean was = isEnabled(unit);
    String told =
        was == on
            ? ""
            : on
                ? "Created symlink " + link + " → " + path(unit) + ".\n"
                : "Removed \"" + link + "\".\n";
    if (on) {
      run.forget("unit-off/" + node + "/" + unit);
    } else {
      run.remember("unit-off/" + node + "/" + unit, Json.bool(true));
    }
    if (flags.has("--now")) {
      HostCall.Answer.Tool _ = on ? start(unit) : stop(unit);
    }
    return new HostCall.Answer.Tool(0, "", told, "");
  }

  private static String path(String unit) {
    return "/lib/systemd/system/" + unit + ".service";
  }

  private String list() {
    StringBuilder out =
        new StringBuilder("  UNIT               LOAD   ACTIVE   SUB     DESCRIPTION\n");
    for (String unit : Units.NAMES) {
      out.append(
          String.format(
              Locale.ROOT,
              "  %-18s loaded %-8s %-7s %s%n",
              unit + ".service",
              runs(unit) ? "active" : "inactive",
              runs(unit) ? "running" : "dead",
              Units.description(unit)));
    }
    return out.toString();
  }

  private HostCall.Answer.Tool status(String unit) {
    Instant since = Units.since(run, node, unit);
    int pid = Units.pid(node, unit);
    boolean runs = runs(unit);
    StringBuilder out = new StringBuilder(runs ? "● " : "○ ");
    out.append(unit).append(".service - ").append(Units.description(unit)).append('\n');
    out.append("     Loaded: loaded (").append(path(unit)).append("; ");
    out.append(isEnabled(unit) ? "enabled" : "disabled").append("; preset: enabled)\n");
    if (unit.equals("kubelet")) {
      out.append("    Drop-In: /usr/lib/systemd/system/kubelet.service.d\n");
      out.append("             └─10-kubeadm.conf\n");
    }
    out.append("     Active: ").append(runs ? "active (running)" : "inactive (dead)");
    out.append(" since ")
        .append(TIME.format(since))
        .append("; ")
        .append(ago(since))
        .append(" ago\n");
    out.append("       Docs: ");
    out.append(unit.equals("kubelet") ? "https://kubernetes.io/docs/" : "https://containerd.io");
    out.append(runs ? "\n   Main PID: " : "\n    Process: ").append(pid);
    if (runs) {
      out.append(" (").append(unit).append(")\n");
      out.append("      Tasks: 12 (limit: 9442)\n");
      out.append("     CGroup: /system.slice/").append(unit).append(".service\n");
      out.append("             └─").append(pid).append(' ').append(command(unit)).append('\n');
    } else {
      out.append(" ExecStart=").append(command(unit)).append(" (code=exited, status=0/SUCCESS)\n");
      out.append("   Main PID: ").append(pid).append(" (code=exited, status=0/SUCCESS)\n");
    }
    out.append('\n');
    List<String> lines = Journal.lines(run, node, unit);
    lines
        .subList(Math.max(0, lines.size() - LINES), lines.size())
        .forEach(line -> out.append(line).append('\n'));
    return new HostCall.Answer.Tool(runs ? 0 : 3, out.toString(), "", "");
  }

  static String command(String unit) {
    return unit.equals("kubelet")
        ? "/usr/bin/kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf"
            + " --kubeconfig=/etc/kubernetes/kubelet.conf --config=/var/lib/kubelet/config.yaml"
        : "/usr/bin/containerd";
  }

  private static String file(String unit) {
    return "# "
        + path(unit)
        + "\n[Unit]\nDescription="
        + Units.description(unit)
        + "\n\n[Service]\nExecStart="
        + command(unit)
        + "\nRestart=always\nRestartSec=10\n\n[Install]\nWantedBy=multi-user.target\n";
  }

  private String ago(Instant since) {
    Duration age = Duration.between(since, run.now());
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + "s");
    }
    return seconds < 86_400
        ? seconds / 3600 + "h" + (seconds % 3600 < 60 ? "" : " " + seconds % 3600 / 60 + "min")
        : seconds / 86_400 + " days";
  }
}
