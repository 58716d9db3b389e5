package seodang.kube.controller;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import seodang.json.Json;
import seodang.kube.certificate.Authority;
import seodang.kube.certificate.CertificateRequest;
import seodang.kube.engine.Run;

/// `csrsigning`: gives approved requests of the cluster's own signers their certificates, for a
/// year at most.
public final class SigningController extends Controller {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Duration SHORTEST = Duration.ofMinutes(10);

  public SigningController() {
    super("csrsigning", SigningRequests.GROUP, SigningRequests.RESOURCE);
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object request = find(run, key);
    if (request == null
        || SigningRequests.isIssued(request)
        || !SigningRequests.is(request, "Approved")
        || SigningRequests.is(request, "Denied")
        || SigningRequests.is(request, "Failed")
        || !SigningRequests.SIGNERS.contains(SigningRequests.signer(request))) {
      return;
    }
    try {
      CertificateRequest asked = SigningRequests.read(request);
      String obstacle =
          SigningRequests.obstacle(
              SigningRequests.signer(request), asked, SigningRequests.usages(request));
      Json.Object status = request.object("status");
      writeStatus(
          run,
          request,
          obstacle.isEmpty()
              ? status.with("certificate", certificate(run, request, asked))
              : status.with("conditions", status.array("conditions").add(failure(obstacle))));
    } catch (CertificateRequest.Malformed e) {
      // It was checked when it was made; an older one that cannot be read stays as it is.
      return;
    }
  }

  private static Json.Object failure(String message) {
    return Json.object(
        "type", "Failed",
        "status", "True",
        "reason", "SignerValidationFailure",
        "message", message);
  }

  private static String certificate(Run run, Json.Object request, CertificateRequest asked) {
    long seconds = request.object("spec").number("expirationSeconds", LONGEST.toSeconds());
    Duration life = Duration.ofSeconds(seconds);
    Duration granted =
        life.compareTo(LONGEST) > 0 ? LONGEST : life.compareTo(SHORTEST) < 0 ? SHORTEST : life;
    String pem = Authority.of(run).sign(run, asked, SigningRequests.usages(request), granted);
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
  }
}
