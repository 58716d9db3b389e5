package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Client;
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
import seodang.terminal.kubectl.print.ObjectPrinter;

/// `kubectl apply`.
final class Apply {
  private static final int RETRIES = 5;
  private static final String CONFLICT =
      """

      Please review the fields above--they currently have other managers. Here
      are the ways you can resolve this warning:
      * If you intend to manage all of these fields, please re-run the apply
        command with the `--force-conflicts` flag.
      * If you do not intend to manage all of the fields, please edit your
        manifest to remove references to the fields that should keep their
        current managers.
      * You may co-own fields by updating your manifest to match the existing
        value; in this case, you'll become the manager if the other manager(s)
        stop managing the field (remove it from their configuration).
      See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts\
      """;

  private final Invocation invocation;
  private final Flags flags;
  private final DryRun dryRun;
  private final boolean collects;
  private final List<Info> applied = new ArrayList<>();

  private Apply(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    this.dryRun = invocation.dryRun();
    String output = flags.text("output");
    this.collects = !output.isEmpty() && !output.equals("name");
  }

  static int run(Invocation invocation) {
    return new Apply(invocation).run();
  }

  private int run() {
    check();
    List<KubectlError> failures = new ArrayList<>();
    List<Info> infos =
        new ResourceBuilder(invocation)
            .files()
            .continueOnError()
            .selector(flags.text("selector"))
            .infos(failures);
    if (infos.isEmpty() && failures.isEmpty()) {
      throw new KubectlError("no objects passed to apply");
    }
    for (Info info : infos) {
      try {
        one(info);
      } catch (KubectlError e) {
        failures.addAll(e.flatten());
      }
    }
    if (collects && !applied.isEmpty()) {
      printCollected();
    }
    KubectlError.throwIfAny(failures);
    if (flags.is("prune")) {
      ApplyPrune.run(invocation, applied);
    }
    return 0;
  }

  private void check() {
    if (!invocation.arguments().isEmpty()) {
      throw invocation.usageError("Unexpected args: " + GoText.list(invocation.arguments()));
    }
    if (flags.list("filename").isEmpty() && flags.text("kustomize").isEmpty()) {
      throw new KubectlError("must specify one of -f and -k");
    }
    boolean server = flags.is("server-side");
    if (flags.is("force-conflicts") && !server) {
      throw new KubectlError("--force-conflicts only works with --server-side");
    }
    if (dryRun == DryRun.CLIENT && server) {
      throw new KubectlError(
          "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server"
              + " instead?)");
    }
    if (server && flags.is("force")) {
      throw new KubectlError("--force cannot be used with --server-side");
    }
    if (!flags.text("subresource").isEmpty() && !server) {
      throw new KubectlError("--subresource can only be specified for --server-side");
    }
    if (flags.is("prune") && server) {
      throw new KubectlError(
          "--prune is in alpha and doesn't currently work on objects created by server-side apply");
    }
    for (String kind : flags.list("prune-allowlist")) {
      if (kind.split("/", -1).length != 3) {
        throw new KubectlError(
            "invalid GroupVersionKind format: " + kind + ", please follow <group/version/kind>");
      }
    }
    if (dryRun == DryRun.SERVER && flags.is("force")) {
      throw new KubectlError("--dry-run=server cannot be used with --force");
    }
    if (flags.is("all") && !flags.text("selector").isEmpty()) {
      throw new KubectlError("cannot set --all and --selector at the same time");
    }
    if (flags.is("prune") && !flags.is("all") && flags.text("selector").isEmpty()) {
      throw new KubectlError(
          "all resources selected for prune without explicitly passing --all. To prune all"
              + " resources, pass the --all flag. If you did not mean to prune all resources,"
              + " specify a label selector");
    }
  }

  private void printCollected() {
    ObjectPrinter printer = invocation.format().printer();
    Json.Object object =
        applied.size() == 1
            ? applied.getFirst().object()
            : Json.object(
                "apiVersion",
                "v1",
                "kind",
                "List",
                "metadata",
                Json.object(),
                "items",
                Json.Array.of(applied.stream().map(Info::object).toList()));
    invocation.print(printer.print(object));
  }

  private void done(Info info, String operation) {
    applied.add(info);
    if (!collects) {
      new Reporter(invocation).report(info, operation);
    }
  }

  private void one(Info info) {
    if (info.name().isEmpty()) {
      String generated = info.object().object("metadata").text("generateName");
      if (!generated.isEmpty()) {
        throw new KubectlError("from " + generated + ": cannot use generate name with apply");
      }
    }
    if (flags.is("server-side")) {
      serverSide(info);
      return;
    }
    Json.Object live = live(info);
    if (live == null) {
      create(info);
      return;
    }
    if (dryRun == DryRun.CLIENT) {
      done(info.with(live), "configured");
      return;
    }
    if (LastApplied.of(live) == null) {
      invocation.printError(
          "Warning: resource "
              + info.plural()
              + " is missing the "
              + LastApplied.ANNOTATION
              + " annotation which is required by kubectl apply. kubectl apply should only be used"
              + " on resources created declaratively by either kubectl create --save-config or"
              + " kubectl apply. The missing annotation will be patched automatically.\n");
    }
    patch(info, live);
  }

  private Json.@Nullable Object live(Info info) {
    if (info.name().isEmpty()) {
      return null;
    }
    try {
      return invocation.client().find(info.path());
    } catch (KubectlError e) {
      throw info.failed(
          "retrieving current configuration of:\n" + described(info) + "\nfrom server for:", e);
    }
  }

  private static String described(Info info) {
    return "Resource: "
        + GoText.quote(info.resource().goText())
        + ", GroupVersionKind: "
        + GoText.quote(
            info.resource().group()
                + "/"
                + info.resource().version()
                + ", Kind="
                + info.resource().kind())
        + "\nName: "
        + GoText.quote(info.name())
        + ", Namespace: "
        + GoText.quote(info.namespace());
  }

  private void create(Info info) {
    Json.Object object = Unset.without(LastApplied.annotate(info.object()));
    Json.Object made = object;
    if (dryRun != DryRun.CLIENT) {
      try {
        made = Create.post(invocation, info, object, dryRun);
      } catch (KubectlError e) {
        throw info.failed("creating", e);
      }
    }
    done(info.with(made), "created");
  }

  private void patch(Info info, Json.Object first) {
    Json.Object modified = LastApplied.annotate(info.object());
    Json.Object live = first;
    for (int attempt = 0; ; attempt++) {
      Json.Object original = LastApplied.of(live);
      Patches.Patch patch =
          Patches.threeWay(
              info.resource(), original == null ? Json.object() : original, modified, live);
      if (patch.isEmpty()) {
        warnIfDeleting(info, live);
        done(info.with(live), "unchanged");
        return;
      }
      try {
        Json.Object patched =
            Patches.send(invocation, info, patch, flags.text("field-manager"), "");
        warnIfDeleting(info, patched);
        done(info.with(patched), "configured");
        return;
      } catch (KubectlError.Rejected e) {
        boolean conflict = e.reason().equals("Conflict");
        if ((conflict || e.reason().equals("Invalid")) && flags.is("force")) {
          done(info.with(recreate(info, live)), "configured");
          return;
        }
        Json.Object again =
            conflict && attempt < RETRIES ? invocation.client().find(info.path()) : null;
        if (again == null) {
          throw info.failed(
              "applying patch:\n"
                  + GoJson.compact(patch.body())
                  + "\nto:\n"
                  + described(info)
                  + "\nfor:",
              e.from("patching", info.source()));
        }
        live = again;
      }
    }
  }

  private void warnIfDeleting(Info info, Json.Object live) {
    if (live.object("metadata").has("deletionTimestamp")) {
      invocation.printError(
          "Warning: Detected changes to resource "
              + info.name()
              + " which is currently being deleted.\n");
    }
  }

  private Json.Object recreate(Info info, Json.Object live) {
    return Replace.recreate(
        invocation, info, live, Unset.without(LastApplied.annotate(info.object())));
  }

  private void serverSide(Info info) {
    String subresource = flags.text("subresource");
    String path = info.path() + (subresource.isEmpty() ? "" : "/" + subresource);
    ApiRequest request =
        Client.with(
            ApiRequest.patch(path, ApiRequest.APPLY_PATCH, info.object()),
            "dryRun",
            dryRun.parameter(),
            "fieldManager",
            flags.has("field-manager") ? flags.text("field-manager") : "kubectl",
            "fieldValidation",
            invocation.fieldValidation(),
            "force",
            Boolean.toString(flags.is("force-conflicts")));
    try {
      Json.Object result =
          Client.typed(invocation.client().send(request).object(), info.resource());
      warnIfDeleting(info, result);
      done(info.with(result), "serverside-applied");
    } catch (KubectlError.Rejected e) {
      throw e.reason().equals("Conflict") ? new KubectlError(e.text() + CONFLICT) : e;
    }
  }
}
