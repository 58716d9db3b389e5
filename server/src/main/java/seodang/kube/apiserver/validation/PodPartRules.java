package seodang.kube.apiserver.validation;

import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.Quantity;

/// What of a Pod's part may change through its subresources `ephemeralcontainers` and `resize`.
final class PodPartRules {
  private static final Set<String> RESIZABLE = Set.of("cpu", "memory");

  private PodPartRules() {}

  static void ephemeralContainers(Field pod, Field old) {
    if (old.at("metadata", "annotations").has("kubernetes.io/config.mirror")) {
      pod.at("spec").forbidden("static pods do not support ephemeral containers");
      return;
    }
    Field now = pod.at("spec", "ephemeralContainers");
    for (Json.Object standing : old.at("spec", "ephemeralContainers").array().objects()) {
      String name = GoWords.quote(standing.text("name"));
      Json.Object kept = named(now.array(), standing.text("name"));
      if (kept.isEmpty()) {
        now.forbidden("existing ephemeral containers " + name + " may not be removed\n");
      } else if (!kept.equals(standing)) {
        now.forbidden("existing ephemeral containers " + name + " may not be changed\n");
      }
    }
  }

  /// @param qos the class the Pod would be in
  static void resize(Field pod, Field old, String qos) {
    Field spec = pod.at("spec");
    if (old.at("metadata", "annotations").has("kubernetes.io/config.mirror")) {
      spec.forbidden("static pods cannot be resized");
      return;
    }
    String standing = old.at("status").text("qosClass");
    if (!qos.equals(standing)) {
      spec.invalid(GoWords.quote(standing), "Pod QOS Class may not change as a result of resizing");
    }
    for (String list : List.of("initContainers", "containers")) {
      List<Field> now = spec.items(list);
      List<Field> before = old.at("spec").items(list);
      if (now.size() != before.size()) {
        spec.at(list).forbidden(list + " may not be added or removed on resize");
        return;
      }
      for (int i = 0; i < now.size(); i++) {
        if (!now.get(i).text("name").equals(before.get(i).text("name"))) {
          spec.at(list).forbidden(list + " may not be renamed or reordered on resize");
          return;
        }
        container(spec, now.get(i), before.get(i));
      }
    }
  }

  private static void container(Field spec, Field now, Field before) {
    boolean resizable =
        !now.path().contains("initContainers") || now.text("restartPolicy").equals("Always");
    for (String list : List.of("requests", "limits")) {
      Json.Object old = before.at("resources", list).object();
      Json.Object wanted = now.at("resources", list).object();
      if (resizable && old.keys().stream().anyMatch(key -> !wanted.has(key))) {
        now.at("resources", list).forbidden("resource " + list + " cannot be removed");
      }
      if (!others(old, resizable).equals(others(wanted, resizable))) {
        spec.forbidden("only cpu and memory resources are mutable\n");
      }
    }
    Field memory = now.at("resources", "limits").key("memory");
    Json old = before.at("resources", "limits").object().get("memory");
    if (memory.present()
        && old != null
        && Quantity.of(memory.value()).compareTo(Quantity.of(old)) < 0
        && !restarts(now)) {
      memory.forbidden("memory limits cannot be decreased unless resizePolicy is RestartContainer");
    }
  }

  private static boolean restarts(Field container) {
    return container.at("resizePolicy").array().objects().stream()
        .anyMatch(p ->
            p.text("resourceName").equals("memory")
                && p.text("restartPolicy").equals("RestartContainer"));
  }

  private static Json.Object others(Json.Object resources, boolean resizable) {
    Json.Object kept = resources;
    for (String name : resizable ? RESIZABLE : Set.<String>of()) {
      kept = kept.without(name);
    }
    return kept;
  }

  private static Json.Object named(Json.Array containers, String name) {
    return containers.objects().stream()
        .filter(c -> c.text("name").equals(name))
        .findFirst()
        .orElse(Json.object());
  }
}
