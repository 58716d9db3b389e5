package seodang.terminal.kubectl.kustomize;

import java.util.ArrayList;
import java.util.List;
import seodang.terminal.kubectl.patch.ContentHash;

/// The names of generated objects get the hash of their content.
final class Names {
  private Names() {}

  static List<Item> withHashes(List<Item> items) {
    List<Item> result = new ArrayList<>();
    for (Item item : items) {
      result.add(item.hashed() ? item.renamed(item.name() + "-" + hash(item)) : item);
    }
    return result;
  }

  /// kustomize leaves the name out of what it hashes, `kubectl create --append-hash` does not.
  private static String hash(Item item) {
    var data = item.object().object("data").texts();
    return item.kind().equals("Secret")
        ? ContentHash.ofSecret("", item.object().text("type"), data)
        : ContentHash.ofConfigMap("", data);
  }
}
