package seodang.kube.apiserver.validation;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.kube.apiserver.cel.Environment;
import seodang.kube.apiserver.cel.PolicyEnvironment;
import seodang.kube.apiserver.cel.Types;

/// Admission webhooks and validating admission policies.
final class AdmissionRules {
  private AdmissionRules() {}

  static void webhooks(Field object, @Nullable Field old) {
    Set<String> names = new HashSet<>();
    for (Field hook : object.items("webhooks")) {
      webhook(hook);
      reviewVersions(hook.at("admissionReviewVersions"));
      if (!hook.text("name").isEmpty() && !names.add(hook.text("name"))) {
        hook.at("name").duplicate();
      }
    }
  }

  private static void webhook(Field hook) {
    Formats.fullyQualifiedName(hook.at("name"));
    hook.items("rules").forEach(AdmissionRules::rule);
    hook.at("failurePolicy").optionalOneOf("Fail", "Ignore");
    hook.at("matchPolicy").optionalOneOf("Equivalent", "Exact");
    Field effects = hook.at("sideEffects");
    if (!effects.present()) {
      effects.required("must specify one of None, NoneOnDryRun");
    } else {
      effects.oneOf("None", "NoneOnDryRun");
    }
    Field timeout = hook.at("timeoutSeconds");
    if (timeout.present() && (timeout.number() > 30 || timeout.number() < 1)) {
      timeout.invalid("the timeout value must be between 1 and 30 seconds");
    }
    MetaRules.selector(hook.at("namespaceSelector"));
    MetaRules.selector(hook.at("objectSelector"));
    hook.at("reinvocationPolicy").optionalOneOf("IfNeeded", "Never");
    clientConfig(hook.at("clientConfig"));
    matchConditions(hook.at("matchConditions"), false);
  }

  static void clientConfig(Field config) {
    boolean url = config.has("url");
    if (url == config.has("service")) {
      config.required("exactly one of url or service is required");
    } else if (url) {
      url(config.at("url"));
    } else {
      service(config.at("service"));
    }
  }

  private static void url(Field url) {
    String form = "; desired format: https://host[/path]";
    String text = url.text();
    int colon = text.indexOf(':');
    String scheme = colon > 0 ? text.substring(0, colon) : "";
    if (!scheme.equals("https")) {
      url.invalid(scheme, "'https' is the only allowed URL scheme" + form);
    }
    String rest = text.startsWith("//", colon + 1) ? text.substring(colon + 3) : "";
    if (rest.isEmpty() || rest.startsWith("/")) {
      url.invalid("", "host must be specified" + form);
    }
  }

  static void service(Field service) {
    // The real server takes the one for the other.
    if (service.text("namespace").isEmpty()) {
      service.at("name").required("service name is required");
    }
    if (service.text("name").isEmpty()) {
      service.at("namespace").required("service namespace is required");
    }
    Field port = service.at("port");
    if (port.present() && (port.number() < 1 || port.number() > 65535)) {
      port.invalid("port is not valid: must be between 1 and 65535, inclusive");
    }
    Field path = service.at("path");
    if (!path.present()) {
      return;
    }
    String text = path.text();
    if (!text.startsWith("/")) {
      path.invalid("must start with a '/'");
    }
    if (text.length() <= 1) {
      return;
    }
    String[] steps =
        (text.endsWith("/") ? text.substring(1, text.length() - 1) : text.substring(1))
            .split("/", -1);
    for (int i = 0; i < steps.length; i++) {
      if (steps[i].isEmpty()) {
        path.invalid("segment[" + i + "] may not be empty");
        continue;
      }
      for (String wrong : Formats.subdomain(steps[i])) {
        path.invalid("segment[" + i + "]: " + wrong);
      }
    }
  }

  private static void reviewVersions(Field versions) {
    if (versions.isEmpty()) {
      versions.required("must specify one of v1, v1beta1");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (Field version : versions.items()) {
      if (!seen.add(version.text())) {
        version.invalid("duplicate version");
      } else {
        version.invalidEach(Formats.label1035(version.text()));
      }
    }
    if (!seen.contains("v1") && !seen.contains("v1beta1")) {
      versions.invalidGo(
          GoValue.list("[]string", versions.value()), "must include at least one of v1, v1beta1");
    }
  }

  private static void rule(Field rule) {
    Field operations = rule.at("operations");
    if (operations.isEmpty()) {
      operations.required();
    }
    wildcard(operations, "[]admissionregistration.OperationType", "operations");
    operations.items().forEach(o -> o.oneOf("*", "CONNECT", "CREATE", "DELETE", "UPDATE"));
    Field groups = rule.at("apiGroups");
    if (groups.isEmpty()) {
      groups.required();
    }
    wildcard(groups, "[]string", "API groups");
    Field versions = rule.at("apiVersions");
    if (versions.isEmpty()) {
      versions.required();
    }
    wildcard(versions, "[]string", "API versions");
    versions.items().forEach(Field::requiredText);
    resources(rule.at("resources"));
    rule.at("scope").optionalOneOf("*", "Cluster", "Namespaced");
  }

  private static void wildcard(Field list, String type, String called) {
    if (list.array().size() > 1 && list.texts().contains("*")) {
      list.invalidGo(
          GoValue.list(type, list.value()), "if '*' is present, must not specify other " + called);
    }
  }

  private static void resources(Field resources) {
    if (resources.isEmpty()) {
      resources.required();
    }
    Set<String> all = new HashSet<>();
    Set<String> any = new HashSet<>();
    boolean plain = false;
    for (Field resource : resources.items()) {
      String text = resource.text();
      if (text.isEmpty()) {
        resource.required();
        continue;
      }
      int slash = text.indexOf('/');
      if (slash < 0) {
        plain = !text.equals("*");
        continue;
      }
      String name = text.substring(0, slash);
      String sub = text.substring(slash + 1);
      if (all.contains(name)) {
        resource.invalid("if '" + name + "/*' is present, must not specify " + text);
      }
      if (any.contains(sub)) {
        resource.invalid("if '*/" + sub + "' is present, must not specify " + text);
      }
      if (sub.equals("*")) {
        all.add(name);
      }
      if (name.equals("*")) {
        any.add(sub);
      }
    }
    String shown = GoValue.list("[]string", resources.value());
    if (resources.array().size() > 1 && resources.texts().contains("*/*")) {
      resources.invalidGo(shown, "if '*/*' is present, must not specify other resources");
    }
    if (plain && resources.texts().contains("*")) {
      resources.invalidGo(
          shown, "if '*' is present, must not specify other resources without subresources");
    }
  }

  /// @param params whether they may name parameters
  private static void matchConditions(Field conditions, boolean params) {
    if (conditions.array().size() > 64) {
      conditions.tooMany(conditions.array().size(), 64);
    }
    Set<String> names = new HashSet<>();
    for (Field condition : conditions.items()) {
      Field expression = condition.at("expression");
      if (expression.text().isBlank()) {
        expression.required();
      } else {
        compiles(
            expression.of(expression.text().strip()),
            PolicyEnvironment.of(params, true, List.of()),
            SimpleType.BOOL);
      }
      Field name = condition.at("name");
      if (name.requiredText()) {
        name.qualified();
        if (!names.add(name.text())) {
          name.duplicate();
        }
      }
    }
  }

  static void policy(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    if (!spec.has("failurePolicy")) {
      spec.at("failurePolicy").required();
    } else {
      spec.at("failurePolicy").oneOf("Fail", "Ignore");
    }
    if (spec.has("paramKind")) {
      paramKind(spec.at("paramKind"));
    }
    Field constraints = spec.at("matchConstraints");
    if (!constraints.present()) {
      constraints.required();
    } else {
      matchResources(constraints);
      if (constraints.at("resourceRules").isEmpty()) {
        constraints.at("resourceRules").required();
      }
    }
    boolean params = spec.has("paramKind");
    matchConditions(spec.at("matchConditions"), params);
    List<PolicyEnvironment.Variable> known = new ArrayList<>();
    for (Field variable : spec.items("variables")) {
      variable(variable, params, known);
    }
    String some = "validations or auditAnnotations must contain at least one item";
    if (spec.at("validations").isEmpty() && spec.at("auditAnnotations").isEmpty()) {
      spec.at("validations").required(some);
      spec.at("auditAnnotations").required(some);
      return;
    }
    for (Field validation : spec.items("validations")) {
      validation(validation, params, known);
    }
    auditAnnotations(
        object, spec.at("auditAnnotations"), PolicyEnvironment.of(params, true, known));
  }

  /// @param known the variables before it, to which it is added
  private static void variable(
      Field variable, boolean params, List<PolicyEnvironment.Variable> known) {
    Field name = variable.at("name");
    if (name.text().isBlank()) {
      name.required("name is not specified");
    } else if (!name.text().matches("[_a-zA-Z][_a-zA-Z0-9]*")
        || Types.RESERVED.contains(name.text())) {
      name.invalid("name is not a valid CEL identifier");
    }
    if (variable.text("expression").isBlank()) {
      variable.at("expression").required("expression is not specified");
    } else {
      compiles(variable.at("expression"), PolicyEnvironment.of(params, true, known));
      known.add(new PolicyEnvironment.Variable(name.text(), variable.text("expression")));
    }
  }

  /// @param wanted the types it may be of; none for any
  private static void compiles(Field expression, Environment environment, CelType... wanted) {
    String wrong =
        wanted.length == 0
            ? CelRules.error(environment, expression.text())
            : CelRules.error(environment, expression.text(), wanted);
    if (wrong != null) {
      expression.invalid(wrong);
    }
  }

  private static void validation(
      Field validation, boolean params, List<PolicyEnvironment.Variable> known) {
    if (validation.text("expression").isBlank()) {
      validation.at("expression").required("expression is not specified");
    } else {
      compiles(
          validation.at("expression"), PolicyEnvironment.of(params, true, known), SimpleType.BOOL);
    }
    Field messageExpression = validation.at("messageExpression");
    if (!messageExpression.text().isEmpty() && messageExpression.text().isBlank()) {
      messageExpression.invalid("must be non-empty if specified");
    } else if (!messageExpression.text().isEmpty()) {
      compiles(messageExpression, PolicyEnvironment.of(params, false, known), SimpleType.STRING);
    }
    Field message = validation.at("message");
    if (!message.text().isEmpty() && message.text().isBlank()) {
      message.invalid("message must be non-empty if specified");
    } else if (message.text().strip().matches("(?s).*[\n\r].*")) {
      message.invalid("message must not contain line breaks");
    }
    validation.at("reason").optionalOneOf("Forbidden", "Invalid", "RequestEntityTooLarge");
  }

  private static void auditAnnotations(Field object, Field annotations, Environment environment) {
    if (annotations.array().size() > 20) {
      annotations.invalidGo(
          "[]admissionregistration.AuditAnnotation", "must not have more than 20 auditAnnotations");
    }
    String name = object.at("metadata").text("name");
    Set<String> keys = new HashSet<>();
    for (Field annotation : annotations.items()) {
      Field key = annotation.at("key");
      if (name.isEmpty()) {
        key.invalid("requires metadata.name be non-empty");
      } else {
        key.of(name + "/" + key.text()).qualified();
      }
      Field value = annotation.at("valueExpression");
      if (value.text().isBlank()) {
        value.required("valueExpression is not specified");
      } else if (value.text().strip().length() > 5 * 1024) {
        value.required("must not exceed 5120 bytes in length");
      } else {
        compiles(value, environment, SimpleType.STRING, SimpleType.NULL_TYPE);
      }
      if (!keys.add(key.text())) {
        key.duplicate();
      }
    }
  }

  private static void paramKind(Field kind) {
    Field version = kind.at("apiVersion");
    String text = version.text();
    String[] parts = text.split("/", -1);
    if (version.requiredText()) {
      if (parts.length > 2) {
        version.invalid("unexpected GroupVersion string: " + text);
      } else {
        String group = parts.length == 2 ? parts[0] : "";
        String number = parts[parts.length - 1];
        List<String> wrong = group.isEmpty() ? List.of() : Formats.subdomain(group);
        if (!wrong.isEmpty()) {
          version.invalid(group, String.join(",", wrong));
        }
        if (number.isEmpty()) {
          version.invalid("version must be specified");
        } else if (!Formats.label1035(number).isEmpty()) {
          version.invalid(number, String.join(",", Formats.label1035(number)));
        }
      }
    }
    Field name = kind.at("kind");
    if (name.requiredText()) {
      List<String> wrong = Formats.label1035(name.text().toLowerCase(Locale.ROOT));
      if (!wrong.isEmpty()) {
        name.invalid("may have mixed case, but should otherwise match: " + String.join(",", wrong));
      }
    }
  }

  private static void matchResources(Field match) {
    if (!match.has("matchPolicy")) {
      match.at("matchPolicy").required();
    } else {
      match.at("matchPolicy").oneOf("Equivalent", "Exact");
    }
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      if (!match.has(selector)) {
        match.at(selector).required();
      } else {
        MetaRules.selector(match.at(selector));
      }
    }
    for (String list : List.of("resourceRules", "excludeResourceRules")) {
      for (Field rule : match.items(list)) {
        Set<String> names = new HashSet<>();
        for (Field name : rule.items("resourceNames")) {
          name.invalidEach(Formats.pathSegment(name.text(), false));
          if (!names.add(name.text())) {
            name.duplicate();
          }
        }
        rule(rule);
      }
    }
  }

  static void binding(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    if (spec.at("policyName").requiredText()) {
      spec.at("policyName").subdomain();
    }
    Field param = spec.at("paramRef");
    if (param.present()) {
      paramRef(param);
    }
    if (spec.has("matchResources")) {
      matchResources(spec.at("matchResources"));
    }
    Field actions = spec.at("validationActions");
    Set<String> seen = new HashSet<>();
    for (Field action : actions.items()) {
      action.oneOf("Audit", "Deny", "Warn");
      if (!seen.add(action.text())) {
        action.duplicate();
      }
    }
    if (seen.contains("Deny") && seen.contains("Warn")) {
      actions.invalidGo(
          GoValue.list("[]admissionregistration.ValidationAction", actions.value()),
          "must not contain both Deny and Warn (repeating the same validation failure information in"
              + " the API response and headers serves no purpose)");
    }
    if (seen.isEmpty()) {
      actions.required("at least one validation action is required");
    }
  }

  private static void paramRef(Field param) {
    boolean named = !param.text("name").isEmpty();
    String exclusive = "name and selector are mutually exclusive";
    if (named) {
      param.at("name").invalidEach(Formats.pathSegment(param.text("name"), false));
      if (param.has("selector")) {
        param.at("name").forbidden(exclusive);
      }
    }
    if (param.has("selector")) {
      MetaRules.selector(param.at("selector"));
      if (named) {
        param.at("selector").forbidden(exclusive);
      }
    } else if (!named) {
      param.required("one of name or selector must be specified");
    }
    Field action = param.at("parameterNotFoundAction");
    action.requiredOneOf("Deny", "Allow");
  }
}
