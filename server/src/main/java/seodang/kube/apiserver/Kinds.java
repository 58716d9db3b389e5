package seodang.kube.apiserver;

import java.util.Map;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// Finds what a kind has of its own.
final class Kinds {
  private static final Set<String> WITH_GENERATION =
      Set.of(
          "ingresses",
          "networkpolicies",
          "poddisruptionbudgets",
          "customresourcedefinitions",
          "endpointslices",
          "validatingadmissionpolicies",
          "flowschemas",
          "prioritylevelconfigurations");
  private static final Kind COUNTING =
      new Kind() {
        @Override
        boolean hasGeneration() {
          return true;
        }

        @Override
        Json.Object prepareForCreate(Run run, Json.Object object) {
          return object.text("kind").equals("Ingress")
              ? object.with("status", Json.object("loadBalancer", Json.object()))
              : super.prepareForCreate(run, object);
        }
      };
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
          Map.entry("persistentvolumes", new ClaimKind(false)));

  private Kinds() {}

  static Kind of(ResourceType type) {
    Kind own = OWN.get(type.resource());
    if (own != null) {
      return own;
    }
    return WITH_GENERATION.contains(type.resource()) ? COUNTING : Kind.PLAIN;
  }
}
