package seodang.terminal.kubectl;

import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.print.ObjectPrinter;

/// What `cluster-info dump` collects, printed or written into files.
///
/// @param directory `""` for standard output
record Dump(Invocation invocation, String directory) {
  /// All objects of a resource.
  ///
  /// @param file its name without extension
  void list(String resource, String namespace, String file) {
    String output = invocation.flags().text("output");
    ObjectPrinter printer = invocation.format().printer();
    Json.Object list = invocation.client().get(invocation.mapper().named(resource).path(namespace));
    write(
        namespace.isEmpty() ? file : namespace + "/" + file,
        output.equals("yaml") ? ".yaml" : ".json",
        printer.print(list));
  }

  /// What the containers of a namespace's Pods said.
  void logs(String namespace) {
    for (Json.Object pod :
        invocation.client().list(invocation.mapper().resourceOnly("pods", ""), namespace)) {
      String name = pod.object("metadata").text("name");
      StringBuilder text = new StringBuilder();
      for (String container : Containers.names(pod, "initContainers", "containers")) {
        String what = " logs for container " + container + " of pod " + namespace + "/" + name;
        text.append("==== START").append(what).append(" ====\n");
        text.append(log(namespace, name, container));
        text.append("==== END").append(what).append(" ====\n");
      }
      write(namespace + "/" + name + "/logs", ".txt", text.toString());
    }
  }

  private String log(String namespace, String pod, String container) {
    try {
      ApiResponse answer =
          invocation
              .client()
              .send(
                  ApiRequest.get("/api/v1/namespaces/" + namespace + "/pods/" + pod + "/log")
                      .withAccept("application/json, */*")
                      .withQuery("container", container));
      return answer instanceof ApiResponse.Text text ? text.text() : "";
    } catch (KubectlError e) {
      return "Request log error: " + e.text() + "\n";
    }
  }

  private void write(String path, String extension, String text) {
    if (directory.isEmpty()) {
      invocation.print(text);
    } else {
      invocation.writeFile(directory + "/" + path + extension, text);
    }
  }
}
