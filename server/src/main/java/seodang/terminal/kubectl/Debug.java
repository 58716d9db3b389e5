package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl debug`: an ephemeral container in a Pod, a copy of a Pod, or a Pod on a node.
final class Debug {
  private static final Set<String> PROFILES =
      Set.of("legacy", "general", "baseline", "netadmin", "restricted", "sysadmin");
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private final Invocation invocation;
  private final Flags flags;
  private final List<String> command;

  private Debug(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    List<String> arguments = invocation.arguments();
    int dash = flags.dash();
    this.command =
        dash < 0
            ? List.of()
            : arguments.subList(Math.min(dash, arguments.size()), arguments.size());
  }

  static int run(Invocation invocation) {
    return new Debug(invocation).run();
  }

  private int run() {
    boolean copies = !flags.text("copy-to").isEmpty();
    check(copies);
    int names = flags.dash() < 0 ? invocation.arguments().size() : flags.dash();
    if (names == 0 && flags.list("filename").isEmpty()) {
      throw new KubectlError("NAME or filename is required for debug");
    }
    if (!flags.text("target").isEmpty()) {
      targeting(copies);
    }
    if (flags.is("tty") && !flags.is("stdin")) {
      throw new KubectlError("-i/--stdin is required for containers with -t/--tty=true");
    }
    if (flags.text("profile").equals("legacy")) {
      invocation.printError(
          "--profile=legacy is deprecated and will be removed in the future. It is recommended to"
              + " explicitly specify a profile, for example \"--profile=general\".\n");
    }
    for (String name : invocation.arguments().subList(0, names)) {
      Info info =
          new ResourceBuilder(invocation)
              .arguments(true, name.contains("/") ? List.of(name) : List.of("pods", name))
              .infos()
              .getFirst();
      switch (info.resource().kind()) {
        case "Pod" -> {
          if (copies) {
            copy(info);
          } else {
            ephemeral(info);
          }
        }
        case "Node" -> node(info);
        default ->
            throw new KubectlError(
                GoText.quote(
                        info.resource().group()
                            + "/"
                            + info.resource().version()
                            + ", Kind="
                            + info.resource().kind())
                    + " not supported by debug");
      }
    }
    return 0;
  }

  private void check(boolean copies) {
    if (!PROFILES.contains(flags.text("profile"))) {
      throw new KubectlError("unknown profile: " + flags.text("profile"));
    }
    if (copies) {
      if (flags.text("image").isEmpty() && flags.list("set-image").isEmpty() && command.isEmpty()) {
        throw new KubectlError("you must specify --image, --set-image or command arguments.");
      }
      if (!command.isEmpty()
          && flags.text("container").isEmpty()
          && flags.text("image").isEmpty()) {
        throw new KubectlError(
            "you must specify an existing container or a new image when specifying args.");
      }
      return;
    }
    for (String only : List.of("replace", "same-node", "set-image")) {
      if (only.equals("set-image") ? !flags.list(only).isEmpty() : flags.is(only)) {
        throw new KubectlError("--" + only + " may only be used with --copy-to.");
      }
    }
    if (flags.text("image").isEmpty()) {
      throw new KubectlError("you must specify --image when not using --copy-to.");
    }
  }

  private void targeting(boolean copies) {
    if (copies) {
      throw new KubectlError(
          "--target is incompatible with --copy-to. Use --share-processes instead.");
    }
    if (!flags.is("quiet")) {
      invocation.print(
          "Targeting container \""
              + flags.text("target")
              + "\". If you don't see processes from this container it may be because the"
              + " container runtime doesn't support this feature.\n");
    }
  }

  private String suffix() {
    Random random = new Random(invocation.now().toEpochMilli());
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      suffix.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return suffix.toString();
  }

  private String containerName() {
    String given = flags.text("container");
    if (!given.isEmpty()) {
      return given;
    }
    String name = "debugger-" + suffix();
    if (!flags.is("quiet")) {
      invocation.print("Defaulting debug container name to " + name + ".\n");
    }
    return name;
  }

  private Json.Object container(String name) {
    List<Json> env = new ArrayList<>();
    for (String pair : flags.list("env")) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw new KubectlError("invalid env: " + pair);
      }
      env.add(Json.object("name", pair.substring(0, equals), "value", pair.substring(equals + 1)));
    }
    String policy = flags.text("image-pull-policy");
    String member = flags.is("arguments-only") ? "args" : "command";
    return Json.object(
            "name",
            name,
            "image",
            flags.text("image"),
            "imagePullPolicy",
            policy.isEmpty() ? null : policy,
            "stdin",
            flags.is("stdin") ? true : null,
            "tty",
            flags.is("tty") ? true : null,
            "terminationMessagePolicy",
            "File",
            "env",
            env.isEmpty() ? null : Json.Array.of(env),
            "securityContext",
            securityContext())
        .withIf(member, command.isEmpty() ? null : Json.Array.ofTexts(command));
  }

  private Json.@org.jspecify.annotations.Nullable Object securityContext() {
    return switch (flags.text("profile")) {
      case "general", "baseline" ->
          flags.text("profile").equals("general")
              ? Json.object("capabilities", Json.object("add", List.of("SYS_PTRACE")))
              : null;
      case "restricted" ->
          Json.object(
              "allowPrivilegeEscalation",
              false,
              "capabilities",
              Json.object("drop", List.of("ALL")),
              "runAsNonRoot",
              true,
              "seccompProfile",
              Json.object("type", "RuntimeDefault"));
      case "netadmin" ->
          Json.object("capabilities", Json.object("add", List.of("NET_ADMIN", "NET_RAW")));
      case "sysadmin" -> Json.object("privileged", true);
      default -> null;
    };
  }

  private boolean attaches() {
    return flags.has("attach") ? flags.is("attach") : flags.is("stdin");
  }

  private void ephemeral(Info pod) {
    String name = containerName();
    String target = flags.text("target");
    Json.Object container = container(name);
    if (!target.isEmpty()) {
      container = container.with("targetContainerName", target);
    }
    Json.Array debuggers = pod.object().object("spec").array("ephemeralContainers").add(container);
    Patches.Patch patch =
        Patches.twoWay(
            pod.resource(),
            pod.object(),
            pod.object().withAt(debuggers, "spec", "ephemeralContainers"));
    invocation
        .client()
        .send(ApiRequest.patch(pod.path() + "/ephemeralcontainers", patch.type(), patch.body()));
    join(pod, name, "ephemeralContainerStatuses");
  }

  private void join(Info pod, String container, String list) {
    if (!attaches()) {
      return;
    }
    Json.Object running =
        RunAttach.await(
            invocation, pod.path(), java.time.Duration.ZERO, p -> hasBegun(p, container, list));
    RunAttach.join(invocation, running, container);
  }

  private static boolean hasBegun(Json.Object pod, String container, String list) {
    for (Json.Object status : pod.object("status").array(list).objects()) {
      if (status.text("name").equals(container)) {
        Json.Object state = status.object("state");
        return state.has("running") || state.has("terminated");
      }
    }
    return false;
  }

  private void copy(Info pod) {
    Json.Object spec =
        pod.object().object("spec").without("nodeName").without("ephemeralContainers");
    if (flags.is("same-node")) {
      spec = spec.with("nodeName", pod.object().object("spec").text("nodeName"));
    }
    Map<String, String> images = flags.pairs("set-image");
    String wanted = flags.text("container");
    Json.Array containers = spec.array("containers");
    boolean replaced = false;
    for (int i = 0; i < containers.size(); i++) {
      Json.Object container = containers.object(i);
      String name = container.text("name");
      String image = images.getOrDefault(name, images.getOrDefault("*", ""));
      container = image.isEmpty() ? container : container.with("image", image);
      if (name.equals(wanted)) {
        replaced = true;
        container =
            flags.text("image").isEmpty()
                ? container
                : container.with("image", flags.text("image"));
        container =
            command.isEmpty() ? container : container.with("command", Json.Array.ofTexts(command));
        container = flags.is("stdin") ? container.with("stdin", true) : container;
        container = flags.is("tty") ? container.with("tty", true) : container;
      }
      containers = containers.with(i, container);
    }
    String name = wanted;
    if (!replaced && !flags.text("image").isEmpty()) {
      name = containerName();
      containers = containers.add(container(name));
    }
    spec = spec.with("containers", containers);
    if (flags.is("share-processes") || !flags.has("share-processes")) {
      spec = spec.with("shareProcessNamespace", true);
    }
    Json.Object metadata = Json.object("name", flags.text("copy-to"), "namespace", pod.namespace());
    Json.Object copy =
        Json.object("apiVersion", "v1", "kind", "Pod", "metadata", metadata, "spec", spec);
    Info made = Info.of(pod.resource(), pod.namespace(), copy);
    invocation.client().send(ApiRequest.post(pod.resource().path(pod.namespace()), copy));
    if (flags.is("replace")) {
      invocation.client().send(ApiRequest.delete(pod.path()));
    }
    if (!name.isEmpty()) {
      join(made, name, "containerStatuses");
    }
  }

  private void node(Info node) {
    String name = "node-debugger-" + node.name() + "-" + suffix();
    String given = flags.text("container");
    String containerName = given.isEmpty() ? "debugger" : given;
    boolean plain =
        flags.text("profile").equals("restricted") || flags.text("profile").equals("baseline");
    if (!flags.is("quiet")) {
      invocation.print(
          "Creating debugging pod "
              + name
              + " with container "
              + containerName
              + " on node "
              + node.name()
              + ".\n");
    }
    Json.Object container = container(containerName);
    Json.Object spec =
        Json.object(
            "nodeName", node.name(),
            "restartPolicy", "Never",
            "tolerations", Json.array(Json.object("operator", "Exists")));
    if (!plain) {
      container =
          container.with(
              "volumeMounts", Json.array(Json.object("name", "host-root", "mountPath", "/host")));
      spec =
          spec.merge(
              Json.object(
                  "hostIPC", true,
                  "hostNetwork", true,
                  "hostPID", true,
                  "volumes",
                      Json.array(
                          Json.object("name", "host-root", "hostPath", Json.object("path", "/")))));
    }
    Json.Object pod =
        Json.object(
            "apiVersion",
            "v1",
            "kind",
            "Pod",
            "metadata",
            Json.object(
                "name",
                name,
                "labels",
                Json.object("app.kubernetes.io/managed-by", "kubectl-debug")),
            "spec",
            spec.with("containers", Json.array(container)));
    Info made = Info.of(invocation.mapper().resourceOnly("pods", ""), invocation.namespace(), pod);
    invocation
        .client()
        .send(ApiRequest.post("/api/v1/namespaces/" + invocation.namespace() + "/pods", pod));
    join(made, containerName, "containerStatuses");
  }
}
