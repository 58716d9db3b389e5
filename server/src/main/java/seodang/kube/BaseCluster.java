package seodang.kube;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;
import seodang.kube.schema.SchemaData;
import seodang.kube.store.Store;
import seodang.kube.trace.Trace;

/// The clusters that others are forked from, built once by running the simulation itself.
final class BaseCluster {
  private static final Duration SETTLING = Duration.ofMinutes(3);

  private BaseCluster() {}

  private static volatile @Nullable Built latest;

  private record Built(Instant at, ClusterState state) {}

  /// A fork of the base that was built at the beginning of the present hour, so that what a learner
  /// finds is some minutes old.
  static ClusterState learner(long seed, Instant now) {
    Instant hour = now.truncatedTo(ChronoUnit.HOURS).minus(SETTLING);
    Built built = latest;
    if (built == null || !built.at().equals(hour)) {
      synchronized (BaseCluster.class) {
        built = latest;
        if (built == null || !built.at().equals(hour)) {
          built = new Built(hour, build("learner.yaml", hour));
          latest = built;
        }
      }
    }
    ClusterState base = built.state();
    return new ClusterState(
        base.store(),
        base.memory(),
        base.timers(),
        now,
        seed,
        Trace.continuing(base.trace().last()));
  }

  private static ClusterState build(String profile, Instant at) {
    ClusterState state =
        new ClusterState(
            Store.empty(), TreePMap.empty(), TreePMap.empty(), at, 20260101L, Trace.empty());
    state = bootstrap(state);
    for (Json document : documents(profile, at)) {
      state = create(state, (Json.Object) document);
    }
    return Cluster.apply(state, new Input.Advance(at.plus(SETTLING))).state();
  }

  private static ClusterState bootstrap(ClusterState start) {
    ClusterState state = start;
    Json.Object lists = SchemaData.read("bootstrap-objects.json");
    for (String resource :
        List.of(
            "namespaces",
            "priorityclasses",
            "clusterroles",
            "clusterrolebindings",
            "roles",
            "rolebindings",
            "serviceaccounts",
            "flowschemas",
            "prioritylevelconfigurations",
            "services",
            "apiservices")) {
      Json.Object list = lists.object(resource);
      for (Json.Object item : list.array("items").objects()) {
        String kind = list.text("kind").replaceAll("List$", "");
        state =
            create(
                state,
                item.with("apiVersion", list.text("apiVersion"))
                    .with("kind", item.text("kind", kind)));
      }
    }
    return state;
  }

  private static ClusterState create(ClusterState state, Json.Object object) {
    ResourceType type = Resources.ofKind(object.text("apiVersion"), object.text("kind"));
    if (type == null) {
      throw new IllegalStateException("unknown kind in a profile: " + object);
    }
    String namespace = Meta.namespace(object);
    if (type.namespaced() && namespace.isEmpty()) {
      throw new IllegalStateException("no namespace in a profile: " + object);
    }
    String path = type.path(namespace, "");
    ApiRequest request = ApiRequest.post(path, object).withClient("kubeadm");
    Transition done = Cluster.apply(state, new Input.Request(request, null));
    ApiResponse answer = done.response();
    if (answer == null || !answer.ok()) {
      boolean exists = answer != null && answer.status() == 409;
      if (!exists) {
        throw new IllegalStateException("a profile's object was refused: " + answer);
      }
    }
    ClusterState after = done.state();
    if (object.has("status")
        && !object.text("kind").equals("Namespace")
        && answer != null
        && answer.ok()) {
      String one = type.path(namespace, Meta.name(object));
      Json.Object whole = answer.object().with("status", object.object("status"));
      after =
          Cluster.apply(
                  after,
                  new Input.Request(
                      ApiRequest.put(one + "/status", whole).withClient("kubeadm"), null))
              .state();
    }
    return after;
  }

  private static List<Json> documents(String profile, Instant at) {
    try (InputStream in = BaseCluster.class.getResourceAsStream("profile/" + profile)) {
      if (in == null) {
        throw new IllegalStateException("no profile " + profile);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Yaml.parseAll(
          text.replace("@NOW@", Meta.time(at).value())
              .replace("@MICRO@", Meta.microTime(at).value()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
