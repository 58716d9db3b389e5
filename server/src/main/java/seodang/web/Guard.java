package seodang.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.TooManyRequestsResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/// Stands before every page: security headers, who it is, how often, how much, and whether a
/// changing request really comes from one of our pages.
final class Guard {
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private final WebSettings settings;
  private final Visitors visitors;
  private final Buckets requests;
  private final Buckets posts;

  Guard(WebSettings settings, Visitors visitors) {
    this.settings = settings;
    this.visitors = visitors;
    this.requests = new Buckets(settings.limits().requests(), Duration.ofMinutes(1));
    this.posts = new Buckets(settings.limits().posts(), Duration.ofMinutes(1));
  }

  void register(RoutesConfig routes) {
    routes.before(this::headers);
    routes.before(this::admit);
    routes.wsBeforeUpgrade(this::upgrade);
  }

  /// The address a request comes from.
  String address(Context ctx) {
    String forwarded = settings.trustProxy() ? ctx.header("X-Forwarded-For") : null;
    if (forwarded == null) {
      return ctx.ip();
    }
    return forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
  }

  private void headers(Context ctx) {
    ctx.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("X-Frame-Options", "DENY");
    ctx.header("Referrer-Policy", "same-origin");
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    ctx.header(
        "Permissions-Policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()");
    if (settings.secure()) {
      ctx.header("Strict-Transport-Security", "max-age=31536000");
    }
  }

  private void admit(Context ctx) {
    if (isAsset(ctx)) {
      return;
    }
    ctx.header("Cache-Control", "no-store");
    if (!requests.take(address(ctx))) {
      throw new TooManyRequestsResponse();
    }
    Visitor visitor = visitors.identify(ctx);
    visitor.attachTo(ctx);
    if (!SAFE.contains(ctx.method().name())) {
      checkChange(ctx, visitor);
    } else if (accepts(ctx, "text/html") && ctx.header("HX-Request") == null) {
      visitors.renew(ctx, visitor);
    }
  }

  private void checkChange(Context ctx, Visitor visitor) {
    if (ctx.req().getContentLengthLong() > settings.limits().body()) {
      throw new ContentTooLargeResponse();
    }
    if (ctx.req().getContentLengthLong() < 0 && ctx.header("Transfer-Encoding") != null) {
      throw new ContentTooLargeResponse();
    }
    if (!sameOrigin(ctx)) {
      throw new ForbiddenResponse("다른 사이트에서 온 요청입니다.");
    }
    String sent = ctx.header("X-CSRF-Token");
    if (sent == null) {
      sent = ctx.formParam("csrf");
    }
    if (sent == null || !same(sent, visitor.csrf())) {
      throw new ForbiddenResponse("페이지가 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요.");
    }
    if (!posts.take(visitor.key())) {
      throw new TooManyRequestsResponse();
    }
  }

  /// A WebSocket is opened by a GET that no cookie rule keeps other sites from sending.
  private void upgrade(Context ctx) {
    if (ctx.header("Origin") == null || !sameOrigin(ctx)) {
      throw new ForbiddenResponse("다른 사이트에서 온 요청입니다.");
    }
    if (!requests.take(address(ctx))) {
      throw new TooManyRequestsResponse();
    }
    visitors.identify(ctx).attachTo(ctx);
  }

  /// Browsers send `Origin` with every change; what has none is no browser and has no cookies of
  /// one.
  private boolean sameOrigin(Context ctx) {
    String origin = ctx.header("Origin");
    if (origin == null) {
      return true;
    }
    if (!settings.publicUrl().isEmpty()) {
      return authority(settings.publicUrl()).equals(authority(origin));
    }
    String host = ctx.header("Host");
    return host != null && authority(origin).equals(host.toLowerCase(Locale.ROOT));
  }

  private static String authority(String url) {
    try {
      String authority = URI.create(url).getRawAuthority();
      return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /// In a time that does not tell how much of it was right.
  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean accepts(Context ctx, String type) {
    String accept = ctx.header("Accept");
    return accept != null && accept.contains(type);
  }

  private static boolean isAsset(Context ctx) {
    return ctx.path().startsWith("/static/")
        || ctx.path().startsWith("/webjars/")
        || ctx.path().equals("/healthz");
  }
}
