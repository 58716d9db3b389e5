package seodang.kube.network;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.engine.Component;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// The kube-proxies: the rules of a node are those of the present Services, or, while the node's
/// kube-proxy is down, of those it saw last, which are remembered under `proxy/NODE`.
public final class Proxy implements Component {
  private static final String PROCESS = "kube-proxy/";
  private static final String LAST = "proxy/";

  @Override
  public String name() {
    return "kube-proxy";
  }

  @Override
  public String process(String key) {
    return PROCESS + key;
  }

  @Override
  public void observe(Run run, Change change) {
    Json.Object gone = change.after() == null ? change.before() : null;
    if (gone != null && change.key().startsWith("/registry/services/")) {
      ServicePort.forget(run, gone);
    }
  }

  @Override
  public void reconcile(Run run, String key) {}

  @Override
  public void resync(Run run, String process) {
    if (process.startsWith(PROCESS)) {
      run.forget(LAST + process.substring(PROCESS.length()));
    }
  }

  @Override
  public void broken(Run run, String process) {
    String node = process.startsWith(PROCESS) ? process.substring(PROCESS.length()) : "";
    if (!node.isEmpty() && run.recall(LAST + node) == null) {
      Json.Object last =
          Json.object(
              "services", Json.array(run.list("", "services", "").toArray()),
              "slices", Json.array(run.list("discovery.k8s.io", "endpointslices", "").toArray()));
      run.remember(LAST + node, last);
    }
  }

  /// The Services that a node's rules know.
  public static List<Json.Object> services(Run run, String node) {
    return run.recall(LAST + node) instanceof Json.Object last
        ? last.array("services").objects()
        : run.list("", "services", "");
  }

  /// All that is behind one port of a Service by a node's rules.
  static List<Endpoints.Endpoint> behind(
      Run run, String node, Json.Object service, Json.Object port) {
    if (!(run.recall(LAST + node) instanceof Json.Object last)) {
      return Endpoints.behind(run, service, port);
    }
    List<Json.Object> slices = new ArrayList<>();
    for (Json.Object slice : last.array("slices").objects()) {
      if (Endpoints.isOf(slice, service)) {
        slices.add(slice);
      }
    }
    return Endpoints.behind(slices, port);
  }

  /// Where a node's rules send what is for one port of a Service, as `address:port` in their order:
  /// what is ready, or where nothing is, what still serves.
  ///
  /// @param onNode whether only what is on the node itself
  public static List<String> targets(
      Run run, String node, Json.Object service, Json.Object port, boolean onNode) {
    List<Endpoints.Endpoint> all =
        behind(run, node, service, port).stream()
            .filter(e -> !onNode || e.node().equals(node))
            .toList();
    boolean anyReady = all.stream().anyMatch(Endpoints.Endpoint::ready);
    return all.stream()
        .filter(e -> anyReady ? e.ready() : e.ending())
        .map(Endpoints.Endpoint::text)
        .sorted()
        .toList();
  }
}
