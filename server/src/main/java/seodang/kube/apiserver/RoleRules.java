package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.engine.Run;

/// The rules of roles: what one allows, whether some cover others, how they are told.
///
/// Follows `component-helpers/auth/rbac/validation`.
final class RoleRules {
  static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<String> LISTS =
      List.of("apiGroups", "resources", "nonResourceURLs", "resourceNames", "verbs");

  private RoleRules() {}

  /// The rules of the role that a binding refers to; null when there is no such role.
  static Json.@Nullable Array of(Run run, Json.Object ref, String namespace) {
    boolean cluster = ref.text("kind").equals("ClusterRole");
    Json.Object role =
        run.get(
            GROUP, cluster ? "clusterroles" : "roles", cluster ? "" : namespace, ref.text("name"));
    return role == null ? null : role.array("rules");
  }

  /// `clusterrole.rbac.authorization.k8s.io "x" not found`: as the cache of roles says it.
  static String missing(Json.Object ref) {
    String kind = ref.text("kind").equals("ClusterRole") ? "clusterrole." : "role.";
    return kind + GROUP + " " + Json.text(ref.text("name")) + " not found";
  }

  static boolean allows(Json.Object rule, Authorizer.Wish wish) {
    if (!has(rule, "verbs", wish.verb())) {
      return false;
    }
    if (!wish.url().isEmpty()) {
      return rule.array("nonResourceURLs").texts().stream()
          .anyMatch(pattern -> matches(pattern, wish.url()));
    }
    List<String> names = rule.array("resourceNames").texts();
    return has(rule, "apiGroups", wish.group())
        && covers(rule.array("resources").texts(), wish.resource())
        && (names.isEmpty() || names.contains(wish.name()));
  }

  private static boolean has(Json.Object rule, String list, String value) {
    List<String> values = rule.array(list).texts();
    return values.contains("*") || values.contains(value);
  }

  private static boolean covers(List<String> resources, String resource) {
    int slash = resource.indexOf('/');
    return resources.contains("*")
        || resources.contains(resource)
        || slash >= 0 && resources.contains("*" + resource.substring(slash));
  }

  private static boolean matches(String pattern, String url) {
    return pattern.equals("*")
        || pattern.equals(url)
        || pattern.endsWith("*") && url.startsWith(pattern.replaceFirst("[*]+$", ""));
  }

  /// Those single permissions of some rules that others do not hold.
  static List<Json.Object> lacking(List<Json.Object> held, Json.Array wanted) {
    List<Json.Object> lacking = new ArrayList<>();
    for (Json.Object rule : wanted.objects()) {
      for (Json.Object single : singles(rule)) {
        if (held.stream().noneMatch(h -> covers(h, single))) {
          lacking.add(single);
        }
      }
    }
    return lacking;
  }

  private static List<Json.Object> singles(Json.Object rule) {
    List<Json.Object> singles = new ArrayList<>();
    List<String> names = rule.array("resourceNames").texts();
    for (String group : rule.array("apiGroups").texts()) {
      for (String resource : rule.array("resources").texts()) {
        for (String verb : rule.array("verbs").texts()) {
          Json.Object single =
              Json.object(
                  "apiGroups", Json.array(group),
                  "resources", Json.array(resource),
                  "verbs", Json.array(verb));
          if (names.isEmpty()) {
            singles.add(single);
          }
          names.forEach(name -> singles.add(single.with("resourceNames", Json.array(name))));
        }
      }
    }
    for (String url : rule.array("nonResourceURLs").texts()) {
      for (String verb : rule.array("verbs").texts()) {
        singles.add(Json.object("nonResourceURLs", Json.array(url), "verbs", Json.array(verb)));
      }
    }
    return singles;
  }

  private static boolean covers(Json.Object held, Json.Object single) {
    if (!has(held, "verbs", first(single, "verbs"))) {
      return false;
    }
    if (single.has("nonResourceURLs")) {
      String url = first(single, "nonResourceURLs");
      return held.array("nonResourceURLs").texts().stream()
          .anyMatch(pattern -> matches(pattern, url));
    }
    List<String> names = held.array("resourceNames").texts();
    return has(held, "apiGroups", first(single, "apiGroups"))
        && covers(held.array("resources").texts(), first(single, "resources"))
        && (names.isEmpty()
            || single.has("resourceNames") && names.contains(first(single, "resourceNames")));
  }

  private static String first(Json.Object rule, String list) {
    return rule.array(list).texts().getFirst();
  }

  /// Single permissions put together by what they are for, one line each, sorted.
  static String told(List<Json.Object> singles) {
    Map<Json, Json.Object> together = new LinkedHashMap<>();
    for (Json.Object single : singles) {
      Json key = single.has("resources") ? single.without("verbs") : single;
      together.merge(
          key,
          single,
          (a, b) -> {
            Json verb = b.array("verbs").get(0);
            return a.array("verbs").stream().anyMatch(verb::equals)
                ? a
                : a.with("verbs", a.array("verbs").add(verb));
          });
    }
    TreeSet<String> lines = new TreeSet<>();
    together.values().forEach(rule -> lines.add(line(rule)));
    return String.join("\n", lines);
  }

  private static String line(Json.Object rule) {
    List<String> parts = new ArrayList<>();
    for (String list : LISTS) {
      if (!rule.array(list).isEmpty()) {
        String name = Character.toUpperCase(list.charAt(0)) + list.substring(1);
        parts.add(name.replace("Api", "API") + ":" + quoted(rule.array(list).texts()));
      }
    }
    return "{" + String.join(", ", parts) + "}";
  }

  /// `["a" "b"]`.
  static String quoted(List<String> texts) {
    return "[" + String.join(" ", texts.stream().map(t -> Json.text(t).toString()).toList()) + "]";
  }
}
