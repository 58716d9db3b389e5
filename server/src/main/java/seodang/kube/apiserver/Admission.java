package seodang.kube.apiserver;

import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// The admission plugins that a default API server runs, in its order.
final class Admission {
  private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

  private Admission() {}

  static Json.Object onCreate(Run run, ApiRequest request, ResourceType type, Json.Object object) {
    Settings on = Settings.of(run);
    if (on.admits("NamespaceLifecycle")) {
      namespaceLifecycle(run, type, object);
    }
    Json.Object changed = changed(run, on, type, object);
    if (on.admits("MutatingAdmissionWebhook")) {
      Webhooks.check(
          run,
          "mutatingwebhookconfigurations",
          AdmissionRequest.of(
              request, type, "", Meta.namespace(changed), Meta.name(changed), changed, null));
    }
    return changed;
  }

  private static Json.Object changed(Run run, Settings on, ResourceType type, Json.Object object) {
    if (type.resource().equals("persistentvolumeclaims") && on.admits("DefaultStorageClass")) {
      return ClassAdmission.storage(run, object);
    }
    if (type.resource().equals("ingresses") && on.admits("DefaultIngressClass")) {
      return ClassAdmission.ingress(run, object);
    }
    if (!type.resource().equals("pods")) {
      return object;
    }
    Json.Object pod = on.admits("LimitRanger") ? LimitRanger.fill(run, object) : object;
    pod = on.admits("ServiceAccount") ? serviceAccount(run, type, pod) : pod;
    pod = on.admits("Priority") ? priority(run, type, pod) : pod;
    pod = on.admits("DefaultTolerationSeconds") ? tolerations(pod) : pod;
    pod = on.admits("RuntimeClass") ? ClassAdmission.runtime(run, type, pod) : pod;
    return on.admits("AlwaysPullImages") ? pullingAlways(pod) : pod;
  }

  /// Refuses a new, valid object that its namespace has no room or no trust for.
  ///
  /// @param warnings get what the writer is told besides
  static void validateCreate(
      Run run, ApiRequest request, ResourceType type, Json.Object object, List<String> warnings) {
    Settings on = Settings.of(run);
    if (on.admits("LimitRanger")) {
      LimitRanger.check(run, type, object);
    }
    if (on.admits("PodSecurity")) {
      podSecurityLabels(type, object);
      PodSecurity.check(run, type, object, warnings);
    }
    SigningAdmission.create(run, type, object);
    validate(
        run,
        AdmissionRequest.of(
            request, type, "", Meta.namespace(object), Meta.name(object), object, null),
        warnings);
    if (on.admits("ResourceQuota")) {
      Quotas.check(run, type, object);
    }
  }

  /// Asks the cluster's own policies and webhooks.
  static void validate(Run run, AdmissionRequest request, List<String> warnings) {
    if (Settings.of(run).admits("ValidatingAdmissionPolicy")) {
      Policies.check(run, request, warnings);
    }
    if (Settings.of(run).admits("ValidatingAdmissionWebhook")) {
      Webhooks.check(run, "validatingwebhookconfigurations", request);
    }
  }

  /// The same for a changed one.
  static void validateUpdate(
      Run run,
      ApiRequest request,
      ResourceType type,
      Json.Object before,
      Json.Object after,
      List<String> warnings) {
    Settings on = Settings.of(run);
    if (type.resource().equals("persistentvolumeclaims")
        && on.admits("PersistentVolumeClaimResize")) {
      ClassAdmission.resize(run, type, before, after);
    }
    if (on.admits("MutatingAdmissionWebhook")) {
      Webhooks.check(
          run,
          "mutatingwebhookconfigurations",
          AdmissionRequest.of(
              request, type, "", Meta.namespace(after), Meta.name(after), after, before));
    }
    // A Pod's update changes nothing that these look at.
    boolean pod = type.resource().equals("pods");
    if (on.admits("LimitRanger") && !pod) {
      LimitRanger.check(run, type, after);
    }
    if (on.admits("PodSecurity") && !pod) {
      podSecurityLabels(type, after);
      PodSecurity.check(run, type, after, warnings);
    }
    validate(
        run,
        AdmissionRequest.of(
            request, type, "", Meta.namespace(after), Meta.name(after), after, before),
        warnings);
    if (on.admits("ResourceQuota")) {
      Quotas.checkUpdate(run, type, before, after);
    }
    boolean namespace = type.group().isEmpty() && type.resource().equals("namespaces");
    if (namespace && on.admits("PodSecurity")) {
      PodSecurity.namespaceChanged(run, before, after, warnings);
    }
  }

  private static Json.Object pullingAlways(Json.Object pod) {
    Json.Object spec = pod.object("spec");
    for (String list : List.of("initContainers", "containers")) {
      if (spec.has(list)) {
        spec =
            spec.with(
                list,
                spec.array(list).map(c -> ((Json.Object) c).with("imagePullPolicy", "Always")));
      }
    }
    return pod.with("spec", spec);
  }

  private static void podSecurityLabels(ResourceType type, Json.Object object) {
    if (type.group().isEmpty() && type.resource().equals("namespaces")) {
      List<FieldError> errors = PodSecurity.errors(object);
      if (!errors.isEmpty()) {
        throw Statuses.invalid(type.group(), type.kind(), Meta.name(object), errors);
      }
    }
  }

  private static void namespaceLifecycle(Run run, ResourceType type, Json.Object object) {
    if (!type.namespaced()) {
      return;
    }
    String name = Meta.namespace(object);
    Json.Object namespace = run.get("", "namespaces", "", name);
    if (namespace == null) {
      throw Statuses.notFound(seodang.kube.schema.Resources.get("", "namespaces"), name);
    }
    if (namespace.object("status").text("phase").equals("Terminating")) {
      Json.Object status =
          Statuses.unadmitted(
                  type,
                  object,
                  "unable to create new content in namespace "
                      + name
                      + " because it is being terminated")
              .status();
      Json cause =
          Json.object(
              "reason", "NamespaceTerminating",
              "message", "namespace " + name + " is being terminated",
              "field", "metadata.namespace");
      throw new Rejection(status.withAt(Json.array(cause), "details", "causes"));
    }
  }

  private static Json.Object serviceAccount(Run run, ResourceType type, Json.Object pod) {
    Json.Object spec = pod.object("spec");
    if (Meta.annotations(pod).has("kubernetes.io/config.mirror")) {
      return pod;
    }
    String name = spec.text("serviceAccountName", "default");
    spec = spec.with("serviceAccountName", name).with("serviceAccount", name);
    Json.Object account = run.get("", "serviceaccounts", Meta.namespace(pod), name);
    if (account == null) {
      throw Statuses.unadmitted(
          type,
          pod,
          "error looking up service account "
              + Meta.namespace(pod)
              + "/"
              + name
              + ": serviceaccount \""
              + name
              + "\" not found");
    }
    boolean mounts =
        spec.bool(
            "automountServiceAccountToken", account.bool("automountServiceAccountToken", true));
    return pod.with("spec", mounts ? tokenVolume(run, spec) : spec);
  }

  /// The projected volume with the account's token, mounted wherever nothing else is.
  private static Json.Object tokenVolume(Run run, Json.Object spec) {
    String volume = "kube-api-access-" + run.dice().suffix(5);
    boolean[] used = {false};
    Json.Object result = spec;
    for (String list : List.of("initContainers", "containers")) {
      if (spec.has(list)) {
        result =
            result.with(
                list,
                spec.array(list)
                    .map(c -> {
                      Json.Object container = (Json.Object) c;
                      for (Json.Object m : container.array("volumeMounts").objects()) {
                        if (m.text("mountPath").equals(TOKEN_PATH)) {
                          return container;
                        }
                      }
                      used[0] = true;
                      return container.with(
                          "volumeMounts",
                          container
                              .array("volumeMounts")
                              .add(
                                  Json.object(
                                      "name", volume,
                                      "readOnly", true,
                                      "mountPath", TOKEN_PATH)));
                    }));
      }
    }
    return used[0] ? result.with("volumes", result.array("volumes").add(projected(volume))) : spec;
  }

  private static Json.Object projected(String name) {
    return Json.object(
        "name",
        name,
        "projected",
        Json.object(
            "defaultMode",
            420,
            "sources",
            Json.array(
                Json.object(
                    "serviceAccountToken", Json.object("expirationSeconds", 3607, "path", "token")),
                Json.object(
                    "configMap",
                    Json.object(
                        "name",
                        "kube-root-ca.crt",
                        "items",
                        Json.array(Json.object("key", "ca.crt", "path", "ca.crt")))),
                Json.object(
                    "downwardAPI",
                    Json.object(
                        "items",
                        Json.array(
                            Json.object(
                                "path",
                                "namespace",
                                "fieldRef",
                                Json.object(
                                    "apiVersion", "v1", "fieldPath", "metadata.namespace"))))))));
  }

  private static Json.Object priority(Run run, ResourceType type, Json.Object pod) {
    Json.Object spec = pod.object("spec");
    Json given = spec.get("priority");
    Json.Object filled = withPriority(run, type, pod);
    long computed = filled.object("spec").number("priority", 0);
    if (given instanceof Json.Number n && n.longValue() != computed) {
      throw Statuses.unadmitted(
          type,
          pod,
          "the integer value of priority ("
              + n.longValue()
              + ") must not be provided in pod spec; priority admission controller computed "
              + computed
              + " from the given PriorityClass name");
    }
    return filled;
  }

  private static Json.Object withPriority(Run run, ResourceType type, Json.Object pod) {
    Json.Object spec = pod.object("spec");
    String name = spec.text("priorityClassName");
    if (name.isEmpty()) {
      for (Json.Object candidate : run.list("scheduling.k8s.io", "priorityclasses", "")) {
        if (candidate.bool("globalDefault")) {
          name = Meta.name(candidate);
        }
      }
    }
    if (name.isEmpty()) {
      return pod.with(
          "spec",
          PodDefaults.absent(spec.with("priority", 0), "preemptionPolicy", "PreemptLowerPriority"));
    }
    Json.Object found = run.get("scheduling.k8s.io", "priorityclasses", "", name);
    if (found == null) {
      throw Statuses.unadmitted(type, pod, "no PriorityClass with name " + name + " was found");
    }
    return pod.with(
        "spec",
        spec.with("priorityClassName", name)
            .with("priority", found.number("value", 0))
            .with("preemptionPolicy", found.text("preemptionPolicy", "PreemptLowerPriority")));
  }

  private static Json.Object tolerations(Json.Object pod) {
    Json.Array tolerations = pod.object("spec").array("tolerations");
    for (String key : List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")) {
      boolean tolerated = false;
      for (Json.Object t : tolerations.objects()) {
        boolean sameKey = t.text("key").equals(key) || t.text("key").isEmpty();
        boolean sameEffect = t.text("effect").equals("NoExecute") || t.text("effect").isEmpty();
        tolerated |= sameKey && sameEffect;
      }
      if (!tolerated) {
        tolerations =
            tolerations.add(
                Json.object(
                    "key",
                    key,
                    "operator",
                    "Exists",
                    "effect",
                    "NoExecute",
                    "tolerationSeconds",
                    300));
      }
    }
    return pod.withAt(tolerations, "spec", "tolerations");
  }
}
