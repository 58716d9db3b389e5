package seodang.kube.kubelet;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Times;
import seodang.kube.engine.Client;
import seodang.kube.engine.Run;
import seodang.kube.image.Catalogue;
import seodang.kube.image.Image;

/// One container's way from nothing to running: pull, create, start, and again after it ended.
final class ContainerStart {
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
  private static final Duration MAX_BACKOFF = Duration.ofMinutes(5);
  private static final Duration FORGIVEN = Duration.ofMinutes(10);

  private static final Duration LONGEST_HOOK = Duration.ofMinutes(30);

  /// Until when a container's `postStart` hook goes on.
  private static final String HOOKED = "hookedUntil";

  /// When an ended container is looked at again.
  private static final String LOOK = "lookAt";

  /// Before when an image that could not be pulled is not asked for again.
  private static final String PULL_AGAIN = "pullAgain";

  private final Kubelet kubelet;
  private final Run run;
  private final Json.Object pod;
  private final Json.Object spec;
  private final boolean init;
  private final String name;
  private final Client client;
  private final String node;
  private PodRun podRun;

  private ContainerStart(
      Kubelet kubelet, Run run, Json.Object pod, PodRun podRun, Json.Object spec, boolean init) {
    this.init = init;
    this.kubelet = kubelet;
    this.run = run;
    this.pod = pod;
    this.podRun = podRun;
    this.spec = spec;
    name = spec.text("name");
    node = podRun.node();
    client = Kubelet.client(run, node);
  }

  /// Takes the next step for a container; answers what is remembered then.
  static PodRun next(
      Kubelet kubelet, Run run, Json.Object pod, PodRun podRun, Json.Object spec, boolean init) {
    ContainerStart start = new ContainerStart(kubelet, run, pod, podRun, spec, init);
    start.next();
    return start.podRun;
  }

  private Json.Object container() {
    return podRun.container(name);
  }

  private void put(Json.Object container) {
    podRun = podRun.withContainer(name, container);
  }

  private void next() {
    if (podRun.isRunning(name)) {
      if (container().has(HOOKED) && !isHooked(run, container())) {
        unhook();
      }
      return;
    }
    Json.Object c = container();
    if (c.has("finishedAt")) {
      restart(c);
      return;
    }
    Instant retry = Meta.instant(c.get("retryAt"));
    if (retry != null && retry.isAfter(run.now())) {
      kubelet.sync(run, podRun, Kubelet.until(run, retry));
      return;
    }
    pull(c);
  }

  // Restart.

  private void restart(Json.Object c) {
    String policy = policy();
    boolean failed = c.number("exitCode", 0) != 0;
    if (policy.equals("Never") || policy.equals("OnFailure") && !failed) {
      return;
    }
    long attempt = c.number("attempt", 0);
    Instant finished = Times.parse(c.text("finishedAt"));
    Instant started = Times.parse(c.text("startedAt"));
    long backoff = c.number("backoff", 0);
    boolean ran = started.isAfter(Instant.EPOCH);
    if (ran && Duration.between(started, finished).compareTo(FORGIVEN) > 0) {
      backoff = 0;
    }
    Instant due = finished.plusSeconds(backoff);
    Instant look = Meta.instant(c.get(LOOK));
    if (look != null && look.isAfter(run.now())) {
      kubelet.sync(run, podRun, Kubelet.until(run, look));
      return;
    }
    if (due.isAfter(run.now())) {
      backOff(c, backoff, due);
      return;
    }
    long next =
        backoff == 0 ? FIRST_BACKOFF.toSeconds() : Math.min(backoff * 2, MAX_BACKOFF.toSeconds());
    put(
        Json.object(
            "attempt",
            attempt + 1,
            "backoff",
            next,
            "last",
            StatusReport.terminated(c),
            "waiting",
            "ContainerCreating"));
    ContainerLog.forget(run, podRun.uid(), name, attempt - 2);
    pull(container());
  }

  private String policy() {
    if (spec.text("restartPolicy").equals("Always")) {
      return "Always";
    }
    String policy = pod.object("spec").text("restartPolicy");
    return init && policy.equals("Always") ? "OnFailure" : policy;
  }

  private void backOff(Json.Object c, long seconds, Instant due) {
    String who =
        name + " in pod " + Meta.name(pod) + "_" + Meta.namespace(pod) + "(" + Meta.uid(pod) + ")";
    boolean told = event("Warning", "BackOff", "Back-off restarting failed container " + who);
    Instant look = nextLook(told, due);
    put(
        c.with("waiting", "CrashLoopBackOff")
            .with(LOOK, look.toString())
            .with(
                "waitingMessage",
                "back-off "
                    + goDuration(seconds)
                    + " restarting failed container="
                    + name
                    + " pod="
                    + Meta.name(pod)
                    + "_"
                    + Meta.namespace(pod)
                    + "("
                    + Meta.uid(pod)
                    + ")"));
    kubelet.sync(run, podRun, Kubelet.until(run, look));
  }

  /// When a Pod that could not be brought further is looked at again: after ten to fifteen seconds,
  /// over and over. Looks of which nobody would hear are left out.
  private Instant nextLook(boolean told, Instant due) {
    Instant look = run.now().plusMillis(run.dice().between(10_000, 15_000));
    return told || look.isAfter(due) ? look : due.plusMillis(run.dice().between(0, 12_500));
  }

  private static String goDuration(long seconds) {
    return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
  }

  // Pull.

  private void pull(Json.Object c) {
    String reference = spec.text("image");
    String key = "image/" + node + "/" + Catalogue.full(reference);
    boolean present = run.recall(key) != null || isReported(Catalogue.full(reference));
    String policy = spec.text("imagePullPolicy");
    if (present && !policy.equals("Always")) {
      event("Normal", "Pulled", "Container image \"" + reference + "\" already present on machine");
      create(c);
    } else if (policy.equals("Never")) {
      event(
          "Warning",
          "ErrImageNeverPull",
          "Container image \"" + reference + "\" is not present with pull policy of Never");
      event("Warning", "Failed", "Error: ErrImageNeverPull");
      waiting(
          c,
          "ErrImageNeverPull",
          "Container image \"" + reference + "\" is not present with pull policy of Never",
          Duration.ofSeconds(12));
    } else if (!c.text("pull").equals("pulling")) {
      beginPull(c, reference, present);
    } else {
      endPull(c, reference, key);
    }
  }

  /// Whether the node says that it has an image, as one does that came with it.
  private boolean isReported(String image) {
    Json.Object standing = run.get("", "nodes", "", node);
    return standing != null
        && run.recall("image-gone/" + node + "/" + image) == null
        && standing.object("status").array("images").objects().stream()
            .anyMatch(i -> i.array("names").texts().contains(image));
  }

  private void beginPull(Json.Object c, String reference, boolean present) {
    Instant again = Meta.instant(c.get(PULL_AGAIN));
    if (again != null && again.isAfter(run.now())) {
      pullBackOff(c, reference, again);
      return;
    }
    event("Normal", "Pulling", "Pulling image \"" + reference + "\"");
    Image image = Catalogue.find(reference);
    long millis =
        image == null
            ? run.dice().between(300, 900)
            : present
                ? run.dice().between(400, 900)
                : 600 + image.size() / 40_000 + run.dice().below(700);
    Instant done = run.now().plusMillis(millis);
    put(
        c.with("pull", "pulling")
            .with("pullMillis", millis)
            .with("retryAt", done.toString())
            .with(
                "waiting",
                c.text("waiting").equals("ImagePullBackOff")
                    ? "ImagePullBackOff"
                    : "ContainerCreating"));
    kubelet.sync(run, podRun, Duration.ofMillis(millis));
  }

  private void endPull(Json.Object c, String reference, String key) {
    Image image = Catalogue.find(reference);
    if (image == null || run.isBroken("registry/" + host(reference))) {
      failPull(c, reference);
      return;
    }
    run.remember(key, Json.text(image.digest()));
    String took =
        BigDecimal.valueOf(c.number("pullMillis", 1000))
                .movePointLeft(3)
                .setScale(3, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString()
            + "s";
    event(
        "Normal",
        "Pulled",
        "Successfully pulled image \""
            + reference
            + "\" in "
            + took
            + " ("
            + took
            + " including waiting). Image size: "
            + image.size()
            + " bytes.");
    create(
        c.without("pull")
            .without("retryAt")
            .without("pullMillis")
            .without("pullBackoff")
            .without(PULL_AGAIN));
  }

  private static String host(String reference) {
    String full = Catalogue.full(reference);
    return full.substring(0, full.indexOf('/'));
  }

  /// Where a registry keeps an image's manifest.
  private static String manifest(String full) {
    int slash = full.indexOf('/');
    int digest = full.indexOf('@');
    int tag = digest < 0 ? full.lastIndexOf(':') : digest;
    String host = full.substring(0, slash);
    return "https://"
        + (host.equals("docker.io") ? "registry-1.docker.io" : host)
        + "/v2/"
        + full.substring(slash + 1, tag)
        + "/manifests/"
        + full.substring(tag + 1);
  }

  /// An address from the range for examples: the same one for a name each time.
  private static String address(String host) {
    return "198.51.100." + (1 + Math.floorMod(host.hashCode(), 254));
  }

  private void failPull(Json.Object c, String reference) {
    String full = Catalogue.full(reference);
    String why;
    if (run.isBroken("registry/" + host(reference))) {
      why =
          "rpc error: code = Unknown desc = failed to pull and unpack image \""
              + full
              + "\": failed to resolve reference \""
              + full
              + "\": failed to do request: Head \""
              + manifest(full)
              + "\": dial tcp "
              + address(host(reference))
              + ":443: connect: connection refused";
    } else if (Catalogue.hasName(reference)) {
      why =
          "rpc error: code = NotFound desc = failed to pull and unpack image \""
              + full
              + "\": failed to resolve reference \""
              + full
              + "\": "
              + full
              + ": not found";
    } else {
      why =
          "rpc error: code = Unknown desc = failed to pull and unpack image \""
              + full
              + "\": failed to resolve reference \""
              + full
              + "\": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed";
    }
    event("Warning", "Failed", "Failed to pull image \"" + reference + "\": " + why);
    event("Warning", "Failed", "Error: ErrImagePull");
    boolean first = c.number("pullBackoff", 0) == 0;
    long backoff = first ? 10 : Math.min(c.number("pullBackoff", 10) * 2, 300);
    Instant again = run.now().plusSeconds(backoff);
    // the sandbox, which has just begun to run, brings the kubelet back to its Pod
    Instant look =
        first ? run.now().plusMillis(run.dice().between(900, 1300)) : nextLook(true, again);
    put(
        c.with("pull", "failed")
            .with("pullError", why)
            .with("pullBackoff", backoff)
            .with(PULL_AGAIN, again.toString())
            .with("waiting", "ErrImagePull")
            .with("waitingMessage", why)
            .with("retryAt", look.toString()));
    kubelet.sync(run, podRun, Kubelet.until(run, look));
  }

  private void pullBackOff(Json.Object c, String reference, Instant again) {
    event("Normal", "BackOff", "Back-off pulling image \"" + reference + "\"");
    boolean told = event("Warning", "Failed", "Error: ImagePullBackOff");
    Instant look = nextLook(told, again);
    put(
        c.with("waiting", "ImagePullBackOff")
            .with(
                "waitingMessage",
                "Back-off pulling image \""
                    + reference
                    + "\": ErrImagePull: "
                    + c.text("pullError"))
            .with("retryAt", look.toString()));
    kubelet.sync(run, podRun, Kubelet.until(run, look));
  }

  // Create and start.

  private void create(Json.Object c) {
    String refused = SecurityContext.of(pod, spec).refusal();
    String missing = refused == null ? Mounts.missing(run, pod, spec) : refused;
    if (missing != null) {
      event("Warning", "Failed", "Error: " + missing);
      waiting(c, "CreateContainerConfigError", missing, Duration.ofSeconds(10));
      return;
    }
    event("Normal", "Created", "Created container: " + name);
    Json.Object created =
        Json.object(
            "attempt", c.number("attempt", 0),
            "backoff", c.number("backoff", 0),
            "last", c.get("last"),
            "id", run.dice().hex(64),
            "imageId", Catalogue.full(spec.text("image")));
    podRun = podRun.withContainer(name, created);
    String failure = Processes.start(kubelet, run, pod, podRun, spec);
    if (failure != null) {
      fail(created, failure);
      return;
    }
    boolean startup = spec.has("startupProbe");
    Json.Object resources = spec.object("resources");
    put(
        created
            .withIf("resources", resources.isEmpty() ? null : resources)
            .with("startedAt", run.now().toString())
            .with("started", !startup)
            .with("ready", !startup && !spec.has("readinessProbe")));
    podRun.remember(run);
    event("Normal", "Started", "Started container " + name);
    kubelet.wake(run, node, "process", Meta.uid(pod) + "/" + name, Duration.ZERO);
    Json.Object hook = spec.object("lifecycle").object("postStart");
    if (!hook.isEmpty()) {
      Processes.resume(kubelet, run, podRun, name);
      postStart(hook);
    }
    if (podRun.isRunning(name) && !isHooked(run, container())) {
      Probes.schedule(kubelet, run, podRun, name);
    }
  }

  // Hook.

  /// Whether a container's `postStart` hook goes on; until it is over, nothing is said of the
  /// container.
  static boolean isHooked(Run run, Json.Object container) {
    Instant until = Meta.instant(container.get(HOOKED));
    return until != null && until.isAfter(run.now());
  }

  private void postStart(Json.Object hook) {
    Hooks.Outcome outcome =
        Hooks.perform(run, pod, podRun, name, hook, run.now().plus(LONGEST_HOOK));
    podRun = Objects.requireNonNullElse(PodRun.recall(run, podRun.uid()), podRun);
    if (!podRun.isRunning(name)) {
      return;
    }
    if (outcome.end().isAfter(run.now())) {
      put(
          container()
              .with(HOOKED, outcome.end().toString())
              .withIf(
                  "hookFailure",
                  outcome.message().isEmpty() ? null : Json.text(outcome.message())));
      kubelet.sync(run, podRun, Kubelet.until(run, outcome.end()));
    } else if (!outcome.message().isEmpty()) {
      failHook(outcome.message());
    }
  }

  /// A hook that took its time is over.
  private void unhook() {
    Json.Object c = container();
    put(c.without(HOOKED).without("hookFailure"));
    if (c.has("hookFailure")) {
      failHook(c.text("hookFailure"));
    } else {
      Probes.schedule(kubelet, run, podRun, name);
    }
  }

  private void failHook(String why) {
    event("Warning", "FailedPostStartHook", "PostStartHook failed");
    put(container().with("waiting", "PostStartHookError").with("waitingMessage", why));
    podRun.remember(run);
    long grace = pod.object("spec").number("terminationGracePeriodSeconds", 30);
    ContainerStop.begin(kubelet, run, pod, podRun.uid(), name, grace, "FailedPostStartHook");
    podRun = Objects.requireNonNullElse(PodRun.recall(run, podRun.uid()), podRun);
  }

  /// The runtime could not start the process at all: it ends with code 128 before it began.
  private void fail(Json.Object created, String failure) {
    event("Warning", "Failed", "Error: " + failure);
    Json.Object ended =
        created
            .with("startedAt", Instant.EPOCH.toString())
            .with("finishedAt", run.now().toString())
            .with("exitCode", 128)
            .with("reason", "StartError")
            .with("message", failure);
    put(
        policy().equals("Never")
            ? ended
            : ended.with("waiting", "RunContainerError").with("waitingMessage", failure));
    kubelet.sync(run, podRun, Duration.ofMillis(run.dice().between(800, 1200)));
  }

  private void waiting(Json.Object c, String reason, String message, Duration retry) {
    put(
        c.with("waiting", reason)
            .with("waitingMessage", message)
            .with("retryAt", run.now().plus(retry).toString()));
    kubelet.sync(run, podRun, retry);
  }

  private boolean event(String type, String reason, String message) {
    return client.event(pod, StatusReport.fieldPath(pod, name), type, reason, message, node);
  }
}
