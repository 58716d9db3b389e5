package seodang.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import seodang.database.Token;
import seodang.kube.ApiResponse;
import seodang.kube.Cluster;
import seodang.kube.Impersonation;
import seodang.kube.Input;
import seodang.kube.User;
import seodang.world.Clusters;
import seodang.world.Lease;
import seodang.world.LiveCluster;
import seodang.world.WorldFullException;

/// `https://HOST:8443/clusters/{id}/…`: each learner's cluster for unmodified Kubernetes clients,
/// by a bearer token that fits it alone.
public final class KubernetesServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesServer.class);
  private static final List<HandlerType> METHODS =
      List.of(
          HandlerType.GET,
          HandlerType.POST,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE,
          HandlerType.HEAD,
          HandlerType.OPTIONS);

  private static final String CLUSTER = "cluster";

  /// The context's attribute with whom the request is from.
  static final String USER = "user";

  private final KubernetesSettings settings;
  private final Clusters clusters;
  private final Certificates certificates;
  private final KubernetesAnswers answers;
  private final Buckets requests;
  private final ConcurrentMap<String, Integer> streams = new ConcurrentHashMap<>();
  private final Javalin javalin;

  public KubernetesServer(KubernetesSettings settings, Clusters clusters, InstantSource clock) {
    this.settings = settings;
    this.clusters = clusters;
    this.certificates = Certificates.open(settings.folder(), settings.hosts(), clock.instant());
    this.answers = new KubernetesAnswers(clock);
    this.requests = new Buckets(settings.requests(), Duration.ofSeconds(10));
    this.javalin = Javalin.create(this::configure);
  }

  public KubernetesServer start() {
    javalin.start();
    return this;
  }

  public int port() {
    return javalin.port();
  }

  /// As clients reach it.
  public String address() {
    return settings.publicUrl().isEmpty() ? "https://localhost:" + port() : settings.publicUrl();
  }

  public String authorityPem() {
    return certificates.authorityPem();
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.jetty.threadPool = Threads.pool("kubernetes");
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = settings.body();
    config.jetty.addConnector((server, http) -> {
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStore(certificates.server());
      tls.setKeyStorePassword(certificates.password());
      http.setSendServerVersion(false);
      // The host name need not be in the certificate for clients that skip verification.
      http.addCustomizer(new SecureRequestCustomizer(false));
      ServerConnector connector =
          new ServerConnector(
              server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
      connector.setHost(settings.host());
      connector.setPort(settings.port());
      connector.setIdleTimeout(Duration.ofMinutes(1).toMillis());
      return connector;
    });
    routes(config.routes);
  }

  private void routes(RoutesConfig routes) {
    for (HandlerType method : METHODS) {
      routes.addHttpHandler(method, "/", this::serve);
      routes.addHttpHandler(method, "/<path>", this::serve);
    }
    ExecSocket exec = new ExecSocket(this);
    routes.wsBeforeUpgrade("/<path>", exec::begin);
    routes.ws("/<path>", exec::socket);
    routes.exception(
        UpgradeRefusedException.class, (e, ctx) -> KubernetesAnswers.whole(ctx, e.response()));
    routes.exception(
        WorldFullException.class,
        (e, ctx) ->
            KubernetesAnswers.whole(
                ctx,
                KubernetesStatus.of(
                    503, "ServiceUnavailable", "the server is full: try again later")));
    // A body that is no HTTP, or whose client went away.
    routes.exception(
        EofException.class,
        (e, ctx) ->
            KubernetesAnswers.whole(ctx, KubernetesStatus.of(400, "BadRequest", "unexpected EOF")));
    routes.exception(
        HttpException.RuntimeException.class,
        (e, ctx) ->
            KubernetesAnswers.whole(
                ctx, KubernetesStatus.of(400, "BadRequest", "malformed HTTP request")));
    routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("{} {}", ctx.method(), ctx.path(), e);
          KubernetesAnswers.whole(
              ctx, KubernetesStatus.of(500, "InternalError", "an error on the server"));
        });
    routes.error(
        404,
        ctx -> {
          if (ctx.attribute(KubernetesAnswers.ANSWERED) == null) {
            KubernetesAnswers.whole(ctx, unknown());
          }
        });
  }

  private void serve(Context ctx) throws IOException, InterruptedException {
    ApiResponse refused = refusal(ctx);
    if (refused != null) {
      KubernetesAnswers.whole(ctx, refused);
      return;
    }
    Input.Request request = KubernetesRequests.read(ctx, settings.body());
    if (request == null) {
      KubernetesAnswers.whole(
          ctx,
          KubernetesStatus.of(
              413,
              "RequestEntityTooLarge",
              "Request entity too large: limit is " + settings.body()));
      return;
    }
    try (Lease lease = lease(ctx)) {
      answer(ctx, lease.cluster(), request);
    }
  }

  private void answer(Context ctx, LiveCluster cluster, Input.Request request)
      throws IOException, InterruptedException {
    ApiResponse response = cluster.apply(request).response();
    switch (response) {
      case null -> throw new IllegalStateException("the API server answers every request");
      case ApiResponse.Document d -> KubernetesAnswers.whole(ctx, d);
      case ApiResponse.Text t -> KubernetesAnswers.whole(ctx, t);
      case ApiResponse.Unreachable u -> KubernetesAnswers.whole(ctx, u);
      case ApiResponse.Watch w ->
          streaming(ctx, cluster, () -> answers.watch(ctx, cluster, w, timeout(request)));
      case ApiResponse.Log l -> streaming(ctx, cluster, () -> answers.log(ctx, cluster, l));
      case ApiResponse.Session s -> {
        var _ = cluster.apply(new Input.Hangup(s.session()));
        KubernetesAnswers.whole(
            ctx,
            KubernetesStatus.of(
                400,
                "BadRequest",
                "unable to upgrade: only the WebSocket protocol v5.channel.k8s.io is served;"
                    + " use kubectl 1.30 or newer"));
      }
      case ApiResponse.PortForward _ ->
          KubernetesAnswers.whole(
              ctx,
              KubernetesStatus.of(
                  400,
                  "BadRequest",
                  "unable to upgrade: only port-forward over WebSocket is served; use kubectl 1.31"
                      + " or newer"));
    }
  }

  /// Work that may last: counted, and ended with its client.
  private interface Stream {
    void run() throws IOException, InterruptedException;
  }

  private void streaming(Context ctx, LiveCluster cluster, Stream stream)
      throws IOException, InterruptedException {
    if (!openStream(cluster.id())) {
      KubernetesAnswers.whole(ctx, tooMany());
      return;
    }
    try {
      stream.run();
    } catch (IOException e) {
      LOG.debug("a stream's client went away", e);
    } finally {
      closeStream(cluster.id());
    }
  }

  boolean openStream(String cluster) {
    if (streams.merge(cluster, 1, Integer::sum) <= settings.streams()) {
      return true;
    }
    closeStream(cluster);
    return false;
  }

  int openStreams(String cluster) {
    return streams.getOrDefault(cluster, 0);
  }

  void closeStream(String cluster) {
    streams.computeIfPresent(cluster, (_, count) -> count == 1 ? null : count - 1);
  }

  /// Why a request may not come to its cluster; null when it may, and then it is known whose it is.
  ///
  /// The learner's own token opens the learner's own cluster; any other is the cluster's to know.
  @Nullable ApiResponse refusal(Context ctx) {
    String bearer = bearer(ctx);
    String owned = bearer.isEmpty() ? "" : clusters.clusterOf(new Token(bearer)).orElse("");
    String named = KubernetesRequests.cluster(ctx);
    // `kubectl get --raw` leaves out the path of the server's address: the token tells.
    String cluster = !named.isEmpty() ? named : owned.isEmpty() ? clusters.only() : owned;
    User user = !owned.isEmpty() && owned.equals(cluster) ? User.ADMIN : userOf(cluster, bearer);
    if (user == null) {
      return KubernetesStatus.of(401, "Unauthorized", "Unauthorized");
    }
    ctx.attribute(CLUSTER, cluster);
    ctx.attribute(USER, user);
    if (!requests.take(cluster)) {
      ctx.header("Retry-After", "1");
      return tooMany();
    }
    return impersonated(ctx, user);
  }

  /// Makes a request that of somebody else, if it asks for that; answers why it may not.
  private @Nullable ApiResponse impersonated(Context ctx, User user) {
    Impersonation wanted = KubernetesRequests.impersonation(ctx);
    if (wanted.equals(Impersonation.NONE)) {
      return null;
    }
    try (Lease lease = lease(ctx)) {
      LiveCluster cluster = lease.cluster();
      String path = KubernetesRequests.path(ctx);
      return switch (Cluster.impersonate(cluster.state(), cluster.now(), user, wanted, path)) {
        case Impersonation.Answer.Granted granted -> {
          ctx.attribute(USER, granted.user());
          yield null;
        }
        case Impersonation.Answer.Refused refused -> refused.response();
      };
    }
  }

  /// Whom a cluster of its own knows by a token; null when it knows nobody by it.
  private @Nullable User userOf(String cluster, String bearer) {
    if (cluster.isEmpty()) {
      return null;
    }
    if (bearer.isEmpty()) {
      return cluster.equals(clusters.only()) ? User.ANONYMOUS : null;
    }
    try (Lease lease = clusters.open(cluster).orElse(null)) {
      return lease == null
          ? null
          : Cluster.userOf(lease.cluster().state(), lease.cluster().now(), bearer);
    }
  }

  private static String bearer(Context ctx) {
    String authorization = ctx.header("Authorization");
    return authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")
        ? ""
        : authorization.substring(7).strip();
  }

  Lease lease(Context ctx) {
    return clusters
        .open(java.util.Objects.requireNonNull(ctx.<String>attribute(CLUSTER)))
        .orElseThrow(() -> new UpgradeRefusedException(unknown()));
  }

  KubernetesAnswers answers() {
    return answers;
  }

  KubernetesSettings settings() {
    return settings;
  }

  static ApiResponse tooMany() {
    return KubernetesStatus.of(429, "TooManyRequests", "too many requests, please try again later");
  }

  private static ApiResponse unknown() {
    return KubernetesStatus.of(404, "NotFound", "the server could not find the requested resource");
  }

  static Duration timeout(Input.Request request) {
    String seconds = request.request().parameter("timeoutSeconds");
    return seconds.matches("[0-9]{1,9}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }
}
