package seodang.kube.apiserver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.kube.ApiRequest;
import seodang.kube.schema.Protobuf;
import seodang.kube.schema.ResourceType;
import seodang.kube.schema.Schema;

/// In which form a client wants its answer, by its `Accept` header, as `NegotiateMediaTypeOptions`
/// chooses it: the first clause the server can serve.
///
/// @param contentType `application/json`, `application/yaml` or Kubernetes' protobuf
/// @param as `Table`, `PartialObjectMetadata`, or `""` for the object itself
record Negotiation(String contentType, String as) {
  static final String YAML = "application/yaml";
  private static final Negotiation JSON = new Negotiation(ApiRequest.JSON, "");

  private record Clause(String type, double quality, Map<String, String> parameters) {}

  /// @throws Rejection 406 when nothing the client accepts can be served
  static Negotiation of(ApiRequest request, ResourceType type) {
    String accept = request.accept();
    if (accept.equals(ApiRequest.JSON)) {
      return JSON;
    }
    // A custom resource is known by its definition alone, which has no protobuf form.
    boolean builtIn = Schema.ofKind(type.group(), type.version(), type.kind()) != null;
    for (Clause clause : clauses(accept)) {
      Negotiation found = serve(clause, builtIn);
      if (found != null) {
        return found;
      }
    }
    throw new Rejection(
        Statuses.failure(
            406,
            "NotAcceptable",
            "only the following media types are accepted: application/json, application/yaml"
                + (builtIn ? ", " + Protobuf.TYPE : ""),
            null));
  }

  static boolean isTable(ApiRequest request, ResourceType type) {
    return of(request, type).as().equals("Table");
  }

  private static @Nullable Negotiation serve(Clause clause, boolean protobuf) {
    String contentType =
        switch (clause.type()) {
          case "*/*", "application/*", ApiRequest.JSON -> ApiRequest.JSON;
          case YAML -> YAML;
          case Protobuf.TYPE -> protobuf ? Protobuf.TYPE : null;
          default -> null;
        };
    if (contentType == null) {
      return null;
    }
    String as = clause.parameters().getOrDefault("as", "");
    if (as.isEmpty()) {
      return new Negotiation(contentType, "");
    }
    boolean known =
        clause.parameters().getOrDefault("g", "").equals("meta.k8s.io")
            && List.of("v1", "v1beta1").contains(clause.parameters().getOrDefault("v", ""))
            && List.of("Table", "PartialObjectMetadata", "PartialObjectMetadataList").contains(as);
    return known && !contentType.equals(Protobuf.TYPE)
        ? new Negotiation(contentType, as.replace("List", ""))
        : null;
  }

  private static List<Clause> clauses(String accept) {
    List<Clause> clauses = new ArrayList<>();
    for (String text : accept.split(",")) {
      String[] parts = text.split(";");
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        if (equals > 0) {
          parameters.put(
              parts[i].substring(0, equals).strip(), parts[i].substring(equals + 1).strip());
        }
      }
      String type = parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT);
      if (!type.isEmpty()) {
        clauses.add(new Clause(type, quality(parameters), parameters));
      }
    }
    clauses.sort((a, b) -> Double.compare(b.quality(), a.quality()));
    return clauses.isEmpty() ? List.of(new Clause("*/*", 1, Map.of())) : clauses;
  }

  private static double quality(Map<String, String> parameters) {
    String q = parameters.getOrDefault("q", "1");
    return q.matches("[0-9]*\\.?[0-9]+") ? Double.parseDouble(q) : 1;
  }
}
