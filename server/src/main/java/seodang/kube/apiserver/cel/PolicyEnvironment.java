package seodang.kube.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.DYN;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static dev.cel.common.types.SimpleType.TIMESTAMP;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What the expressions of admission policies and match conditions may name.
public final class PolicyEnvironment {
  private static final int KEPT = 500;
  private static final Map<Shape, Environment> KNOWN = new ConcurrentHashMap<>();

  /// A named expression that later ones ask for as `variables.NAME`.
  public record Variable(String name, String expression) {}

  /// @param params whether the policy has parameters
  /// @param authorizer whether the expression may ask what the user may do
  /// @param object the type of `object` and `oldObject`; null when it is not known beforehand
  private record Shape(
      boolean params, boolean authorizer, List<Variable> variables, @Nullable String object) {}

  private PolicyEnvironment() {}

  public static Environment of(boolean params, boolean authorizer, List<Variable> variables) {
    Shape shape = new Shape(params, authorizer, List.copyOf(variables), null);
    if (KNOWN.size() > KEPT) {
      KNOWN.clear();
    }
    Environment known = KNOWN.get(shape);
    if (known == null) {
      known = make(params, authorizer, variables, DYN, new Types());
      KNOWN.put(shape, known);
    }
    return known;
  }

  /// The same where the type of `object` and `oldObject` is known.
  ///
  /// @param types to which it belongs
  public static Environment of(
      boolean params, boolean authorizer, List<Variable> variables, CelType object, Types types) {
    return make(params, authorizer, variables, object, types);
  }

  private static Environment make(
      boolean params, boolean authorizer, List<Variable> variables, CelType object, Types types) {
    Map<String, CelType> names = new LinkedHashMap<>();
    names.put("object", object);
    names.put("oldObject", object);
    names.put("request", request(types));
    names.put("namespaceObject", namespace(types));
    if (params) {
      names.put("params", DYN);
    }
    if (authorizer) {
      names.put("authorizer", Types.AUTHORIZER);
      names.put("authorizer.requestResource", Types.RESOURCE_CHECK);
    }
    Map<String, CelType> known = new LinkedHashMap<>();
    for (Variable variable : variables) {
      names.put(
          "variables", types.struct("kubernetes.variables" + known.size(), Map.copyOf(known)));
      CelType type = new Environment(names, types).compile(variable.expression()).type();
      known.put(variable.name(), type == null ? DYN : type);
    }
    names.put("variables", types.struct("kubernetes.variables", known));
    return new Environment(names, types);
  }

  private static CelType request(Types types) {
    CelType kind =
        types.struct(
            "kubernetes.GroupVersionKind",
            Map.of("group", STRING, "version", STRING, "kind", STRING));
    CelType resource =
        types.struct(
            "kubernetes.GroupVersionResource",
            Map.of("group", STRING, "version", STRING, "resource", STRING));
    CelType user =
        types.struct(
            "kubernetes.UserInfo",
            Map.of(
                "username",
                STRING,
                "uid",
                STRING,
                "groups",
                ListType.create(STRING),
                "extra",
                MapType.create(STRING, ListType.create(STRING))));
    return types.struct(
        "kubernetes.AdmissionRequest",
        Map.ofEntries(
            Map.entry("kind", kind),
            Map.entry("resource", resource),
            Map.entry("subResource", STRING),
            Map.entry("requestKind", kind),
            Map.entry("requestResource", resource),
            Map.entry("requestSubResource", STRING),
            Map.entry("name", STRING),
            Map.entry("namespace", STRING),
            Map.entry("operation", STRING),
            Map.entry("userInfo", user),
            Map.entry("dryRun", BOOL),
            Map.entry("options", DYN)));
  }

  private static CelType namespace(Types types) {
    CelType texts = MapType.create(STRING, STRING);
    CelType metadata =
        types.struct(
            "kubernetes.NamespaceMetadata",
            Map.ofEntries(
                Map.entry("name", STRING),
                Map.entry("generateName", STRING),
                Map.entry("namespace", STRING),
                Map.entry("labels", texts),
                Map.entry("annotations", texts),
                Map.entry("UID", STRING),
                Map.entry("creationTimestamp", TIMESTAMP),
                Map.entry("deletionGracePeriodSeconds", INT),
                Map.entry("deletionTimestamp", TIMESTAMP),
                Map.entry("generation", INT),
                Map.entry("resourceVersion", STRING),
                Map.entry("finalizers", ListType.create(STRING))));
    return types.struct(
        "kubernetes.Namespace",
        Map.of(
            "metadata",
            metadata,
            "spec",
            types.struct("kubernetes.NamespaceSpec", Map.of("finalizers", ListType.create(STRING))),
            "status",
            types.struct("kubernetes.NamespaceStatus", Map.of("phase", STRING))));
  }
}
