package seodang.kube.apiserver;

import java.time.Duration;
import java.time.Instant;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Faults;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// What beats like a heart is computed when read: node heartbeats and leases are never written
/// while all is well, so that an idle cluster costs nothing.
final class Live {
  private static final Duration NODE_STATUS = Duration.ofMinutes(5);
  private static final Duration LEASE = Duration.ofSeconds(10);

  private Live() {}

  static Json.Object view(Run run, ResourceType type, Json.Object object) {
    return switch (type.resource()) {
      case "nodes" -> node(run, object);
      case "leases" -> lease(run, object);
      default -> object;
    };
  }

  private static Json.Object node(Run run, Json.Object node) {
    if (Faults.silentSince(run, Meta.name(node)) != null) {
      return node;
    }
    Json.Array conditions =
        node.object("status")
            .array("conditions")
            .map(c -> {
              Json.Object condition = (Json.Object) c;
              Instant last = Meta.instant(condition.get("lastHeartbeatTime"));
              return last == null || condition.text("type").equals("NetworkUnavailable")
                  ? c
                  : condition.with("lastHeartbeatTime", beat(last, NODE_STATUS, run.now()));
            });
    return conditions.isEmpty() ? node : node.withAt(conditions, "status", "conditions");
  }

  private static Json.Object lease(Run run, Json.Object lease) {
    Instant last = Meta.instant(lease.at("spec", "renewTime"));
    String holder = lease.object("spec").text("holderIdentity");
    boolean stopped =
        Meta.namespace(lease).equals("kube-node-lease")
            ? Faults.silentSince(run, holder) != null
            : run.isBroken(Meta.name(lease));
    if (last == null || stopped || !Meta.namespace(lease).startsWith("kube-")) {
      return lease;
    }
    Instant beat = Meta.instant(beat(last, LEASE, run.now()));
    return beat == null ? lease : lease.withAt(Meta.microTime(beat), "spec", "renewTime");
  }

  private static Json.Text beat(Instant last, Duration every, Instant now) {
    long beats = Math.max(0, Duration.between(last, now).dividedBy(every));
    return Meta.time(last.plus(every.multipliedBy(beats)));
  }
}
