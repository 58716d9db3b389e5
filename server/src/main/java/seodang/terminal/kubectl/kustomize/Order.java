package seodang.terminal.kubectl.kustomize;

import java.util.Comparator;
import java.util.List;

/// The order in which kustomize writes objects: what others need comes first.
final class Order {
  private static final List<String> FIRST =
      List.of(
          "Namespace",
          "ResourceQuota",
          "StorageClass",
          "CustomResourceDefinition",
          "ServiceAccount",
          "PodSecurityPolicy",
          "Role",
          "ClusterRole",
          "RoleBinding",
          "ClusterRoleBinding",
          "ConfigMap",
          "Secret",
          "Endpoints",
          "Service",
          "LimitRange",
          "PriorityClass",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "Deployment",
          "StatefulSet",
          "CronJob",
          "PodDisruptionBudget");
  private static final List<String> LAST =
      List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");

  static final Comparator<Item> BY_KIND =
      Comparator.comparingInt((Item i) -> rank(i.kind()))
          .thenComparing(Item::group)
          .thenComparing(Item::version)
          .thenComparing(Item::kind)
          .thenComparing(Item::namespace)
          .thenComparing(Item::name);

  private Order() {}

  private static int rank(String kind) {
    int first = FIRST.indexOf(kind);
    if (first >= 0) {
      return first - FIRST.size();
    }
    return LAST.contains(kind) ? 1 + LAST.indexOf(kind) : 0;
  }
}
