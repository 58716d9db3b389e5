package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.ApiResponse;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl cluster-info`, `cluster-info dump` and `version`.
final class ClusterInfo {
  private static final Json.Object CLIENT =
      Json.object(
          "major", "1",
          "minor", "33",
          "gitVersion", "v1.33.1",
          "gitCommit", "8adc0f041b8e7ad1d30e29cc59c6ae7a15e19828",
          "gitTreeState", "clean",
          "buildDate", "2025-05-15T08:27:33Z",
          "goVersion", "go1.24.2",
          "compiler", "gc",
          "platform", "linux/amd64");
  private static final List<String> ORDER =
      List.of(
          "major",
          "minor",
          "gitVersion",
          "gitCommit",
          "gitTreeState",
          "buildDate",
          "goVersion",
          "compiler",
          "platform");
  private static final Map<String, String> FILES =
      Map.of("replicationcontrollers", "replication-controllers");
  private static final String KUSTOMIZE = "v5.6.0";

  private ClusterInfo() {}

  static int info(Invocation invocation) {
    String server = invocation.server();
    line(invocation, "Kubernetes control plane", server);
    List<Json.Object> services =
        invocation
            .client()
            .list(
                invocation.mapper().resourceOnly("services", ""),
                "kube-system",
                "labelSelector",
                "kubernetes.io/cluster-service=true");
    for (Json.Object service : services) {
      Json.Object metadata = service.object("metadata");
      List<Json.Object> ports = service.object("spec").array("ports").objects();
      String port = ports.isEmpty() ? "" : ports.getFirst().text("name");
      String label = metadata.object("labels").text("kubernetes.io/name");
      line(
          invocation,
          label.isEmpty() ? metadata.text("name") : label,
          server
              + "/api/v1/namespaces/"
              + metadata.text("namespace")
              + "/services/"
              + metadata.text("name")
              + (port.isEmpty() ? "" : ":" + port)
              + "/proxy");
    }
    invocation.print(
        "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    return 0;
  }

  private static void line(Invocation invocation, String name, String link) {
    boolean colours = invocation.context().stdoutIsTerminal();
    invocation.print(
        colours
            ? "\u001b[0;32m" + name + "\u001b[0m is running at \u001b[0;33m" + link + "\u001b[0m\n"
            : name + " is running at " + link + "\n");
  }

  static int dump(Invocation invocation) {
    Flags flags = invocation.flags();
    String directory = flags.text("output-directory");
    Dump dump = new Dump(invocation, directory.equals("-") ? "" : directory);
    dump.list("nodes", "", "nodes");
    List<String> namespaces =
        flags.is("all-namespaces")
            ? invocation
                .client()
                .list(invocation.mapper().resourceOnly("namespaces", ""), "")
                .stream()
                .map(n -> n.object("metadata").text("name"))
                .toList()
            : flags.list("namespaces").isEmpty()
                ? List.of("kube-system", invocation.namespace())
                : flags.list("namespaces");
    for (String namespace : namespaces) {
      for (String resource :
          List.of(
              "events",
              "replicationcontrollers",
              "services",
              "daemonsets",
              "deployments",
              "replicasets",
              "pods")) {
        dump.list(resource, namespace, FILES.getOrDefault(resource, resource));
      }
      dump.logs(namespace);
    }
    if (!dump.directory().isEmpty()) {
      invocation.print("Cluster info dumped to " + directory + "\n");
    }
    return 0;
  }

  static int version(Invocation invocation) {
    Flags flags = invocation.flags();
    String output = flags.text("output");
    if (!List.of("", "yaml", "json").contains(output)) {
      throw new KubectlError("--output must be 'yaml' or 'json'");
    }
    if (!invocation.arguments().isEmpty()) {
      throw new KubectlError("extra arguments: " + GoText.list(invocation.arguments()));
    }
    Json.Object server = flags.is("client") ? Json.object() : serverVersion(invocation);
    switch (output) {
      case "yaml" -> {
        Json.Object all = Json.object("clientVersion", CLIENT, "kustomizeVersion", KUSTOMIZE);
        all = server.isEmpty() ? all : all.with("serverVersion", server);
        invocation.print(seodang.json.Yaml.write(all) + "\n");
      }
      case "json" -> invocation.print(json(server));
      default ->
          invocation.print(
              "Client Version: "
                  + CLIENT.text("gitVersion")
                  + "\nKustomize Version: "
                  + KUSTOMIZE
                  + "\n"
                  + (server.isEmpty()
                      ? ""
                      : "Server Version: " + server.text("gitVersion") + "\n"));
    }
    return 0;
  }

  private static Json.Object serverVersion(Invocation invocation) {
    ApiResponse answer =
        invocation
            .client()
            .send(seodang.kube.ApiRequest.get("/version").withQuery("timeout", "32s"));
    Json.Object all = answer.object();
    Json.Object known = Json.object();
    for (String field : ORDER) {
      known = all.has(field) ? known.with(field, all.text(field)) : known;
    }
    return known;
  }

  private static String json(Json.Object server) {
    StringBuilder out = new StringBuilder("{\n");
    section(out, "clientVersion", CLIENT);
    out.append(",\n  \"kustomizeVersion\": \"").append(KUSTOMIZE).append('"');
    if (!server.isEmpty()) {
      out.append(",\n");
      section(out, "serverVersion", server);
    }
    return out.append("\n}\n").toString();
  }

  private static void section(StringBuilder out, String name, Json.Object version) {
    List<String> lines = new ArrayList<>();
    for (String field : ORDER) {
      lines.add("    " + GoText.quote(field) + ": " + GoText.quote(version.text(field)));
    }
    out.append("  ").append(GoText.quote(name)).append(": {\n");
    out.append(String.join(",\n", lines)).append("\n  }");
  }
}
