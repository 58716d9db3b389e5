package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.terminal.kubectl.client.ErrorText;
import seodang.terminal.kubectl.client.Interrupted;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.LastApplied;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoJson;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.GoYaml;

/// `kubectl edit`, and `create --edit`: an object in the learner's editor, sent when it was
/// changed.
///
/// What the server refuses is opened again with the reason above it, until it is accepted or left
/// as it was.
final class Edit {
  private static final String HEADER =
      """
      # Please edit the object below. Lines beginning with a '#' will be ignored,
      # and an empty file will abort the edit. If an error occurs while saving this file will be
      # reopened with the relevant failures.
      #
      """;

  private final Invocation invocation;
  private final boolean json;
  private final boolean creating;
  private final Reporter reporter;
  private final String file;

  private Edit(Invocation invocation, boolean creating) {
    this.invocation = invocation;
    this.json = invocation.flags().text("output").equals("json");
    this.creating = creating;
    this.reporter = new Reporter(creating ? invocation.withoutOutput() : invocation);
    long number = Math.floorMod(invocation.now().toEpochMilli(), 4_000_000_000L);
    this.file = "/tmp/kubectl-edit-" + number + (json ? ".json" : ".yaml");
  }

  static int run(Invocation invocation) {
    String output = invocation.flags().text("output");
    if (!output.isEmpty() && !output.equals("json") && !output.equals("yaml")) {
      throw new KubectlError(
          "unable to match a printer suitable for the output format "
              + GoText.quote(output)
              + ", allowed formats are: json,yaml");
    }
    List<Info> infos =
        new ResourceBuilder(invocation)
            .files()
            .subresource(invocation.flags().text("subresource"))
            .arguments(true, invocation.arguments())
            .continueOnError()
            .latest()
            .infos();
    if (infos.isEmpty()) {
      throw new KubectlError("edit cancelled, no objects found");
    }
    Edit edit = new Edit(invocation, false);
    infos.forEach(edit::one);
    return 0;
  }

  static int beforeCreate(Invocation invocation) {
    Edit edit = new Edit(invocation, true);
    new ResourceBuilder(invocation).files().infos().forEach(edit::one);
    return 0;
  }

  private void one(Info info) {
    Json.Object shown =
        invocation.flags().is("show-managed-fields")
            ? info.object()
            : info.object().withoutAt("metadata", "managedFields");
    String original = json ? GoJson.indented(shown, "    ") + "\n" : Yaml.write(shown);
    String text = original;
    String reasons = "";
    boolean failed = false;
    while (true) {
      String edited = edit(HEADER.substring(0, HEADER.length() - 2) + reasons + "#\n" + text);
      String stripped = strip(edited);
      if (failed && stripped.equals(strip(text))) {
        keepCopy(edited);
        throw new KubectlError("Edit cancelled, no valid changes were saved.");
      }
      if (stripped.equals(strip(original))) {
        finish();
        invocation.printError("Edit cancelled, no changes made.\n");
        return;
      }
      if (stripped.isBlank()) {
        finish();
        invocation.printError("Edit cancelled, saved file was empty.\n");
        return;
      }
      try {
        save(info, shown, edited);
        finish();
        return;
      } catch (KubectlError e) {
        if (creating || !isInvalid(e)) {
          throw refused(info, edited, e);
        }
        reasons = reasons(info, e);
        text = stripped;
        failed = true;
        invocation.printError(summary(info, e));
      } catch (seodang.json.JsonException e) {
        reasons =
            "# The edited file had a syntax error: error parsing edited-file: error converting YAML to JSON: "
                + e.getMessage()
                + "\n";
        text = stripped;
        failed = true;
      }
    }
  }

  private static boolean isInvalid(KubectlError error) {
    return error instanceof KubectlError.Rejected rejected && rejected.reason().equals("Invalid");
  }

  /// What cannot be mended by another edit ends the command; the text is kept.
  private KubectlError refused(Info info, String edited, KubectlError error) {
    if (creating || !(error instanceof KubectlError.Rejected)) {
      keepCopy(edited);
      return error;
    }
    invocation.writeFile(file, edited);
    invocation.printError(
        "error: "
            + info.resource().name()
            + " "
            + GoText.quote(info.name())
            + " could not be patched: "
            + error.text()
            + "\n");
    return new KubectlError.Exit(
        1, "You can run `kubectl replace -f " + file + "` to try this update again.\n");
  }

  private String edit(String text) {
    invocation.writeFile(file, text);
    try {
      int code = invocation.context().edit(file);
      if (code != 0) {
        Map<String, String> env = invocation.context().env();
        throw new KubectlError(
            "there was a problem with the editor "
                + GoText.quote(env.getOrDefault("KUBE_EDITOR", env.getOrDefault("EDITOR", "vi"))));
      }
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
    return invocation.readFile(file);
  }

  private void finish() {
    invocation.removeFile(file);
  }

  private void keepCopy(String edited) {
    invocation.writeFile(file, edited);
    invocation.printError("A copy of your changes has been stored to " + GoText.quote(file) + "\n");
  }

  private static String strip(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (!line.stripLeading().startsWith("#")) {
        lines.add(line);
      }
    }
    return String.join("\n", lines).stripTrailing() + "\n";
  }

  private void save(Info info, Json.Object before, String edited) {
    Json parsed = GoYaml.parse(edited);
    if (!(parsed instanceof Json.Object after)) {
      throw new KubectlError("unable to decode \"edited-file\": Object 'Kind' is missing");
    }
    if (creating) {
      Json.Object made = Create.post(invocation, info.with(after), after, invocation.dryRun());
      reporter.report(info.with(made), "created");
      return;
    }
    String name = after.object("metadata").text("name");
    if (!name.equals(info.name())) {
      throw new KubectlError("At least one of apiVersion, kind and name was changed");
    }
    boolean keep = LastApplied.of(before) != null && invocation.flags().is("save-config");
    Json.Object wanted = keep ? LastApplied.annotate(after) : after;
    Patches.Patch patch = Patches.twoWay(info.resource(), before, wanted);
    if (invocation.flags().is("output-patch")) {
      invocation.print("Patch: " + GoJson.compact(patch.body()) + "\n");
    }
    Json.Object saved = Patches.send(invocation, info, patch, "kubectl-edit", "");
    reporter.report(info.with(saved), "edited");
  }

  private String reasons(Info info, KubectlError error) {
    StringBuilder lines = new StringBuilder();
    if (error instanceof KubectlError.Rejected rejected && rejected.reason().equals("Invalid")) {
      lines
          .append("# ")
          .append(info.resource().qualifiedName())
          .append(' ')
          .append(GoText.quote(info.name()))
          .append(" was not valid:\n");
      for (Json.Object cause : rejected.status().object("details").array("causes").objects()) {
        lines
            .append("# * ")
            .append(cause.text("field"))
            .append(": ")
            .append(cause.text("message"))
            .append('\n');
      }
    } else {
      lines
          .append("# ")
          .append(info.resource().qualifiedName())
          .append(' ')
          .append(GoText.quote(info.name()))
          .append(" could not be patched:\n# ")
          .append(error.text().replace("\n", "\n# "))
          .append('\n');
    }
    return lines.toString();
  }

  private static String summary(Info info, KubectlError error) {
    return error instanceof KubectlError.Rejected rejected && rejected.reason().equals("Invalid")
        ? "error: "
            + info.resource().qualifiedName()
            + " "
            + GoText.quote(info.name())
            + " is invalid\n"
        : "error: " + ErrorText.message(error) + "\n";
  }
}
