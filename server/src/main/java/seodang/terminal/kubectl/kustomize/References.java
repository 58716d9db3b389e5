package seodang.terminal.kubectl.kustomize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import seodang.json.Json;

/// Names of other objects follow when those are renamed: a volume's ConfigMap, an HPA's target.
final class References {
  /// Members whose `name` (or, for a plain text, whose value) names an object of a kind.
  private static final Map<String, String> BY_FIELD =
      Map.ofEntries(
          Map.entry("configMapRef", "ConfigMap"),
          Map.entry("configMapKeyRef", "ConfigMap"),
          Map.entry("configMap", "ConfigMap"),
          Map.entry("secretRef", "Secret"),
          Map.entry("secretKeyRef", "Secret"),
          Map.entry("secretName", "Secret"),
          Map.entry("imagePullSecrets", "Secret"),
          Map.entry("serviceAccountName", "ServiceAccount"),
          Map.entry("serviceName", "Service"),
          Map.entry("service", "Service"),
          Map.entry("claimName", "PersistentVolumeClaim"),
          Map.entry("volumeName", "PersistentVolume"),
          Map.entry("storageClassName", "StorageClass"),
          Map.entry("priorityClassName", "PriorityClass"),
          Map.entry("ingressClassName", "IngressClass"));

  private final List<Item> items;

  private References(List<Item> items) {
    this.items = items;
  }

  static List<Item> fixed(List<Item> items) {
    References references = new References(items);
    List<Item> result = new ArrayList<>();
    for (Item item : items) {
      Json.Object metadata = item.object().object("metadata");
      result.add(
          item.with(
              references.walk(item.object().without("metadata"), "").with("metadata", metadata)));
    }
    return result;
  }

  /// What an object of a kind is called now; the same name when it is none of ours.
  private String renamed(String kind, String name) {
    for (Item item : items) {
      if (item.kind().equals(kind)
          && item.names().contains(name)
          && !item.names().getLast().equals(name)) {
        return item.name();
      }
    }
    return name;
  }

  private Json.Object walk(Json.Object object, String holder) {
    Json.Object result = object;
    String kind = BY_FIELD.getOrDefault(holder, "");
    boolean pointer =
        holder.equals("roleRef") || holder.equals("scaleTargetRef") || holder.equals("subjects");
    if (pointer) {
      kind = object.text("kind");
    } else if (holder.equals("sources") || holder.equals("projected")) {
      kind = "";
    }
    if (!kind.isEmpty() && object.get("name") instanceof Json.Text name) {
      result = result.with("name", renamed(kind, name.value()));
    }
    for (String key : object.keys()) {
      Json value = Objects.requireNonNull(object.get(key));
      switch (value) {
        case Json.Object inner -> result = result.with(key, walk(inner, key));
        case Json.Array list ->
            result =
                result.with(
                    key, list.map(i -> i instanceof Json.Object inner ? walk(inner, key) : i));
        case Json.Text text when BY_FIELD.containsKey(key) ->
            result = result.with(key, renamed(BY_FIELD.getOrDefault(key, ""), text.value()));
        default -> {}
      }
    }
    return result;
  }
}
