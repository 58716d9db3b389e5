package seodang.kube;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// One request to the Kubernetes API server, shaped like the HTTP request it stands for.
///
/// @param method `GET`, `POST`, `PUT`, `PATCH`, `DELETE`
/// @param path `/api/v1/namespaces/default/pods/web`, not encoded
/// @param query decoded parameters, each with its values in order
/// @param contentType of the body; for a PATCH it chooses the kind of patch
/// @param accept the Accept header; `Table` requests are told from it as in the real protocol
/// @param body nothing, a parsed value, or bytes to be read by `contentType`
/// @param client who sends it: `kubectl`, or a component's name; becomes the trace's actor
/// @param user as authenticated; impersonation is resolved before
public record ApiRequest(
    String method,
    String path,
    Map<String, List<String>> query,
    String contentType,
    String accept,
    Body body,
    String client,
    User user) {

  public static final String JSON = "application/json";
  public static final String TABLE =
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
  public static final String STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json";
  public static final String MERGE_PATCH = "application/merge-patch+json";
  public static final String JSON_PATCH = "application/json-patch+json";
  public static final String APPLY_PATCH = "application/apply-patch+yaml";

  /// What a request carries.
  public sealed interface Body {
    record None() implements Body {}

    record Parsed(Json value) implements Body {}

    @SuppressWarnings("ArrayRecordComponent")
    record Raw(byte[] bytes) implements Body {
      public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
      }
    }
  }

  /// A request as the cluster's owner, by kubectl, JSON in and out, without a body.
  public static ApiRequest of(String method, String path) {
    return new ApiRequest(
        method, path, Map.of(), JSON, JSON, new Body.None(), "kubectl", User.ADMIN);
  }

  public static ApiRequest get(String path) {
    return of("GET", path);
  }

  public static ApiRequest post(String path, Json body) {
    return of("POST", path).withBody(body);
  }

  public static ApiRequest put(String path, Json body) {
    return of("PUT", path).withBody(body);
  }

  /// @param patchType one of the `_PATCH` content types above
  public static ApiRequest patch(String path, String patchType, Json body) {
    return of("PATCH", path).withBody(body).withContentType(patchType);
  }

  public static ApiRequest delete(String path) {
    return of("DELETE", path);
  }

  public ApiRequest withBody(Json value) {
    return new ApiRequest(
        method, path, query, contentType, accept, new Body.Parsed(value), client, user);
  }

  public ApiRequest withRawBody(byte[] bytes, String type) {
    return new ApiRequest(method, path, query, type, accept, new Body.Raw(bytes), client, user);
  }

  public ApiRequest withContentType(String type) {
    return new ApiRequest(method, path, query, type, accept, body, client, user);
  }

  public ApiRequest withAccept(String type) {
    return new ApiRequest(method, path, query, contentType, type, body, client, user);
  }

  public ApiRequest withUser(User who) {
    return new ApiRequest(method, path, query, contentType, accept, body, client, who);
  }

  public ApiRequest withClient(String name) {
    return new ApiRequest(method, path, query, contentType, accept, body, name, user);
  }

  /// A list of what this request is about, as JSON.
  public ApiRequest asList() {
    Map<String, List<String>> asked = new LinkedHashMap<>(query);
    asked.remove("watch");
    return new ApiRequest("GET", path, asked, JSON, JSON, new Body.None(), client, user);
  }

  /// With one more query parameter; unchanged when the value is null.
  public ApiRequest withQuery(String name, @Nullable String value) {
    if (value == null) {
      return this;
    }
    Map<String, List<String>> more = new LinkedHashMap<>(query);
    more.merge(
        name,
        List.of(value),
        (a, b) -> {
          var joined = new java.util.ArrayList<>(a);
          joined.addAll(b);
          return List.copyOf(joined);
        });
    return new ApiRequest(method, path, more, contentType, accept, body, client, user);
  }

  /// The parameter's first value; `""` when absent.
  public String parameter(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }

  /// As the API server reads a boolean: whatever is given and is not `0` or `false` is true.
  public boolean flag(String name) {
    String value = parameter(name);
    return query.containsKey(name) && !value.equals("0") && !value.equalsIgnoreCase("false");
  }
}
