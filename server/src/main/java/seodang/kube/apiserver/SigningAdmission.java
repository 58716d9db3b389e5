package seodang.kube.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.User;
import seodang.kube.certificate.CertificateRequest;
import seodang.kube.engine.Run;
import seodang.kube.schema.ResourceType;

/// The admission plugins CertificateSubjectRestriction, CertificateApproval and CertificateSigning.
final class SigningAdmission {
  private static final String GROUP = "certificates.k8s.io";
  private static final String CLIENT = "kubernetes.io/kube-apiserver-client";

  private SigningAdmission() {}

  static boolean isAbout(ResourceType type) {
    return type.group().equals(GROUP) && type.resource().equals("certificatesigningrequests");
  }

  /// Nobody becomes `system:masters` by a certificate that is asked for.
  static void create(Run run, ResourceType type, Json.Object object) {
    boolean on = Settings.of(run).admits("CertificateSubjectRestriction");
    if (!on || !isAbout(type) || !object.object("spec").text("signerName").equals(CLIENT)) {
      return;
    }
    try {
      if (CertificateRequest.read(pem(object)).organizations().contains(Authorizer.MASTERS)) {
        throw Statuses.forbidden(
            type,
            Meta.name(object),
            "use of " + CLIENT + " signer with " + Authorizer.MASTERS + " group is not allowed");
      }
    } catch (CertificateRequest.Malformed e) {
      throw Statuses.forbidden(type, Meta.name(object), "failed to parse CSR: " + e.getMessage());
    }
  }

  /// The request itself, which is base64 in JSON.
  static String pem(Json.Object object) {
    try {
      byte[] bytes = Base64.getDecoder().decode(object.object("spec").text("request"));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /// Who approves, denies or signs needs that verb on the signer.
  static void update(Run run, User user, RequestPath path, Json.Object before, Json.Object after) {
    if (!isAbout(path.type())) {
      return;
    }
    boolean approval = path.subresource().equals("approval");
    boolean same = before.object("status").equals(after.object("status"));
    String plugin = approval ? "CertificateApproval" : "CertificateSigning";
    if (!Settings.of(run).admits(plugin) || !approval && same) {
      return;
    }
    String verb = approval ? "approve" : "sign";
    String signer = before.object("spec").text("signerName");
    String wildcard = signer.substring(0, Math.max(0, signer.indexOf('/'))) + "/*";
    if (!may(run, user, verb, signer) && !may(run, user, verb, wildcard)) {
      throw Statuses.forbidden(
          path.type(),
          path.name(),
          "user not permitted to " + verb + " requests with signerName " + Json.text(signer));
    }
  }

  private static boolean may(Run run, User user, String verb, String signer) {
    Authorizer.Wish wish = new Authorizer.Wish(verb, GROUP, "signers", "", signer, "");
    return Authorizer.decide(run, Authorizer.known(user), wish).allowed();
  }
}
