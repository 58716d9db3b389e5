package seodang.terminal.kubectl.create;

import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.ResourceBuilder;

/// `kubectl create job` and `cronjob`.
public final class Jobs {
  private Jobs() {}

  public static Json.Object cronJob(Invocation invocation, String name) {
    Flags flags = invocation.flags();
    String restart = flags.text("restart");
    if (restart.isEmpty()) {
      restart = "OnFailure";
    }
    Json.Object jobTemplate =
        Json.object(
            "metadata", Json.object("name", name).with("creationTimestamp", Json.Null.NULL),
            "spec", Json.object("template", template(invocation, name, restart)));
    return Generator.object("batch/v1", "CronJob", Generator.metadata(invocation, name, true))
        .with("spec", Json.object("schedule", flags.text("schedule"), "jobTemplate", jobTemplate))
        .with("status", Json.object());
  }

  public static Json.Object job(Invocation invocation, String name) {
    Flags flags = invocation.flags();
    String image = flags.text("image");
    String from = flags.text("from");
    if (image.isEmpty() == from.isEmpty()) {
      throw new KubectlError("either --image or --from must be specified");
    }
    List<String> command = Generator.command(invocation);
    if (!command.isEmpty() && image.isEmpty()) {
      throw new KubectlError("cannot specify --from and command");
    }
    if (!from.isEmpty()) {
      return ofCronJob(invocation, name, from);
    }
    return Generator.object("batch/v1", "Job", Generator.metadata(invocation, name, true))
        .with("spec", Json.object("template", template(invocation, name, "Never")))
        .with("status", Json.object());
  }

  private static Json.Object template(Invocation invocation, String name, String restart) {
    List<String> command = Generator.command(invocation);
    Json.Object container =
        Json.object(
            "command",
            command.isEmpty() ? null : command,
            "image",
            invocation.flags().text("image"),
            "name",
            name,
            "resources",
            Json.object());
    return Json.object(
        "metadata", Json.object().with("creationTimestamp", Json.Null.NULL),
        "spec", Json.object("containers", Json.array(container), "restartPolicy", restart));
  }

  private static Json.Object ofCronJob(Invocation invocation, String name, String from) {
    List<Info> infos = new ResourceBuilder(invocation).arguments(false, List.of(from)).infos();
    if (infos.size() != 1 || !infos.getFirst().resource().kind().equals("CronJob")) {
      throw new KubectlError("from must be an existing cronjob");
    }
    Json.Object cron = infos.getFirst().object();
    Json.Object jobTemplate = cron.object("spec").object("jobTemplate");
    Json.Object labels = jobTemplate.object("metadata").object("labels");
    Json.Object annotations =
        jobTemplate
            .object("metadata")
            .object("annotations")
            .with("cronjob.kubernetes.io/instantiate", "manual");
    Json.Object metadata =
        Generator.metadata(invocation, name, true)
            .with("annotations", annotations)
            .with(
                "ownerReferences",
                Json.array(
                    Json.object(
                        "apiVersion",
                        "batch/v1",
                        "kind",
                        "CronJob",
                        "name",
                        cron.object("metadata").text("name"),
                        "uid",
                        cron.object("metadata").text("uid"),
                        "controller",
                        true)));
    metadata = labels.isEmpty() ? metadata : metadata.with("labels", labels);
    return Generator.object("batch/v1", "Job", metadata)
        .with("spec", jobTemplate.object("spec"))
        .with("status", Json.object());
  }
}
