package seodang.kube.apiserver;

import java.util.List;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

final class NamespaceKind extends Kind {
  /// The name is a label before anything else happens, so that its writer owns it.
  @Override
  Json.Object defaults(Json.Object namespace) {
    return Meta.name(namespace).isEmpty()
        ? namespace
        : namespace.withAt(
            Json.text(Meta.name(namespace)), "metadata", "labels", "kubernetes.io/metadata.name");
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object namespace) {
    return defaults(namespace)
        .with("spec", Json.object("finalizers", Json.array("kubernetes")))
        .with("status", Json.object("phase", "Active"));
  }

  @Override
  Json.Object prepareForUpdate(Run run, Json.Object before, Json.Object after) {
    return after.with("spec", before.object("spec"));
  }

  @Override
  List<Object> cells(Run run, Json.Object namespace) {
    return List.of(
        Meta.name(namespace), namespace.object("status").text("phase"), age(run, namespace));
  }
}
