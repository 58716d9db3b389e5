package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import seodang.json.Json;
import seodang.terminal.kubectl.golang.GoText;

/// Describes Roles, ClusterRoles and their bindings.
public final class Rbac {
  private Rbac() {}

  static void role(Json.Object role, Description out, Describer.Source source) {
    out.line(0, "Name:", role.object("metadata").text("name"));
    out.labelsAndAnnotations(role.object("metadata"));
    out.line(0, "PolicyRule:");
    out.line(1, "Resources", "Non-Resource URLs", "Resource Names", "Verbs");
    out.line(1, "---------", "-----------------", "--------------", "-----");
    for (Rule rule : compact(role.array("rules").objects())) {
      out.line(
          1,
          rule.resource(),
          GoText.list(rule.urls()),
          GoText.list(rule.names()),
          GoText.list(rule.verbs()));
    }
  }

  /// A rule for one resource, or for one non-resource URL.
  ///
  /// @param group of the resource
  /// @param path `deployments/scale`, or `""`
  public record Rule(
      String group, String path, List<String> urls, List<String> names, List<String> verbs) {

    /// `deployments.apps/scale`.
    public String resource() {
      int slash = path.indexOf('/');
      if (group.isEmpty()) {
        return path;
      }
      return slash < 0
          ? path + "." + group
          : path.substring(0, slash) + "." + group + path.substring(slash);
    }

    /// The text of Go's `PolicyRule`, by which the real program sorts.
    private String goText() {
      return "Verbs:"
          + GoText.list(verbs)
          + ",APIGroups:["
          + group
          + "],Resources:["
          + path
          + "],ResourceNames:"
          + GoText.list(names)
          + ",NonResourceURLs:"
          + GoText.list(urls);
    }
  }

  /// Rules taken apart into one resource or URL each, the verbs of equal ones joined, in order.
  public static List<Rule> compact(List<Json.Object> rules) {
    List<Rule> compacted = new ArrayList<>();
    Map<Rule, Set<String>> verbs = new LinkedHashMap<>();
    for (Json.Object rule : rules) {
      List<String> names = rule.array("resourceNames").texts();
      List<List<String>> each =
          names.isEmpty() ? List.of(List.of()) : names.stream().map(List::of).toList();
      for (String group : rule.array("apiGroups").texts()) {
        for (String resource : rule.array("resources").texts()) {
          for (List<String> name : each) {
            add(verbs, new Rule(group, resource, List.of(), name, List.of()), rule);
          }
        }
      }
      for (String url : rule.array("nonResourceURLs").texts()) {
        for (String verb : rule.array("verbs").texts()) {
          compacted.add(new Rule("", "", List.of(url), List.of(), List.of(verb)));
        }
      }
    }
    verbs.forEach((r, set) ->
        compacted.add(new Rule(r.group(), r.path(), r.urls(), r.names(), List.copyOf(set))));
    compacted.sort(Comparator.comparing(Rule::goText));
    return compacted;
  }

  private static void add(Map<Rule, Set<String>> verbs, Rule key, Json.Object rule) {
    verbs.computeIfAbsent(key, k -> new LinkedHashSet<>()).addAll(rule.array("verbs").texts());
  }

  static void binding(Json.Object binding, Description out, Describer.Source source) {
    Json.Object role = binding.object("roleRef");
    out.line(0, "Name:", binding.object("metadata").text("name"));
    out.labelsAndAnnotations(binding.object("metadata"));
    out.line(0, "Role:");
    out.line(1, "Kind:", role.text("kind"));
    out.line(1, "Name:", role.text("name"));
    out.line(0, "Subjects:");
    out.line(1, "Kind", "Name", "Namespace");
    out.line(1, "----", "----", "---------");
    for (Json.Object subject : binding.array("subjects").objects()) {
      out.line(1, subject.text("kind"), subject.text("name"), subject.text("namespace"));
    }
  }
}
