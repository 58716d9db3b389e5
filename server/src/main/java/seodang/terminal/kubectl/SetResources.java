package seodang.terminal.kubectl;

import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.create.Quotas;

/// `kubectl set resources`.
final class SetResources {
  private SetResources() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    List<Info> infos = SetCommand.infos(invocation, invocation.arguments());
    if (flags.is("all") && !flags.text("selector").isEmpty()) {
      throw new KubectlError("cannot set --all and --selector at the same time");
    }
    if (flags.text("limits").isEmpty() && flags.text("requests").isEmpty()) {
      throw new KubectlError(
          "you must specify an update to requests or limits (in the form of"
              + " --requests/--limits)");
    }
    Json.Object limits = Quotas.amounts(flags.text("limits"));
    Json.Object requests = Quotas.amounts(flags.text("requests"));
    String containers = flags.text("containers");
    SetCommand.change(
        invocation,
        infos,
        "resource requirements updated",
        info -> change(info, containers, limits, requests));
    return 0;
  }

  private static Json.Object change(
      Info info, String pattern, Json.Object limits, Json.Object requests) {
    List<String> path = PodTemplates.path(info.object());
    if (path == null) {
      throw new KubectlError(
          info.resource().name()
              + "/"
              + info.name()
              + " the object is not a pod or does not have a pod template: "
              + info.resource().goType());
    }
    Json.Object spec = PodTemplates.spec(info.object(), path);
    boolean[] found = {false};
    for (String list : List.of("initContainers", "containers")) {
      if (spec.has(list)) {
        spec =
            spec.with(
                list,
                spec.array(list)
                    .map(c -> {
                      if (c instanceof Json.Object container
                          && Wildcards.matches(pattern, container.text("name"))) {
                        found[0] = true;
                        return changed(container, limits, requests);
                      }
                      return c;
                    }));
      }
    }
    if (!found[0]) {
      throw new KubectlError("unable to find container named " + pattern);
    }
    return PodTemplates.withSpec(info.object(), path, spec);
  }

  private static Json.Object changed(
      Json.Object container, Json.Object limits, Json.Object requests) {
    Json.Object resources = container.object("resources");
    resources =
        limits.isEmpty()
            ? resources
            : resources.with("limits", resources.object("limits").merge(limits));
    resources =
        requests.isEmpty()
            ? resources
            : resources.with("requests", resources.object("requests").merge(requests));
    return container.with("resources", resources);
  }
}
