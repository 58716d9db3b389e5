package seodang.kube.apiserver.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import seodang.json.Json;

/// Where a Pod may be placed: affinity, tolerations, spreading; and taints, their counterpart.
final class AffinityRules {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private AffinityRules() {}

  static void affinity(Field affinity) {
    Field node = affinity.at("nodeAffinity");
    if (node.has(REQUIRED)) {
      nodeSelector(node.at(REQUIRED));
    }
    for (Field term : node.items(PREFERRED)) {
      weight(term);
      nodeTerm(term.at("preference"), true);
    }
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      affinity.at(kind).items(REQUIRED).forEach(AffinityRules::podTerm);
      for (Field term : affinity.at(kind).items(PREFERRED)) {
        weight(term);
        podTerm(term.at("podAffinityTerm"));
      }
    }
  }

  private static void weight(Field term) {
    if (term.number("weight") <= 0 || term.number("weight") > 100) {
      term.at("weight").invalid(term.number("weight"), "must be in the range 1-100");
    }
  }

  static void nodeSelector(Field selector) {
    Field terms = selector.at("nodeSelectorTerms");
    if (terms.isEmpty()) {
      terms.required("must have at least one node selector term");
    }
    terms.items().forEach(t -> nodeTerm(t, false));
  }

  private static void nodeTerm(Field term, boolean anyValue) {
    for (Field expression : term.items("matchExpressions")) {
      nodeExpression(expression, anyValue);
    }
    for (Field match : term.items("matchFields")) {
      if (List.of("In", "NotIn").contains(match.text("operator"))) {
        if (match.at("values").array().size() != 1) {
          match
              .at("values")
              .required(
                  "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }
      } else {
        match.at("operator").invalid("not a valid selector operator");
      }
      if (!match.text("key").equals("metadata.name")) {
        match.at("key").invalid("not a valid field selector key");
      } else {
        match.items("values").forEach(Field::subdomain);
      }
    }
  }

  private static void nodeExpression(Field expression, boolean anyValue) {
    Field values = expression.at("values");
    switch (expression.text("operator")) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          values.required("must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      case "Gt", "Lt" -> {
        if (values.array().size() != 1) {
          values.required("must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default -> expression.at("operator").invalid("not a valid selector operator");
    }
    expression.at("key").qualified();
    if (!anyValue) {
      values.items().forEach(v -> v.invalidEach(Formats.labelValue(v.text())));
    }
  }

  private static void podTerm(Field term) {
    MetaRules.selector(term.at("labelSelector"));
    MetaRules.selector(term.at("namespaceSelector"));
    for (String namespace : term.at("namespaces").texts()) {
      term.at("namespace").of(namespace).label();
    }
    labelKeys(term.at("matchLabelKeys"), term);
    labelKeys(term.at("mismatchLabelKeys"), term);
    List<String> match = term.at("matchLabelKeys").texts();
    Set<String> selected = new HashSet<>(term.at("labelSelector", "matchLabels").keys());
    for (Json.Object e : term.at("labelSelector", "matchExpressions").array().objects()) {
      String key = e.text("key");
      if (match.contains(key) && selected.contains(key)) {
        term.item(match.lastIndexOf(key))
            .invalid(key, "exists in both matchLabelKeys and labelSelector");
      }
      selected.add(key);
    }
    List<String> mismatch = term.at("mismatchLabelKeys").texts();
    for (Field key : term.items("matchLabelKeys")) {
      if (mismatch.contains(key.text())) {
        key.invalid("exists in both matchLabelKeys and mismatchLabelKeys");
      }
    }
    if (term.text("topologyKey").isEmpty()) {
      term.at("topologyKey").required("can not be empty");
    }
    term.at("topologyKey").qualified();
  }

  private static void labelKeys(Field keys, Field term) {
    if (keys.isEmpty()) {
      return;
    }
    if (!term.has("labelSelector")) {
      keys.forbidden("must not be specified when labelSelector is not set");
    } else {
      keys.items().forEach(Field::qualified);
    }
  }

  static void tolerations(Field tolerations) {
    for (Field toleration : tolerations.items()) {
      Field operator = toleration.at("operator");
      if (!toleration.text("key").isEmpty()) {
        toleration.at("key").qualified();
      } else if (!operator.text().equals("Exists")) {
        operator.invalid(
            "operator must be Exists when `key` is empty, which means \"match all values and all"
                + " keys\"");
      }
      if (toleration.has("tolerationSeconds") && !toleration.text("effect").equals("NoExecute")) {
        toleration
            .at("effect")
            .invalid("effect must be 'NoExecute' when `tolerationSeconds` is set");
      }
      String value = toleration.text("value");
      switch (operator.text()) {
        case "Equal", "" -> {
          List<String> wrong = Formats.labelValue(value);
          if (!wrong.isEmpty()) {
            operator.invalid(value, String.join(";", wrong));
          }
        }
        case "Exists" -> {
          if (!value.isEmpty()) {
            operator.invalid(value, "value must be empty when `operator` is 'Exists'");
          }
        }
        default -> operator.notSupported("Equal", "Exists");
      }
      if (!toleration.text("effect").isEmpty()) {
        effect(toleration.at("effect"));
      }
    }
  }

  private static void effect(Field effect) {
    effect.oneOf("NoSchedule", "PreferNoSchedule", "NoExecute");
  }

  static void taints(Field taints) {
    Set<String> seen = new HashSet<>();
    for (Field taint : taints.items()) {
      taint.at("key").qualified();
      List<String> wrong = Formats.labelValue(taint.text("value"));
      if (!wrong.isEmpty()) {
        taint.at("value").invalid(String.join(";", wrong));
      }
      if (taint.at("effect").requiredText()) {
        effect(taint.at("effect"));
      }
      if (!seen.add(taint.text("effect") + " " + taint.text("key"))) {
        taint.duplicateGo(
            GoValue.struct("core.v1.Taint", taint.object())
                + ": taints must be unique by key and effect pair");
      }
    }
  }

  static void spread(Field constraints) {
    List<Field> items = constraints.items();
    for (int i = 0; i < items.size(); i++) {
      Field each = items.get(i);
      each.at("maxSkew").positive();
      if (each.text("topologyKey").isEmpty()) {
        each.at("topologyKey").required("can not be empty");
      }
      each.at("whenUnsatisfiable").oneOf("DoNotSchedule", "ScheduleAnyway");
      String pair = "{" + each.text("topologyKey") + ", " + each.text("whenUnsatisfiable") + "}";
      for (Field other : items.subList(i + 1, items.size())) {
        if (other.text("topologyKey").equals(each.text("topologyKey"))
            && other.text("whenUnsatisfiable").equals(each.text("whenUnsatisfiable"))) {
          each.at("{topologyKey, whenUnsatisfiable}").duplicate(pair);
          break;
        }
      }
      Field domains = each.at("minDomains");
      if (domains.present()) {
        domains.positive();
        if (!each.text("whenUnsatisfiable").equals("DoNotSchedule")) {
          domains.invalid(
              "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not "
                  + each.text("whenUnsatisfiable"));
        }
      }
      each.at("nodeAffinityPolicy").optionalOneOf("Honor", "Ignore");
      each.at("nodeTaintsPolicy").optionalOneOf("Honor", "Ignore");
      matchLabelKeys(each);
      MetaRules.selector(each.at("labelSelector"));
    }
  }

  private static void matchLabelKeys(Field constraint) {
    Field keys = constraint.at("matchLabelKeys");
    if (keys.isEmpty()) {
      return;
    }
    Field selector = constraint.at("labelSelector");
    Set<String> selected = new HashSet<>(selector.at("matchLabels").keys());
    selector.at("matchExpressions").array().objects().forEach(e -> selected.add(e.text("key")));
    if (!selector.present()) {
      keys.forbidden("must not be specified when labelSelector is not set");
    }
    for (Field key : keys.items()) {
      key.qualified();
      if (selected.contains(key.text())) {
        key.invalid("exists in both matchLabelKeys and labelSelector");
      }
    }
  }
}
