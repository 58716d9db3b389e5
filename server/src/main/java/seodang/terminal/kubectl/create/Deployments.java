package seodang.terminal.kubectl.create;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Invocation;

/// `kubectl create deployment`.
public final class Deployments {
  private Deployments() {}

  public static Json.Object generate(Invocation invocation, String name) {
    List<String> images = invocation.flags().list("image");
    List<String> command = Generator.command(invocation);
    if (images.size() > 1 && !command.isEmpty()) {
      throw new KubectlError("cannot specify multiple --image options and command");
    }
    long replicas = invocation.flags().number("replicas");
    Json.Object labels = Json.object("app", name);
    Json.Object template =
        Json.object("spec", Json.object("containers", containers(invocation, images, command)))
            .with(
                "metadata",
                Json.object("labels", labels).with("creationTimestamp", Json.Null.NULL));
    return Generator.object(
            "apps/v1",
            "Deployment",
            Generator.metadata(invocation, name, true).with("labels", labels))
        .with(
            "spec",
            Json.object(
                "replicas",
                replicas,
                "selector",
                Json.object("matchLabels", labels),
                "strategy",
                Json.object(),
                "template",
                template))
        .with("status", Json.object());
  }

  private static Json.Array containers(
      Invocation invocation, List<String> images, List<String> command) {
    List<Json> containers = new ArrayList<>();
    long port = invocation.flags().number("port");
    for (String image : images) {
      Json.Object container =
          Json.object(
              "image",
              image,
              "name",
              containerName(image, invocation),
              "resources",
              Json.object(),
              "command",
              command.isEmpty() ? null : command);
      if (port >= 0 && containers.isEmpty()) {
        container = container.with("ports", Json.array(Json.object("containerPort", port)));
      }
      containers.add(container);
    }
    return Json.Array.of(containers);
  }

  /// The last part of an image's name; characters no name may have become `-`, and then a random
  /// suffix keeps it unique.
  private static String containerName(String image, Invocation invocation) {
    String name = image.substring(image.lastIndexOf('/') + 1);
    name = name.contains("@") ? name.substring(0, name.indexOf('@')) : name;
    name = name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
    String clean = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    if (clean.equals(name)) {
      return name;
    }
    Random random = new Random(invocation.now().toEpochMilli() ^ image.hashCode());
    StringBuilder suffix = new StringBuilder("-");
    String letters = "bcdfghjklmnpqrstvwxz2456789";
    for (int i = 0; i < 5; i++) {
      suffix.append(letters.charAt(random.nextInt(letters.length())));
    }
    return clean + suffix;
  }
}
