package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.LastApplied;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.create.Generator;
import seodang.terminal.kubectl.create.LabelSelectors;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.patch.PatchSchema;

/// `kubectl expose`.
final class Expose {
  private static final Set<String> KINDS =
      Set.of("Service", "ReplicationController", "Deployment.apps", "ReplicaSet.apps", "Pod");

  private final Invocation invocation;
  private final Flags flags;
  private final Reporter reporter;

  private Expose(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    this.reporter = new Reporter(invocation);
  }

  static int run(Invocation invocation) {
    Expose expose = new Expose(invocation);
    int[] count = {0};
    new ResourceBuilder(invocation)
        .continueOnError()
        .files()
        .selector(null)
        .arguments(false, invocation.arguments())
        .visit(info -> {
          count[0]++;
          expose.one(info);
        });
    if (count[0] == 0) {
      throw new KubectlError("no objects passed to expose");
    }
    return 0;
  }

  private void one(Info info) {
    Resource resource = info.resource();
    if (!KINDS.contains(resource.qualifiedKind())) {
      throw new KubectlError("cannot expose a " + resource.qualifiedKind());
    }
    Json.Object service = service(info);
    String overrides = flags.text("overrides");
    if (!overrides.isEmpty()) {
      service = overridden(service, overrides, flags.text("override-type"));
    }
    Info target =
        Info.of(
            invocation
                .mapper()
                .kind("", "v1", "Service")
                .orElseThrow(
                    () -> new KubectlError("the server doesn't have a resource type \"services\"")),
            info.namespace(),
            service);
    if (invocation.dryRun() == DryRun.CLIENT) {
      reporter.reportTyped(target, "exposed");
      return;
    }
    Json.Object sent = flags.is("save-config") ? LastApplied.annotate(service) : service;
    reporter.reportTyped(
        target.with(Create.post(invocation, target, Unset.without(sent), invocation.dryRun())),
        "exposed");
  }

  static Json.Object overridden(Json.Object object, String overrides, String type) {
    Json patch;
    try {
      patch = Json.parse(overrides);
    } catch (JsonException e) {
      throw new KubectlError("Invalid JSON Patch");
    }
    String contentType =
        switch (type) {
          case "json" -> ApiRequest.JSON_PATCH;
          case "strategic" -> ApiRequest.STRATEGIC_MERGE_PATCH;
          default -> ApiRequest.MERGE_PATCH;
        };
    String version = object.text("apiVersion");
    return ClientPatch.apply(
        object,
        contentType,
        patch,
        PatchSchema.of(
                version.contains("/") ? version.substring(0, version.indexOf('/')) : "",
                version.substring(version.indexOf('/') + 1),
                object.text("kind"))
            .orElse(null));
  }

  private Json.Object service(Info info) {
    Json.Object object = info.object();
    Map<String, String> selector = selector(info);
    List<Json> ports = ports(info);
    Map<String, String> labels = new TreeMap<>();
    if (flags.text("labels").isEmpty()) {
      labels.putAll(object.object("metadata").object("labels").texts());
    } else {
      labels.putAll(pairs(flags.text("labels")));
    }
    String name = flags.text("name").isEmpty() ? info.name() : flags.text("name");
    if (name.length() > 63) {
      name = name.substring(0, 63);
    }
    Json.Object metadata =
        Json.object().with("creationTimestamp", Json.Null.NULL).with("name", name);
    metadata = labels.isEmpty() ? metadata : metadata.with("labels", Json.of(labels));
    metadata =
        invocation.namespaceGiven() ? metadata.with("namespace", info.namespace()) : metadata;
    Json.Object spec =
        Json.object("ports", Json.Array.of(ports), "selector", Json.of(new TreeMap<>(selector)));
    String type = flags.text("type");
    String external = flags.text("external-ip");
    String affinity = flags.text("session-affinity");
    String clusterIp = flags.text("cluster-ip");
    String balancer = flags.text("load-balancer-ip");
    spec = type.isEmpty() ? spec : spec.with("type", type);
    spec = external.isEmpty() ? spec : spec.with("externalIPs", Json.array(external));
    spec = balancer.isEmpty() ? spec : spec.with("loadBalancerIP", balancer);
    spec = clusterIp.isEmpty() ? spec : spec.with("clusterIP", clusterIp);
    if (!affinity.isEmpty()) {
      if (!affinity.equals("None") && !affinity.equals("ClientIP")) {
        throw new KubectlError("unknown session affinity: " + affinity);
      }
      spec = spec.with("sessionAffinity", affinity);
    }
    return Generator.object("v1", "Service", metadata)
        .with("spec", spec)
        .with("status", Json.object("loadBalancer", Json.object()));
  }

  private static Map<String, String> pairs(String spec) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : spec.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw new KubectlError("unexpected label spec: " + pair);
      }
      pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return pairs;
  }

  private Map<String, String> selector(Info info) {
    if (!flags.text("selector").isEmpty()) {
      Json.Object parsed = LabelSelectors.parse(flags.text("selector"));
      return parsed.object("matchLabels").texts();
    }
    try {
      return ownSelector(info);
    } catch (KubectlError e) {
      throw new KubectlError(
          "couldn't retrieve selectors via --selector flag or introspection: " + e.text());
    }
  }

  private static Map<String, String> ownSelector(Info info) {
    Json.Object object = info.object();
    Json.Object spec = object.object("spec");
    String kind = info.resource().kind();
    return switch (kind) {
      case "Pod" ->
          notEmpty(
              object.object("metadata").object("labels").texts(),
              "the pod has no labels and cannot be exposed");
      case "Service" ->
          notEmpty(spec.object("selector").texts(), "the service has no pod selector set");
      case "ReplicationController" -> spec.object("selector").texts();
      default -> {
        Json.Array expressions = spec.object("selector").array("matchExpressions");
        if (!expressions.isEmpty()) {
          throw new KubectlError(
              "couldn't convert expressions - \""
                  + GoText.value(expressions)
                  + "\" to map-based selector format");
        }
        yield spec.object("selector").object("matchLabels").texts();
      }
    };
  }

  private static Map<String, String> notEmpty(Map<String, String> labels, String otherwise) {
    if (labels.isEmpty()) {
      throw new KubectlError(otherwise);
    }
    return labels;
  }

  private List<Json> ports(Info info) {
    List<Json.Object> found = ContainerPorts.of(info.object());
    String given = flags.text("port");
    List<String[]> wanted = new ArrayList<>();
    if (!given.isEmpty()) {
      for (String port : given.split(",", -1)) {
        wanted.add(new String[] {port, protocol(found, port)});
      }
    } else {
      for (Json.Object port : found) {
        wanted.add(new String[] {GoText.value(port.get("port")), port.text("protocol", "TCP")});
      }
    }
    if (wanted.isEmpty()) {
      throw new KubectlError("couldn't find port via --port flag or introspection");
    }
    List<Json> ports = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      String port = wanted.get(i)[0];
      if (!port.matches("[0-9]+")) {
        throw new KubectlError("strconv.Atoi: parsing " + GoText.quote(port) + ": invalid syntax");
      }
      String target = flags.text("target-port");
      String name = flags.text("port-name");
      ports.add(
          Json.object(
              "name",
              wanted.size() > 1
                  ? (name.isEmpty() ? "port-" + (i + 1) : name + "-" + (i + 1))
                  : name.isEmpty() ? null : name,
              "port",
              Long.parseLong(port),
              "protocol",
              wanted.get(i)[1],
              "targetPort",
              target.isEmpty()
                  ? Json.number(Long.parseLong(port))
                  : Generator.intOrString(target)));
    }
    return ports;
  }

  private String protocol(List<Json.Object> found, String port) {
    if (!flags.text("protocol").isEmpty()) {
      return flags.text("protocol");
    }
    return found.stream()
        .filter(p -> GoText.value(p.get("port")).equals(port))
        .map(p -> p.text("protocol", "TCP"))
        .findFirst()
        .orElse("TCP");
  }
}
