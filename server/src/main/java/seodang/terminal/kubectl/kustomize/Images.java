package seodang.terminal.kubectl.kustomize;

import java.util.List;
import java.util.Objects;
import seodang.json.Json;

/// `images`: other names, tags or digests for the images of containers.
final class Images {
  private Images() {}

  static Json.Object replaced(Json.Object object, List<Json.Object> images) {
    return images.isEmpty() ? object : walk(object, images);
  }

  private static Json.Object walk(Json.Object object, List<Json.Object> images) {
    Json.Object result = object;
    for (String key : object.keys()) {
      Json value = Objects.requireNonNull(object.get(key));
      if (value instanceof Json.Object inner) {
        result = result.with(key, walk(inner, images));
      } else if (value instanceof Json.Array list) {
        boolean containers = key.equals("containers") || key.equals("initContainers");
        result =
            result.with(
                key,
                list.map(item -> {
                  if (!(item instanceof Json.Object entry)) {
                    return item;
                  }
                  return containers ? container(entry, images) : walk(entry, images);
                }));
      }
    }
    return result;
  }

  private static Json.Object container(Json.Object container, List<Json.Object> images) {
    String image = container.text("image");
    for (Json.Object entry : images) {
      if (name(image).equals(entry.text("name"))) {
        return container.with("image", changed(image, entry));
      }
    }
    return container;
  }

  private static String name(String image) {
    int at = image.indexOf('@');
    String bare = at < 0 ? image : image.substring(0, at);
    int colon = bare.lastIndexOf(':');
    return colon > bare.lastIndexOf('/') ? bare.substring(0, colon) : bare;
  }

  private static String changed(String image, Json.Object entry) {
    String name = name(image);
    String rest = image.substring(name.length());
    String fresh = entry.text("newName", name);
    Json tag = entry.get("newTag");
    if (!entry.text("digest").isEmpty()) {
      return fresh + "@" + entry.text("digest");
    }
    return tag == null
        ? fresh + rest
        : fresh + ":" + seodang.terminal.kubectl.golang.GoText.value(tag);
  }
}
