package seodang.diagram;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ClusterState;

/// The kinds that the picture knows by name, with the place of each in the API and its Korean word.
public enum Kind {
  POD("Pod", "", "pods", "파드"),
  SERVICE("Service", "", "services", "서비스"),
  NODE("Node", "", "nodes", "노드", false),
  NAMESPACE("Namespace", "", "namespaces", "네임스페이스", false),
  CONFIG_MAP("ConfigMap", "", "configmaps", "컨피그맵"),
  SECRET("Secret", "", "secrets", "시크릿"),
  SERVICE_ACCOUNT("ServiceAccount", "", "serviceaccounts", "서비스어카운트"),
  EVENT("Event", "", "events", "이벤트"),
  PERSISTENT_VOLUME("PersistentVolume", "", "persistentvolumes", "퍼시스턴트볼륨", false),
  PERSISTENT_VOLUME_CLAIM("PersistentVolumeClaim", "", "persistentvolumeclaims", "퍼시스턴트볼륨클레임"),
  RESOURCE_QUOTA("ResourceQuota", "", "resourcequotas", "리소스쿼터"),
  LIMIT_RANGE("LimitRange", "", "limitranges", "리밋레인지"),
  DEPLOYMENT("Deployment", "apps", "deployments", "디플로이먼트"),
  REPLICA_SET("ReplicaSet", "apps", "replicasets", "레플리카셋"),
  STATEFUL_SET("StatefulSet", "apps", "statefulsets", "스테이트풀셋"),
  DAEMON_SET("DaemonSet", "apps", "daemonsets", "데몬셋"),
  JOB("Job", "batch", "jobs", "잡"),
  CRON_JOB("CronJob", "batch", "cronjobs", "크론잡"),
  INGRESS("Ingress", "networking.k8s.io", "ingresses", "인그레스"),
  NETWORK_POLICY("NetworkPolicy", "networking.k8s.io", "networkpolicies", "네트워크폴리시"),
  ENDPOINT_SLICE("EndpointSlice", "discovery.k8s.io", "endpointslices", "엔드포인트슬라이스"),
  HORIZONTAL_POD_AUTOSCALER(
      "HorizontalPodAutoscaler", "autoscaling", "horizontalpodautoscalers", "HPA"),
  STORAGE_CLASS("StorageClass", "storage.k8s.io", "storageclasses", "스토리지클래스", false),
  ROLE("Role", "rbac.authorization.k8s.io", "roles", "롤"),
  ROLE_BINDING("RoleBinding", "rbac.authorization.k8s.io", "rolebindings", "롤바인딩"),
  CLUSTER_ROLE("ClusterRole", "rbac.authorization.k8s.io", "clusterroles", "클러스터롤", false),
  CLUSTER_ROLE_BINDING(
      "ClusterRoleBinding", "rbac.authorization.k8s.io", "clusterrolebindings", "클러스터롤바인딩", false),
  LEASE("Lease", "coordination.k8s.io", "leases", "리스");

  private static final Map<String, Kind> BY_NAME = new HashMap<>();
  private static final Map<String, Kind> BY_RESOURCE = new HashMap<>();

  static {
    for (Kind kind : values()) {
      BY_NAME.put(kind.english, kind);
      BY_RESOURCE.put(kind.resource, kind);
    }
  }

  private final String english;
  private final String group;
  private final String resource;
  private final String korean;
  private final boolean namespaced;

  Kind(String english, String group, String resource, String korean) {
    this(english, group, resource, korean, true);
  }

  Kind(String english, String group, String resource, String korean, boolean namespaced) {
    this.english = english;
    this.group = group;
    this.resource = resource;
    this.korean = korean;
    this.namespaced = namespaced;
  }

  public String english() {
    return english;
  }

  public String group() {
    return group;
  }

  public String resource() {
    return resource;
  }

  public String korean() {
    return korean;
  }

  public boolean namespaced() {
    return namespaced;
  }

  /// By its English name, in any case: `Pod`, `pod`; or by its resource: `pods`.
  public static @Nullable Kind of(String name) {
    Kind exact = BY_NAME.getOrDefault(name, BY_RESOURCE.get(name));
    if (exact != null) {
      return exact;
    }
    for (Kind kind : values()) {
      if (kind.english.equalsIgnoreCase(name) || kind.resource.equalsIgnoreCase(name)) {
        return kind;
      }
    }
    return null;
  }

  /// The Korean word for a kind or resource; the name itself when it is not known.
  public static String korean(String name) {
    Kind kind = of(name);
    return kind == null ? name : kind.korean;
  }

  /// The object in a cluster; null when it is not there or of an unknown kind.
  static Json.@Nullable Object find(ClusterState state, ObjectRef ref) {
    Kind kind = of(ref.kind());
    return kind == null
        ? null
        : state.get(kind.group, kind.resource, kind.namespaced ? ref.namespace() : "", ref.name());
  }

  /// The reference to an object of this kind.
  ObjectRef ref(Json.Object object) {
    Json.Object metadata = object.object("metadata");
    return new ObjectRef(english, metadata.text("namespace"), metadata.text("name"));
  }
}
