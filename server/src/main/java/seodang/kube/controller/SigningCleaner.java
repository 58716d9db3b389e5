package seodang.kube.controller;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.certificate.Authority;
import seodang.kube.engine.Run;

/// `certificatesigningrequest-cleaner-controller`: deletes requests an hour after they are decided,
/// a day after they were made, and when their certificate is over.
public final class SigningCleaner extends Controller {
  private static final Duration DECIDED = Duration.ofHours(1);
  private static final Duration PENDING = Duration.ofHours(24);

  public SigningCleaner() {
    super(
        "certificatesigningrequest-cleaner-controller",
        SigningRequests.GROUP,
        SigningRequests.RESOURCE);
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object request = find(run, key);
    Instant end = request == null ? null : end(request);
    if (request == null || end == null) {
      return;
    }
    if (end.isAfter(run.now())) {
      run.enqueue(this, key, Duration.between(run.now(), end));
    } else {
      client(run).delete(SigningRequests.GROUP, SigningRequests.RESOURCE, request, -1, "");
    }
  }

  /// When a request has outlived its use; null for never.
  private static @Nullable Instant end(Json.Object request) {
    Instant end = null;
    boolean waits = true;
    for (Json.Object condition : request.object("status").array("conditions").objects()) {
      waits = false;
      boolean issued =
          !condition.text("type").equals("Approved") || SigningRequests.isIssued(request);
      Instant decided = Meta.instant(condition.get("lastUpdateTime"));
      if (decided != null && issued) {
        end = earlier(end, decided.plus(DECIDED));
      }
    }
    Instant made = Meta.instant(request.at("metadata", "creationTimestamp"));
    if (waits && made != null) {
      end = earlier(end, made.plus(PENDING));
    }
    return earlier(end, over(request));
  }

  private static @Nullable Instant over(Json.Object request) {
    if (!SigningRequests.isIssued(request)) {
      return null;
    }
    try {
      byte[] pem = Base64.getDecoder().decode(request.object("status").text("certificate"));
      return Authority.certificate(new String(pem, StandardCharsets.UTF_8))
          .getNotAfter()
          .toInstant();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
    return a == null ? b : b == null || a.isBefore(b) ? a : b;
  }
}
