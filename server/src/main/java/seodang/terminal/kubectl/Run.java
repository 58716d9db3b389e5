package seodang.terminal.kubectl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.DryRun;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.LastApplied;
import seodang.terminal.kubectl.command.Reporter;
import seodang.terminal.kubectl.create.Generator;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl run`.
final class Run {
  private static final String IMAGE =
      "([a-zA-Z0-9][a-zA-Z0-9.-]*(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*"
          + "(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\\w][\\w.-]{0,127})?(@[A-Za-z0-9+._-]+:[0-9a-fA-F]{32,})?";

  private final Invocation invocation;
  private final Flags flags;
  private final DryRun dryRun;
  private final boolean attach;

  private Run(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    this.dryRun = invocation.dryRun();
    this.attach = flags.has("attach") ? flags.is("attach") : flags.is("tty") || flags.is("stdin");
  }

  static int run(Invocation invocation) {
    return new Run(invocation).run();
  }

  private int run() {
    check();
    List<String> arguments = invocation.arguments();
    Json.Object pod = pod(arguments.getFirst(), arguments.subList(1, arguments.size()));
    if (!flags.text("overrides").isEmpty()) {
      pod =
          withResources(
              Expose.overridden(pod, flags.text("overrides"), flags.text("override-type")));
    }
    if (flags.is("expose")) {
      service(arguments.getFirst(), pod);
    }
    Info made = create(pod);
    if (attach) {
      return attached(made);
    }
    if (flags.text("output").equals("yaml") && flags.is("expose")) {
      invocation.print("---\n");
    }
    new Reporter(invocation).reportTyped(made, "created");
    return 0;
  }

  /// A typed container prints its resources though there are none.
  private static Json.Object withResources(Json.Object pod) {
    Json.Object spec = pod.object("spec");
    Json.Array containers =
        spec.array("containers")
            .map(c ->
                c instanceof Json.Object o && !o.has("resources")
                    ? o.with("resources", Json.object())
                    : c);
    return pod.with("spec", spec.with("containers", containers));
  }

  private void check() {
    if (invocation.arguments().isEmpty()) {
      throw invocation.usageError("NAME is required for run");
    }
    if (flags.is("tty") && !flags.is("stdin")) {
      throw invocation.usageError("-i/--stdin is required for containers with -t/--tty=true");
    }
    if (flags.is("expose") && flags.text("port").isEmpty()) {
      throw invocation.usageError("--port must be set when exposing a service");
    }
    String image = flags.text("image");
    if (image.isEmpty()) {
      throw new KubectlError("--image is required");
    }
    if (!image.matches(IMAGE)) {
      throw new KubectlError(
          "Invalid image name " + GoText.quote(image) + ": invalid reference format");
    }
    if (flags.is("rm") && !attach) {
      throw invocation.usageError("--rm should only be used for attached containers");
    }
    if (attach && dryRun != DryRun.NONE) {
      throw invocation.usageError(
          "--dry-run=[server|client] can't be used with attached containers options (--attach,"
              + " --stdin, or --tty)");
    }
    String policy = flags.text("image-pull-policy");
    if (!Set.of("", "Always", "IfNotPresent", "Never").contains(policy)) {
      throw invocation.usageError("invalid image pull policy: " + policy);
    }
    if (!flags.text("overrides").isEmpty()
        && !Set.of("json", "merge", "strategic").contains(flags.text("override-type"))) {
      throw new KubectlError("invalid override type: " + flags.text("override-type"));
    }
    String restart = flags.text("restart");
    if (!Set.of("Always", "OnFailure", "Never", "").contains(restart)) {
      throw invocation.usageError("invalid restart policy: " + restart);
    }
  }

  private Json.Object pod(String name, List<String> words) {
    Map<String, String> labels = new TreeMap<>();
    String given = flags.text("labels");
    if (given.isEmpty()) {
      labels.put("run", name);
    } else {
      labels.putAll(labels(given));
    }
    Json.Object metadata =
        Generator.metadata(invocation, name, true).with("labels", Json.of(labels));
    List<String> annotations = flags.list("annotations");
    if (!annotations.isEmpty()) {
      metadata = metadata.with("annotations", Json.of(pairs(annotations, "annotation")));
    }
    String policy = flags.text("image-pull-policy");
    Json.Object container =
        Json.object(
            "name", name,
            "image", flags.text("image"),
            "resources", Json.object(),
            "imagePullPolicy", policy.isEmpty() ? null : policy,
            "stdin", flags.is("stdin") || (attach && flags.is("stdin")) ? true : null,
            "stdinOnce", flags.is("stdin") && !flags.is("leave-stdin-open") ? true : null,
            "tty", flags.is("tty") ? true : null,
            "securityContext",
                flags.has("privileged") ? Json.object("privileged", flags.is("privileged")) : null);
    if (!words.isEmpty()) {
      container =
          container.with(flags.is("command") ? "command" : "args", Json.Array.ofTexts(words));
    }
    List<Json> env = environment();
    container = env.isEmpty() ? container : container.with("env", Json.Array.of(env));
    String port = flags.text("port");
    if (!port.isEmpty()) {
      container = container.with("ports", Json.array(Json.object("containerPort", number(port))));
    }
    String restart = flags.text("restart");
    Json.Object spec =
        Json.object(
            "containers",
            Json.array(container),
            "dnsPolicy",
            "ClusterFirst",
            "restartPolicy",
            restart.isEmpty() ? "Always" : restart);
    return Generator.object("v1", "Pod", metadata).with("spec", spec).with("status", Json.object());
  }

  private static long number(String port) {
    if (!port.matches("-?[0-9]+")) {
      throw new KubectlError("strconv.Atoi: parsing " + GoText.quote(port) + ": invalid syntax");
    }
    return Long.parseLong(port);
  }

  private static Map<String, String> labels(String spec) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String pair : spec.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw new KubectlError("unexpected label spec: " + pair);
      }
      labels.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return labels;
  }

  private static Map<String, String> pairs(List<String> given, String what) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : given) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw new KubectlError("invalid " + what + " format: " + pair);
      }
      pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return pairs;
  }

  private List<Json> environment() {
    List<Json> env = new ArrayList<>();
    for (String pair : flags.list("env")) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw new KubectlError("invalid env: " + pair);
      }
      env.add(Json.object("name", pair.substring(0, equals), "value", pair.substring(equals + 1)));
    }
    return env;
  }

  private Resource resource(String kind) {
    return invocation
        .mapper()
        .kind("", "v1", kind)
        .orElseThrow(() -> new KubectlError("no matches for kind " + GoText.quote(kind)));
  }

  private void service(String name, Json.Object pod) {
    Json labels = pod.object("metadata").object("labels");
    Json.Object metadata =
        Generator.metadata(invocation, name, true)
            .withIf("labels", flags.text("labels").isEmpty() ? null : labels);
    Json.Object port =
        Json.object(
            "port", number(flags.text("port")),
            "protocol", "TCP",
            "targetPort", number(flags.text("port")));
    Json.Object service =
        Generator.object("v1", "Service", metadata)
            .with("spec", Json.object("ports", Json.array(port), "selector", labels))
            .with("status", Json.object("loadBalancer", Json.object()));
    Info info = Info.of(resource("Service"), invocation.namespace(), service);
    if (dryRun != DryRun.CLIENT) {
      info = info.with(Create.post(invocation, info, Unset.without(service), dryRun));
    }
    new Reporter(invocation).reportTyped(info, "created");
    if (flags.text("output").equals("yaml")) {
      invocation.print("---\n");
    }
  }

  private Info create(Json.Object pod) {
    Info info = Info.of(resource("Pod"), invocation.namespace(), pod);
    if (dryRun == DryRun.CLIENT) {
      return info;
    }
    Json.Object sent = Unset.without(pod);
    sent = flags.is("save-config") ? LastApplied.annotate(sent) : sent;
    return info.with(Create.post(invocation, info, sent, dryRun));
  }

  /// `--attach`, `-i`: stays with the Pod until its container ends.
  private int attached(Info pod) {
    int code = 0;
    try {
      code = RunAttach.run(invocation, pod);
    } finally {
      if (flags.is("rm")) {
        remove(pod);
      }
    }
    return code;
  }

  private void remove(Info pod) {
    invocation
        .client()
        .send(
            ApiRequest.delete(pod.path())
                .withBody(
                    Json.object(
                        "apiVersion", "v1",
                        "kind", "DeleteOptions",
                        "propagationPolicy", "Background")));
    if (!flags.is("quiet")) {
      invocation.print("pod \"" + pod.name() + "\" deleted\n");
    }
    Gone.await(
        invocation.client(),
        pod.path(),
        pod.object().object("metadata").text("uid"),
        seodang.terminal.kubectl.client.Deadline.in(invocation.client(), Duration.ofMinutes(5)));
  }
}
