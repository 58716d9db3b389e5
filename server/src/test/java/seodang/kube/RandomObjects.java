package seodang.kube;

import java.util.List;
import java.util.Random;
import seodang.json.Json;
import seodang.json.Yaml;

/// Manifests by chance: good ones, and those that learners write by mistake.
///
/// What belongs to one name carries `app: NAME`, which Services and budgets select; a workload's
/// own Pods also carry `part`, so that two kinds of one name never share them.
final class RandomObjects {
  private static final List<String> WELL =
      List.of(
          "name: c, image: 'nginx:1.27', ports: [{name: http, containerPort: 80}]",
          "name: c, image: 'nginx:1.26', ports: [{containerPort: 80}]",
          "name: c, image: 'nginx:1.27', ports: [{name: http, containerPort: 80}],"
              + " readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 2}",
          "name: c, image: nginx, readinessProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds:"
              + " 7}, livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 5}",
          "name: c, image: nginx, startupProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}",
          "name: c, image: busybox, command: [sleep, '36000']",
          "name: c, image: busybox, command: [sh, -c, 'trap \"exit 0\" TERM; sleep 36000 & wait']",
          "name: c, image: nginx, resources: {requests: {cpu: 900m, memory: 300Mi}, limits: {memory:"
              + " 600Mi}}",
          "name: c, image: nginx, lifecycle: {preStop: {sleep: {seconds: 2}}}");
  private static final List<String> ILL =
      List.of(
          "name: c, image: 'nginx:9.99-none'",
          "name: c, image: example.com/no/such",
          "name: c, image: busybox, command: [sh, -c, 'sleep 5; exit 1']",
          "name: c, image: busybox, command: [sh, -c, 'exit 3']",
          "name: c, image: busybox, command: [no-such-program]",
          "name: c, image: busybox, command: [sh, -c, 'echo done; sleep 2']",
          "name: c, image: nginx, readinessProbe: {httpGet: {path: /none, port: 80}}",
          "name: c, image: nginx, readinessProbe: {exec: {command: [test, -f, /tmp/ready]},"
              + " periodSeconds: 3}",
          "name: c, image: nginx, livenessProbe: {tcpSocket: {port: 81}, periodSeconds: 3,"
              + " failureThreshold: 2}",
          "name: c, image: nginx, startupProbe: {tcpSocket: {port: 81}, periodSeconds: 2}",
          "name: c, image: nginx, resources: {requests: {cpu: '64'}}",
          "name: c, image: nginx, envFrom: [{configMapRef: {name: settings}}]",
          "name: c, image: nginx, env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: a}}}]");
  private static final List<String> BATCH =
      List.of(
          "name: c, image: busybox, command: [sh, -c, 'sleep 4']",
          "name: c, image: busybox, command: [sh, -c, 'echo hello; sleep 20']",
          "name: c, image: busybox, command: [sh, -c, 'sleep 1; exit 1']",
          "name: c, image: busybox, command: [sh, -c, 'test $JOB_COMPLETION_INDEX != 1']",
          "name: c, image: 'busybox:none'",
          "name: c, image: busybox, command: [sleep, '500']");
  private static final List<String> PLACED =
      List.of(
          "nodeSelector: {kubernetes.io/hostname: worker-1}",
          "nodeSelector: {disk: fast}",
          "tolerations: [{operator: Exists}]",
          "tolerations: [{key: key, operator: Exists, effect: NoExecute, tolerationSeconds: 20}]",
          "priorityClassName: urgent",
          "topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname,"
              + " whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: NAME}}}]",
          "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
              + " [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: NAME}}}]}}",
          "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
              + " [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}",
          "readinessGates: [{conditionType: example.com/gate}]",
          "activeDeadlineSeconds: 40",
          "serviceAccountName: nobody",
          "hostNetwork: true");
  private static final List<String> INIT =
      List.of(
          "{name: i, image: busybox, command: [sh, -c, 'sleep 3']}",
          "{name: i, image: busybox, command: [sh, -c, 'exit 1']}",
          "{name: i, image: busybox, command: [sleep, '36000'], restartPolicy: Always}",
          "{name: i, image: nginx, restartPolicy: Always, readinessProbe: {tcpSocket: {port: 80}}}");

  private final Random random;

  RandomObjects(Random random) {
    this.random = random;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  static Json.Object yaml(String text, String name) {
    return (Json.Object) Yaml.parse(text.replace("NAME", name));
  }

  /// A long-running Pod's template, its labels those of a workload.
  private String template(String name, String part) {
    return template(name, part, one(chance(70) ? WELL : ILL), "");
  }

  private String template(String name, String part, String container, String more) {
    StringBuilder spec = new StringBuilder("terminationGracePeriodSeconds: ");
    spec.append(random.nextInt(6)).append(more);
    String mounts = "";
    if (chance(25)) {
      spec.append(", ").append(one(PLACED));
    }
    if (chance(15)) {
      spec.append(", initContainers: [").append(one(INIT)).append(']');
    }
    if (chance(12)) {
      String source =
          one(
              List.of(
                  "emptyDir: {}",
                  "persistentVolumeClaim: {claimName: NAME}",
                  "configMap: {name: settings}",
                  "ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources:"
                      + " {requests: {storage: 1Gi}}}}}"));
      spec.append(", volumes: [{name: v, ").append(source).append("}]");
      mounts = ", volumeMounts: [{name: v, mountPath: /data}]";
    }
    return "{metadata: {labels: {app: NAME, part: PART}}, spec: {SPEC, containers: [{CONTAINER}]}}"
        .replace("SPEC", spec)
        .replace("CONTAINER", container + mounts)
        .replace("NAME", name)
        .replace("PART", part);
  }

  private String bound() {
    return one(List.of("0", "1", "2", "25%", "50%"));
  }

  private String workload(String kind, String name, String spec) {
    String part = kind.toLowerCase(java.util.Locale.ROOT);
    return """
    {apiVersion: apps/v1, kind: KIND, metadata: {name: NAME},
     spec: {SPEC, selector: {matchLabels: {app: NAME, part: PART}}, template: TEMPLATE}}
    """
        .replace("KIND", kind)
        .replace("PART", part)
        .replace("SPEC", spec)
        .replace("TEMPLATE", template(name, part));
  }

  Json.Object deployment(String name) {
    String strategy =
        chance(15)
            ? "{type: Recreate}"
            : "{rollingUpdate: {maxSurge: " + bound() + ", maxUnavailable: " + bound() + "}}";
    String spec = "replicas: " + random.nextInt(6) + ", strategy: " + strategy;
    spec += chance(10) ? ", minReadySeconds: 5" : "";
    spec += chance(10) ? ", progressDeadlineSeconds: 20" : "";
    spec += chance(10) ? ", revisionHistoryLimit: 1" : "";
    return yaml(workload("Deployment", name, spec), name);
  }

  Json.Object replicaSet(String name) {
    return yaml(workload("ReplicaSet", name, "replicas: " + random.nextInt(4)), name);
  }

  Json.Object daemonSet(String name) {
    String strategy =
        one(
            List.of(
                "{type: OnDelete}",
                "{rollingUpdate: {maxUnavailable: 1}}",
                "{rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}"));
    return yaml(workload("DaemonSet", name, "updateStrategy: " + strategy), name);
  }

  Json.Object statefulSet(String name) {
    String spec = "serviceName: NAME, replicas: " + random.nextInt(4);
    spec += chance(30) ? ", podManagementPolicy: Parallel" : "";
    spec += chance(20) ? ", updateStrategy: {rollingUpdate: {partition: 1}}" : "";
    if (chance(30)) {
      spec +=
          ", volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce],"
              + " resources: {requests: {storage: 1Gi}}}}]";
    }
    if (chance(15)) {
      spec += ", persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Delete}";
    }
    return yaml(workload("StatefulSet", name, spec), name);
  }

  private String jobSpec(String name) {
    String spec = "parallelism: " + random.nextInt(4);
    spec += chance(70) ? ", completions: " + (1 + random.nextInt(4)) : "";
    spec += spec.contains("completions") && chance(40) ? ", completionMode: Indexed" : "";
    spec += chance(40) ? ", backoffLimit: " + random.nextInt(3) : "";
    spec += chance(15) ? ", activeDeadlineSeconds: 25" : "";
    spec += chance(25) ? ", ttlSecondsAfterFinished: 30" : "";
    spec += chance(10) ? ", suspend: true" : "";
    spec += chance(15) ? ", podReplacementPolicy: Failed" : "";
    String restart = ", restartPolicy: " + (chance(60) ? "Never" : "OnFailure");
    return "{" + spec + ", template: " + template(name, "job", one(BATCH), restart) + "}";
  }

  Json.Object job(String name) {
    return yaml(
        "{apiVersion: batch/v1, kind: Job, metadata: {name: NAME}, spec: " + jobSpec(name) + "}",
        name);
  }

  Json.Object cronJob(String name) {
    String policy = one(List.of("Allow", "Forbid", "Replace"));
    return yaml(
        "{apiVersion: batch/v1, kind: CronJob, metadata: {name: NAME}, spec: {schedule: '*/2 * * * *',"
            + (chance(30) ? " startingDeadlineSeconds: 30," : "")
            + " concurrencyPolicy: "
            + policy
            + ", jobTemplate: {spec: "
            + jobSpec(name)
            + "}}}",
        name);
  }

  Json.Object pod(String name) {
    String restart = ", restartPolicy: " + one(List.of("Always", "OnFailure", "Never"));
    String text = template(name, "pod", one(chance(60) ? WELL : chance(50) ? ILL : BATCH), restart);
    return yaml("{apiVersion: v1, kind: Pod, metadata: {name: NAME}}", name)
        .merge(yaml(text, name).with("metadata", yaml(text, name).object("metadata")))
        .withAt(Json.text(name), "metadata", "name");
  }

  Json.Object service(String name) {
    String spec =
        one(
            List.of(
                "ports: [{port: 80}]",
                "ports: [{port: 80, targetPort: http}]",
                "type: NodePort, ports: [{port: 80}]",
                "type: NodePort, ports: [{port: 80, nodePort: 30080}]",
                "type: LoadBalancer, ports: [{port: 80}]",
                "clusterIP: None, ports: [{port: 80}]",
                "clusterIP: 10.96.7.7, ports: [{port: 80}]",
                "publishNotReadyAddresses: true, ports: [{name: a, port: 80}, {name: b, port: 81}]",
                "sessionAffinity: ClientIP, ports: [{port: 80}]"));
    return yaml(
        "{apiVersion: v1, kind: Service, metadata: {name: NAME}, spec: {selector: {app: NAME}, "
            + spec
            + "}}",
        name);
  }

  Json.Object claim(String name) {
    String kind =
        one(
            List.of(
                "",
                "storageClassName: local-path,",
                "storageClassName: network-disk,",
                "storageClassName: '',",
                "storageClassName: none,"));
    return yaml(
        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: NAME}, spec: {"
            + kind
            + " accessModes: [ReadWriteOnce], resources: {requests: {storage: "
            + (1 + random.nextInt(3))
            + "Gi}}}}",
        name);
  }

  Json.Object volume(String name) {
    return yaml(
        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: NAME}, spec: {capacity: {storage: "
            + (1 + random.nextInt(3))
            + "Gi}, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: "
            + one(List.of("Retain", "Delete"))
            + ", hostPath: {path: /srv}}}",
        name);
  }

  Json.Object autoscaler(String name) {
    return yaml(
        "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: NAME}, spec:"
            + " {minReplicas: "
            + (1 + random.nextInt(2))
            + ", maxReplicas: "
            + (2 + random.nextInt(3))
            + ", scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: NAME}}}",
        name);
  }

  Json.Object budget(String name) {
    String spec =
        one(List.of("minAvailable: ", "maxUnavailable: "))
            + one(List.of("0", "1", "2", "50%"))
            + (chance(25) ? ", unhealthyPodEvictionPolicy: AlwaysAllow" : "");
    return yaml(
        "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: NAME}, spec: {selector:"
            + " {matchLabels: {app: NAME}}, "
            + spec
            + "}}",
        name);
  }

  Json.Object quota(String name) {
    String hard =
        one(
            List.of(
                "pods: " + (2 + random.nextInt(8)),
                "requests.cpu: '3', pods: 12",
                "requests.memory: 2Gi",
                "count/deployments.apps: 2, services: 2",
                "services.nodeports: 1, persistentvolumeclaims: 2, requests.storage: 4Gi"));
    return yaml(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: NAME}, spec: {hard: {"
            + hard
            + "}}}",
        name);
  }

  Json.Object limitRange(String name) {
    String limit =
        chance(70)
            ? "defaultRequest: {cpu: 100m, memory: 64Mi}, default: {cpu: 200m, memory: 128Mi}"
            : "max: {cpu: 500m}, min: {cpu: 50m}";
    return yaml(
        "{apiVersion: v1, kind: LimitRange, metadata: {name: NAME}, spec: {limits: [{type: Container, "
            + limit
            + "}]}}",
        name);
  }
}
