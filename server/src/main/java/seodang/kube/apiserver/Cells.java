package seodang.kube.apiserver;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// The table cells of kinds that have nothing else of their own.
final class Cells {
  private static final Map<String, BiFunction<Run, Json.Object, List<Object>>> BY_RESOURCE =
      Map.ofEntries(
          Map.entry("endpoints", Cells::endpoints),
          Map.entry("endpointslices", Cells::endpointSlice),
          Map.entry("events", Cells::event),
          Map.entry(
              "serviceaccounts",
              (run, o) ->
                  List.of(Meta.name(o), (long) o.array("secrets").size(), Kind.age(run, o))),
          Map.entry("rolebindings", Cells::binding),
          Map.entry("clusterrolebindings", Cells::binding),
          Map.entry("ingresses", Cells::ingress),
          Map.entry("apiservices", Cells::apiService),
          Map.entry("ipaddresses", Cells::address),
          Map.entry(
              "servicecidrs",
              (run, o) ->
                  List.of(
                      Meta.name(o),
                      String.join(",", o.object("spec").array("cidrs").texts()),
                      Kind.age(run, o))),
          Map.entry(
              "ingressclasses",
              (run, o) ->
                  List.of(
                      Meta.name(o),
                      o.object("spec").text("controller"),
                      "<none>",
                      Kind.age(run, o))),
          Map.entry("storageclasses", Cells::storageClass),
          Map.entry(
              "priorityclasses",
              (run, o) ->
                  List.of(
                      Meta.name(o),
                      o.number("value", 0),
                      o.bool("globalDefault"),
                      Kind.age(run, o),
                      o.text("preemptionPolicy"))),
          Map.entry(
              "leases",
              (run, o) ->
                  List.of(Meta.name(o), o.object("spec").text("holderIdentity"), Kind.age(run, o))),
          Map.entry(
              "networkpolicies",
              (run, o) ->
                  List.of(
                      Meta.name(o),
                      WorkloadKind.selectorText(o.object("spec").object("podSelector")),
                      Kind.age(run, o))),
          Map.entry("validatingadmissionpolicies", Cells::policy),
          Map.entry("validatingadmissionpolicybindings", Cells::policyBinding),
          Map.entry("validatingwebhookconfigurations", Cells::webhooks),
          Map.entry("mutatingwebhookconfigurations", Cells::webhooks),
          Map.entry(
              "runtimeclasses",
              (run, o) -> List.of(Meta.name(o), o.text("handler"), Kind.age(run, o))),
          Map.entry("poddisruptionbudgets", Cells::budget),
          Map.entry("controllerrevisions", Cells::revision),
          Map.entry("resourcequotas", Cells::quota));

  private Cells() {}

  static @Nullable List<Object> of(String resource, Run run, Json.Object object) {
    BiFunction<Run, Json.Object, List<Object>> cells = BY_RESOURCE.get(resource);
    return cells == null ? null : cells.apply(run, object);
  }

  /// Who serves a version of an API, and whether it answers.
  private static List<Object> apiService(Run run, Json.Object o) {
    Json.Object service = o.object("spec").object("service");
    String available = "Unknown";
    for (Json.Object condition : o.object("status").array("conditions").objects()) {
      if (condition.text("type").equals("Available")) {
        boolean is = condition.text("status").equals("True");
        available = condition.text("status") + (is ? "" : " (" + condition.text("reason") + ")");
      }
    }
    return List.of(
        Meta.name(o),
        service.isEmpty() ? "Local" : service.text("namespace") + "/" + service.text("name"),
        available,
        Kind.age(run, o));
  }

  private static List<Object> policy(Run run, Json.Object o) {
    Json.Object kind = o.object("spec").object("paramKind");
    return List.of(
        Meta.name(o),
        (long) o.object("spec").array("validations").size(),
        kind.isEmpty() ? "<unset>" : kind.text("apiVersion") + "/" + kind.text("kind"),
        Kind.age(run, o));
  }

  private static List<Object> policyBinding(Run run, Json.Object o) {
    Json.Object param = o.object("spec").object("paramRef");
    String where = param.text("namespace").isEmpty() ? "" : param.text("namespace") + "/";
    return List.of(
        Meta.name(o),
        o.object("spec").text("policyName"),
        param.isEmpty()
            ? "<unset>"
            : param.has("selector")
                ? where + WorkloadKind.selectorText(param.object("selector"))
                : where + param.text("name"),
        Kind.age(run, o));
  }

  private static List<Object> webhooks(Run run, Json.Object o) {
    return List.of(Meta.name(o), (long) o.array("webhooks").size(), Kind.age(run, o));
  }

  private static List<Object> endpoints(Run run, Json.Object o) {
    List<String> found = new ArrayList<>();
    int more = 0;
    for (Json.Object subset : o.array("subsets").objects()) {
      List<Json.Object> ports = subset.array("ports").objects();
      for (Json.Object address : subset.array("addresses").objects()) {
        List<String> texts = new ArrayList<>();
        if (ports.isEmpty()) {
          texts.add(address.text("ip"));
        }
        ports.forEach(p -> texts.add(address.text("ip") + ":" + p.number("port", 0)));
        for (String text : texts) {
          if (found.size() == 3) {
            more++;
          } else {
            found.add(text);
          }
        }
      }
    }
    String text = found.isEmpty() ? "<none>" : String.join(",", found);
    return List.of(
        Meta.name(o), more > 0 ? text + " + " + more + " more..." : text, Kind.age(run, o));
  }

  private static List<Object> endpointSlice(Run run, Json.Object o) {
    List<String> ports = new ArrayList<>();
    o.array("ports")
        .objects()
        .forEach(p -> ports.add(p.has("port") ? Long.toString(p.number("port", 0)) : "*"));
    List<String> addresses = new ArrayList<>();
    o.array("endpoints").objects().forEach(e -> addresses.addAll(e.array("addresses").texts()));
    return List.of(
        Meta.name(o),
        o.text("addressType"),
        ports.isEmpty() ? "<unset>" : limited(ports),
        addresses.isEmpty() ? "<unset>" : limited(addresses),
        Kind.age(run, o));
  }

  private static String limited(List<String> items) {
    return items.size() <= 3
        ? String.join(",", items)
        : String.join(",", items.subList(0, 3)) + " + " + (items.size() - 3) + " more...";
  }

  private static List<Object> event(Run run, Json.Object e) {
    Json.Object about = e.object("involvedObject");
    Instant first = Meta.instant(e.get("firstTimestamp"));
    Instant last = Meta.instant(e.get("lastTimestamp"));
    Instant time = Meta.instant(e.get("eventTime"));
    String firstSeen = since(run, first == null ? time : first);
    String lastSeen = last == null ? firstSeen : since(run, last);
    if (e.has("series")) {
      lastSeen = since(run, Meta.instant(e.at("series", "lastObservedTime")));
    }
    long count =
        e.has("series") ? e.object("series").number("count", 1) : Math.max(1, e.number("count", 1));
    Json.Object source = e.object("source");
    String component = source.text("component", e.text("reportingComponent"));
    String host = source.text("host", e.text("reportingInstance"));
    return List.of(
        lastSeen,
        e.text("type"),
        e.text("reason"),
        about.text("kind").toLowerCase(java.util.Locale.ROOT) + "/" + about.text("name"),
        about.text("fieldPath"),
        component + (host.isEmpty() ? "" : ", " + host),
        e.text("message").strip(),
        firstSeen,
        count,
        Meta.name(e));
  }

  private static String since(Run run, @Nullable Instant then) {
    return then == null ? "<unknown>" : HumanDuration.since(then, run.now());
  }

  private static List<Object> binding(Run run, Json.Object o) {
    Json.Object role = o.object("roleRef");
    List<String> users = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    List<String> accounts = new ArrayList<>();
    for (Json.Object s : o.array("subjects").objects()) {
      switch (s.text("kind")) {
        case "User" -> users.add(s.text("name"));
        case "Group" -> groups.add(s.text("name"));
        default -> accounts.add(s.text("namespace") + "/" + s.text("name"));
      }
    }
    return List.of(
        Meta.name(o),
        role.text("kind") + "/" + role.text("name"),
        Kind.age(run, o),
        String.join(", ", users),
        String.join(", ", groups),
        String.join(", ", accounts));
  }

  private static List<Object> address(Run run, Json.Object o) {
    Json.Object parent = o.object("spec").object("parentRef");
    List<String> words = new ArrayList<>();
    for (String part : List.of("group", "resource", "namespace", "name")) {
      if (!parent.text(part).isEmpty()) {
        words.add(parent.text(part));
      }
    }
    return List.of(Meta.name(o), String.join("/", words));
  }

  private static List<Object> ingress(Run run, Json.Object o) {
    Json.Object spec = o.object("spec");
    TreeSet<String> hosts = new TreeSet<>();
    List<String> ordered = new ArrayList<>();
    for (Json.Object rule : spec.array("rules").objects()) {
      if (!rule.text("host").isEmpty() && hosts.add(rule.text("host"))) {
        ordered.add(rule.text("host"));
      }
    }
    List<String> addresses = new ArrayList<>();
    for (Json.Object i : o.object("status").object("loadBalancer").array("ingress").objects()) {
      addresses.add(i.text("ip", i.text("hostname")));
    }
    String shown = ordered.isEmpty() ? "*" : limited(ordered);
    return List.of(
        Meta.name(o),
        spec.text("ingressClassName", "<none>"),
        shown,
        String.join(",", addresses),
        spec.has("tls") ? "80, 443" : "80",
        Kind.age(run, o));
  }

  private static List<Object> storageClass(Run run, Json.Object o) {
    boolean standard =
        Meta.annotations(o).text("storageclass.kubernetes.io/is-default-class").equals("true");
    return List.of(
        Meta.name(o) + (standard ? " (default)" : ""),
        o.text("provisioner"),
        o.text("reclaimPolicy", "Delete"),
        o.text("volumeBindingMode", "Immediate"),
        o.bool("allowVolumeExpansion"),
        Kind.age(run, o));
  }

  private static List<Object> budget(Run run, Json.Object o) {
    Json.Object spec = o.object("spec");
    return List.of(
        Meta.name(o),
        amount(spec.get("minAvailable")),
        amount(spec.get("maxUnavailable")),
        o.object("status").number("disruptionsAllowed", 0),
        Kind.age(run, o));
  }

  private static String amount(@Nullable Json value) {
    return value instanceof Json.Text t ? t.value() : value == null ? "N/A" : value.toString();
  }

  private static List<Object> revision(Run run, Json.Object o) {
    Json.Object owner = Meta.controller(o);
    String group = owner == null ? "" : owner.text("apiVersion").replaceFirst("/?[^/]*$", "");
    String text =
        owner == null
            ? "<none>"
            : owner.text("kind").toLowerCase(java.util.Locale.ROOT)
                + (group.isEmpty() ? "" : "." + group)
                + "/"
                + owner.text("name");
    return List.of(Meta.name(o), text, o.number("revision", 0), Kind.age(run, o));
  }

  private static List<Object> quota(Run run, Json.Object o) {
    List<String> requests = new ArrayList<>();
    List<String> limits = new ArrayList<>();
    Json.Object hard = o.object("status").object("hard");
    for (String name : hard.keys()) {
      String text =
          name + ": " + o.object("status").object("used").text(name) + "/" + hard.text(name);
      (name.startsWith("limits.") ? limits : requests).add(text);
    }
    return List.of(
        Meta.name(o), String.join(", ", requests), String.join(", ", limits), Kind.age(run, o));
  }
}
