package seodang.kube.apiserver;

import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Selector;
import seodang.kube.User;
import seodang.kube.apiserver.cel.Authority;
import seodang.kube.apiserver.cel.AuthorizerFunctions;
import seodang.kube.apiserver.cel.Budget;
import seodang.kube.apiserver.cel.Environment;
import seodang.kube.apiserver.cel.LazyVariables;
import seodang.kube.apiserver.cel.Outcome;
import seodang.kube.apiserver.cel.PolicyEnvironment;
import seodang.kube.apiserver.cel.Values;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Resources;

/// ValidatingAdmissionPolicies: each binding of each policy a request matches says what it finds.
final class Policies {
  private static final String GROUP = "admissionregistration.k8s.io";
  private static final int LONGEST_MESSAGE = 5 * 1024;

  /// A refusal, by a policy or by its configuration.
  private record Denial(String message, String reason) {}

  private final Run run;
  private final AdmissionRequest request;
  private final List<String> warnings;

  private Policies(Run run, AdmissionRequest request, List<String> warnings) {
    this.run = run;
    this.request = request;
    this.warnings = warnings;
  }

  static void check(Run run, AdmissionRequest request, List<String> warnings) {
    List<Json.Object> bindings = run.list(GROUP, "validatingadmissionpolicybindings", "");
    if (bindings.isEmpty() || Matching.isExempt(request)) {
      return;
    }
    new Policies(run, request, warnings).check(bindings);
  }

  private void check(List<Json.Object> bindings) {
    for (Json.Object policy : run.list(GROUP, "validatingadmissionpolicies", "")) {
      if (!Matching.matches(run, policy.object("spec").object("matchConstraints"), request)) {
        continue;
      }
      for (Json.Object binding : bindings) {
        Json.Object spec = binding.object("spec");
        if (spec.text("policyName").equals(Meta.name(policy))
            && Matching.matches(run, spec.object("matchResources"), request)) {
          judge(policy, binding);
        }
      }
    }
  }

  private void judge(Json.Object policy, Json.Object binding) {
    List<Json> params;
    try {
      params = params(policy.object("spec").object("paramKind"), binding.object("spec"));
    } catch (Misconfigured e) {
      if (isFailing(policy)) {
        throw refused(
            policy, binding, new Denial("failed to configure binding: " + e.getMessage(), ""));
      }
      return;
    }
    for (Json param : params) {
      for (Denial denial : new Evaluation(policy, param).denials()) {
        List<String> actions = binding.object("spec").array("validationActions").texts();
        if (actions.contains("Warn")) {
          warnings.add(
              "Validation failed for ValidatingAdmissionPolicy '"
                  + Meta.name(policy)
                  + "' with binding '"
                  + Meta.name(binding)
                  + "': "
                  + denial.message());
        }
        if (actions.contains("Deny")) {
          throw refused(policy, binding, denial);
        }
      }
    }
  }

  private static boolean isFailing(Json.Object policy) {
    return !policy.object("spec").text("failurePolicy").equals("Ignore");
  }

  private Rejection refused(Json.Object policy, Json.Object binding, Denial denial) {
    String message =
        "ValidatingAdmissionPolicy '"
            + Meta.name(policy)
            + "' with binding '"
            + Meta.name(binding)
            + "' denied request: "
            + denial.message();
    String reason = denial.reason().isEmpty() ? "Invalid" : denial.reason();
    int code =
        switch (reason) {
          case "Forbidden" -> 403;
          case "Unauthorized" -> 401;
          case "RequestEntityTooLarge" -> 413;
          default -> 422;
        };
    Json.Object status = Statuses.forbidden(request.type(), request.name(), message).status();
    return new Rejection(
        status
            .with("reason", reason)
            .with("code", code)
            .withAt(Json.array(Json.object("message", message)), "details", "causes"));
  }

  // Parameters.

  private static final class Misconfigured extends Exception {
    private static final long serialVersionUID = 1;

    Misconfigured(String message) {
      super(message, null, false, false);
    }
  }

  /// The objects a binding names; a null for a policy that is to be asked without one.
  private List<Json> params(Json.Object kind, Json.Object binding) throws Misconfigured {
    Json.Object reference = binding.object("paramRef");
    if (kind.isEmpty() || reference.isEmpty()) {
      return List.of(Json.Null.NULL);
    }
    ResourceType type = type(kind);
    if (type == null) {
      throw new Misconfigured(
          "failed to find resource referenced by paramKind: '"
              + kind.text("apiVersion")
              + ", Kind="
              + kind.text("kind")
              + "'");
    }
    String namespace = reference.text("namespace");
    if (!type.namespaced() && !namespace.isEmpty()) {
      throw new Misconfigured(
          "paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
    }
    if (type.namespaced() && namespace.isEmpty()) {
      if (request.namespace().isEmpty()) {
        throw new Misconfigured(
            "cannot use namespaced paramRef in policy binding that matches cluster-scoped"
                + " resources");
      }
      namespace = request.namespace();
    }
    List<Json> found = new ArrayList<>();
    String name = reference.text("name");
    Selector selector = Selector.of(reference.object("selector"));
    for (Json.Object param : run.list(type.storageGroup(), type.resource(), namespace)) {
      boolean meant =
          name.isEmpty() ? selector.matchesObject(param) : Meta.name(param).equals(name);
      if (meant) {
        found.add(param.with("apiVersion", type.apiVersion()).with("kind", type.kind()));
      }
    }
    if (found.isEmpty() && reference.text("parameterNotFoundAction").equals("Deny")) {
      throw new Misconfigured(
          "no params found for policy binding with `Deny` parameterNotFoundAction");
    }
    return found;
  }

  private @Nullable ResourceType type(Json.Object kind) {
    String version = kind.text("apiVersion");
    ResourceType builtIn = Resources.ofKind(version, kind.text("kind"));
    return builtIn != null
        ? builtIn
        : CustomResources.all(run).stream()
            .filter(t -> t.apiVersion().equals(version) && t.kind().equals(kind.text("kind")))
            .findFirst()
            .orElse(null);
  }

  // Expressions.

  /// The expressions of one policy over one request and one parameter.
  private final class Evaluation {
    private final Json.Object spec;
    private final Budget budget = new Budget();
    private final Map<String, Object> names = new LinkedHashMap<>();
    private final Environment plain;
    private final Environment whole;
    private final boolean failing;

    Evaluation(Json.Object policy, Json param) {
      spec = policy.object("spec");
      failing = isFailing(policy);
      boolean params = spec.has("paramKind");
      List<PolicyEnvironment.Variable> variables = new ArrayList<>();
      for (Json.Object variable : spec.array("variables").objects()) {
        variables.add(
            new PolicyEnvironment.Variable(variable.text("name"), variable.text("expression")));
      }
      plain = PolicyEnvironment.of(params, true, List.of());
      whole = PolicyEnvironment.of(params, true, variables);
      names.putAll(names(run, request));
      names.put("params", Values.of(param));
      LazyVariables.add(whole, variables, names, budget);
    }

    List<Denial> denials() {
      List<Denial> denials = new ArrayList<>();
      switch (conditions(plain, spec.array("matchConditions"), names, budget)) {
        case Matched.Yes _ -> {}
        case Matched.No _ -> {
          return denials;
        }
        case Matched.Failed(String why) -> {
          return failing ? List.of(new Denial(why, "")) : List.of();
        }
      }
      for (Json.Object validation : spec.array("validations").objects()) {
        String expression = validation.text("expression");
        Outcome outcome = whole.evaluate(expression, names, budget);
        if (outcome.isTrue()) {
          continue;
        }
        if (outcome instanceof Outcome.Value) {
          denials.add(new Denial(message(validation), validation.text("reason")));
        } else if (failing) {
          denials.add(new Denial(failure(expression, outcome), ""));
        }
      }
      for (Json.Object annotation : spec.array("auditAnnotations").objects()) {
        String expression = annotation.text("valueExpression");
        Outcome outcome = whole.evaluate(expression, names, budget);
        if (failing && !(outcome instanceof Outcome.Value)) {
          denials.add(new Denial(failure(expression, outcome), ""));
        }
      }
      return denials;
    }

    private String message(Json.Object validation) {
      String expression = validation.text("messageExpression");
      if (!expression.isEmpty()
          && whole.evaluate(expression, names, budget) instanceof Outcome.Value(String text)
          && !text.isBlank()
          && text.strip().length() <= LONGEST_MESSAGE
          && text.strip().indexOf('\n') < 0) {
        return text.strip();
      }
      String message = validation.text("message").strip();
      return message.isEmpty()
          ? "failed expression: " + validation.text("expression").strip()
          : message;
    }
  }

  /// Whether all conditions hold.
  sealed interface Matched {
    record Yes() implements Matched {}

    record No() implements Matched {}

    record Failed(String why) implements Matched {}
  }

  static Matched conditions(
      Environment environment, Json.Array conditions, Map<String, Object> names, Budget budget) {
    List<String> failures = new ArrayList<>();
    for (Json.Object condition : conditions.objects()) {
      String expression = condition.text("expression").strip();
      Outcome outcome = environment.evaluate(expression, names, budget);
      if (outcome instanceof Outcome.Value(Object value) && Boolean.FALSE.equals(value)) {
        return new Matched.No();
      }
      if (!(outcome instanceof Outcome.Value)) {
        failures.add(failure(expression, outcome));
      }
    }
    return failures.isEmpty()
        ? new Matched.Yes()
        : new Matched.Failed(
            failures.size() == 1 ? failures.getFirst() : "[" + String.join(", ", failures) + "]");
  }

  private static String failure(String expression, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed(String why) ->
          "expression '" + expression + "' resulted in error: " + why;
      case Outcome.OverBudget _ -> Outcome.OverBudget.MESSAGE;
      case Outcome.Value _ -> "";
    };
  }

  /// What the expressions of policies and match conditions name, but for parameters and variables.
  static Map<String, Object> names(Run run, AdmissionRequest request) {
    Map<String, Object> names = new LinkedHashMap<>();
    names.put("object", value(request.object(), request));
    names.put("oldObject", value(request.before(), request));
    names.put("request", Values.of(request.asRequest()));
    Json.Object namespace = Matching.namespaceOf(run, request);
    names.put("namespaceObject", namespace.isEmpty() ? NullValue.NULL_VALUE : shown(namespace));
    Authority authority = new Rbac(run, request.user());
    names.put("authorizer", authority);
    names.put(
        "authorizer.requestResource",
        new AuthorizerFunctions.ResourceCheck(
            authority,
            request.type().group(),
            request.type().resource(),
            request.subresource(),
            request.namespace(),
            request.name()));
    return names;
  }

  private static Object value(Json.@Nullable Object object, AdmissionRequest request) {
    if (object == null) {
      return NullValue.NULL_VALUE;
    }
    return Values.of(
        object.has("kind")
            ? object
            : object
                .with("apiVersion", request.type().apiVersion())
                .with("kind", request.type().kind()));
  }

  private static Object shown(Json.Object namespace) {
    Json.Object meta = namespace.object("metadata");
    Json.Object time = Json.object("type", "string", "format", "date-time");
    Json.Object schema =
        Json.object(
            "properties",
            Json.object(
                "metadata",
                Json.object(
                    "properties",
                    Json.object("creationTimestamp", time, "deletionTimestamp", time))));
    return Values.of(
        Json.object(
            "metadata",
            meta.without("managedFields").without("uid").with("UID", Meta.uid(namespace)),
            "spec",
            namespace.object("spec"),
            "status",
            namespace.object("status")),
        schema);
  }

  /// The authorizer for one user.
  private record Rbac(Run run, User user) implements Authority {
    @Override
    public boolean allows(
        String verb, String group, String resource, String namespace, String name) {
      Authorizer.Wish wish = new Authorizer.Wish(verb, group, resource, namespace, name, "");
      return Authorizer.decide(run, Authorizer.known(user), wish).allowed();
    }

    @Override
    public boolean allowsPath(String verb, String path) {
      return Authorizer.decide(run, Authorizer.known(user), Authorizer.Wish.url(verb, path))
          .allowed();
    }

    @Override
    public Authority as(String namespace, String name) {
      return new Rbac(
          run,
          new User(
              "system:serviceaccount:" + namespace + ":" + name,
              List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace)));
    }
  }
}
