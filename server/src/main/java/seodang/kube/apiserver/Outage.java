package seodang.kube.apiserver;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.kube.Meta;
import seodang.kube.User;
import seodang.kube.engine.Faults;
import seodang.kube.engine.Run;

/// What a client meets when the API server cannot serve it at all.
final class Outage {
  private Outage() {}

  /// What comes instead of an answer; null when requests are served.
  static @Nullable ApiResponse answer(Run run, ApiRequest request) {
    String outage = Faults.outage(run);
    if (outage != null) {
      return switch (outage) {
        case "kube-apiserver" -> new ApiResponse.Unreachable("connection refused");
        case "etcd" -> failure(500, "", "etcdserver: request timed out");
        default -> new ApiResponse.Unreachable(expired(run, outage));
      };
    }
    boolean unknown = isExpired(run, request.user());
    return unknown ? failure(401, "Unauthorized", "Unauthorized") : null;
  }

  private static ApiResponse failure(int code, String reason, String message) {
    return new ApiResponse.Document(code, Statuses.failure(code, reason, message, null));
  }

  private static boolean isExpired(Run run, User user) {
    String name = user.name();
    if (name.equals(User.ADMIN.name())) {
      return run.isBroken("certificate/admin");
    }
    String kubelet = "system:kubelet/";
    return name.startsWith(kubelet)
        && run.isBroken("certificate/kubelet/" + name.substring(kubelet.length()));
  }

  private static String expired(Run run, String certificate) {
    Instant since = run.brokenSince(certificate);
    Instant end = (since == null ? run.now() : since).minus(Duration.ofSeconds(1));
    return "tls: failed to verify certificate: x509: certificate has expired or is not yet valid:"
        + " current time "
        + Meta.time(run.now()).value()
        + " is after "
        + Meta.time(end).value();
  }
}
