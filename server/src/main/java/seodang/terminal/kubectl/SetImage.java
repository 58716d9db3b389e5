package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl set image`.
final class SetImage {
  private SetImage() {}

  static int run(Invocation invocation) {
    SetCommand.Split split =
        SetCommand.Split.at(invocation.arguments(), a -> a.contains("=") || a.endsWith("-"));
    Map<String, String> images = new LinkedHashMap<>();
    for (String change : split.changes()) {
      int equals = change.indexOf('=');
      if (equals <= 0) {
        throw new KubectlError("unexpected label spec: " + change);
      }
      images.put(change.substring(0, equals), change.substring(equals + 1));
    }
    List<Info> infos = SetCommand.infos(invocation, split.resources());
    if (images.isEmpty()) {
      throw new KubectlError("at least one image update is required");
    }
    if (images.containsKey("*") && images.size() > 1) {
      throw new KubectlError(
          "all containers are already specified by *, but saw more than one container_name=container_image pairs");
    }
    SetCommand.change(invocation, infos, "image updated", info -> change(info, images));
    return 0;
  }

  private static Json.Object change(Info info, Map<String, String> images) {
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
    List<KubectlError> failures = new ArrayList<>();
    for (Map.Entry<String, String> image : images.entrySet()) {
      boolean[] found = {false};
      for (String list : List.of("initContainers", "containers")) {
        if (spec.has(list)) {
          spec =
              spec.with(
                  list,
                  spec.array(list)
                      .map(c -> {
                        if (c instanceof Json.Object container
                            && (image.getKey().equals("*")
                                || container.text("name").equals(image.getKey()))) {
                          found[0] = true;
                          return container.with("image", image.getValue());
                        }
                        return c;
                      }));
        }
      }
      if (!found[0]) {
        failures.add(
            new KubectlError("unable to find container named " + GoText.quote(image.getKey())));
      }
    }
    KubectlError.throwIfAny(failures);
    return PodTemplates.withSpec(info.object(), path, spec);
  }
}
