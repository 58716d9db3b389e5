package seodang.kube.apiserver.validation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Probes and lifecycle hooks.
final class ProbeRules {
  private static final String[] WINDOWS_SIGNALS = {"SIGKILL", "SIGTERM"};

  private ProbeRules() {}

  static void probes(Field container, Field spec) {
    probe(container.at("livenessProbe"), spec, true);
    probe(container.at("readinessProbe"), spec, false);
    probe(container.at("startupProbe"), spec, true);
  }

  private static void probe(Field probe, Field spec, boolean onceEnough) {
    if (!probe.present()) {
      return;
    }
    handler(probe, List.of("exec", "httpGet", "tcpSocket", "grpc"), spec);
    for (String field :
        List.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold")) {
      probe.at(field).nonNegative();
    }
    Field grace = probe.at("terminationGracePeriodSeconds");
    if (grace.present() && grace.number() <= 0) {
      grace.invalid("must be greater than 0");
    }
    if (onceEnough && probe.number("successThreshold") != 1) {
      probe.at("successThreshold").invalid(probe.number("successThreshold"), "must be 1");
    }
    if (!onceEnough && grace.present()) {
      grace.invalid("must not be set for readinessProbes");
    }
  }

  static void lifecycle(Field lifecycle, Field spec) {
    List<String> handlers = List.of("exec", "httpGet", "tcpSocket", "sleep");
    for (String hook : List.of("postStart", "preStop")) {
      if (lifecycle.has(hook)) {
        handler(lifecycle.at(hook), handlers, spec);
      }
    }
    Field signal = lifecycle.at("stopSignal");
    if (signal.present()) {
      if (!spec.has("os")) {
        signal.forbidden("may not be set for containers with empty `spec.os.name`");
      } else if (spec.at("os").text("name").equals("windows")) {
        signal.oneOf(WINDOWS_SIGNALS);
      }
    }
  }

  private static void handler(Field handler, List<String> kinds, Field spec) {
    int found = 0;
    for (String kind : kinds) {
      Field action = handler.at(kind);
      if (!action.present()) {
        continue;
      }
      if (found++ > 0) {
        action.forbidden("may not specify more than 1 handler type");
        continue;
      }
      switch (kind) {
        case "exec" -> {
          if (action.at("command").isEmpty()) {
            action.at("command").required();
          }
        }
        case "httpGet" -> {
          action.at("path").requiredText();
          port(action.at("port"));
          action.at("scheme").oneOf("HTTP", "HTTPS");
          for (Json.Object header : action.at("httpHeaders").array().objects()) {
            String name = header.text("name");
            Formats.headerName(name).forEach(m -> action.at("httpHeaders").invalid(name, m));
          }
        }
        case "sleep" -> sleep(action, spec.at("terminationGracePeriodSeconds").value());
        default -> port(action.at("port"));
      }
    }
    if (found == 0) {
      handler.required("must specify a handler type");
    }
  }

  private static void sleep(Field sleep, @Nullable Json grace) {
    long seconds = sleep.number("seconds");
    if (grace instanceof Json.Number n && (seconds < 0 || seconds > n.longValue())) {
      sleep.invalid(
          seconds,
          "must be non-negative and less than terminationGracePeriodSeconds ("
              + n.longValue()
              + ")");
    }
  }

  /// A port by number or by name.
  static void port(Field port) {
    if (port.value() instanceof Json.Text) {
      port.invalidEach(Formats.portName(port.text()));
    } else {
      port.range(1, 65535);
    }
  }
}
