package seodang.kube.controller;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import seodang.json.Json;

/// Which of the names a CustomResourceDefinition wants it gets: those that no other definition of
/// its group has.
///
/// @param accepted the names it has now
/// @param reason `NoConflicts`, or what is taken
/// @param message which name
record DefinitionNames(Json.Object accepted, String reason, String message) {
  private static final String NONE = "NoConflicts";

  boolean isWhole() {
    return reason.equals(NONE);
  }

  /// @param others every definition of the group but this one
  static DefinitionNames of(Json.Object definition, List<Json.Object> others) {
    Set<String> resources = new HashSet<>();
    Set<String> kinds = new HashSet<>();
    for (Json.Object other : others) {
      Json.Object names = other.object("status").object("acceptedNames");
      resources.add(names.text("plural"));
      resources.add(names.text("singular"));
      resources.addAll(names.array("shortNames").texts());
      kinds.add(names.text("kind"));
      kinds.add(names.text("listKind"));
    }
    Json.Object wanted = definition.object("spec").object("names");
    Json.Object standing = definition.object("status").object("acceptedNames");
    DefinitionNames result = new DefinitionNames(wanted, NONE, "no conflicts found");
    result = result.single("plural", "PluralConflict", standing, resources);
    result = result.single("singular", "SingularConflict", standing, resources);
    result = result.shortNames(standing, resources);
    result = result.single("kind", "KindConflict", standing, kinds);
    return result.single("listKind", "ListKindConflict", standing, kinds);
  }

  private DefinitionNames single(
      String field, String conflict, Json.Object standing, Set<String> used) {
    String name = accepted.text(field);
    if (name.equals(standing.text(field)) || !used.contains(name)) {
      return this;
    }
    Json.Object kept = accepted.with(field, standing.text(field));
    return new DefinitionNames(kept, conflict, taken(name));
  }

  private DefinitionNames shortNames(Json.Object standing, Set<String> used) {
    List<String> own = standing.array("shortNames").texts();
    List<String> conflicts = new ArrayList<>();
    for (String name : accepted.array("shortNames").texts()) {
      if (!own.contains(name) && used.contains(name)) {
        conflicts.add(taken(name));
      }
    }
    if (conflicts.isEmpty()) {
      return this;
    }
    String all = String.join(", ", conflicts);
    return new DefinitionNames(
        accepted.without("shortNames").withIf("shortNames", standing.get("shortNames")),
        "ShortNamesConflict",
        conflicts.size() == 1 ? all : "[" + all + "]");
  }

  private static String taken(String name) {
    return Json.text(name) + " is already in use";
  }
}
