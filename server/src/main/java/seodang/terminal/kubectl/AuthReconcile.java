package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl auth reconcile`: roles and bindings get what they lack.
final class AuthReconcile {
  private static final Set<String> KINDS =
      Set.of("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding");

  private static final List<String> FIELDS =
      List.of("apiGroups", "resources", "resourceNames", "nonResourceURLs", "verbs");

  private AuthReconcile() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    if (flags.list("filename").isEmpty() && flags.text("kustomize").isEmpty()) {
      throw new KubectlError("must specify one of -f and -k");
    }
    Reporter reporter = new Reporter(invocation);
    new ResourceBuilder(invocation)
        .files()
        .continueOnError()
        .visit(info -> {
          // Other kinds in the file are none of its business.
          if (KINDS.contains(info.resource().kind())) {
            one(invocation, reporter, info);
          }
        });
    return 0;
  }

  private static void one(Invocation invocation, Reporter reporter, Info info) {
    boolean binding = info.resource().kind().endsWith("Binding");
    String field = binding ? "subjects" : "rules";
    boolean exact =
        invocation.flags().is(binding ? "remove-extra-subjects" : "remove-extra-permissions");
    Json.Object live = invocation.client().find(info.path());
    DryRun dryRun = invocation.dryRun();
    Json.Object result = info.object();
    if (live == null) {
      if (dryRun != DryRun.CLIENT) {
        result = Create.post(invocation, info, info.object(), dryRun);
      }
    } else {
      List<Json> merged = new ArrayList<>();
      if (!exact) {
        merged.addAll(live.array(field).stream().toList());
      }
      for (Json item : info.object().array(field)) {
        if (!merged.contains(item)) {
          merged.add(item);
        }
      }
      result = live.with(field, Json.Array.of(merged));
      if (dryRun != DryRun.CLIENT && !result.equals(live)) {
        result =
            invocation
                .client()
                .send(ApiRequest.put(info.path(), result).withQuery("dryRun", dryRun.parameter()))
                .object();
      }
    }
    reporter.report(info.with(result), "reconciled");
    invocation.printError(caveats(info, live, field, exact));
  }

  /// What was lacking or too much, on standard error; `""` when nothing was.
  private static String caveats(
      Info info, Json.@Nullable Object live, String field, boolean exact) {
    List<Json.Object> wanted = info.object().array(field).objects();
    List<Json.Object> had = live == null ? List.of() : live.array(field).objects();
    List<Json.Object> missing = live == null ? wanted : uncovered(had, wanted);
    List<Json.Object> extra = exact ? uncovered(wanted, had) : List.of();
    if (live != null && missing.isEmpty() && extra.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\treconciliation required ");
    text.append(live == null ? "create" : "update").append('\n');
    tell(text, missing, "missing " + field + " added:");
    tell(text, extra, "extra " + field + " removed:");
    return text.toString();
  }

  private static void tell(StringBuilder text, List<Json.Object> items, String title) {
    if (!items.isEmpty()) {
      text.append('\t').append(title).append('\n');
      items.forEach(item -> text.append("\t\t").append(goText(item)).append('\n'));
    }
  }

  /// The single rights, or the subjects, that the others do not give.
  private static List<Json.Object> uncovered(List<Json.Object> by, List<Json.Object> all) {
    List<Json.Object> covered = by.stream().flatMap(r -> single(r).stream()).toList();
    return all.stream()
        .flatMap(r -> single(r).stream())
        .filter(r -> covered.stream().noneMatch(c -> covers(c, r)))
        .toList();
  }

  /// A rule taken apart into one verb on one resource each; a subject is one already.
  private static List<Json.Object> single(Json.Object item) {
    List<Json.Object> parts = List.of(item);
    for (String field : FIELDS) {
      List<Json.Object> finer = new ArrayList<>();
      for (Json.Object part : parts) {
        if (part.array(field).size() < 2) {
          finer.add(part);
        } else {
          part.array(field).forEach(value -> finer.add(part.with(field, Json.array(value))));
        }
      }
      parts = finer;
    }
    return parts;
  }

  private static boolean covers(Json.Object owner, Json.Object wanted) {
    if (!wanted.has("verbs")) {
      return owner.equals(wanted);
    }
    for (String field : FIELDS) {
      List<String> given = owner.array(field).texts();
      boolean anyName = field.equals("resourceNames") && given.isEmpty();
      if (!anyName && !given.contains("*") && !given.equals(wanted.array(field).texts())) {
        return false;
      }
    }
    return true;
  }

  /// As Go prints a `PolicyRule` or a `Subject`.
  private static String goText(Json.Object item) {
    if (!item.has("verbs")) {
      return "{Kind:"
          + item.text("kind")
          + " APIGroup:"
          + item.text("apiGroup")
          + " Name:"
          + item.text("name")
          + " Namespace:"
          + item.text("namespace")
          + "}";
    }
    return "{Verbs:"
        + GoText.list(item.array("verbs").texts())
        + " APIGroups:"
        + GoText.list(item.array("apiGroups").texts())
        + " Resources:"
        + GoText.list(item.array("resources").texts())
        + " ResourceNames:"
        + GoText.list(item.array("resourceNames").texts())
        + " NonResourceURLs:"
        + GoText.list(item.array("nonResourceURLs").texts())
        + "}";
  }
}
