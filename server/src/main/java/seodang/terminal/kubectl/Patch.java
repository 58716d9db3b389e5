package seodang.terminal.kubectl;

import java.util.Map;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.golang.GoYaml;

/// `kubectl patch`.
final class Patch {
  private static final Map<String, String> TYPES =
      Map.of(
          "json", ApiRequest.JSON_PATCH,
          "merge", ApiRequest.MERGE_PATCH,
          "strategic", ApiRequest.STRATEGIC_MERGE_PATCH);

  private Patch() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    check(flags);
    String text =
        flags.text("patch-file").isEmpty()
            ? flags.text("patch")
            : readPatchFile(invocation, flags.text("patch-file"));
    Reporter reporter = new Reporter(invocation);
    ResourceBuilder builder =
        new ResourceBuilder(invocation)
            .files()
            .continueOnError()
            .local(flags.is("local"))
            .subresource(flags.text("subresource"))
            .arguments(false, invocation.arguments());
    if (flags.is("local") || builder.hasFiles()) {
      builder = flags.is("local") ? builder : builder.latest();
    }
    int[] count = {0};
    builder.visit(info -> {
      count[0]++;
      one(invocation, reporter, info, text);
    });
    if (count[0] == 0) {
      throw new KubectlError("no objects passed to patch");
    }
    return 0;
  }

  private static void check(Flags flags) {
    boolean inline = flags.has("patch");
    boolean file = !flags.text("patch-file").isEmpty();
    if (inline && file) {
      throw new KubectlError("cannot specify --patch and --patch-file together");
    }
    if (flags.text("patch").isEmpty() && !file) {
      throw new KubectlError(
          "must specify --patch or --patch-file containing the contents of the patch");
    }
    if (!TYPES.containsKey(flags.text("type"))) {
      throw new KubectlError(
          "--type must be one of [json merge strategic], not " + GoText.quote(flags.text("type")));
    }
    if (flags.is("local") && flags.list("filename").isEmpty()) {
      throw new KubectlError("cannot specify --local and server resources");
    }
    if (flags.is("local") && !flags.text("subresource").isEmpty()) {
      throw new KubectlError("--subresource is not supported with --local");
    }
  }

  private static String readPatchFile(Invocation invocation, String path) {
    try {
      return invocation.readFile(path);
    } catch (KubectlError e) {
      throw new KubectlError("unable to read patch file: " + e.text());
    }
  }

  private static void one(Invocation invocation, Reporter reporter, Info info, String text) {
    Flags flags = invocation.flags();
    String type = TYPES.getOrDefault(flags.text("type"), ApiRequest.STRATEGIC_MERGE_PATCH);
    if (flags.is("local") || invocation.dryRun() == DryRun.CLIENT) {
      Json.Object patched = ClientPatch.apply(info, type, parse(text, true));
      report(reporter, info, patched, changed(info.object(), patched));
      return;
    }
    String subresource = flags.text("subresource");
    Json body;
    try {
      body = parse(text, false);
    } catch (JsonException e) {
      throw Malformed.refused(text);
    }
    Patches.Patch patch = new Patches.Patch(type, body);
    Json.Object patched;
    try {
      patched = Patches.send(invocation, info, patch, flags.text("field-manager"), subresource);
    } catch (KubectlError.Rejected e) {
      throw e.reason().equals("UnsupportedMediaType") ? unsupported(type, info, e) : e;
    }
    report(reporter, info, patched, changed(info.object(), patched));
  }

  private static KubectlError unsupported(String type, Info info, KubectlError.Rejected refusal) {
    String version = info.object().text("apiVersion");
    return new KubectlError(
        type
            + " is not supported by "
            + (version.contains("/") ? version : "/" + version)
            + ", Kind="
            + info.object().text("kind")
            + ": "
            + refusal.status().text("message"));
  }

  private static void report(Reporter reporter, Info info, Json.Object patched, boolean changed) {
    String operation = changed ? "patched" : "patched (no change)";
    if (info.resource().isKindOf(patched) || reporter.printsObjects()) {
      // The real one does not mark a dry run here.
      reporter.report(info.with(patched), operation, DryRun.NONE);
    } else {
      reporter.reportAs(patched, operation);
    }
  }

  private static boolean changed(Json.Object before, Json.Object after) {
    return !before.equals(after);
  }

  /// JSON, or YAML turned into it.
  private static Json parse(String text, boolean local) {
    String stripped = text.strip();
    if (stripped.startsWith("{") || stripped.startsWith("[")) {
      return Json.parse(stripped);
    }
    try {
      Json parsed = GoYaml.parse(text);
      return parsed == null ? Json.object() : parsed;
    } catch (JsonException e) {
      throw new KubectlError(
          (local ? "" : "unable to parse ") + GoText.quote(text) + ": " + e.getMessage());
    }
  }
}
