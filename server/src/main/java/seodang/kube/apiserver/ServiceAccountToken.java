package seodang.kube.apiserver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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
public final class ServiceAccountToken {
  static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

  private static final String SECRETS = "kubernetes/serviceaccount";

  private ServiceAccountToken() {}

  /// @param bound the Pod, Secret or Node the token goes with; null for none
  static String issue(
      Run run,
      Json.Object account,
      List<String> audiences,
      long seconds,
      Json.@Nullable Object bound) {
    long now = run.now().getEpochSecond();
    Json.Object about =
        Json.object(
            "namespace", Meta.namespace(account),
            "serviceaccount", Json.object("name", Meta.name(account), "uid", Meta.uid(account)));
    if (bound != null) {
      about =
          about.with(
              bound.text("kind").toLowerCase(Locale.ROOT),
              Json.object("name", Meta.name(bound), "uid", Meta.uid(bound)));
      String node = bound.object("spec").text("nodeName");
      Json.Object standing = node.isEmpty() ? null : run.get("", "nodes", "", node);
      if (standing != null) {
        about = about.with("node", Json.object("name", node, "uid", Meta.uid(standing)));
      }
    }
    Json.Object payload =
        Json.object(
            "aud",
            Json.Array.ofTexts(audiences),
            "exp",
            now + seconds,
            "iat",
            now,
            "iss",
            ISSUER,
            "jti",
            run.dice().uid(),
            "kubernetes.io",
            about,
            "nbf",
            now,
            "sub",
            "system:serviceaccount:" + Meta.namespace(account) + ":" + Meta.name(account));
    return signed(run, payload);
  }

  /// A token that lasts as long as its Secret, as a controller writes it there.
  public static String unbound(Run run, Json.Object account, String secret) {
    String name = Meta.name(account);
    return signed(
        run,
        Json.object(
            "iss",
            SECRETS,
            SECRETS + "/namespace",
            Meta.namespace(account),
            SECRETS + "/secret.name",
            secret,
            SECRETS + "/service-account.name",
            name,
            SECRETS + "/service-account.uid",
            Meta.uid(account),
            "sub",
            "system:serviceaccount:" + Meta.namespace(account) + ":" + name));
  }

  private static String signed(Run run, Json.Object payload) {
    String head =
        encode("{\"alg\":\"RS256\",\"kid\":\"seodang\"}") + "." + encode(payload.toString());
    return head + "." + signature(secret(run), head);
  }

  /// Who a token speaks for; null when it is none of this cluster's, meant for others, too old, or
  /// outlives what it is bound to.
  static Authenticator.@Nullable Holder holder(Run run, String token, List<String> audiences) {
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
      if (payload.text("iss").equals(SECRETS)) {
        return ofSecret(run, payload, token, audiences);
      }
      List<String> meant =
          payload.array("aud").texts().stream().filter(audiences::contains).toList();
      Json.Object about = payload.object("kubernetes.io");
      boolean fresh = payload.number("exp", 0) >= run.now().getEpochSecond();
      return fresh && !meant.isEmpty() && stands(run, about)
          ? new Authenticator.Holder(user(payload), meant)
          : null;
    } catch (IllegalArgumentException | JsonException e) {
      return null;
    }
  }

  /// A Secret's token is good while the Secret holds it and its account stands.
  private static Authenticator.@Nullable Holder ofSecret(
      Run run, Json.Object payload, String token, List<String> audiences) {
    String namespace = payload.text(SECRETS + "/namespace");
    String name = payload.text(SECRETS + "/service-account.name");
    String uid = payload.text(SECRETS + "/service-account.uid");
    Json.Object secret = run.get("", "secrets", namespace, payload.text(SECRETS + "/secret.name"));
    Json.Object account = run.get("", "serviceaccounts", namespace, name);
    String held = Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    boolean good =
        secret != null
            && account != null
            && Meta.uid(account).equals(uid)
            && secret.object("data").text("token").equals(held)
            && audiences.contains(ISSUER);
    return good
        ? new Authenticator.Holder(
            new User(payload.text("sub"), groups(namespace), uid, Map.of()), List.of(ISSUER))
        : null;
  }

  private static List<String> groups(String namespace) {
    return List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
  }

  private static boolean stands(Run run, Json.Object about) {
    String namespace = about.text("namespace");
    for (String kind : List.of("serviceaccount", "pod", "secret")) {
      Json.Object ref = about.object(kind);
      Json.Object found =
          ref.isEmpty() ? null : run.get("", kind + "s", namespace, ref.text("name"));
      if (!ref.isEmpty() && (found == null || !Meta.uid(found).equals(ref.text("uid")))) {
        return false;
      }
    }
    return true;
  }

  private static User user(Json.Object payload) {
    Json.Object about = payload.object("kubernetes.io");
    String namespace = about.text("namespace");
    Map<String, List<String>> extra = new TreeMap<>();
    String prefix = "authentication.kubernetes.io/";
    extra.put(prefix + "credential-id", List.of("JTI=" + payload.text("jti")));
    for (String kind : List.of("node", "pod")) {
      Json.Object ref = about.object(kind);
      if (!ref.isEmpty()) {
        extra.put(prefix + kind + "-name", List.of(ref.text("name")));
        extra.put(prefix + kind + "-uid", List.of(ref.text("uid")));
      }
    }
    return new User(
        payload.text("sub"), groups(namespace), about.object("serviceaccount").text("uid"), extra);
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
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      ByteBuffer signature = ByteBuffer.allocate(256);
      for (byte i = 0; signature.hasRemaining(); i++) {
        mac.update(i);
        signature.put(mac.doFinal(bytes));
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
