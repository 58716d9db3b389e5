package seodang.kube.apiserver;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.schema.ResourceType;

/// Finds what a kind has of its own.
final class Kinds {
  private static final Map<String, Kind> OWN =
      Map.ofEntries(
          Map.entry("pods", new PodKind()),
          Map.entry("deployments", new DeploymentKind()),
          Map.entry("replicasets", new ReplicaSetKind()),
          Map.entry("daemonsets", new DaemonSetKind()),
          Map.entry("statefulsets", new StatefulSetKind()),
          Map.entry("jobs", new JobKind()),
          Map.entry("cronjobs", new CronJobKind()),
          Map.entry("services", new ServiceKind()),
          Map.entry("namespaces", new NamespaceKind()),
          Map.entry("nodes", new NodeKind()),
          Map.entry("secrets", new SecretKind(true)),
          Map.entry("configmaps", new SecretKind(false)),
          Map.entry("persistentvolumeclaims", new ClaimKind(true)),
          Map.entry("persistentvolumes", new ClaimKind(false)),
          Map.entry(
              "replicationcontrollers",
              counted(KindDefaults::replicationController, Json.object("replicas", 0))),
          Map.entry("podtemplates", counted(KindDefaults::podTemplate, null)),
          Map.entry("endpoints", plain(KindDefaults::endpoints, null)),
          Map.entry(
              "endpointslices",
              new SimpleKind(
                  KindDefaults::endpointSlice, SimpleKind.Generation.CHANGES_AND_LABELS, null)),
          Map.entry("ingresses", counted(o -> o, Json.object("loadBalancer", Json.object()))),
          Map.entry("ingressclasses", counted(KindDefaults::ingressClass, null)),
          Map.entry("networkpolicies", counted(KindDefaults::networkPolicy, null)),
          Map.entry("storageclasses", plain(KindDefaults::storageClass, null)),
          Map.entry(
              "csidrivers",
              new SimpleKind(
                  KindDefaults::csiDriver, SimpleKind.Generation.CHANGES_FROM_ZERO, null)),
          Map.entry(
              "priorityclasses",
              new SimpleKind(KindDefaults::priorityClass, SimpleKind.Generation.FIXED, null)),
          Map.entry("rolebindings", plain(KindDefaults::roleBinding, null)),
          Map.entry("clusterrolebindings", plain(KindDefaults::roleBinding, null)),
          Map.entry("limitranges", new LimitRangeKind()),
          Map.entry("resourcequotas", plain(o -> o, Json.object())),
          Map.entry("horizontalpodautoscalers", new AutoscalerKind()),
          Map.entry(
              "poddisruptionbudgets",
              counted(
                  o -> o,
                  Json.object(
                      "disruptionsAllowed",
                      0,
                      "currentHealthy",
                      0,
                      "desiredHealthy",
                      0,
                      "expectedPods",
                      0))),
          Map.entry("validatingwebhookconfigurations", counted(KindDefaults::webhooks, null)),
          Map.entry("mutatingwebhookconfigurations", counted(KindDefaults::webhooks, null)),
          Map.entry("validatingadmissionpolicies", counted(KindDefaults::policy, Json.object())),
          Map.entry(
              "validatingadmissionpolicybindings", counted(KindDefaults::policyBinding, null)),
          Map.entry("customresourcedefinitions", new DefinitionKind()),
          Map.entry("certificatesigningrequests", new SigningRequestKind()),
          Map.entry("flowschemas", counted(o -> o, null)),
          Map.entry("prioritylevelconfigurations", counted(o -> o, null)));

  private static Kind plain(UnaryOperator<Json.Object> defaults, Json.@Nullable Object status) {
    return new SimpleKind(defaults, SimpleKind.Generation.NONE, status);
  }

  private static Kind counted(UnaryOperator<Json.Object> defaults, Json.@Nullable Object status) {
    return new SimpleKind(defaults, SimpleKind.Generation.CHANGES, status);
  }

  private Kinds() {}

  static Kind of(ResourceType type) {
    return OWN.getOrDefault(type.resource(), Kind.PLAIN);
  }
}
