package seodang.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.kube.ApiRequest;
import seodang.kube.Impersonation;
import seodang.kube.Input;
import seodang.kube.User;

/// HTTP requests to a cluster's API server, as the cluster takes them.
final class KubernetesRequests {
  private static final String CLUSTERS = "/clusters/";
  private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9._-]{1,40}");

  private static final String EXTRA = "impersonate-extra-";

  private KubernetesRequests() {}

  /// @param limit bytes of the body
  /// @return null when the body is larger
  static Input.@Nullable Request read(Context ctx, int limit) throws IOException {
    byte[] body = ctx.req().getInputStream().readNBytes(limit + 1);
    if (body.length > limit) {
      return null;
    }
    String type = ctx.contentType();
    String accept = ctx.header("Accept");
    ApiRequest request =
        new ApiRequest(
            ctx.method().name(),
            path(ctx),
            query(ctx.queryString()),
            type == null ? ApiRequest.JSON : type,
            accept == null ? ApiRequest.JSON : accept,
            body.length == 0 ? new ApiRequest.Body.None() : new ApiRequest.Body.Raw(body),
            client(ctx),
            Objects.requireNonNull(ctx.<User>attribute(KubernetesServer.USER)));
    return new Input.Request(request, label(ctx));
  }

  /// The cluster that the path names; empty when it names none.
  static String cluster(Context ctx) {
    String uri = ctx.req().getRequestURI();
    if (!uri.startsWith(CLUSTERS)) {
      return "";
    }
    int end = uri.indexOf('/', CLUSTERS.length());
    return decode(uri.substring(CLUSTERS.length(), end < 0 ? uri.length() : end), false);
  }

  /// What follows `/clusters/{id}`, or the whole where the token alone names the cluster.
  static String path(Context ctx) {
    String uri = ctx.req().getRequestURI();
    if (!uri.startsWith(CLUSTERS)) {
      return decode(uri, false);
    }
    int start = uri.indexOf('/', CLUSTERS.length());
    return start < 0 ? "/" : decode(uri.substring(start), false);
  }

  private static Map<String, List<String>> query(@Nullable String text) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (text != null && !text.isEmpty()) {
      for (String pair : text.split("&")) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
        query.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    return query;
  }

  private static String decode(String text, boolean plusIsBlank) {
    try {
      return URLDecoder.decode(
          plusIsBlank ? text : text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /// Whom the `Impersonate-` headers name.
  static Impersonation impersonation(Context ctx) {
    Map<String, List<String>> extra = new TreeMap<>();
    for (String name : Collections.list(ctx.req().getHeaderNames())) {
      String header = name.toLowerCase(Locale.ROOT);
      if (header.startsWith(EXTRA)) {
        String key = decode(header.substring(EXTRA.length()), false);
        extra.put(key, Collections.list(ctx.req().getHeaders(name)));
      }
    }
    return new Impersonation(
        Objects.requireNonNullElse(ctx.header("Impersonate-User"), ""),
        Collections.list(ctx.req().getHeaders("Impersonate-Group")),
        Objects.requireNonNullElse(ctx.header("Impersonate-Uid"), ""),
        extra);
  }

  private static String client(Context ctx) {
    String agent = ctx.userAgent();
    Matcher name = CLIENT.matcher(agent == null ? "" : agent);
    return name.lookingAt() ? name.group() : "client";
  }

  /// kubectl says which command it runs; reads are no command worth telling of.
  private static @Nullable String label(Context ctx) {
    String command = ctx.header("Kubectl-Command");
    boolean changes = !ctx.method().name().equals("GET");
    return command == null || !changes || command.length() > 100 ? null : command;
  }
}
