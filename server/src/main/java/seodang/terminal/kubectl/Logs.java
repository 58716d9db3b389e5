package seodang.terminal.kubectl;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.ErrorText;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl logs`.
final class Logs {
  private static final String USAGE =
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"
          + "POD or TYPE/NAME is a required argument for the logs command";

  private final Invocation invocation;
  private final Flags flags;
  private String container;

  private Logs(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    this.container = flags.text("container");
  }

  /// One container's log.
  ///
  /// @param prefix before each line, or `""`
  private record Source(Json.Object pod, String container, String prefix) {}

  static int run(Invocation invocation) {
    return new Logs(invocation).run();
  }

  /// The log of one container of a Pod that has ended or cannot be attached to.
  static void print(Invocation invocation, Json.Object pod, String container, boolean follow) {
    ApiRequest request =
        ApiRequest.get(path(invocation, pod))
            .withQuery("container", container)
            .withQuery("follow", follow ? "true" : null);
    LogStream.copy(invocation.client(), invocation.client().send(request), "");
  }

  private int run() {
    List<String> arguments = invocation.arguments();
    boolean selects = !flags.text("selector").isEmpty();
    if (arguments.isEmpty() && !selects) {
      throw invocation.usageError(USAGE);
    }
    if (arguments.size() == 1 && selects) {
      throw invocation.usageError("only a selector (-l) or a POD name is allowed");
    }
    if (arguments.size() == 2) {
      if (flags.has("container")) {
        throw invocation.usageError("only one of -c or an inline [CONTAINER] arg is allowed");
      }
      container = arguments.get(1);
    } else if (arguments.size() > 2) {
      throw invocation.usageError(USAGE);
    }
    check();
    List<Source> sources = sources(selects);
    if (flags.is("follow") && sources.size() > flags.number("max-log-requests")) {
      throw new KubectlError(
          "you are attempting to follow "
              + sources.size()
              + " log streams, but maximum allowed concurrency is "
              + flags.number("max-log-requests")
              + ", use --max-log-requests to increase the limit");
    }
    if (flags.is("follow") && sources.size() > 1) {
      followTogether(sources);
    } else {
      sources.forEach(this::copy);
    }
    return 0;
  }

  private void check() {
    if (flags.is("all-containers") && !container.isEmpty()) {
      throw new KubectlError(
          "--all-containers=true should not be specified with container name " + container);
    }
    if (flags.number("tail") < -1) {
      throw new KubectlError("--tail must be greater than or equal to -1");
    }
    if (flags.has("limit-bytes") && flags.number("limit-bytes") < 1) {
      throw new KubectlError("--limit-bytes must be greater than 0");
    }
    if (!flags.text("since-time").isEmpty()
        && flags.has("since")
        && !flags.duration("since").isZero()) {
      throw new KubectlError("at most one of `sinceTime` or `sinceSeconds` may be specified");
    }
    if (flags.duration("since").isNegative()) {
      throw new KubectlError("--since must be greater than 0");
    }
  }

  private List<Source> sources(boolean selects) {
    List<Source> sources = new ArrayList<>();
    if (selects) {
      Resource pods = invocation.mapper().named("pods");
      List<Json.Object> found =
          invocation
              .client()
              .list(pods, invocation.namespace(), "labelSelector", flags.text("selector"));
      if (found.isEmpty()) {
        invocation.printError("No resources found in " + invocation.namespace() + " namespace.\n");
      }
      found.forEach(pod -> sources.addAll(of(pod)));
      return sources;
    }
    Info info = info();
    List<Json.Object> pods = PodsOf.list(invocation, info, true);
    if (pods.isEmpty()) {
      throw new KubectlError("timed out waiting for the condition");
    }
    if (info.resource().kind().equals("Pod")) {
      return of(pods.getFirst());
    }
    if (flags.is("all-pods")) {
      pods.forEach(pod -> sources.addAll(of(pod)));
      return sources;
    }
    return of(PodsOf.forLogs(invocation, pods));
  }

  private Info info() {
    String name = invocation.arguments().getFirst();
    List<String> words = name.contains("/") ? List.of(name) : List.of("pods", name);
    try {
      return new ResourceBuilder(invocation).arguments(true, words).infos().getFirst();
    } catch (KubectlError.Rejected e) {
      throw e.isNotFound()
          ? new KubectlError(
              "error from server (NotFound): "
                  + e.text()
                  + " in namespace "
                  + GoText.quote(invocation.namespace()))
          : e;
    }
  }

  private List<Source> of(Json.Object pod) {
    List<Source> sources = new ArrayList<>();
    if (flags.is("all-containers")) {
      Containers.names(pod, "initContainers", "containers", "ephemeralContainers")
          .forEach(name -> sources.add(source(pod, name)));
      return sources;
    }
    if (!container.isEmpty()) {
      if (!Containers.has(pod, container)) {
        throw new KubectlError(
            "container "
                + container
                + " is not valid for pod "
                + pod.object("metadata").text("name"));
      }
      return List.of(source(pod, container));
    }
    boolean quiet = !flags.text("selector").isEmpty() && flags.is("prefix");
    return List.of(source(pod, Containers.choose(invocation, pod, quiet)));
  }

  private Source source(Json.Object pod, String name) {
    return new Source(
        pod,
        name,
        flags.is("prefix")
            ? "[pod/" + pod.object("metadata").text("name") + "/" + name + "] "
            : "");
  }

  private static String path(Invocation invocation, Json.Object pod) {
    Json.Object metadata = pod.object("metadata");
    return invocation.mapper().named("pods").path(metadata.text("namespace"), metadata.text("name"))
        + "/log";
  }

  private ApiRequest request(Source source) {
    long tail = flags.number("tail");
    if (!flags.text("selector").isEmpty() && !flags.has("tail")) {
      tail = 10;
    }
    long limit = flags.number("limit-bytes");
    long since = flags.duration("since").toSeconds();
    return Client.with(
        ApiRequest.get(path(invocation, source.pod())).withAccept("application/json, */*"),
        "container",
        source.container(),
        "follow",
        flags.is("follow") ? "true" : null,
        "previous",
        flags.is("previous") ? "true" : null,
        "timestamps",
        flags.is("timestamps") ? "true" : null,
        "tailLines",
        tail >= 0 ? Long.toString(tail) : null,
        "sinceSeconds",
        since > 0 ? Long.toString(since) : null,
        "sinceTime",
        sinceTime(),
        "limitBytes",
        limit > 0 ? Long.toString(limit) : null);
  }

  private @Nullable String sinceTime() {
    String time = flags.text("since-time");
    if (time.isEmpty()) {
      return null;
    }
    try {
      return Instant.parse(time).toString();
    } catch (DateTimeParseException e) {
      throw new KubectlError(
          "parsing time "
              + GoText.quote(time)
              + " as \"2006-01-02T15:04:05Z07:00\": cannot parse "
              + GoText.quote(time)
              + " as \"2006\"");
    }
  }

  private void copy(Source source) {
    try {
      ApiResponse answer = invocation.client().send(request(source));
      LogStream.copy(invocation.client(), answer, source.prefix());
    } catch (KubectlError e) {
      if (!flags.is("ignore-errors")) {
        throw e;
      }
      invocation.print("error: " + ErrorText.message(e) + "\n");
    }
  }

  private void followTogether(List<Source> sources) {
    List<LogStream> streams = new ArrayList<>();
    for (Source source : sources) {
      streams.add(
          LogStream.open(
              invocation.client(), invocation.client().send(request(source)), source.prefix()));
    }
    LogStream.copyAll(invocation.client(), streams);
  }
}
