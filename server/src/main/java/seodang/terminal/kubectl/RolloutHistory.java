package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.describe.PodTemplate;
import seodang.terminal.kubectl.golang.TabWriter;

/// `kubectl rollout history`, and the revisions that `undo` goes back to.
final class RolloutHistory {
  private static final String CAUSE = "kubernetes.io/change-cause";
  private static final String REVISION = "deployment.kubernetes.io/revision";

  private RolloutHistory() {}

  /// One revision of a workload.
  ///
  /// @param cause its change cause, or `""`
  /// @param template its Pod template
  /// @param source the ReplicaSet or ControllerRevision that holds it
  record Revision(long number, String cause, Json.Object template, Json.Object source) {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    if (invocation.arguments().isEmpty() && flags.list("filename").isEmpty()) {
      throw new KubectlError("required resource not specified");
    }
    if (flags.number("revision") < 0) {
      throw new KubectlError("revision must be a positive integer: " + flags.number("revision"));
    }
    int[] count = {0};
    new ResourceBuilder(invocation)
        .files()
        .selector(flags.text("selector"))
        .continueOnError()
        .arguments(true, invocation.arguments())
        .latest()
        .visit(info -> {
          count[0]++;
          one(invocation, info);
        });
    return 0;
  }

  private static void one(Invocation invocation, Info info) {
    long wanted = invocation.flags().number("revision");
    List<Revision> revisions = of(invocation, info, true);
    if (!invocation.flags().text("output").isEmpty()) {
      printObjects(invocation, revisions, wanted);
      return;
    }
    String head =
        info.resource().label()
            + "/"
            + info.name()
            + " "
            + (wanted > 0 ? "with revision #" + wanted : "")
            + "\n";
    invocation.print(head + (wanted > 0 ? detail(revisions, wanted) : table(revisions)) + "\n");
  }

  private static void printObjects(Invocation invocation, List<Revision> revisions, long wanted) {
    for (Revision revision : revisions) {
      if (wanted == 0 || revision.number() == wanted) {
        invocation.print(invocation.format().printer().print(revision.source()));
      }
    }
  }

  private static String table(List<Revision> revisions) {
    if (revisions.isEmpty()) {
      return "No rollout history found.";
    }
    TabWriter table = TabWriter.forDescriptions();
    table.write("REVISION\tCHANGE-CAUSE\n");
    for (Revision revision : revisions) {
      table.write(
          revision.number()
              + "\t"
              + (revision.cause().isEmpty() ? "<none>" : revision.cause())
              + "\n");
    }
    return table.flush();
  }

  private static String detail(List<Revision> revisions, long wanted) {
    for (Revision revision : revisions) {
      if (revision.number() == wanted) {
        Json.Object template = revision.template();
        return PodTemplate.text(
            revision.cause().isEmpty()
                ? template
                : template.withAt(Json.text(revision.cause()), "metadata", "annotations", CAUSE));
      }
    }
    throw new KubectlError("unable to find the specified revision");
  }

  /// The revisions of a workload, oldest first.
  ///
  /// @param history whether `history` asks, and not `undo`: for the words of a refusal
  static List<Revision> of(Invocation invocation, Info info, boolean history) {
    List<Revision> revisions =
        switch (info.resource().qualifiedKind()) {
          case "Deployment.apps" -> replicaSets(invocation, info);
          case "DaemonSet.apps", "StatefulSet.apps" -> controllerRevisions(invocation, info);
          default ->
              throw new KubectlError(
                  history
                      ? "error retrieving history for \""
                          + info.resource().qualifiedKind()
                          + "\", no visitor method exists for {"
                          + info.resource().group()
                          + " "
                          + info.resource().kind()
                          + "}"
                      : "error retrieving rollbacker for \""
                          + info.resource().qualifiedKind()
                          + "\", no visitor method exists for {"
                          + info.resource().group()
                          + " "
                          + info.resource().kind()
                          + "}");
        };
    List<Revision> sorted = new ArrayList<>(revisions);
    sorted.sort(Comparator.comparingLong(Revision::number));
    return sorted;
  }

  private static List<Revision> replicaSets(Invocation invocation, Info info) {
    List<Revision> revisions = new ArrayList<>();
    for (Json.Object set : owned(invocation, info, "replicasets")) {
      Json.Object annotations = set.object("metadata").object("annotations");
      String number = annotations.text(REVISION);
      if (number.matches("[0-9]+")) {
        revisions.add(
            new Revision(
                Long.parseLong(number),
                annotations.text(CAUSE),
                set.object("spec").object("template"),
                set));
      }
    }
    return revisions;
  }

  private static List<Revision> controllerRevisions(Invocation invocation, Info info) {
    List<Revision> revisions = new ArrayList<>();
    for (Json.Object revision : owned(invocation, info, "controllerrevisions")) {
      revisions.add(
          new Revision(
              revision.number("revision", 0),
              revision.object("metadata").object("annotations").text(CAUSE),
              revision.object("data").object("spec").object("template").without("$patch"),
              revision));
    }
    return revisions;
  }

  private static List<Json.Object> owned(Invocation invocation, Info info, String resource) {
    String uid = info.object().object("metadata").text("uid");
    String selector = PodsOf.selector(info);
    return invocation
        .client()
        .list(
            invocation.mapper().resourceOnly(resource, "apps"),
            info.namespace(),
            "labelSelector",
            selector)
        .stream()
        .filter(object ->
            object.object("metadata").array("ownerReferences").objects().stream()
                .anyMatch(r -> r.bool("controller") && r.text("uid").equals(uid)))
        .toList();
  }
}
