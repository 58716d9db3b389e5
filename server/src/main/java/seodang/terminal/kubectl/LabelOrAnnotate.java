package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import seodang.terminal.kubectl.patch.MergePatch;

/// `kubectl label` and `kubectl annotate`.
final class LabelOrAnnotate {
  private final Invocation invocation;
  private final Flags flags;
  private final boolean labels;
  private final String field;
  private final Reporter reporter;

  private LabelOrAnnotate(Invocation invocation, boolean labels) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    this.labels = labels;
    this.field = labels ? "labels" : "annotations";
    this.reporter = new Reporter(invocation);
  }

  static int label(Invocation invocation) {
    return new LabelOrAnnotate(invocation, true).run();
  }

  static int annotate(Invocation invocation) {
    return new LabelOrAnnotate(invocation, false).run();
  }

  private int run() {
    KeyValues changes = KeyValues.parse(invocation.arguments(), labels ? "label" : "annotation");
    check(changes);
    ResourceBuilder builder =
        new ResourceBuilder(invocation)
            .continueOnError()
            .files()
            .local(flags.is("local"))
            .selector(flags.text("selector"))
            .fieldSelector(flags.text("field-selector"))
            .allNamespaces(flags.is("all-namespaces"))
            .selectAll(flags.is("all"))
            .arguments(false, changes.resources());
    if (!flags.is("local")) {
      builder.latest();
    }
    boolean changing = !changes.set().isEmpty() || !changes.removed().isEmpty();
    builder.visit(info -> {
      Info now = changing ? one(info, changes) : info;
      if (flags.is("list")) {
        list(now, builder.isSingle());
      }
    });
    return 0;
  }

  private void check(KeyValues changes) {
    if (flags.is("local") && !changes.resources().isEmpty()) {
      throw new KubectlError(
          "can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set");
    }
    boolean files = !flags.list("filename").isEmpty() || !flags.text("kustomize").isEmpty();
    if (changes.resources().isEmpty() && !files) {
      throw new KubectlError(
          "one or more resources must be specified as <resource> <name> or <resource>/<name>");
    }
    if (labels) {
      changes.set().forEach(LabelOrAnnotate::checkValue);
    }
    if (changes.set().isEmpty() && changes.removed().isEmpty() && !flags.is("list")) {
      throw new KubectlError(
          labels
              ? "at least one label update is required"
              : "at least one annotation update is required");
    }
    if (flags.is("all") && !flags.text("selector").isEmpty()) {
      throw new KubectlError("cannot set --all and --selector at the same time");
    }
    if (flags.is("list") && !flags.text("output").isEmpty()) {
      throw new KubectlError("--list and --output may not be specified together");
    }
  }

  private static void checkValue(String key, String value) {
    if (!value.matches("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")) {
      throw new KubectlError(
          "invalid label value: "
              + GoText.quote(key + "=" + value)
              + ": a valid label must be an empty string or consist of alphanumeric characters, '-',"
              + " '_' or '.', and must start and end with an alphanumeric character (e.g."
              + " 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
              + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
    }
  }

  private void list(Info info, boolean single) {
    Map<String, String> present =
        new TreeMap<>(info.object().object("metadata").object(field).texts());
    if (!single) {
      invocation.print(
          "Listing "
              + field
              + " for "
              + info.resource().kind()
              + "."
              + info.resource().group()
              + "/"
              + info.name()
              + ":\n");
    }
    String indent = single ? "" : " ";
    present.forEach((key, value) -> invocation.print(indent + key + "=" + value + "\n"));
  }

  /// @return the object as it is then
  private Info one(Info info, KeyValues changes) {
    Json.Object before = info.object();
    Json.Object present = before.object("metadata").object(field);
    checkOverwrite(present, changes);
    for (String key : changes.removed()) {
      if (labels && !present.has(key) && !reporter.printsObjects()) {
        invocation.print("label \"" + key + "\" not found.\n");
      }
    }
    Json.Object wanted = present;
    for (Map.Entry<String, String> change : changes.set().entrySet()) {
      wanted = wanted.with(change.getKey(), change.getValue());
    }
    for (String key : changes.removed()) {
      wanted = wanted.without(key);
    }
    Json.Object after =
        wanted.isEmpty() && !before.object("metadata").has(field)
            ? before
            : before.withAt(wanted, "metadata", field);
    String version = flags.text("resource-version");
    if (!version.isEmpty()) {
      after = after.withAt(Json.text(version), "metadata", "resourceVersion");
    }
    String operation = operation(present, wanted, changes);
    if (flags.is("local") || invocation.dryRun() == DryRun.CLIENT) {
      report(info.with(after), operation);
      return info.with(after);
    }
    Json.Object patch = MergePatch.twoWay(before, after);
    Json.Object result =
        Patches.send(
            invocation,
            info,
            new Patches.Patch(ApiRequest.MERGE_PATCH, patch),
            flags.text("field-manager"),
            "");
    report(info.with(result), operation);
    return info.with(result);
  }

  private void report(Info info, String operation) {
    if (!flags.is("list")) {
      reporter.report(info, operation);
    }
  }

  private void checkOverwrite(Json.Object present, KeyValues changes) {
    if (flags.is("overwrite")) {
      return;
    }
    List<KubectlError> failures = new ArrayList<>();
    changes
        .set()
        .forEach((key, value) -> {
          String old = present.text(key);
          if (present.has(key) && !(labels && old.equals(value))) {
            failures.add(
                new KubectlError(
                    labels
                        ? "'"
                            + key
                            + "' already has a value ("
                            + old
                            + "), and --overwrite is false"
                        : "--overwrite is false but found the following declared"
                            + " annotation(s): '"
                            + key
                            + "' already has a value ("
                            + old
                            + ")"));
          }
        });
    KubectlError.throwIfAny(failures);
  }

  private String operation(Json.Object present, Json.Object wanted, KeyValues changes) {
    if (!labels) {
      return "annotated";
    }
    if (present.equals(wanted)) {
      return "not labeled";
    }
    return changes.set().isEmpty() ? "unlabeled" : "labeled";
  }
}
