package seodang.kube.apiserver.validation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.GoTypes;
import seodang.kube.schema.Schema;

/// The Go type of a JSON value, as Kubernetes' internal packages declare it.
///
/// @param name `core.Container`, `[]core.Volume`, `map[string]string`, `bool`
/// @param item what a pointer, list or map holds; null for others
/// @param struct the definition of a structure; null for others
/// @param layout the structure's fields in their order, parts that Go nests and JSON lays flat in
///   brackets: `name VolumeSource(hostPath emptyDir)`; `""` for the order of the versioned type
record GoShape(
    Kind kind,
    String name,
    @Nullable GoShape item,
    FieldType.@Nullable Struct struct,
    String layout) {
  enum Kind {
    STRUCT,
    LIST,
    MAP,
    POINTER,
    TEXT,
    QUANTITY,
    PLAIN
  }

  /// @param json the member's key; `""` where it is a part of the same JSON object
  record Member(String goName, String json, GoShape shape) {}

  private static final String CORE = "io.k8s.api.core.v1.";
  private static final String NAMED = "LocalObjectReference(name) ";
  private static final String SOURCES =
      "hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo secret nfs iscsi glusterfs"
          + " persistentVolumeClaim rbd quobyte flexVolume cinder cephfs flocker downwardAPI fc"
          + " azureFile configMap vsphereVolume azureDisk photonPersistentDisk projected"
          + " portworxVolume scaleIO storageos csi ephemeral image";

  /// Pointers of the versioned type that the internal one has as values.
  private static final Set<String> VALUES =
      Set.of("ServiceAccountTokenProjection.expirationSeconds");

  private static final Map<String, String> LAYOUTS =
      Map.ofEntries(
          Map.entry(
              "PodSpec",
              "volumes initContainers containers ephemeralContainers restartPolicy"
                  + " terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector"
                  + " serviceAccountName automountServiceAccountToken nodeName securityContext"
                  + " imagePullSecrets hostname subdomain setHostnameAsFQDN affinity schedulerName"
                  + " tolerations hostAliases priorityClassName priority preemptionPolicy dnsConfig"
                  + " readinessGates runtimeClassName overhead enableServiceLinks"
                  + " topologySpreadConstraints os schedulingGates resourceClaims resources"),
          Map.entry(
              "PodSecurityContext",
              "hostNetwork hostPID hostIPC shareProcessNamespace hostUsers seLinuxOptions"
                  + " windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups"
                  + " supplementalGroupsPolicy fsGroup fsGroupChangePolicy sysctls seccompProfile"
                  + " appArmorProfile seLinuxChangePolicy"),
          Map.entry("Volume", "name VolumeSource(" + SOURCES + ")"),
          Map.entry(
              "PersistentVolumeSource",
              "gcePersistentDisk awsElasticBlockStore hostPath glusterfs nfs rbd quobyte iscsi"
                  + " flexVolume cinder cephfs fc flocker azureFile vsphereVolume azureDisk"
                  + " photonPersistentDisk portworxVolume scaleIO local storageos csi"),
          Map.entry(
              "PersistentVolumeClaimSpec",
              "accessModes selector resources volumeName storageClassName volumeMode dataSource"
                  + " dataSourceRef volumeAttributesClassName"),
          Map.entry(
              "Probe",
              "ProbeHandler(exec httpGet tcpSocket grpc) initialDelaySeconds timeoutSeconds"
                  + " periodSeconds successThreshold failureThreshold"
                  + " terminationGracePeriodSeconds"),
          Map.entry("ConfigMapProjection", NAMED + "items optional"),
          Map.entry("SecretProjection", NAMED + "items optional"),
          Map.entry("ConfigMapVolumeSource", NAMED + "items defaultMode optional"),
          Map.entry("ConfigMapKeySelector", NAMED + "key optional"),
          Map.entry("SecretKeySelector", NAMED + "key optional"),
          Map.entry("ConfigMapEnvSource", NAMED + "optional"),
          Map.entry("SecretEnvSource", NAMED + "optional"));

  /// A structure of the core group: `PodSpec`. `PersistentVolumeSource` is the part of a volume's
  /// spec that Go gives this name.
  static GoShape core(String name) {
    String defined = name.equals("PersistentVolumeSource") ? "PersistentVolumeSpec" : name;
    if (Schema.named(CORE + defined) instanceof FieldType.Struct s) {
      return new GoShape(Kind.STRUCT, "core." + name, null, s, LAYOUTS.getOrDefault(name, ""));
    }
    throw new IllegalArgumentException("no such structure: " + name);
  }

  private static GoShape of(FieldType type, String goType) {
    if (goType.startsWith("*")) {
      return pointer(of(type, goType.substring(1)));
    }
    return switch (type) {
      case FieldType.Struct s ->
          new GoShape(
              Kind.STRUCT,
              goType,
              null,
              s,
              s.name().startsWith(CORE) ? LAYOUTS.getOrDefault(s.shortName(), "") : "");
      case FieldType.ListOf l -> {
        String inner = goType.startsWith("[]") ? goType.substring(2) : "string";
        yield new GoShape(Kind.LIST, goType, of(Schema.resolve(l.item()), inner), null, "");
      }
      case FieldType.MapOf m -> {
        String inner =
            goType.startsWith("map[") ? goType.substring(goType.indexOf(']') + 1) : "string";
        yield new GoShape(Kind.MAP, goType, of(Schema.resolve(m.value()), inner), null, "");
      }
      case FieldType.Scalar s ->
          new GoShape(
              switch (s) {
                case STRING, BYTES -> Kind.TEXT;
                case QUANTITY -> Kind.QUANTITY;
                default -> Kind.PLAIN;
              },
              goType,
              null,
              null,
              "");
      default -> new GoShape(Kind.PLAIN, goType, null, null, "");
    };
  }

  private static GoShape pointer(GoShape item) {
    return new GoShape(Kind.POINTER, "*" + item.name(), item, null, "");
  }

  /// The fields of a structure.
  List<Member> members() {
    FieldType.Struct type = Objects.requireNonNull(struct);
    Map<String, GoTypes.Field> go = GoTypes.fields(type.name());
    List<Member> members = new ArrayList<>();
    if (layout.isEmpty()) {
      go.entrySet().stream()
          .sorted(Comparator.comparingInt(e -> e.getValue().order()))
          .forEach(e -> members.add(member(type, e.getKey())));
      return members;
    }
    String rest = layout;
    while (!rest.isEmpty()) {
      int end = rest.indexOf(' ') < 0 ? rest.length() : rest.indexOf(' ');
      int open = rest.indexOf('(');
      if (open >= 0 && open < end) {
        int close = rest.indexOf(')');
        String part = rest.substring(0, open);
        String inner = rest.substring(open + 1, close);
        members.add(
            new Member(part, "", new GoShape(Kind.STRUCT, "core." + part, null, type, inner)));
        end = close + 1;
      } else {
        members.add(member(type, rest.substring(0, end)));
      }
      rest = rest.substring(end).stripLeading();
    }
    return members;
  }

  private static Member member(FieldType.Struct type, String json) {
    FieldType.Struct within = type;
    if (!type.fields().containsKey(json)
        && Schema.named(CORE + "PodSpec") instanceof FieldType.Struct pod) {
      within = pod;
    }
    GoTypes.Field go = Objects.requireNonNull(GoTypes.fields(within.name()).get(json), json);
    FieldType field = Schema.resolve(Objects.requireNonNull(within.fields().get(json)));
    String goType =
        GoValue.internal(go.type(), within.name())
            .replaceFirst("^(core|v1)\\.LabelSel", "v1.LabelSel");
    GoShape shape = of(field, goType);
    String name =
        go.goName().isEmpty()
            ? Character.toUpperCase(json.charAt(0)) + json.substring(1)
            : go.goName();
    boolean pointer = go.pointer() && !VALUES.contains(within.shortName() + "." + json);
    return new Member(name, json, pointer ? pointer(shape) : shape);
  }

  /// A member's value within a structure's.
  static @Nullable Json value(Member member, @Nullable Json struct) {
    if (!(struct instanceof Json.Object o)) {
      return null;
    }
    Json value = member.json().isEmpty() ? o : o.get(member.json());
    return value instanceof Json.Null ? null : value;
  }

  /// Whether Go would hold its type's zero.
  boolean isZero(@Nullable Json value) {
    if (value == null) {
      return true;
    }
    return switch (kind) {
      case STRUCT -> members().stream().allMatch(m -> m.shape().isZero(value(m, value)));
      case TEXT -> value instanceof Json.Text t && t.value().isEmpty();
      case PLAIN ->
          value instanceof Json.Bool b && !b.value()
              || value instanceof Json.Number n && n.isWhole() && n.longValue() == 0;
      case LIST, MAP, POINTER, QUANTITY -> false;
    };
  }
}
