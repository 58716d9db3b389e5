package seodang.terminal.kubectl.create;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;

/// `kubectl create ingress`.
public final class Ingresses {
  private static final Pattern RULE =
      Pattern.compile(
          "^(?<host>[\\w*\\-.]*)(?<path>/[^=]*)=(?<service>[\\w\\-]+):(?<port>[\\w\\-]+)"
              + "(?<tls>,tls(=(?<secret>[\\w\\-]+))?)?$");

  private Ingresses() {}

  public static Json.Object generate(Invocation invocation, String name) {
    Flags flags = invocation.flags();
    List<String> rules = flags.list("rule");
    String defaultBackend = flags.text("default-backend");
    if (rules.isEmpty() && defaultBackend.isEmpty()) {
      throw new KubectlError(
          "not enough information provided: every ingress has to either specify a default-backend"
              + " (which catches all traffic) or a list of rules (which catch specific paths)");
    }
    Json.Object metadata = Generator.metadata(invocation, name, true);
    Json.Object annotations = annotations(flags.list("annotation"));
    metadata = annotations.isEmpty() ? metadata : metadata.with("annotations", annotations);
    List<Matcher> parsed = rules.stream().map(Ingresses::match).toList();
    Json.Array tls = tls(parsed);
    String ingressClass = flags.text("class");
    Json.Object spec =
        Json.object(
            "ingressClassName", ingressClass.isEmpty() ? null : ingressClass,
            "defaultBackend", defaultBackend.isEmpty() ? null : defaultBackend(defaultBackend),
            "rules", parsed.isEmpty() ? null : rules(parsed),
            "tls", tls.isEmpty() ? null : tls);
    return Generator.object("networking.k8s.io/v1", "Ingress", metadata)
        .with("spec", spec)
        .with("status", Json.object("loadBalancer", Json.object()));
  }

  private static Matcher match(String rule) {
    Matcher matcher = RULE.matcher(rule);
    if (!matcher.matches()) {
      throw new KubectlError(
          "rule "
              + rule
              + " is invalid and should be in format"
              + " host/path=svcname:svcport[,tls[=secret]]");
    }
    return matcher;
  }

  private static Json.Object annotations(List<String> given) {
    Json.Object annotations = Json.object();
    for (String pair : given) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw new KubectlError(
            "annotation " + pair + " is invalid and should be in format key=[value]");
      }
      annotations = annotations.with(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return annotations;
  }

  private static Json.Object defaultBackend(String spec) {
    String[] parts = spec.split(":", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new KubectlError("default-backend should be in format servicename:serviceport");
    }
    return backend(parts[0], parts[1]);
  }

  private static Json.Object backend(String service, String port) {
    Json.Object number =
        port.matches("[0-9]+")
            ? Json.object("number", Long.parseLong(port))
            : Json.object("name", port);
    return Json.object("service", Json.object("name", service, "port", number));
  }

  private static Json.Array rules(List<Matcher> parsed) {
    Map<String, List<Json>> paths = new LinkedHashMap<>();
    for (Matcher rule : parsed) {
      String path = rule.group("path");
      boolean prefix = path.endsWith("*");
      paths
          .computeIfAbsent(rule.group("host"), h -> new ArrayList<>())
          .add(
              Json.object(
                  "backend", backend(rule.group("service"), rule.group("port")),
                  "path", prefix ? path.substring(0, path.length() - 1) : path,
                  "pathType", prefix ? "Prefix" : "Exact"));
    }
    List<Json> rules = new ArrayList<>();
    paths.forEach((host, list) ->
        rules.add(
            Json.object(
                "host",
                host.isEmpty() ? null : host,
                "http",
                Json.object("paths", Json.Array.of(list)))));
    return Json.Array.of(rules);
  }

  private static Json.Array tls(List<Matcher> parsed) {
    Map<String, List<String>> hosts = new LinkedHashMap<>();
    for (Matcher rule : parsed) {
      if (rule.group("tls") != null) {
        String secret = rule.group("secret") == null ? "" : rule.group("secret");
        List<String> list = hosts.computeIfAbsent(secret, s -> new ArrayList<>());
        if (!rule.group("host").isEmpty() && !list.contains(rule.group("host"))) {
          list.add(rule.group("host"));
        }
      }
    }
    List<Json> tls = new ArrayList<>();
    hosts.forEach((secret, list) ->
        tls.add(
            Json.object(
                "hosts", list.isEmpty() ? null : list,
                "secretName", secret.isEmpty() ? null : secret)));
    return Json.Array.of(tls);
  }
}
