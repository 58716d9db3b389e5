package seodang.terminal.kubectl;

import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.LastApplied;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.describe.PodTemplate;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl rollout undo`.
final class RolloutUndo {
  private static final Set<String> OWN_ANNOTATIONS =
      Set.of(
          LastApplied.ANNOTATION,
          "deployment.kubernetes.io/revision",
          "deployment.kubernetes.io/revision-history",
          "deployment.kubernetes.io/desired-replicas",
          "deployment.kubernetes.io/max-replicas",
          "deprecated.deployment.rollback.revision");

  private RolloutUndo() {}

  static int run(Invocation invocation) {
    Flags flags = invocation.flags();
    if (invocation.arguments().isEmpty() && flags.list("filename").isEmpty()) {
      throw new KubectlError("required resource not specified");
    }
    new ResourceBuilder(invocation)
        .files()
        .selector(flags.text("selector"))
        .continueOnError()
        .arguments(true, invocation.arguments())
        .latest()
        .visit(info -> one(invocation, info));
    return 0;
  }

  private static void one(Invocation invocation, Info info) {
    List<RolloutHistory.Revision> revisions = RolloutHistory.of(invocation, info, false);
    boolean deployment = info.resource().kind().equals("Deployment");
    RolloutHistory.Revision revision = choose(invocation, info, revisions, deployment);
    if (deployment && info.object().object("spec").bool("paused")) {
      throw new KubectlError(
          "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume'"
              + " and try again");
    }
    String result;
    if (invocation.dryRun() == DryRun.CLIENT) {
      result = PodTemplate.text(revision.template());
    } else if (isPresent(info, revision)) {
      result =
          "skipped rollback (current template already matches revision "
              + (deployment ? invocation.flags().number("to-revision") : revision.number())
              + ")";
    } else {
      send(invocation, info, revision, deployment);
      result = "rolled back";
    }
    new Reporter(invocation).report(info, result);
  }

  private static RolloutHistory.Revision choose(
      Invocation invocation,
      Info info,
      List<RolloutHistory.Revision> revisions,
      boolean deployment) {
    long wanted = invocation.flags().number("to-revision");
    if (wanted > 0) {
      return revisions.stream()
          .filter(r -> r.number() == wanted)
          .findFirst()
          .orElseThrow(() ->
              new KubectlError("unable to find specified revision " + wanted + " in history"));
    }
    if (revisions.size() < 2) {
      throw new KubectlError(
          deployment
              ? "no rollout history found for deployment " + GoText.quote(info.name())
              : "no last revision to roll back to");
    }
    return revisions.get(revisions.size() - 2);
  }

  private static boolean isPresent(Info info, RolloutHistory.Revision revision) {
    return bare(revision.template()).equals(bare(info.object().object("spec").object("template")));
  }

  private static Json.Object bare(Json.Object template) {
    return template.withoutAt("metadata", "labels", "pod-template-hash");
  }

  private static void send(
      Invocation invocation, Info info, RolloutHistory.Revision revision, boolean deployment) {
    ApiRequest request;
    if (deployment) {
      Json annotations = annotations(info, revision);
      request =
          ApiRequest.patch(
              info.path(),
              ApiRequest.JSON_PATCH,
              Json.array(
                  Json.object(
                      "op", "replace",
                      "path", "/spec/template",
                      "value", bare(revision.template())),
                  Json.object(
                      "op", "replace", "path", "/metadata/annotations", "value", annotations)));
    } else {
      request =
          ApiRequest.patch(
              info.path(), ApiRequest.STRATEGIC_MERGE_PATCH, revision.source().object("data"));
    }
    invocation.client().send(request.withQuery("dryRun", invocation.dryRun().parameter()));
  }

  private static Json.Object annotations(Info info, RolloutHistory.Revision revision) {
    Json.Object present = info.object().object("metadata").object("annotations");
    Json.Object annotations = Json.object();
    for (String key : present.keys()) {
      annotations =
          OWN_ANNOTATIONS.contains(key) ? annotations.with(key, present.text(key)) : annotations;
    }
    Json.Object old = revision.source().object("metadata").object("annotations");
    for (String key : old.keys()) {
      annotations =
          OWN_ANNOTATIONS.contains(key) ? annotations : annotations.with(key, old.text(key));
    }
    return annotations;
  }
}
