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
          Map.ofEntries(
              Map.entry("iptables-save", IpTables::save),
              Map.entry("iptables", IpTables::list),
              Map.entry("ipvsadm", IpTables::ipvs),
              Map.entry("crictl", Crictl::run),
              Map.entry("ctr", Ctr::run),
              Map.entry("systemctl", Systemctl::run),
              Map.entry("journalctl", Journal::run),
              Map.entry("ip", Ip::run),
              Map.entry("bridge", Ip::bridge),
              Map.entry("ss", Ss::run),
              Map.entry("etcdctl", Etcdctl::run),
              Map.entry("kubeadm", Kubeadm::run)));

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
