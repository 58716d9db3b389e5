package seodang.terminal.kubectl.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.ClusterState;
import seodang.kube.User;
import seodang.terminal.CommandContext;

/// Sends requests, turns refusals into [KubectlError]s, prints warnings, logs at `-v=6` and above.
public final class Client {
  private final CommandContext context;
  private final User own;
  private final User user;
  private final RequestLog log;
  private final List<String> warned = new ArrayList<>();
  private @Nullable RestMapper mapper;
  private boolean nowhere;

  /// @param own who asks
  /// @param user whom the requests are made as
  public Client(CommandContext context, User own, User user, RequestLog log) {
    this.context = context;
    this.own = own;
    this.user = user;
    this.log = log;
  }

  public CommandContext context() {
    return context;
  }

  public User user() {
    return user;
  }

  public Instant now() {
    return context.cluster().now();
  }

  /// How many warnings the server has sent so far.
  public int warnings() {
    return warned.size();
  }

  /// For a kubeconfig without a cluster: asks `localhost:8080`, where nobody listens.
  public Client nowhere() {
    nowhere = true;
    return this;
  }

  /// What discovery tells, read once a command. It is known from earlier commands as a rule, so
  /// whoever is impersonated need not be allowed to read it.
  public RestMapper mapper() {
    RestMapper known = mapper;
    if (nowhere) {
      for (int attempt = 0; attempt < 5; attempt++) {
        printError(log.failure(now()));
      }
      throw new KubectlError.Exit(1, RequestLog.REFUSED);
    }
    if (known == null) {
      known = new RestMapper(Discovery.read(new Client(context, own, own, log.silent())));
      mapper = known;
    }
    return known;
  }

  /// Discovery is read again at the next need: a new kind may have come.
  public void forgetDiscovery() {
    mapper = null;
  }

  /// Sends a request; a refusal is thrown.
  public ApiResponse send(ApiRequest request) {
    ApiResponse response = attempt(request);
    if (!response.ok()) {
      throw new KubectlError.Rejected(Refusal.status(response));
    }
    return response;
  }

  /// Sends a request; a refusal is answered like anything else.
  public ApiResponse attempt(ApiRequest request) {
    if (nowhere) {
      throw new KubectlError.Exit(1, RequestLog.REFUSED);
    }
    ApiResponse response = context.cluster().request(request.withUser(user), context.commandLine());
    if (response instanceof ApiResponse.Unreachable failed) {
      throw new KubectlError.Exit(1, unreachable(failed.error()));
    }
    printError(log.lines(now(), request, response));
    if (response instanceof ApiResponse.Document document) {
      document.warnings().forEach(this::warn);
    }
    return response;
  }

  private String unreachable(String error) {
    return error.equals("connection refused")
        ? "The connection to the server "
            + KubeConfig.host(context)
            + " was refused - did you specify the right host or port?\n"
        : "Unable to connect to the server: " + error + "\n";
  }

  private void warn(String text) {
    if (!warned.contains(text)) {
      printError("Warning: " + text + "\n");
    }
    warned.add(text);
  }

  /// The object or list at a path.
  ///
  /// @param query names and values in turn; a null value leaves its parameter out
  public Json.Object get(String path, String accept, @Nullable String... query) {
    return send(with(ApiRequest.get(path).withAccept(accept), query)).object();
  }

  public Json.Object get(String path) {
    return get(path, ApiRequest.JSON);
  }

  /// The object at a path; null when there is none.
  public Json.@Nullable Object find(String path) {
    ApiResponse response = attempt(ApiRequest.get(path));
    if (response.status() == 404) {
      return null;
    }
    if (!response.ok()) {
      throw new KubectlError.Rejected(Refusal.status(response));
    }
    return response.object();
  }

  /// All items at a path, page by page; each with its `kind` and `apiVersion`.
  public List<Json.Object> list(Resource resource, String namespace, @Nullable String... query) {
    List<Json.Object> items = new ArrayList<>();
    String next = null;
    do {
      Json.Object page =
          send(with(ApiRequest.get(resource.path(namespace)), query)
                  .withQuery("limit", "500")
                  .withQuery("continue", next))
              .object();
      for (Json.Object item : page.array("items").objects()) {
        items.add(typed(item, resource));
      }
      String token = page.object("metadata").text("continue");
      next = token.isEmpty() ? null : token;
    } while (next != null);
    return items;
  }

  /// An item of a list need not say its kind.
  public static Json.Object typed(Json.Object item, Resource resource) {
    return item.has("kind")
        ? item
        : item.with("apiVersion", resource.groupVersion()).with("kind", resource.kind());
  }

  /// A request with query parameters, given as names and values in turn; null values are left out.
  public static ApiRequest with(ApiRequest request, @Nullable String... query) {
    ApiRequest result = request;
    for (int i = 0; i + 1 < query.length; i += 2) {
      String name = query[i];
      if (name != null) {
        result = result.withQuery(name, query[i + 1]);
      }
    }
    return result;
  }

  public void print(String text) {
    try {
      context.out(text);
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
  }

  public void printError(String text) {
    if (text.isEmpty()) {
      return;
    }
    try {
      context.err(text);
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
  }

  public Map<String, String> environment() {
    return context.env();
  }

  /// Waits for the next change of the cluster, at most so long.
  public ClusterState awaitChange(ClusterState seen, Duration atMost) {
    try {
      return context.cluster().awaitChange(seen, atMost);
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
  }
}
