package seodang.kube.controller;

import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.Meta;
import seodang.kube.certificate.CertificateRequest;
import seodang.kube.engine.Run;

/// `csrapproving`: approves what kubelets ask for to speak to the API server, when whoever asks may
/// create such requests.
public final class ApprovingController extends Controller {
  public ApprovingController() {
    super("csrapproving", SigningRequests.GROUP, SigningRequests.RESOURCE);
  }

  @Override
  public void reconcile(Run run, String key) {
    Json.Object request = find(run, key);
    if (request == null
        || SigningRequests.isIssued(request)
        || SigningRequests.is(request, "Approved")
        || SigningRequests.is(request, "Denied")
        || !SigningRequests.signer(request).equals(SigningRequests.KUBELET)) {
      return;
    }
    try {
      CertificateRequest asked = SigningRequests.read(request);
      if (!SigningRequests.obstacle(SigningRequests.KUBELET, asked, SigningRequests.usages(request))
          .isEmpty()) {
        return;
      }
      boolean own = request.object("spec").text("username").equals(asked.commonName());
      if (own && may(run, request, "selfnodeclient")) {
        approve(run, request, "Auto approving self kubelet client certificate");
      } else if (may(run, request, "nodeclient")) {
        approve(run, request, "Auto approving kubelet client certificate");
      }
    } catch (CertificateRequest.Malformed e) {
      // It was checked when it was made; an older one that cannot be read waits for a person.
      return;
    }
  }

  private boolean may(Run run, Json.Object request, String subresource) {
    Json.Object spec = request.object("spec");
    Json.Object wish =
        Json.object(
            "group",
            SigningRequests.GROUP,
            "resource",
            SigningRequests.RESOURCE,
            "subresource",
            subresource,
            "verb",
            "create");
    Json.Object review =
        Json.object(
            "apiVersion",
            "authorization.k8s.io/v1",
            "kind",
            "SubjectAccessReview",
            "spec",
            Json.object(
                "user", spec.text("username"),
                "groups", spec.array("groups"),
                "resourceAttributes", wish));
    return client(run)
        .request(ApiRequest.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", review))
        .object()
        .object("status")
        .bool("allowed");
  }

  private void approve(Run run, Json.Object request, String message) {
    Json.Object condition =
        Json.object(
            "type", "Approved",
            "status", "True",
            "reason", "AutoApproved",
            "message", message + " after SubjectAccessReview.");
    Json.Array all = request.object("status").array("conditions").add(condition);
    client(run)
        .request(
            ApiRequest.put(
                "/apis/"
                    + SigningRequests.GROUP
                    + "/v1/"
                    + SigningRequests.RESOURCE
                    + "/"
                    + Meta.name(request)
                    + "/approval",
                request.withAt(all, "status", "conditions")));
  }
}
