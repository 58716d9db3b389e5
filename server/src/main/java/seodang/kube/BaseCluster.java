package seodang.kube;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.json.MergePatch;
import seodang.json.Yaml;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;
import seodang.kube.schema.SchemaData;
import seodang.kube.store.Store;
import seodang.kube.trace.Trace;

/// The clusters that others are forked from, built once by running the simulation itself.
final class BaseCluster {
  private static final String PROFILE = "ClusterProfile";

  /// Of the machine that the API server runs on.
  private static final String ADDRESS = "192.168.56.10";

  /// Where it listens, unless its profile says otherwise.
  private static final long SECURE_PORT = 6443;

  private static final Duration SETTLING = Duration.ofMinutes(3);
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private BaseCluster() {}

  private static final Map<String, Built> LATEST = new ConcurrentHashMap<>();

  private record Built(Instant at, ClusterState state) {}

  /// A fork of the base that was built at the beginning of the present hour, so that what a learner
  /// finds is some minutes old.
  static ClusterState fork(String profile, long seed, Instant now) {
    Instant hour = now.truncatedTo(ChronoUnit.HOURS).minus(SETTLING);
    Built built =
        LATEST.compute(
            profile,
            (name, standing) ->
                standing != null && standing.at().equals(hour)
                    ? standing
                    : new Built(hour, build(name + ".yaml", hour)));
    return seeded(built.state(), seed, now);
  }

  /// The same from a profile's own text, as new as can be: nothing in it is older than its
  /// settling.
  static ClusterState fresh(String text, long seed, Instant now) {
    return seeded(build(documents(text, now), now), seed, now.plus(SETTLED));
  }

  /// A cluster of its own: it shares all but the chance and the secret that signs its tokens.
  private static ClusterState seeded(ClusterState base, long seed, Instant now) {
    return new ClusterState(
        base.store(),
        Cluster.withoutSecrets(base.memory()),
        base.timers(),
        now,
        seed,
        Trace.continuing(base.trace().last()));
  }

  private static ClusterState build(String profile, Instant at) {
    return Cluster.apply(
            build(documents(read(profile), at), at), new Input.Advance(at.plus(SETTLING)))
        .state();
  }

  /// A profile's objects. One that `extends` another begins with that one's: an object of the same
  /// kind and name is merged into it.
  private static List<Json> documents(String text, Instant at) {
    List<Json> own = Yaml.parseAll(dated(text, at));
    String base = "";
    for (Json document : own) {
      base = document instanceof Json.Object object ? object.text("extends", base) : base;
    }
    if (base.isEmpty()) {
      return own;
    }
    Map<String, Json> all = new LinkedHashMap<>();
    documents(read(base + ".yaml"), at).forEach(d -> all.put(identity(d), d));
    for (Json document : own) {
      all.merge(
          identity(document),
          document,
          (was, more) -> MergePatch.apply((Json.Object) was, (Json.Object) more));
    }
    return List.copyOf(all.values());
  }

  private static String identity(Json document) {
    Json.Object object = (Json.Object) document;
    return object.text("kind") + " " + Meta.key(object);
  }

  private static ClusterState build(List<Json> documents, Instant at) {
    ClusterState state =
        new ClusterState(
            Store.empty(), TreePMap.empty(), TreePMap.empty(), at, 20260101L, Trace.empty());
    long port = SECURE_PORT;
    for (Json document : documents) {
      Json.Object object = (Json.Object) document;
      if (object.text("kind").equals(PROFILE)) {
        state = Cluster.withSettings(state, object);
        port = object.number("securePort", port);
        for (String process : object.array("stopped").texts()) {
          state = Cluster.apply(state, new Input.Fault(process, true)).state();
        }
      }
    }
    state = create(state, serviceCidr(Cluster.serviceRange(state), at));
    state = bootstrap(state, Cluster.serviceAddress(state, 1), port);
    state = create(create(state, endpoints(port)), endpointSlice(port));
    for (Json document : documents) {
      Json.Object object = (Json.Object) document;
      state = object.text("kind").equals(PROFILE) ? state : create(state, object);
    }
    return Cluster.apply(state, new Input.Advance(at.plus(SETTLED))).state();
  }

  /// The range of Services' addresses, as the API server itself declares it.
  private static Json.Object serviceCidr(String range, Instant at) {
    Json.Object ready =
        Json.object(
            "type", "Ready",
            "status", "True",
            "reason", "",
            "message", "Kubernetes default Service CIDR is ready",
            "lastTransitionTime", Meta.time(at));
    return Json.object(
        "apiVersion", "networking.k8s.io/v1",
        "kind", "ServiceCIDR",
        "metadata", Json.object("name", "kubernetes"),
        "spec", Json.object("cidrs", Json.array(range)),
        "status", Json.object("conditions", Json.array(ready)));
  }

  /// Where the API server itself is, behind the Service `kubernetes`; it says so itself.
  private static Json.Object endpoints(long port) {
    return Json.object(
        "apiVersion",
        "v1",
        "kind",
        "Endpoints",
        "metadata",
        Json.object(
            "name", "kubernetes",
            "namespace", "default",
            "labels", Json.object("endpointslice.kubernetes.io/skip-mirror", "true")),
        "subsets",
        Json.array(
            Json.object(
                "addresses", Json.array(Json.object("ip", ADDRESS)),
                "ports", Json.array(https(port)))));
  }

  private static Json.Object endpointSlice(long port) {
    return Json.object(
        "apiVersion",
        "discovery.k8s.io/v1",
        "kind",
        "EndpointSlice",
        "metadata",
        Json.object(
            "name", "kubernetes",
            "namespace", "default",
            "labels", Json.object("kubernetes.io/service-name", "kubernetes")),
        "addressType",
        "IPv4",
        "endpoints",
        Json.array(
            Json.object(
                "addresses", Json.array(ADDRESS), "conditions", Json.object("ready", true))),
        "ports",
        Json.array(https(port)));
  }

  private static Json.Object https(long port) {
    return Json.object("name", "https", "port", port, "protocol", "TCP");
  }

  /// @param kubernetes the address of the Service `kubernetes`
  /// @param port where the API server listens
  private static ClusterState bootstrap(ClusterState start, String kubernetes, long port) {
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
        Json.Object object =
            resource.equals("services")
                ? item.with(
                    "spec",
                    item.object("spec")
                        .with("clusterIP", kubernetes)
                        .with("clusterIPs", Json.array(kubernetes))
                        .with(
                            "ports",
                            Json.array(https(port).with("port", 443).with("targetPort", port))))
                : item;
        state =
            create(
                state,
                object
                    .with("apiVersion", list.text("apiVersion"))
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

  /// The text of a profile that comes with the program.
  static String read(String profile) {
    try (InputStream in = BaseCluster.class.getResourceAsStream("profile/" + profile)) {
      if (in == null) {
        throw new IllegalArgumentException("no profile " + profile);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String dated(String text, Instant at) {
    return text.replace("@NOW@", Meta.time(at).value())
        .replace("@MICRO@", Meta.microTime(at).value());
  }
}
