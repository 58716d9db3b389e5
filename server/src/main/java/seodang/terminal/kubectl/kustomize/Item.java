package seodang.terminal.kubectl.kustomize;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoYaml;

/// An object on its way through the transformers, with the names it had before.
///
/// @param names its first name and all it was given since
/// @param hashed whether its content's hash will be added to its name
record Item(Json.Object object, List<String> names, boolean hashed) {
  static Item of(Json.Object object, boolean hashed) {
    return new Item(object, List.of(object.object("metadata").text("name")), hashed);
  }

  /// All objects of a file; lists taken apart.
  static List<Item> parse(String text) {
    List<Item> items = new ArrayList<>();
    for (String document : text.split("(?m)^---\\s*(#.*)?$")) {
      if (GoYaml.parse(document) instanceof Json.Object object) {
        if (object.text("kind").endsWith("List")
            && object.get("items") instanceof Json.Array list) {
          list.objects().forEach(o -> items.add(of(o, false)));
        } else {
          items.add(of(object, false));
        }
      }
    }
    return items;
  }

  String kind() {
    return object.text("kind");
  }

  String group() {
    String version = object.text("apiVersion");
    return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
  }

  String version() {
    String version = object.text("apiVersion");
    return version.substring(version.indexOf('/') + 1);
  }

  String name() {
    return object.object("metadata").text("name");
  }

  String namespace() {
    return object.object("metadata").text("namespace");
  }

  Item with(Json.Object other) {
    return new Item(other, names, hashed);
  }

  Item renamed(String name) {
    List<String> all = new ArrayList<>(names);
    if (!Objects.equals(all.getLast(), name)) {
      all.add(name);
    }
    return new Item(object.withAt(Json.text(name), "metadata", "name"), List.copyOf(all), hashed);
  }
}
