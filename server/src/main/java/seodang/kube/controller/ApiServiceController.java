package seodang.kube.controller;

import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.Conditions;
import seodang.kube.engine.Run;
import seodang.kube.store.Change;

/// Tells of every APIService that a Service stands for whether somebody is behind it.
public final class ApiServiceController extends Controller {
  public ApiServiceController() {
    super("available-controller", "apiregistration.k8s.io", "apiservices");
  }

  @Override
  public String process(String key) {
    return "kube-apiserver";
  }

  @Override
  public void observe(Run run, Change change) {
    super.observe(run, change);
    Json.Object object = change.after() == null ? change.before() : change.after();
    if (object == null) {
      return;
    }
    String service =
        change.key().startsWith("/registry/services/")
            ? Meta.name(object)
            : change.key().startsWith("/registry/discovery.k8s.io/endpointslices/")
                ? Meta.labels(object).text("kubernetes.io/service-name")
                : "";
    if (!service.isEmpty()) {
      for (Json.Object api : all(run, "")) {
        Json.Object named = api.object("spec").object("service");
        if (named.text("name").equals(service)
            && named.text("namespace").equals(Meta.namespace(object))) {
          run.enqueue(this, Meta.key(api));
        }
      }
    }
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object api = find(run, key);
    if (api == null || api.object("spec").object("service").isEmpty()) {
      return;
    }
    Json.Object named = api.object("spec").object("service");
    String namespace = named.text("namespace");
    String name = named.text("name");
    String words = "service/" + name + " in \"" + namespace + "\"";
    if (run.get("", "services", namespace, name) == null) {
      set(run, api, false, "ServiceNotFound", words + " is not present");
      return;
    }
    boolean ready =
        run.list("discovery.k8s.io", "endpointslices", namespace).stream()
            .filter(s -> Meta.labels(s).text("kubernetes.io/service-name").equals(name))
            .flatMap(s -> s.array("endpoints").objects().stream())
            .anyMatch(e -> e.object("conditions").bool("ready", true));
    if (ready) {
      set(run, api, true, "Passed", "all checks passed");
    } else {
      set(
          run,
          api,
          false,
          "MissingEndpoints",
          "endpoints for "
              + words
              + " have no addresses with port name \""
              + portName(run, namespace, name, named.number("port", 443))
              + "\"");
    }
  }

  private static String portName(Run run, String namespace, String name, long port) {
    Json.Object service = run.get("", "services", namespace, name);
    List<Json.Object> ports =
        service == null ? List.of() : service.object("spec").array("ports").objects();
    return ports.stream()
        .filter(p -> p.number("port", 0) == port)
        .map(p -> p.text("name"))
        .findFirst()
        .orElse("");
  }

  private void set(Run run, Json.Object api, boolean holds, String reason, String message) {
    Json.Object old = Meta.condition(api, "Available");
    String status = holds ? "True" : "False";
    Json since =
        old.text("status").equals(status)
            ? Json.text(old.text("lastTransitionTime"))
            : Meta.time(run.now());
    Json.Object condition =
        Json.object(
            "type", "Available",
            "status", status,
            "lastTransitionTime", since,
            "reason", reason,
            "message", message);
    writeStatus(
        run,
        api,
        api.object("status")
            .with(
                "conditions", Conditions.set(api.object("status").array("conditions"), condition)));
  }
}
