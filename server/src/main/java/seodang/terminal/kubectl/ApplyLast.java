package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Interrupted;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.LastApplied;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoJson;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.GoYaml;

/// `kubectl apply view-last-applied`, `set-last-applied` and `edit-last-applied`.
final class ApplyLast {
  private ApplyLast() {}

  static int view(Invocation invocation) {
    Flags flags = invocation.flags();
    String output = flags.text("output");
    if (!output.equals("yaml") && !output.equals("json")) {
      throw invocation.usageError(
          "Unexpected -o output mode: " + output + ", the flag 'output' must be one of yaml|json");
    }
    List<Json.Object> found = new ArrayList<>();
    new ResourceBuilder(invocation)
        .files()
        .selector(flags.text("selector"))
        .selectAll(flags.is("all"))
        .arguments(false, invocation.arguments())
        .latest()
        .visit(info -> {
          // Where there is none the real one says nothing.
          Json.Object last = LastApplied.of(info.object());
          if (last != null) {
            found.add(last);
          }
        });
    for (Json.Object object : found) {
      invocation.print(
          output.equals("json") ? GoJson.indented(object, "  ") + "\n" : Yaml.write(object));
    }
    return 0;
  }

  private static Json.Object lastApplied(Info info) {
    Json.Object last = LastApplied.of(info.object());
    if (last == null) {
      throw new KubectlError(
          "no last-applied-configuration annotation found on resource: " + info.name());
    }
    return last;
  }

  static int set(Invocation invocation) {
    Reporter reporter = new Reporter(invocation);
    new ResourceBuilder(invocation)
        .files()
        .visit(info -> {
          Json.Object live = invocation.client().get(info.path());
          if (LastApplied.of(live) == null && !invocation.flags().is("create-annotation")) {
            throw new KubectlError(
                "no last-applied-configuration annotation found on resource: "
                    + info.name()
                    + ", to create the annotation, run the command with --create-annotation");
          }
          if (LastApplied.bare(info.object()).equals(LastApplied.of(live))) {
            invocation.print("set-last-applied " + info.name() + ": no changes required.\n");
            return;
          }
          send(invocation, reporter, info, info.object(), "configured");
        });
    return 0;
  }

  private static void send(
      Invocation invocation, Reporter reporter, Info info, Json.Object applied, String operation) {
    Json.Object patch =
        Json.object()
            .withAt(
                Json.text(GoJson.compact(LastApplied.bare(applied)) + "\n"),
                "metadata",
                "annotations",
                LastApplied.ANNOTATION);
    if (invocation.dryRun() != DryRun.CLIENT) {
      Patches.send(invocation, info, new Patches.Patch(ApiRequest.MERGE_PATCH, patch), "", "");
    }
    reporter.report(info, operation);
  }

  static int edit(Invocation invocation) {
    Reporter reporter = new Reporter(invocation.withoutOutput());
    new ResourceBuilder(invocation)
        .files()
        .arguments(true, invocation.arguments())
        .latest()
        .visit(info -> {
          String before = Yaml.write(lastApplied(info));
          String file =
              "/tmp/kubectl-edit-"
                  + Math.floorMod(invocation.now().toEpochMilli(), 4_000_000_000L)
                  + ".yaml";
          invocation.writeFile(file, before);
          try {
            invocation.context().edit(file);
          } catch (InterruptedException e) {
            throw new Interrupted();
          }
          String after = invocation.readFile(file);
          invocation.removeFile(file);
          if (after.equals(before)) {
            invocation.printError("Edit cancelled, no changes made.\n");
            return;
          }
          if (!(GoYaml.parse(after) instanceof Json.Object applied)) {
            throw new KubectlError(
                "unable to decode " + GoText.quote(file) + ": Object 'Kind' is missing");
          }
          send(invocation, reporter, info, applied, "edited");
        });
    return 0;
  }
}
