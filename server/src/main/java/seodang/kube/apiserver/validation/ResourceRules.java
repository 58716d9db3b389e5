package seodang.kube.apiserver.validation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import seodang.kube.Quantity;

/// Names and amounts of resources: of containers, limits, quotas, nodes.
final class ResourceRules {
  private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");
  private static final Set<String> QUOTA =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.storage",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage",
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "persistentvolumeclaims",
          "configmaps",
          "services.nodeports",
          "services.loadbalancers");
  private static final Set<String> WHOLE =
      Set.of(
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");

  private ResourceRules() {}

  private static boolean isHugePages(String name) {
    return name.startsWith("hugepages-");
  }

  static boolean isQuotaName(String name) {
    return QUOTA.contains(name) || isHugePages(name) || name.startsWith("requests.hugepages-");
  }

  private static boolean isNative(String name) {
    return !name.contains("/") || name.contains("kubernetes.io/");
  }

  private static boolean isExtended(String name) {
    return !isNative(name)
        && !name.startsWith("requests.")
        && Formats.qualified("requests." + name).isEmpty();
  }

  static boolean mayOvercommit(String name) {
    return isNative(name) && !isHugePages(name);
  }

  /// A resource's name at its own place: a standard one, or qualified.
  static boolean name(Field field, String name) {
    List<String> wrong = Formats.qualified(name);
    wrong.forEach(m -> field.invalidGo(name, m));
    if (wrong.isEmpty() && !name.contains("/") && !isQuotaName(name) && !name.equals("storage")) {
      field.invalidGo(name, "must be a standard resource type or fully qualified");
      return false;
    }
    return wrong.isEmpty();
  }

  static void containerName(Field field, String name) {
    name(field, name);
    if (!name.contains("/")) {
      if (!CONTAINER.contains(name) && !isHugePages(name)) {
        field.invalidGo(name, "must be a standard resource for containers");
      }
    } else if (!isNative(name) && !isExtended(name)) {
      field.invalidGo(name, "doesn't follow extended resource name standard");
    }
  }

  static void quotaName(Field field, String name) {
    name(field, name);
    if (!name.contains("/") && !isQuotaName(name)) {
      field.invalidGo(name, "must be a standard resource for quota");
    }
  }

  static void nonNegative(Field field) {
    if (field.quantity().value().signum() < 0) {
      field.invalid(field.quantity().toString(), "must be greater than or equal to 0");
    }
  }

  /// An amount of a named resource: not negative, and whole where it counts things.
  static void amount(Field field, String name) {
    nonNegative(field);
    boolean whole = field.quantity().value().stripTrailingZeros().scale() <= 0;
    if ((WHOLE.contains(name) || isExtended(name)) && !whole) {
      field.invalidGo(GoValue.quantity(field.value()), "must be an integer");
    }
  }

  /// Limits and requests of a container.
  ///
  /// @param claims names of the Pod's resource claims
  static void requirements(Field resources, Set<String> claims) {
    Field limits = resources.at("limits");
    Field requests = resources.at("requests");
    for (String name : limits.keys()) {
      Field limit = limits.key(name);
      containerName(limit, name);
      amount(limit, name);
      hugePages(limit, name);
    }
    for (String name : requests.keys()) {
      Field request = requests.key(name);
      containerName(request, name);
      amount(request, name);
      Quantity asked = request.quantity();
      if (limits.has(name)) {
        Quantity limit = limits.key(name).quantity();
        int compared = asked.compareTo(limit);
        if (compared != 0 && !mayOvercommit(name)) {
          requests.invalid(asked.toString(), "must be equal to " + name + " limit of " + limit);
        } else if (compared > 0) {
          requests.invalid(
              asked.toString(), "must be less than or equal to " + name + " limit of " + limit);
        }
      } else if (!mayOvercommit(name)) {
        limits.required("Limit must be set for non overcommitable resources");
      }
      hugePages(request, name);
    }
    boolean huge =
        Stream.concat(limits.keys().stream(), requests.keys().stream())
            .anyMatch(ResourceRules::isHugePages);
    boolean computes =
        Stream.concat(limits.keys().stream(), requests.keys().stream())
            .anyMatch(n -> n.equals("cpu") || n.equals("memory"));
    if (huge && !computes) {
      resources.forbidden("HugePages require cpu or memory");
    }
    claims(resources.at("claims"), claims);
  }

  private static void hugePages(Field field, String name) {
    if (!isHugePages(name)) {
      return;
    }
    Quantity page = Quantity.parse(name.substring("hugepages-".length()));
    boolean divisible =
        page != null
            && page.value().signum() > 0
            && field.quantity().value().remainder(page.value()).compareTo(BigDecimal.ZERO) == 0;
    if (!divisible) {
      field.invalid(
          field.quantity().toString(),
          field.quantity() + " is not positive integer multiple of " + name);
    }
  }

  private static void claims(Field claims, Set<String> known) {
    Set<String> seen = new java.util.HashSet<>();
    for (Field claim : claims.items()) {
      String name = claim.text("name");
      if (name.isEmpty()) {
        claim.required();
        continue;
      }
      if (!seen.add(name + "/" + claim.text("request"))) {
        claim.duplicate(name);
      }
      if (!known.contains(name)) {
        claim.add(
            "FieldValueNotFound",
            "Not found: "
                + GoWords.quote(name)
                + ": must be one of the names in pod.spec.resourceClaims"
                + (known.isEmpty()
                    ? " which is empty"
                    : ": " + String.join(", ", known.stream().sorted().toList())));
      }
    }
  }
}
