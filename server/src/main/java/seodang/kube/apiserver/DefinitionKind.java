package seodang.kube.apiserver;

import seodang.json.Json;
import seodang.kube.engine.Run;

/// CustomResourceDefinitions.
final class DefinitionKind extends Kind {
  @Override
  Json.Object defaults(Json.Object object) {
    return KindDefaults.definition(object);
  }

  @Override
  boolean hasGeneration() {
    return true;
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    Json.Array stored = Json.array();
    for (Json.Object version : object.object("spec").array("versions").objects()) {
      if (version.bool("storage")) {
        stored = stored.add(Json.text(version.text("name")));
      }
    }
    return object.with(
        "status",
        Json.object(
                "acceptedNames", Json.object("kind", "", "plural", ""), "storedVersions", stored)
            .with("conditions", Json.Null.NULL));
  }
}
