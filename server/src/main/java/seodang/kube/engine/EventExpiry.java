package seodang.kube.engine;

import java.time.Duration;
import java.time.Instant;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.store.Change;
import seodang.kube.store.Store;

/// Lets events go an hour after they were last written, as etcd's leases do. The API server uses a
/// lease for the writes of a minute, so events go in batches, at most that much late.
public final class EventExpiry implements Component {
  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration LEASE = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public String process(String key) {
    return "etcd";
  }

  @Override
  public void observe(Run run, Change change) {
    if (change.after() != null && change.key().startsWith("/registry/events/")) {
      run.enqueue(this, "events", LIFE);
    }
  }

  @Override
  public void resync(Run run, String process) {
    if (process.equals("etcd")) {
      run.enqueue(this, "events");
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Instant next = null;
    for (Json.Object event : run.list("", "events", "")) {
      Instant last = Meta.instant(event.get("lastTimestamp"));
      if (last == null) {
        last = Meta.instant(event.get("eventTime"));
      }
      Instant end = last == null ? run.now() : last.plus(LIFE);
      if (!end.isAfter(run.now())) {
        run.remove(Store.key("", "events", Meta.namespace(event), Meta.name(event)));
      } else if (next == null || end.isBefore(next)) {
        next = end;
      }
    }
    if (next != null) {
      Duration left = Duration.between(run.now(), next);
      run.enqueue(this, "events", left.compareTo(LEASE) < 0 ? LEASE : left);
    }
  }
}
