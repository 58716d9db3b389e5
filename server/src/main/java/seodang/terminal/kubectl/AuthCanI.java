package seodang.terminal.kubectl;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.describe.Rbac;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.TabWriter;

/// `kubectl auth can-i`.
final class AuthCanI {
  /// What can be impersonated, though nothing is served under these names.
  private static final Set<String> SUBJECTS = Set.of("users", "groups");

  private static final Set<String> VERBS =
      Set.of(
          "get",
          "list",
          "watch",
          "create",
          "update",
          "patch",
          "delete",
          "deletecollection",
          "use",
          "bind",
          "impersonate",
          "*",
          "approve",
          "sign",
          "escalate",
          "attest");
  private static final Set<String> URL_VERBS =
      Set.of("get", "put", "post", "head", "options", "delete", "patch", "*");

  private final Invocation invocation;
  private final Flags flags;

  private AuthCanI(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
  }

  static int run(Invocation invocation) {
    return new AuthCanI(invocation).run();
  }

  private int run() {
    List<String> arguments = invocation.arguments();
    if (flags.is("list")) {
      if (!arguments.isEmpty()) {
        throw new KubectlError("list option must be specified with no arguments");
      }
      return list();
    }
    if (arguments.size() < 2 || arguments.size() > 3 || arguments.size() == 3) {
      throw usage();
    }
    String verb = arguments.getFirst();
    String what = arguments.get(1);
    Json.Object spec =
        what.startsWith("/")
            ? Json.object("nonResourceAttributes", url(verb, what))
            : Json.object(
                "resourceAttributes",
                attributes(verb, what, arguments.size() == 3 ? arguments.get(2) : ""));
    return ask(spec);
  }

  private static KubectlError usage() {
    return new KubectlError(
        "you must specify two arguments: verb resource or verb resource/resourceName.\n"
            + "See 'kubectl auth can-i -h' for help and examples.");
  }

  private void warn(String text) {
    if (!flags.is("quiet")) {
      invocation.printError("Warning: " + text + "\n\n");
    }
  }

  private Json.Object url(String verb, String path) {
    if (!flags.text("subresource").isEmpty()) {
      throw new KubectlError("--subresource can not be used with NonResourceURL");
    }
    if (!URL_VERBS.contains(verb)) {
      warn("verb '" + verb + "' is not a known verb");
    }
    return Json.object("verb", verb, "path", path);
  }

  private Json.Object attributes(String verb, String what, String third) {
    int slash = what.indexOf('/');
    String word = slash < 0 ? what : what.substring(0, slash);
    String name = slash < 0 ? third : what.substring(slash + 1);
    if (word.equals("*")) {
      return withNamespace(Json.object("verb", verb, "resource", "*", "group", "*"), name);
    }
    int dot = word.indexOf('.');
    String plain = dot < 0 ? word : word.substring(0, dot);
    String group = dot < 0 ? "" : word.substring(dot + 1);
    Optional<Resource> known = invocation.mapper().resource(plain, group);
    if (known.isEmpty() && !(group.isEmpty() && SUBJECTS.contains(plain))) {
      warn(
          group.isEmpty()
              ? "the server doesn't have a resource type '" + plain + "'"
              : "the server doesn't have a resource type '" + plain + "' in group '" + group + "'");
    }
    if (known.isPresent() && !flags.is("all-namespaces") && !known.get().namespaced()) {
      Resource resource = known.get();
      warn(
          "resource '"
              + resource.name()
              + "' is not namespace scoped"
              + (resource.group().isEmpty() ? "" : " in group '" + resource.group() + "'"));
    }
    if (!VERBS.contains(verb)) {
      warn("verb '" + verb + "' is not a known verb");
    }
    String subresource = flags.text("subresource");
    return withNamespace(
        Json.object(
            "verb",
            verb,
            "resource",
            known.map(Resource::name).orElse(plain),
            "group",
            known.map(Resource::group).orElse(group),
            "subresource",
            subresource.isEmpty() ? null : subresource),
        name);
  }

  private Json.Object withNamespace(Json.Object attributes, String name) {
    String namespace = flags.is("all-namespaces") ? "" : invocation.namespace();
    Json.Object result = namespace.isEmpty() ? attributes : attributes.with("namespace", namespace);
    return name.isEmpty() ? result : result.with("name", name);
  }

  private int ask(Json.Object spec) {
    Json.Object status =
        invocation
            .client()
            .send(
                ApiRequest.post(
                    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                    Json.object(
                        "apiVersion", "authorization.k8s.io/v1",
                        "kind", "SelfSubjectAccessReview",
                        "spec", spec)))
            .object()
            .object("status");
    boolean allowed = status.bool("allowed");
    if (!flags.is("quiet")) {
      StringBuilder answer = new StringBuilder(allowed ? "yes" : "no");
      if (!allowed) {
        for (String field : List.of("reason", "evaluationError")) {
          String text = status.text(field);
          answer.append(text.isEmpty() ? "" : " - " + text);
        }
      }
      invocation.print(answer + "\n");
    }
    return allowed ? 0 : 1;
  }

  private int list() {
    Json.Object status =
        invocation
            .client()
            .send(
                ApiRequest.post(
                    "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                    Json.object(
                        "apiVersion", "authorization.k8s.io/v1",
                        "kind", "SelfSubjectRulesReview",
                        "spec", Json.object("namespace", invocation.namespace()))))
            .object()
            .object("status");
    if (status.bool("incomplete")) {
      invocation.printError(
          "warning: the list may be incomplete: " + status.text("evaluationError") + "\n");
    }
    List<Json.Object> rules = new java.util.ArrayList<>(status.array("resourceRules").objects());
    rules.addAll(status.array("nonResourceRules").objects());
    TabWriter table = TabWriter.forTables();
    if (!flags.is("no-headers")) {
      table.write("Resources\tNon-Resource URLs\tResource Names\tVerbs\n");
    }
    for (Rbac.Rule rule : Rbac.compact(rules)) {
      table.write(
          rule.resource()
              + "\t"
              + GoText.list(rule.urls())
              + "\t"
              + GoText.list(rule.names())
              + "\t"
              + GoText.list(rule.verbs())
              + "\n");
    }
    invocation.print(table.flush());
    return 0;
  }
}
