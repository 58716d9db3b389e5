package seodang.terminal.kubectl;

import java.util.List;
import java.util.Optional;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.explain.Explanation;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl explain`.
final class Explain {
  private Explain() {}

  static int run(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    Flags flags = invocation.flags();
    if (arguments.isEmpty()) {
      throw new KubectlError(
          "You must specify the type of resource to explain. Use \"kubectl api-resources\" for a"
              + " complete list of supported resources.");
    }
    if (arguments.size() > 1) {
      throw new KubectlError("We accept only this format: explain RESOURCE");
    }
    List<String> words = List.of(arguments.getFirst().split("\\.", -1));
    Resource resource = resource(invocation, words.getFirst(), flags.text("api-version"));
    String output = flags.text("output");
    if (!output.equals("plaintext") && !output.isEmpty()) {
      throw new KubectlError(
          output.equals("plaintext-openapiv2")
              ? "couldn't find resource for "
                  + GoText.quote("/" + resource.groupVersion() + ", Kind=" + resource.kind())
              : "unrecognized format: " + output);
    }
    Json.Object document = document(invocation, resource);
    invocation.print(Explanation.head(resource.group(), resource.version(), resource.kind()));
    invocation.print(
        Explanation.of(
            document,
            resource.group(),
            resource.version(),
            resource.kind(),
            words.subList(1, words.size()).stream().filter(w -> !w.isEmpty()).toList(),
            flags.is("recursive")));
    return 0;
  }

  private static Resource resource(Invocation invocation, String word, String apiVersion) {
    Resource found =
        invocation
            .mapper()
            .resource(word, "")
            .or(() ->
                invocation.mapper().all().stream().filter(r -> r.kind().equals(word)).findFirst())
            .orElseThrow(() -> new KubectlError.NoResource(word, ""));
    if (apiVersion.isEmpty()) {
      return found;
    }
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    String version = apiVersion.substring(slash + 1);
    Optional<Resource> other =
        invocation.mapper().all().stream()
            .filter(r ->
                r.group().equals(group)
                    && r.version().equals(version)
                    && r.name().equals(found.name()))
            .findFirst();
    return other.orElseThrow(() -> missing(group + "/" + version + ", Resource=" + found.name()));
  }

  private static KubectlError missing(String what) {
    return new KubectlError("couldn't find resource for " + GoText.quote(what));
  }

  private static Json.Object document(Invocation invocation, Resource resource) {
    Json.Object paths = invocation.client().get("/openapi/v3").object("paths");
    String key = (resource.group().isEmpty() ? "api/" : "apis/") + resource.groupVersion();
    String url = paths.object(key).text("serverRelativeURL");
    if (url.isEmpty()) {
      throw missing(resource.goText());
    }
    int question = url.indexOf('?');
    String path = question < 0 ? url : url.substring(0, question);
    String hash = question < 0 ? "" : url.substring(question + 1).replaceFirst("^hash=", "");
    return invocation.client().get(path, "application/json", "hash", hash.isEmpty() ? null : hash);
  }
}
