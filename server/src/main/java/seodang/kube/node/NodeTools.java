package seodang.kube.node;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import seodang.kube.Input;
import seodang.kube.engine.Run;
import seodang.shell.HostCall;

/// The tools of a node, by name.
public final class NodeTools {
  private static final Map<String, Function<ToolRun, HostCall.Answer.Tool>> TOOLS =
      new TreeMap<>(
          Map.of(
              "iptables-save", IpTables::save,
              "iptables", IpTables::list,
              "ipvsadm", IpTables::ipvs,
              "crictl", Crictl::run,
              "systemctl", Systemctl::run,
              "journalctl", Journal::run,
              "ip", Ip::run,
              "ss", Ss::run));

  private NodeTools() {}

  public static Set<String> names() {
    return TOOLS.keySet();
  }

  public static HostCall.Answer.Tool run(Run run, Input.Tool tool) {
    String name = tool.argv().getFirst();
    Function<ToolRun, HostCall.Answer.Tool> found = TOOLS.get(name);
    if (found == null || run.get("", "nodes", "", tool.node()) == null) {
      return ToolRun.fail(127, name + ": command not found\n");
    }
    return found.apply(
        new ToolRun(
            run,
            tool.node(),
            name,
            tool.argv().subList(1, tool.argv().size()),
            tool.directory(),
            tool.cursor()));
  }
}
