package seodang.kube.apiserver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.JsonException;
import seodang.kube.Meta;
import seodang.kube.User;
import seodang.kube.engine.Run;

/// Bound service account tokens in a JWT's form.
///
/// The signature is drawn from the cluster's own secret number and the payload: it opens nothing
/// outside the one simulated cluster, and only tokens issued by it are accepted there.
final class ServiceAccountToken {
  private ServiceAccountToken() {}

  static String issue(Run run, Json.Object account, long seconds) {
    long now = run.now().getEpochSecond();
    Json.Object payload =
        Json.object(
            "aud",
            Json.array("https://kubernetes.default.svc.cluster.local"),
            "exp",
            now + seconds,
            "iat",
            now,
            "iss",
            "https://kubernetes.default.svc.cluster.local",
            "jti",
            run.dice().uid(),
            "kubernetes.io",
            Json.object(
                "namespace", Meta.namespace(account),
                "serviceaccount",
                    Json.object("name", Meta.name(account), "uid", Meta.uid(account))),
            "nbf",
            now,
            "sub",
            "system:serviceaccount:" + Meta.namespace(account) + ":" + Meta.name(account));
    String head =
        encode("{\"alg\":\"RS256\",\"kid\":\"seodang\"}") + "." + encode(payload.toString());
    return head + "." + signature(secret(run), head);
  }

  /// Who a token speaks for; null when it is none of this cluster's, or too old.
  static @Nullable User user(Run run, String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3 || !(run.recall(ApiServer.TOKEN_SECRET) instanceof Json.Number secret)) {
      return null;
    }
    String expected = signature(secret.longValue(), parts[0] + "." + parts[1]);
    if (!MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), parts[2].getBytes(StandardCharsets.UTF_8))) {
      return null;
    }
    try {
      Json.Object payload =
          Json.parseObject(
              new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
      if (payload.number("exp", 0) < run.now().getEpochSecond()) {
        return null;
      }
      Json.Object bound = payload.object("kubernetes.io");
      String namespace = bound.text("namespace");
      Json.Object account = bound.object("serviceaccount");
      Json.Object found = run.get("", "serviceaccounts", namespace, account.text("name"));
      if (found == null || !Meta.uid(found).equals(account.text("uid"))) {
        return null;
      }
      return new User(
          payload.text("sub"),
          java.util.List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace));
    } catch (IllegalArgumentException | JsonException e) {
      return null;
    }
  }

  private static long secret(Run run) {
    if (run.recall(ApiServer.TOKEN_SECRET) instanceof Json.Number n) {
      return n.longValue();
    }
    long fresh = run.dice().next();
    run.remember(ApiServer.TOKEN_SECRET, Json.number(fresh));
    return fresh;
  }

  /// As long as RS256's, and telling as little of the secret.
  private static String signature(long secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(ByteBuffer.allocate(Long.BYTES).putLong(secret).array(), "HmacSHA256"));
      ByteBuffer signature = ByteBuffer.allocate(256);
      for (byte i = 0; signature.hasRemaining(); i++) {
        mac.update(i);
        signature.put(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
      }
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
