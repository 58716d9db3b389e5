package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.List;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.engine.Faults;
import seodang.kube.engine.Run;
import seodang.kube.kubelet.Exec;
import seodang.kube.kubelet.LogReader;

/// What the API server asks a kubelet for: logs, exec, attach, port-forward.
final class PodStreams {
  private PodStreams() {}

  static ApiResponse log(Run run, ApiRequest request, RequestPath path) {
    Json.Object pod = ApiServer.require(run, path);
    String container = container(request, pod, path.name());
    require(run, pod);
    LogReader.Options options =
        new LogReader.Options(
            request.flag("follow"),
            request.flag("previous"),
            request.flag("timestamps"),
            request.parameter("tailLines").isEmpty()
                ? -1
                : Reads.number(request.parameter("tailLines")),
            Reads.number(request.parameter("sinceSeconds")),
            request.parameter("sinceTime"),
            request.parameter("limitBytes").isEmpty()
                ? -1
                : Reads.number(request.parameter("limitBytes")));
    LogReader.Answer answer = LogReader.open(run, pod, container, options);
    return switch (answer) {
      case LogReader.Answer.Refused refused -> throw Statuses.badRequest(refused.message());
      case LogReader.Answer.Text text -> new ApiResponse.Text(200, "text/plain", text.text());
      case LogReader.Answer.Following following -> new ApiResponse.Log(200, following.cursor());
    };
  }

  static ApiResponse exec(Run run, ApiRequest request, RequestPath path) {
    Json.Object pod = ApiServer.require(run, path);
    String container = container(request, pod, path.name());
    require(run, pod);
    boolean tty = request.flag("tty");
    Exec.Answer answer =
        path.subresource().equals("attach")
            ? Exec.attach(run, pod, container, tty)
            : Exec.start(
                run,
                pod,
                container,
                request.query().getOrDefault("command", List.of()),
                tty,
                request.flag("stdin"));
    return switch (answer) {
      case Exec.Answer.Refused refused ->
          throw new Rejection(
              Statuses.failure(
                  500,
                  "InternalError",
                  "Internal error occurred: " + refused.message(),
                  Json.object("causes", Json.array(Json.object("message", refused.message())))));
      case Exec.Answer.Started started ->
          new ApiResponse.Session(200, started.session(), tty, started.cursor());
    };
  }

  static ApiResponse portForward(Run run, RequestPath path) {
    Json.Object pod = ApiServer.require(run, path);
    require(run, pod);
    return new ApiResponse.PortForward(200, path.namespace(), path.name());
  }

  /// The container a request means: the named one, or the only one.
  private static String container(ApiRequest request, Json.Object pod, String name) {
    String asked = request.parameter("container");
    List<String> names = new ArrayList<>();
    pod.object("spec").array("containers").objects().forEach(c -> names.add(c.text("name")));
    if (asked.isEmpty()) {
      if (names.size() == 1) {
        return names.getFirst();
      }
      List<String> inits = new ArrayList<>();
      pod.object("spec").array("initContainers").objects().forEach(c -> inits.add(c.text("name")));
      throw Statuses.badRequest(
          "a container name must be specified for pod "
              + name
              + ", choose one of: ["
              + String.join(" ", names)
              + "]"
              + (inits.isEmpty()
                  ? ""
                  : " or one of the init containers: [" + String.join(" ", inits) + "]"));
    }
    if (!PodKind.containerNames(pod.object("spec")).contains(asked)) {
      throw Statuses.badRequest("container " + asked + " is not valid for pod " + name);
    }
    return asked;
  }

  private static void require(Run run, Json.Object pod) {
    String node = pod.object("spec").text("nodeName");
    if (node.isEmpty()) {
      throw Statuses.badRequest(
          "pod " + seodang.kube.Meta.name(pod) + " does not have a host assigned");
    }
    if (Faults.isCutOff(run, node) || run.isBroken("kubelet/" + node)) {
      boolean answers = !Faults.isCutOff(run, node);
      throw new Rejection(
          Statuses.failure(
              500,
              "InternalError",
              "Get \"https://"
                  + node
                  + ":10250\": dial tcp "
                  + node
                  + ":10250: "
                  + (answers ? "connect: connection refused" : "i/o timeout"),
              null));
    }
  }
}
