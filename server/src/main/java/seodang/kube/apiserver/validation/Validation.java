package seodang.kube.apiserver.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.schema.ResourceType;

/// The door to the rules: what is wrong with an object of any kind.
public final class Validation {
  private static final Map<String, Rules> RULES = new HashMap<>();

  private interface Check {
    void check(Field object, @Nullable Field old);
  }

  /// @param name the form of the kind's names
  /// @param core whether the core group's stricter rule for finalizers holds
  private record Rules(Function<String, List<String>> name, boolean core, Check check) {}

  private static void kind(String resource, boolean core, Check check) {
    RULES.put(resource, new Rules(Formats::subdomain, core, check));
  }

  private static void kind(
      String resource, Function<String, List<String>> name, boolean core, Check check) {
    RULES.put(resource, new Rules(name, core, check));
  }

  static {
    kind("pods", true, Validation::pod);
    kind("podtemplates", true, WorkloadRules::podTemplate);
    kind("replicationcontrollers", true, WorkloadRules::replicationController);
    kind("deployments", true, WorkloadRules::deployment);
    kind("replicasets", true, WorkloadRules::replicaSet);
    kind("statefulsets", Formats::label, true, WorkloadRules::statefulSet);
    kind("daemonsets", true, WorkloadRules::daemonSet);
    kind("controllerrevisions", true, WorkloadRules::controllerRevision);
    kind("jobs", true, JobRules::job);
    kind("cronjobs", true, JobRules::cronJob);
    kind("services", Formats::label1035, true, ServiceRules::service);
    kind("endpoints", true, ServiceRules::endpoints);
    kind("endpointslices", true, ServiceRules::endpointSlice);
    kind("ingresses", true, NetworkRules::ingress);
    kind("ingressclasses", true, NetworkRules::ingressClass);
    kind("networkpolicies", true, NetworkRules::networkPolicy);
    kind("servicecidrs", true, RangeRules::serviceCidr);
    kind("ipaddresses", RangeRules::addressName, true, RangeRules::address);
    kind("persistentvolumes", true, ClaimRules::volume);
    kind("persistentvolumeclaims", true, ClaimRules::claim);
    kind("storageclasses", true, StorageRules::storageClass);
    kind("csidrivers", true, StorageRules::csiDriver);
    kind("csinodes", true, StorageRules::csiNode);
    kind("volumeattachments", true, StorageRules::volumeAttachment);
    kind("configmaps", true, ConfigRules::configMap);
    kind("secrets", true, ConfigRules::secret);
    kind("serviceaccounts", true, SmallRules::none);
    kind("resourcequotas", true, QuotaRules::quota);
    kind("limitranges", true, QuotaRules::limitRange);
    kind("nodes", true, NodeRules::node);
    kind("namespaces", Formats::label, true, NodeRules::namespace);
    kind("horizontalpodautoscalers", true, AutoscalingRules::autoscaler);
    kind("priorityclasses", true, SmallRules::priorityClass);
    kind("leases", false, SmallRules::lease);
    kind("runtimeclasses", false, SmallRules::runtimeClass);
    Function<String, List<String>> segment = n -> Formats.pathSegment(n, false);
    kind("roles", segment, true, AccessRules::role);
    kind("clusterroles", segment, true, AccessRules::clusterRole);
    kind("rolebindings", segment, true, AccessRules::roleBinding);
    kind("clusterrolebindings", segment, true, AccessRules::clusterRoleBinding);
    kind("validatingwebhookconfigurations", false, AdmissionRules::webhooks);
    kind("mutatingwebhookconfigurations", false, AdmissionRules::webhooks);
    kind("validatingadmissionpolicies", false, AdmissionRules::policy);
    kind("validatingadmissionpolicybindings", false, AdmissionRules::binding);
    kind("certificatesigningrequests", n -> List.of(), true, SigningRules::request);
    kind("customresourcedefinitions", false, CrdRules::definition);
  }

  /// Kinds whose update is looked at as a whole first, and then once more as an update. Messages
  /// tell a fault once, causes twice.
  private static final Set<String> TWICE =
      Set.of(
          "nodes",
          "namespaces",
          "replicasets",
          "daemonsets",
          "replicationcontrollers",
          "jobs",
          "networkpolicies",
          "persistentvolumes",
          "persistentvolumeclaims",
          "roles",
          "clusterroles",
          "rolebindings",
          "clusterrolebindings");

  private Validation() {}

  /// What is wrong with an object that has its defaults.
  ///
  /// @param old the object it replaces; null at creation
  public static List<FieldError> of(
      ResourceType type, Json.Object object, Json.@Nullable Object old) {
    List<FieldError> errors = new ArrayList<>();
    Field root = Field.root(object, errors);
    Field before = old == null ? null : Field.root(old, errors);
    Rules rules = RULES.get(type.resource());
    if (before != null) {
      meta(type, root, null, n -> Formats.pathSegment(n, false), false);
      if (errors.isEmpty()) {
        meta(type, root, before, n -> Formats.pathSegment(n, false), false);
      }
      if (rules != null && TWICE.contains(type.resource())) {
        meta(type, root, null, rules.name(), rules.core());
        rules.check().check(root, null);
      }
    }
    if (type.resource().equals("events")) {
      event(type, root, before);
    } else if (type.resource().equals("poddisruptionbudgets")) {
      SmallRules.disruptionBudget(root, before);
    } else if (rules != null) {
      boolean last = List.of("namespaces", "controllerrevisions").contains(type.resource());
      if (before == null || !last) {
        boolean definition = type.resource().equals("customresourcedefinitions");
        Function<String, List<String>> name =
            definition ? n -> CrdRules.name(object, n) : rules.name();
        meta(type, root, before, name, rules.core());
      }
      rules.check().check(root, before);
    }
    if (errors.isEmpty() && before == null) {
      meta(type, root, null, n -> Formats.pathSegment(n, false), false);
    }
    return errors;
  }

  /// What is wrong with a Service's addresses and their families, which is looked at first.
  public static List<FieldError> ofAddresses(Json.Object service) {
    List<FieldError> errors = new ArrayList<>();
    ServiceRules.clusterIps(Field.root(service, errors).at("spec"));
    return errors;
  }

  /// What is wrong with the question whether somebody may do something.
  public static List<FieldError> ofAccess(String kind, Json.Object asked) {
    List<FieldError> errors = new ArrayList<>();
    Field spec = Field.root(Json.object("spec", asked), errors).at("spec");
    Field url = spec.at("nonResourceAttributes");
    Field resource = spec.at("resourceAttributes");
    if (resource.present() && url.present()) {
      url.invalidGo(
          GoValue.struct("authorization.v1.NonResourceAttributes", url.object()),
          "cannot be specified in combination with resourceAttributes");
    } else if (!resource.present() && !url.present()) {
      resource.invalidGo(
          "\"null\"",
          "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    }
    boolean anybody = spec.text("user").isEmpty() && spec.at("groups").isEmpty();
    if (!kind.startsWith("Self") && anybody) {
      spec.at("user").invalid("", "at least one of user or group must be specified");
    }
    if (kind.startsWith("Local") && url.present()) {
      url.invalidGo(
          GoValue.struct("authorization.v1.NonResourceAttributes", url.object()),
          "disallowed on this kind of request");
    }
    return errors;
  }

  /// What is wrong with a CertificateSigningRequest that was decided or signed.
  ///
  /// @param subresource `approval`, `status`
  public static List<FieldError> ofSigning(
      Json.Object request, Json.Object old, String subresource) {
    List<FieldError> errors = new ArrayList<>();
    SigningRules.part(Field.root(request, errors), Field.root(old, errors), subresource);
    return errors;
  }

  /// What is wrong with a Pod that got ephemeral containers.
  public static List<FieldError> ofEphemeralContainers(Json.Object pod, Json.Object old) {
    return ofPodPart(pod, old, PodPartRules::ephemeralContainers);
  }

  /// What is wrong with a Pod whose containers got other resources.
  ///
  /// @param qos the class that it would be in
  public static List<FieldError> ofResize(Json.Object pod, Json.Object old, String qos) {
    return ofPodPart(pod, old, (now, before) -> PodPartRules.resize(now, before, qos));
  }

  private static List<FieldError> ofPodPart(
      Json.Object pod, Json.Object old, BiConsumer<Field, Field> rules) {
    List<FieldError> errors = new ArrayList<>();
    Field root = Field.root(pod, errors);
    PodRules.pod(root);
    rules.accept(root, Field.root(old, errors));
    return errors;
  }

  /// What is wrong with what every object has; of a custom resource its schema tells the rest.
  public static List<FieldError> ofMetadata(
      ResourceType type, Json.Object object, Json.@Nullable Object old) {
    List<FieldError> errors = new ArrayList<>();
    Field before = old == null ? null : Field.root(old, errors);
    meta(type, Field.root(object, errors), before, Formats::subdomain, false);
    return errors;
  }

  private static void meta(
      ResourceType type,
      Field root,
      @Nullable Field old,
      Function<String, List<String>> name,
      boolean core) {
    if (old == null) {
      MetaRules.create(root.at("metadata"), type.namespaced(), name, core);
    } else {
      MetaRules.update(root.at("metadata"), old.at("metadata"), core);
    }
  }

  private static void event(ResourceType type, Field root, @Nullable Field old) {
    if (type.group().isEmpty()) {
      EventRules.core(root, old);
      return;
    }
    meta(type, root, old, Formats::subdomain, true);
    EventRules.modern(root, old);
  }

  private static void pod(Field pod, @Nullable Field old) {
    PodRules.pod(pod);
    if (old == null) {
      PodRules.created(pod);
    } else {
      PodUpdateRules.update(pod, old);
    }
  }
}
