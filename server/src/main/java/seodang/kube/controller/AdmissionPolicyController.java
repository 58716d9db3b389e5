package seodang.kube.controller;

import dev.cel.common.types.CelType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.apiserver.CustomResources;
import seodang.kube.apiserver.cel.Environment;
import seodang.kube.apiserver.cel.PolicyEnvironment;
import seodang.kube.apiserver.cel.Types;
import seodang.kube.engine.Run;
import seodang.kube.schema.FieldType;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Schema;

/// Writes into the status of a ValidatingAdmissionPolicy what its expressions get wrong about the
/// kinds it names.
public final class AdmissionPolicyController extends Controller {
  private static final int MOST_TYPES = 10;

  public AdmissionPolicyController() {
    super(
        "validatingadmissionpolicy-status-controller",
        "admissionregistration.k8s.io",
        "validatingadmissionpolicies");
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object policy = find(run, key);
    long generation = policy == null ? 0 : Meta.generation(policy);
    if (policy == null || policy.object("status").number("observedGeneration", 0) == generation) {
      return;
    }
    Json.Array warnings = warnings(run, policy.object("spec"));
    writeStatus(
        run,
        policy,
        policy
            .object("status")
            .with("observedGeneration", generation)
            .with(
                "typeChecking",
                warnings.isEmpty() ? Json.object() : Json.object("expressionWarnings", warnings)));
  }

  private static Json.Array warnings(Run run, Json.Object spec) {
    List<ResourceType> types = types(run, spec);
    Json.Array warnings = Json.array();
    List<Json.Object> validations = spec.array("validations").objects();
    for (int i = 0; i < validations.size(); i++) {
      for (String field : List.of("expression", "messageExpression")) {
        String expression = validations.get(i).text(field);
        List<String> found = new ArrayList<>();
        for (ResourceType type : expression.isEmpty() ? List.<ResourceType>of() : types) {
          String wrong = wrong(run, spec, type, expression);
          if (wrong != null) {
            found.add(
                type.apiVersion()
                    + ", Kind="
                    + type.kind()
                    + ": "
                    + wrong.replaceFirst("^compilation failed: ", ""));
          }
        }
        if (!found.isEmpty()) {
          warnings =
              warnings.add(
                  Json.object(
                      "fieldRef",
                      "spec.validations[" + i + "]." + field,
                      "warning",
                      String.join("\n", found)));
        }
      }
    }
    return warnings;
  }

  /// Why an expression does not fit objects of a type; null when it does, or nothing is known.
  private static @Nullable String wrong(
      Run run, Json.Object spec, ResourceType type, String expression) {
    Types types = new Types();
    FieldType.Struct struct = Schema.ofKind(type.group(), type.version(), type.kind());
    Json.Object schema = CustomResources.schema(run, type);
    if (struct == null && schema.isEmpty()) {
      return null;
    }
    CelType object = struct != null ? types.of(struct) : types.of(schema, "object", true);
    List<PolicyEnvironment.Variable> variables = new ArrayList<>();
    for (Json.Object variable : spec.array("variables").objects()) {
      variables.add(
          new PolicyEnvironment.Variable(variable.text("name"), variable.text("expression")));
    }
    Environment environment =
        PolicyEnvironment.of(spec.has("paramKind"), true, variables, object, types);
    return environment.compile(expression).error();
  }

  /// The types that the policy names without wildcards.
  private static List<ResourceType> types(Run run, Json.Object spec) {
    List<ResourceType> types = new ArrayList<>();
    for (Json.Object rule : spec.object("matchConstraints").array("resourceRules").objects()) {
      for (String group : rule.array("apiGroups").texts()) {
        for (String version : rule.array("apiVersions").texts()) {
          for (String resource : rule.array("resources").texts()) {
            ResourceType type = CustomResources.find(run, group, version, resource);
            if (type != null && !types.contains(type) && types.size() < MOST_TYPES) {
              types.add(type);
            }
          }
        }
      }
    }
    return types;
  }
}
