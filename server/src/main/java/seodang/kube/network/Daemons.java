package seodang.kube.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.HttpResult;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// What the processes of a node itself answer there: the kubelet's health, kube-proxy's health and
/// mode.
final class Daemons {
  private static final int KUBELET = 10248;
  private static final int PROXY = 10249;
  private static final int PROXY_HEALTH = 10256;

  private Daemons() {}

  /// Null for ports that no such process has.
  static @Nullable HttpResult answer(
      Run run, Source source, String address, int port, String path) {
    boolean here =
        address.equals("127.0.0.1") || port == PROXY_HEALTH && address.equals(source.ip());
    if (!here || port != KUBELET && port != PROXY && port != PROXY_HEALTH) {
      return null;
    }
    String process = port == KUBELET ? "kubelet" : "kube-proxy";
    Json.Object hop = Json.object("kind", "node", "name", source.node(), "address", address);
    if (run.isBroken(process + "/" + source.node())) {
      return new HttpResult("refused", 0, Json.object(), "", List.of(hop));
    }
    String body = body(run, port, path);
    int status = body == null ? 404 : 200;
    String text = body == null ? "404 page not found\n" : body;
    return new HttpResult("", status, Json.object(), text, List.of(hop));
  }

  private static @Nullable String body(Run run, int port, String path) {
    if (port == PROXY_HEALTH) {
      return path.equals("/healthz") || path.equals("/livez") ? health(run) : null;
    }
    if (path.equals("/healthz")) {
      return "ok";
    }
    return port == PROXY && path.equals("/proxyMode") ? "iptables" : null;
  }

  private static String health(Run run) {
    String now = Meta.microTime(run.now()).value();
    String family = "{\"lastUpdated\":\"" + now + "\",\"healthy\":true}";
    return "{\"lastUpdated\":\""
        + now
        + "\",\"currentTime\":\""
        + now
        + "\",\"nodeEligible\":true,\"healthy\":true,\"status\":{\"IPv4\":"
        + family
        + ",\"IPv6\":"
        + family
        + "}}";
  }
}
