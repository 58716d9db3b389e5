package seodang.kube.apiserver.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Quantity;

/// ResourceQuotas and LimitRanges.
final class QuotaRules {
  private static final Set<String> POD_RESOURCES =
      Set.of(
          "pods",
          "cpu",
          "memory",
          "limits.cpu",
          "limits.memory",
          "requests.cpu",
          "requests.memory");
  private static final List<String> POD_SCOPES =
      List.of(
          "Terminating",
          "NotTerminating",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity");

  private QuotaRules() {}

  static void quota(Field object, @Nullable Field old) {
    Field spec = object.at("spec");
    for (String name : spec.at("hard").keys()) {
      Field amount = spec.at("hard").key(name);
      ResourceRules.quotaName(amount, name);
      ResourceRules.amount(amount, name);
    }
    scopes(spec);
    selector(spec);
    if (old != null) {
      Set<String> now = Set.copyOf(spec.at("scopes").texts());
      if (!now.equals(Set.copyOf(old.at("spec", "scopes").texts()))) {
        spec.at("scopes").invalidGo(shown(spec.at("scopes")), "field is immutable");
      }
    }
  }

  private static String shown(Field scopes) {
    return GoValue.list("[]core.ResourceQuotaScope", scopes.value());
  }

  private static boolean isScope(String scope) {
    return POD_SCOPES.contains(scope)
        || scope.equals("BestEffort")
        || scope.equals("VolumeAttributesClass");
  }

  private static boolean fits(String scope, String resource) {
    if (POD_SCOPES.contains(scope)) {
      return POD_RESOURCES.contains(resource);
    }
    return switch (scope) {
      case "BestEffort" -> resource.equals("pods");
      case "VolumeAttributesClass" ->
          resource.equals("persistentvolumeclaims") || resource.equals("requests.storage");
      default -> true;
    };
  }

  private static void scopes(Field spec) {
    Field scopes = spec.at("scopes");
    for (String scope : scopes.texts()) {
      if (!isScope(scope)) {
        scopes.invalidGo(shown(scopes), "unsupported scope");
      }
      for (String name : spec.at("hard").keys()) {
        if (ResourceRules.isQuotaName(name) && !fits(scope, name)) {
          scopes.invalidGo(shown(scopes), "unsupported scope applied to resource");
        }
      }
    }
    conflicts(scopes, Set.copyOf(scopes.texts()), shown(scopes));
  }

  private static void conflicts(Field field, Set<String> scopes, String shown) {
    for (Set<String> pair :
        List.of(Set.of("BestEffort", "NotBestEffort"), Set.of("Terminating", "NotTerminating"))) {
      if (scopes.containsAll(pair)) {
        field.invalidGo(shown, "conflicting scopes");
      }
    }
  }

  private static void selector(Field spec) {
    Field selector = spec.at("scopeSelector");
    Field expressions = selector.at("matchExpressions");
    Set<String> seen = new HashSet<>();
    for (Json.Object requirement : expressions.array().objects()) {
      Field each = expressions.of(requirement);
      String scope = requirement.text("scopeName");
      if (!isScope(scope)) {
        each.at("scopeName").invalid("unsupported scope");
      }
      for (String name : spec.at("hard").keys()) {
        if (ResourceRules.isQuotaName(name) && !fits(scope, name)) {
          expressions.invalidGo(
              GoValue.struct("core.v1.ScopeSelector", selector.object()),
              "unsupported scope applied to resource");
        }
      }
      boolean exists =
          isScope(scope)
              && !scope.equals("PriorityClass")
              && !scope.equals("VolumeAttributesClass");
      if (exists && !requirement.text("operator").equals("Exists")) {
        each.at("operator")
            .invalid(
                "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
                    + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                    + " ResourceQuotaScopeNotBestEffort or"
                    + " ResourceQuotaScopeCrossNamespacePodAffinity");
      }
      Field values = each.at("values");
      switch (requirement.text("operator")) {
        case "In", "NotIn" -> {
          if (values.isEmpty()) {
            values.required(
                "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
          }
        }
        case "Exists", "DoesNotExist" -> {
          if (!values.isEmpty()) {
            values.invalidGo(
                GoValue.list("[]string", values.value()),
                "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
          }
        }
        default -> each.at("operator").invalid("not a valid selector operator");
      }
      seen.add(scope);
    }
    conflicts(expressions, seen, shown(spec.at("scopes")));
  }

  static void limitRange(Field object, @Nullable Field old) {
    Set<String> types = new HashSet<>();
    for (Field limit : object.at("spec").items("limits")) {
      Field type = limit.at("type");
      List<String> wrong = Formats.qualified(type.text());
      type.invalidEach(wrong);
      boolean standard = List.of("Pod", "Container", "PersistentVolumeClaim").contains(type.text());
      if (wrong.isEmpty() && !type.text().contains("/") && !standard) {
        type.invalid("must be a standard limit type or fully qualified");
      }
      if (!types.add(type.text())) {
        type.duplicate();
      }
      limit(limit);
    }
  }

  private static void names(Field limit, String map, Set<String> all) {
    boolean contained = List.of("Pod", "Container").contains(limit.text("type"));
    for (String name : limit.at(map).keys()) {
      Field at = limit.at(map).key(name);
      if (contained) {
        ResourceRules.containerName(at, name);
      } else {
        ResourceRules.name(at, name);
      }
      all.add(name);
    }
  }

  private static void limit(Field limit) {
    Set<String> names = new TreeSet<>();
    names(limit, "max", names);
    names(limit, "min", names);
    boolean pod = limit.text("type").equals("Pod");
    for (String map : List.of("default", "defaultRequest")) {
      if (!pod) {
        names(limit, map, names);
      } else if (!limit.at(map).isEmpty()) {
        limit.at(map).forbidden("may not be specified when `type` is 'Pod'");
      }
    }
    if (limit.text("type").equals("PersistentVolumeClaim")
        && !limit.at("min").has("storage")
        && !limit.at("max").has("storage")) {
      limit
          .at("limits")
          .required(
              "either minimum or maximum storage value is required, but neither was provided");
    }
    names(limit, "maxLimitRequestRatio", names);
    for (String name : names) {
      amounts(limit, name, pod);
    }
  }

  private static @Nullable Quantity amount(Field limit, String map, String name) {
    Field field = limit.at(map).at(name);
    return field.present() ? field.quantity() : null;
  }

  private static void amounts(Field limit, String name, boolean pod) {
    Quantity min = amount(limit, "min", name);
    Quantity max = amount(limit, "max", name);
    Quantity normal = pod ? null : amount(limit, "default", name);
    Quantity request = pod ? null : amount(limit, "defaultRequest", name);
    Quantity ratio = amount(limit, "maxLimitRequestRatio", name);
    compare(limit, name, "min", "min", min, "min value", max, "max value");
    compare(
        limit,
        name,
        "defaultRequest",
        "defaultRequest",
        min,
        "min value",
        request,
        "default request value");
    compare(
        limit,
        name,
        "defaultRequest",
        "defaultRequest",
        request,
        "default request value",
        max,
        "max value");
    compare(
        limit,
        name,
        "defaultRequest",
        "defaultRequest",
        request,
        "default request value",
        normal,
        "default limit value");
    compare(limit, name, "default", "min", min, "min value", normal, "default value");
    compare(limit, name, "default", "max", normal, "default value", max, "max value");
    if (ratio != null) {
      ratio(limit, name, ratio, min, max);
    }
    if (!ResourceRules.mayOvercommit(name)
        && normal != null
        && request != null
        && normal.compareTo(request) != 0) {
      limit
          .at("defaultRequest")
          .key(name)
          .invalidGo(
              GoValue.quantity(Json.text(request.toString())),
              "default value "
                  + normal
                  + " must equal to defaultRequest value "
                  + request
                  + " in "
                  + name);
    }
  }

  /// That one amount is not greater than another.
  private static void compare(
      Field limit,
      String name,
      String at,
      String shown,
      @Nullable Quantity low,
      String lowCalled,
      @Nullable Quantity high,
      String highCalled) {
    if (low != null && high != null && low.compareTo(high) > 0) {
      limit
          .at(at)
          .key(name)
          .invalidGo(
              GoValue.quantity(limit.at(shown).at(name).value()),
              lowCalled + " " + low + " is greater than " + highCalled + " " + high);
    }
  }

  private static void ratio(
      Field limit, String name, Quantity ratio, @Nullable Quantity min, @Nullable Quantity max) {
    Field field = limit.at("maxLimitRequestRatio").key(name);
    String shown = GoValue.quantity(field.value());
    if (ratio.value().compareTo(java.math.BigDecimal.ONE) < 0) {
      field.invalidGo(shown, "ratio " + ratio + " is less than 1");
    }
    if (min != null && max != null) {
      double most = max.value().doubleValue() / min.value().doubleValue();
      if (ratio.value().doubleValue() > most) {
        field.invalidGo(
            shown,
            "ratio "
                + ratio
                + " is greater than max/min = "
                + (Double.isInfinite(most) ? "+Inf" : String.format(Locale.ROOT, "%.6f", most)));
      }
    }
  }
}
