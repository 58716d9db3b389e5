package seodang.kube.kubelet;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// `lifecycle` hooks: a command, an HTTP request, or sleep.
final class Hooks {
  private Hooks() {}

  /// How a hook went.
  ///
  /// @param message why it failed, as v1.33 says it; `""` when it did not
  /// @param end when it was over
  record Outcome(String message, Instant end) {}

  /// Performs a hook at once; what it waits for only moves its end.
  static Outcome perform(
      Run run, Json.Object pod, PodRun podRun, String container, Json.Object hook, Instant by) {
    Json.Object spec = Exec.spec(pod, container);
    if (hook.has("exec")) {
      List<String> command = hook.object("exec").array("command").texts();
      Commands.Ran ran = Commands.run(run, pod, podRun, spec, command, by);
      String error = error(command, ran);
      return error.isEmpty()
          ? new Outcome("", ran.end())
          : new Outcome(
              "Exec lifecycle hook (["
                  + String.join(" ", command)
                  + "]) for Container \""
                  + container
                  + "\" in Pod \""
                  + where(pod)
                  + "\" failed - error: "
                  + error
                  + ", message: \""
                  + ran.output()
                  + "\"",
              ran.end());
    }
    if (hook.has("httpGet")) {
      String error = Probes.request(run, podRun, spec, hook.object("httpGet"));
      return error.isEmpty()
          ? new Outcome("", run.now())
          : new Outcome(
              "HTTP lifecycle hook ("
                  + hook.object("httpGet").text("path", "/")
                  + ") for Container \""
                  + container
                  + "\" in Pod \""
                  + where(pod)
                  + "\" failed - error: "
                  + error
                  + ", message: \"\"",
              run.now());
    }
    Instant end = run.now().plusSeconds(hook.object("sleep").number("seconds", 0));
    return new Outcome("", end.isAfter(by) ? by : end);
  }

  private static String error(List<String> command, Commands.Ran ran) {
    String shown = String.join(" ", command);
    if (!ran.obstacle().isEmpty()) {
      return ran.obstacle();
    }
    @Nullable Integer code = ran.code();
    if (code == null) {
      return "command '%s' timed out".formatted(shown);
    }
    return code == 0
        ? ""
        : String.format(Locale.ROOT, "command '%s' exited with %d: %s", shown, code, ran.output());
  }

  private static String where(Json.Object pod) {
    return Meta.name(pod) + "_" + Meta.namespace(pod) + "(" + Meta.uid(pod) + ")";
  }
}
