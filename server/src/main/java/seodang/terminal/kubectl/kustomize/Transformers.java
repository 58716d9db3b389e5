package seodang.terminal.kubectl.kustomize;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;

/// What a kustomization changes in all its objects: namespace, names, labels, annotations,
/// replicas, images; in kustomize's order.
final class Transformers {
  private static final Set<String> CLUSTER_KINDS =
      Set.of(
          "Namespace",
          "Node",
          "PersistentVolume",
          "ClusterRole",
          "ClusterRoleBinding",
          "CustomResourceDefinition",
          "StorageClass",
          "PriorityClass",
          "IngressClass",
          "ValidatingWebhookConfiguration",
          "MutatingWebhookConfiguration",
          "APIService",
          "CSIDriver",
          "RuntimeClass",
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionPolicyBinding",
          "CertificateSigningRequest");
  private static final Set<String> FIXED_NAMES =
      Set.of("Namespace", "CustomResourceDefinition", "APIService");

  private Transformers() {}

  static List<Item> run(Json.Object kustomization, List<Item> items) {
    List<Item> result = new ArrayList<>();
    for (Item item : items) {
      Item changed = namespaced(item, kustomization.text("namespace"));
      changed = named(changed, kustomization.text("namePrefix"), kustomization.text("nameSuffix"));
      changed = labelled(changed, kustomization);
      changed =
          changed.with(
              Labelling.annotate(changed.object(), kustomization.object("commonAnnotations")));
      changed = scaled(changed, kustomization.array("replicas").objects());
      changed =
          changed.with(Images.replaced(changed.object(), kustomization.array("images").objects()));
      result.add(changed);
    }
    check(kustomization, items);
    return result;
  }

  private static Item namespaced(Item item, String namespace) {
    if (namespace.isEmpty()) {
      return item;
    }
    Json.Object object = item.object();
    if (!CLUSTER_KINDS.contains(item.kind())) {
      object = object.withAt(Json.text(namespace), "metadata", "namespace");
    }
    if (item.kind().equals("Namespace")) {
      return item.renamed(namespace);
    }
    if (item.kind().endsWith("RoleBinding")) {
      object =
          object.with(
              "subjects",
              object
                  .array("subjects")
                  .map(s ->
                      s instanceof Json.Object subject
                              && subject.text("kind").equals("ServiceAccount")
                              && (subject.text("name").equals("default")
                                  || subject.text("namespace").isEmpty())
                          ? subject.with("namespace", namespace)
                          : s));
    }
    return item.with(object);
  }

  private static Item named(Item item, String prefix, String suffix) {
    boolean fixed = FIXED_NAMES.contains(item.kind());
    return fixed || (prefix.isEmpty() && suffix.isEmpty())
        ? item
        : item.renamed(prefix + item.name() + suffix);
  }

  private static Item labelled(Item item, Json.Object kustomization) {
    Json.Object object = item.object();
    Json.Object common = kustomization.object("commonLabels");
    if (!common.isEmpty()) {
      object = Labelling.label(object, common, true, true);
    }
    for (Json.Object entry : kustomization.array("labels").objects()) {
      boolean selectors = entry.bool("includeSelectors");
      object =
          Labelling.label(
              object,
              entry.object("pairs"),
              selectors,
              selectors || entry.bool("includeTemplates"));
    }
    return item.with(object);
  }

  private static Item scaled(Item item, List<Json.Object> replicas) {
    Item result = item;
    for (Json.Object entry : replicas) {
      boolean scales =
          Set.of("Deployment", "ReplicaSet", "StatefulSet", "ReplicationController")
              .contains(item.kind());
      if (scales && item.names().contains(entry.text("name"))) {
        result =
            result.with(
                result.object().withAt(Json.number(entry.number("count", 0)), "spec", "replicas"));
      }
    }
    return result;
  }

  private static void check(Json.Object kustomization, List<Item> items) {
    for (Json.Object entry : kustomization.array("replicas").objects()) {
      boolean found = items.stream().anyMatch(i -> i.names().contains(entry.text("name")));
      if (!found) {
        throw new KubectlError(
            "resource with name "
                + entry.text("name")
                + " does not match a config with the following GVK [Deployment.[noVer].[noGrp]"
                + " ReplicationController.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp]"
                + " StatefulSet.[noVer].[noGrp]]");
      }
    }
  }
}
