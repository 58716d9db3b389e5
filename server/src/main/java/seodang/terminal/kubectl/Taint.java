package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl taint`.
final class Taint {
  private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");
  private static final String NAME_RULE =
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
          + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used"
          + " for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

  private final Invocation invocation;
  private final Flags flags;
  private final List<Spec> added = new ArrayList<>();
  private final List<Spec> removed = new ArrayList<>();

  private Taint(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
  }

  /// @param effect `""` for any, when it is taken away
  private record Spec(String key, String value, String effect) {
    boolean isSame(Json.Object taint) {
      return taint.text("key").equals(key)
          && (effect.isEmpty() || taint.text("effect").equals(effect));
    }

    Json.Object json() {
      return Json.object("effect", effect, "key", key, "value", value.isEmpty() ? null : value);
    }

    String text() {
      return key + (value.isEmpty() ? "" : "=" + value) + (effect.isEmpty() ? "" : ":" + effect);
    }
  }

  static int run(Invocation invocation) {
    return new Taint(invocation).run();
  }

  private int run() {
    List<String> arguments = invocation.arguments();
    if (arguments.isEmpty()) {
      throw new KubectlError("one or more resources must be specified as <resource> <name>");
    }
    List<String> names = parse(arguments.subList(1, arguments.size()));
    check(arguments.getFirst(), names);
    Reporter reporter = new Reporter(invocation);
    new ResourceBuilder(invocation)
        .selector(flags.text("selector"))
        .selectAll(flags.is("all"))
        .continueOnError()
        .named(arguments.getFirst(), names)
        .latest()
        .visit(info -> one(reporter, info));
    return 0;
  }

  private List<String> parse(List<String> words) {
    List<String> names = new ArrayList<>();
    List<String> specs = new ArrayList<>();
    for (String word : words) {
      if (word.contains("=") || word.contains(":") || word.endsWith("-")) {
        specs.add(word);
      } else if (specs.isEmpty()) {
        names.add(word);
      } else {
        throw new KubectlError("all resources must be specified before taint changes: " + word);
      }
    }
    if (specs.isEmpty()) {
      throw new KubectlError("at least one taint update is required");
    }
    for (String spec : specs) {
      if (spec.endsWith("-")) {
        removed.add(spec(spec.substring(0, spec.length() - 1)));
        continue;
      }
      Spec taint = spec(spec);
      if (taint.effect().isEmpty()) {
        throw invocation.usageError("invalid taint spec: " + spec);
      }
      if (added.stream()
          .anyMatch(a -> a.key().equals(taint.key()) && a.effect().equals(taint.effect()))) {
        throw invocation.usageError(
            "duplicated taints with the same key and effect: {"
                + taint.key()
                + " "
                + taint.value()
                + " "
                + taint.effect()
                + " <nil>}");
      }
      added.add(taint);
    }
    return names;
  }

  private Spec spec(String text) {
    String[] parts = text.split(":", -1);
    String key = parts[0];
    String value = "";
    String effect = "";
    if (parts.length > 2) {
      throw invocation.usageError("invalid taint spec: " + text);
    }
    if (parts.length == 2) {
      effect = parts[1];
      if (!EFFECTS.contains(effect)) {
        throw invocation.usageError(
            "invalid taint effect: " + effect + ", unsupported taint effect");
      }
      String[] pair = key.split("=", -1);
      if (pair.length > 2) {
        throw invocation.usageError("invalid taint spec: " + text);
      }
      key = pair[0];
      value = pair.length == 2 ? pair[1] : "";
    }
    String name = key.substring(key.lastIndexOf('/') + 1);
    if (!name.matches("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")) {
      throw invocation.usageError("invalid taint spec: " + text + ", " + NAME_RULE);
    }
    return new Spec(key, value, effect);
  }

  private void check(String type, List<String> names) {
    Resource resource = invocation.mapper().named(type);
    if (!resource.qualifiedKind().equals("Node")) {
      throw new KubectlError("invalid resource type " + type + ", only node types are supported");
    }
    Set<String> conflicts = new TreeSet<>();
    for (Spec add : added) {
      for (Spec remove : removed) {
        if (add.key().equals(remove.key())
            && (remove.effect().isEmpty() || remove.effect().equals(add.effect()))) {
          conflicts.add(add.key() + "=" + add.effect());
        }
      }
    }
    if (!conflicts.isEmpty()) {
      throw new KubectlError(
          "can not both modify and remove the following taint(s) in the same command: "
              + String.join(", ", conflicts));
    }
    boolean selects = flags.is("all") || !flags.text("selector").isEmpty();
    if (names.isEmpty() && !selects) {
      throw new KubectlError(
          "at least one resource name must be specified since 'all' parameter is not set");
    }
    if (!names.isEmpty() && flags.is("all")) {
      throw new KubectlError("setting 'all' parameter with a non empty selector is prohibited");
    }
  }

  private void one(Reporter reporter, Info node) {
    Json.Array old = node.object().object("spec").array("taints");
    if (!flags.is("overwrite")) {
      List<String> existing =
          added.stream()
              .filter(a -> old.objects().stream().anyMatch(a::isSame))
              .map(Spec::key)
              .toList();
      if (!existing.isEmpty()) {
        throw new KubectlError(
            "node "
                + node.name()
                + " already has "
                + String.join(",", existing)
                + " taint(s) with same effect(s) and --overwrite is false");
      }
    }
    List<Json> taints = new ArrayList<>();
    added.forEach(a -> taints.add(a.json()));
    for (Json.Object taint : old.objects()) {
      if (added.stream().noneMatch(a -> a.isSame(taint))) {
        taints.add(taint);
      }
    }
    boolean grew = taints.size() != old.size();
    boolean deleted = remove(taints);
    String operation =
        (grew && deleted) || flags.is("overwrite") ? "modified" : grew ? "tainted" : "untainted";
    save(reporter, node, Json.Array.of(taints), operation);
  }

  private boolean remove(List<Json> taints) {
    boolean deleted = false;
    List<KubectlError> failures = new ArrayList<>();
    for (Spec spec : removed) {
      boolean found = taints.removeIf(t -> t instanceof Json.Object taint && spec.isSame(taint));
      if (!found) {
        failures.add(new KubectlError("taint " + GoText.quote(spec.text()) + " not found"));
      }
      deleted |= found;
    }
    KubectlError.throwIfAny(failures);
    return deleted;
  }

  private void save(Reporter reporter, Info node, Json.Array taints, String operation) {
    Json value = taints.isEmpty() ? Json.Null.NULL : taints;
    if (invocation.dryRun() == DryRun.CLIENT) {
      // The real one does not mark its report as that of a dry run here.
      reporter.report(
          node.with(node.object().withAt(value, "spec", "taints")), operation, DryRun.NONE);
      return;
    }
    Json.Object result =
        Patches.send(
            invocation,
            node,
            new Patches.Patch(
                ApiRequest.STRATEGIC_MERGE_PATCH,
                Json.object("spec", Json.object("taints", value))),
            flags.text("field-manager"),
            "");
    reporter.report(node.with(result), operation);
  }
}
