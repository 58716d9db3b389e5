package seodang.terminal.kubectl.describe;

import java.util.Map;
import seodang.json.Json;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.golang.GoText;

/// The describers by kind.
public final class Describers {
  private static final Map<String, Describer> ALL =
      Map.ofEntries(
          Map.entry("Pod", Pods::describe),
          Map.entry("Deployment.apps", Deployments::describe),
          Map.entry("ReplicaSet.apps", Workloads::replicaSet),
          Map.entry("ReplicationController", Workloads::replicationController),
          Map.entry("StatefulSet.apps", Workloads::statefulSet),
          Map.entry("DaemonSet.apps", Workloads::daemonSet),
          Map.entry("Job.batch", BatchJobs::job),
          Map.entry("CronJob.batch", BatchJobs::cronJob),
          Map.entry("Service", Services::describe),
          Map.entry("Node", Nodes::describe),
          Map.entry("Namespace", Namespaces::describe),
          Map.entry("ResourceQuota", Namespaces::quota),
          Map.entry("LimitRange", Namespaces::limitRange),
          Map.entry("ConfigMap", ConfigObjects::configMap),
          Map.entry("Secret", ConfigObjects::secret),
          Map.entry("ServiceAccount", ConfigObjects::serviceAccount),
          Map.entry("Role.rbac.authorization.k8s.io", Rbac::role),
          Map.entry("ClusterRole.rbac.authorization.k8s.io", Rbac::role),
          Map.entry("RoleBinding.rbac.authorization.k8s.io", Rbac::binding),
          Map.entry("ClusterRoleBinding.rbac.authorization.k8s.io", Rbac::binding),
          Map.entry("Ingress.networking.k8s.io", Networking::ingress),
          Map.entry("IngressClass.networking.k8s.io", Networking::ingressClass),
          Map.entry("NetworkPolicy.networking.k8s.io", NetworkPolicies::describe),
          Map.entry("Endpoints", Networking::endpoints),
          Map.entry("EndpointSlice.discovery.k8s.io", Networking::endpointSlice),
          Map.entry("PersistentVolume", Storage::volume),
          Map.entry("PersistentVolumeClaim", Storage::claim),
          Map.entry("StorageClass.storage.k8s.io", Storage::storageClass),
          Map.entry("HorizontalPodAutoscaler.autoscaling", Autoscalers::describe),
          Map.entry("CSINode.storage.k8s.io", Others::csiNode),
          Map.entry("PriorityClass.scheduling.k8s.io", Others::priorityClass),
          Map.entry("PodDisruptionBudget.policy", Others::disruptionBudget),
          Map.entry("CertificateSigningRequest.certificates.k8s.io", Others::signingRequest));

  private Describers() {}

  /// The description of an object.
  public static String describe(
      Client client, Resource resource, Json.Object object, boolean showEvents) {
    Description out = new Description();
    ALL.getOrDefault(resource.qualifiedKind(), Generic::describe)
        .describe(object, out, new Describer.Source(client, showEvents));
    return out.text();
  }

  static String quoted(String text) {
    return GoText.quote(text);
  }
}
