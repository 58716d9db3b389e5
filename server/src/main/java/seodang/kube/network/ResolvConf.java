package seodang.kube.network;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Settings;
import seodang.kube.engine.Run;

/// A Pod's `/etc/resolv.conf`, as the kubelet writes it after `dnsPolicy` and `dnsConfig`.
///
/// @param options as they stand in the file: `ndots:5`
public record ResolvConf(List<String> servers, List<String> searches, List<String> options) {
  private static final String ZONE = "cluster.local";

  /// What the nodes themselves ask, and what answers for the world outside: nobody here.
  private static final ResolvConf OF_NODES =
      new ResolvConf(List.of("192.168.56.1"), List.of(), List.of());

  static ResolvConf ofNodes() {
    return OF_NODES;
  }

  public static ResolvConf of(Run run, Json.Object pod) {
    Json.Object spec = pod.object("spec");
    boolean host = spec.bool("hostNetwork");
    ResolvConf base =
        switch (spec.text("dnsPolicy", "ClusterFirst")) {
          case "None" -> new ResolvConf(List.of(), List.of(), List.of());
          case "Default" -> OF_NODES;
          case "ClusterFirstWithHostNet" -> ofCluster(run, Meta.namespace(pod));
          default -> host ? OF_NODES : ofCluster(run, Meta.namespace(pod));
        };
    return spec.has("dnsConfig") ? base.with(spec.object("dnsConfig")) : base;
  }

  private static ResolvConf ofCluster(Run run, String namespace) {
    return new ResolvConf(
        List.of(Settings.of(run).services().dns()),
        List.of(namespace + ".svc." + ZONE, "svc." + ZONE, ZONE),
        List.of("ndots:5"));
  }

  /// With what a `dnsConfig` adds; an option given there wins.
  private ResolvConf with(Json.Object config) {
    List<String> added = new ArrayList<>();
    for (Json.Object option : config.array("options").objects()) {
      String value = option.text("value");
      added.add(value.isEmpty() ? option.text("name") : option.text("name") + ":" + value);
    }
    List<String> merged = new ArrayList<>(options);
    for (String option : added) {
      merged.removeIf(o -> o.replaceFirst(":.*", "").equals(option.replaceFirst(":.*", "")));
      merged.add(option);
    }
    return new ResolvConf(
        joined(servers, config.array("nameservers").texts()),
        joined(searches, config.array("searches").texts()),
        merged);
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    second.stream().filter(s -> !all.contains(s)).forEach(all::add);
    return all;
  }

  /// How many dots make a name be tried as it stands first.
  private int ndots() {
    for (String option : options) {
      if (option.matches("ndots:\\d{1,2}")) {
        return Integer.parseInt(option.substring("ndots:".length()));
      }
    }
    return 1;
  }

  /// The names that a resolver tries, in order.
  List<String> candidates(String name) {
    if (name.endsWith(".")) {
      return List.of(name.substring(0, name.length() - 1));
    }
    List<String> candidates = new ArrayList<>();
    searches.forEach(search -> candidates.add(name + "." + search));
    boolean whole = name.chars().filter(c -> c == '.').count() >= ndots();
    candidates.add(whole ? 0 : candidates.size(), name);
    return candidates;
  }

  public String text() {
    StringBuilder text = new StringBuilder();
    if (!searches.isEmpty()) {
      text.append("search ").append(String.join(" ", searches)).append('\n');
    }
    servers.forEach(server -> text.append("nameserver ").append(server).append('\n'));
    if (!options.isEmpty()) {
      text.append("options ").append(String.join(" ", options)).append('\n');
    }
    return text.toString();
  }
}
