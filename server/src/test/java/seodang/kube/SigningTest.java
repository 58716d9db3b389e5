package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.certificate.Authority;
import seodang.kube.certificate.Der;
import seodang.kube.certificate.Pem;

/// CertificateSigningRequests: asked for, decided, signed, used.
class SigningTest {
  private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  private static final String CLIENT = "kubernetes.io/kube-apiserver-client";
  private static final String KUBELET = "kubernetes.io/kube-apiserver-client-kubelet";
  private static final User KIM = new User("kim", List.of("devs"), "7", java.util.Map.of());

  private final Clusters cluster = Clusters.learner();

  private static byte[] attribute(String oid, String value) {
    return Der.set(Der.sequence(Der.oid(oid), Der.utf8(value)));
  }

  /// A request as `openssl req` makes it, as the base64 of its PEM.
  static String request(String algorithm, String name, String group)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
    KeyPair pair = generator.generateKeyPair();
    byte[] subject = Der.sequence(attribute("2.5.4.10", group), attribute("2.5.4.3", name));
    byte[] body =
        Der.sequence(
            Der.integer(BigInteger.ZERO),
            subject,
            pair.getPublic().getEncoded(),
            Der.tagged(0xa0, new byte[0]));
    boolean rsa = algorithm.equals("RSA");
    Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(body);
    byte[] with = Der.sequence(Der.oid(rsa ? "1.2.840.113549.1.1.11" : "1.2.840.10045.4.3.2"));
    byte[] signed = Der.sequence(body, with, Der.bits(0, signature.sign()));
    String pem = Pem.write("CERTIFICATE REQUEST", signed);
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
  }

  private static Json.Object object(String name, String signer, String request, String more) {
    return Yaml.parse(
                "{apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: "
                    + name
                    + "}, spec: {signerName: "
                    + signer
                    + ", request: "
                    + request
                    + ", usages: [client auth, digital signature]"
                    + more
                    + "}}")
            instanceof Json.Object o
        ? o
        : Json.object();
  }

  private ApiResponse ask(User user, Json.Object request) {
    return cluster.request(ApiRequest.post(REQUESTS, request).withUser(user));
  }

  private ApiResponse decide(User user, String name, String type) {
    Json.Object standing = cluster.get(REQUESTS + "/" + name);
    Json.Object condition =
        Json.object("type", type, "status", "True", "reason", "Test", "message", "so");
    Json.Array all = standing.object("status").array("conditions").add(condition);
    return cluster.request(
        ApiRequest.put(
                REQUESTS + "/" + name + "/approval", standing.withAt(all, "status", "conditions"))
            .withUser(user));
  }

  private String certificate(String name) {
    String base64 = cluster.get(REQUESTS + "/" + name).object("status").text("certificate");
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private static String message(ApiResponse response) {
    return response.object().text("message");
  }

  @Test
  void request_approved_isSigned_andItsCertificateIsItsHolder() throws Exception {
    Json.Object asked = object("kim", CLIENT, request("EC", "kim", "devs"), "");
    Json.Object made =
        ask(User.ADMIN, asked.withAt(Json.text("somebody"), "spec", "username")).object();
    assertThat(made.object("spec").text("username")).isEqualTo("kubernetes-admin");
    assertThat(made.object("spec").array("groups").texts())
        .containsExactly("system:masters", "system:authenticated");
    cluster.pass(Duration.ofSeconds(5));
    assertThat(certificate("kim")).isEmpty();
    assertThat(decide(User.ADMIN, "kim", "Approved").status()).isEqualTo(200);
    cluster.pass(Duration.ofSeconds(5));
    X509Certificate certificate = Authority.certificate(certificate("kim"));
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=kim,O=devs");
    assertThat(certificate.getIssuerX500Principal().getName()).isEqualTo("CN=kubernetes");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(
            Duration.between(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()))
        .isEqualTo(Duration.ofDays(365));
    User holder = Cluster.certified(cluster.state(), cluster.state().now(), certificate("kim"));
    assertThat(holder).isEqualTo(new User("kim", List.of("devs")));
    // No other cluster knows it, and it ends.
    assertThat(Cluster.certified(Cluster.learner(8), cluster.state().now(), certificate("kim")))
        .isNull();
    assertThat(
            Cluster.certified(
                cluster.state(),
                cluster.state().now().plus(Duration.ofDays(366)),
                certificate("kim")))
        .isNull();
  }

  @Test
  void table_showsWhoAsksForWhatAndHowItStands() throws Exception {
    ask(User.ADMIN, object("a", CLIENT, request("EC", "a", "x"), ", expirationSeconds: 3600"));
    assertThat(row())
        .isEqualTo("[\"a\",\"0s\",\"" + CLIENT + "\",\"kubernetes-admin\",\"60m\",\"Pending\"]");
    decide(User.ADMIN, "a", "Approved");
    cluster.pass(Duration.ofSeconds(1));
    assertThat(row()).contains("\"Approved,Issued\"");
  }

  private String row() {
    return cluster
        .request(ApiRequest.get(REQUESTS).withAccept(ApiRequest.TABLE))
        .object()
        .array("rows")
        .object(0)
        .array("cells")
        .toString();
  }

  @Test
  void request_denied_isNeverSigned_norDecidedAgain() throws Exception {
    ask(User.ADMIN, object("a", CLIENT, request("RSA", "a", "x"), ""));
    assertThat(decide(User.ADMIN, "a", "Denied").status()).isEqualTo(200);
    assertThat(message(decide(User.ADMIN, "a", "Approved")))
        .isEqualTo(
            "CertificateSigningRequest.certificates.k8s.io \"a\" is invalid:"
                + " status.conditions[1].type: Invalid value: \"Approved\": Approved and Denied"
                + " conditions are mutually exclusive");
    cluster.pass(Duration.ofSeconds(5));
    assertThat(certificate("a")).isEmpty();
    cluster.pass(Duration.ofHours(2));
    assertThat(cluster.get(REQUESTS + "/a").text("reason")).isEqualTo("NotFound");
  }

  @Test
  void decision_andSignature_needTheirVerbOnTheSigner() throws Exception {
    cluster.post(
        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        "{metadata: {name: csr}, rules: [{apiGroups: [certificates.k8s.io], resources:"
            + " [certificatesigningrequests, certificatesigningrequests/approval,"
            + " certificatesigningrequests/status], verbs: ['*']}]}");
    cluster.post(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        "{metadata: {name: csr}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole,"
            + " name: csr}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name:"
            + " kim}]}");
    Json.Object made =
        ask(KIM, object("a", CLIENT, request("EC", "a", "x"), "")).object().object("spec");
    assertThat(made.text("username")).isEqualTo("kim");
    assertThat(made.text("uid")).isEqualTo("7");
    assertThat(message(decide(KIM, "a", "Approved")))
        .isEqualTo(
            "certificatesigningrequests.certificates.k8s.io \"a\" is forbidden: user not permitted to"
                + " approve requests with signerName \"kubernetes.io/kube-apiserver-client\"");
    ApiResponse signed =
        cluster.request(
            ApiRequest.patch(
                    REQUESTS + "/a/status",
                    ApiRequest.MERGE_PATCH,
                    Yaml.parse(
                        "{status: {conditions: [{type: Failed, status: 'True', reason: x}]}}"))
                .withUser(KIM));
    assertThat(message(signed)).contains("user not permitted to sign requests with signerName");
  }

  @Test
  void request_thatIsNone_orForMasters_isRefused() throws Exception {
    assertThat(message(ask(User.ADMIN, object("a", CLIENT, "aGVsbG8=", ", expirationSeconds: 1"))))
        .isEqualTo(
            "CertificateSigningRequest.certificates.k8s.io \"a\" is invalid: [spec.request: Invalid"
                + " value: []byte{0x68, 0x65, 0x6c, 0x6c, 0x6f}: PEM block type must be CERTIFICATE"
                + " REQUEST, spec.expirationSeconds: Invalid value: 1: may not specify a duration less"
                + " than 600 seconds (10 minutes)]");
    assertThat(
            message(ask(User.ADMIN, object("a", CLIENT, request("EC", "a", "system:masters"), ""))))
        .isEqualTo(
            "certificatesigningrequests.certificates.k8s.io \"a\" is forbidden: use of"
                + " kubernetes.io/kube-apiserver-client signer with system:masters group is not"
                + " allowed");
    assertThat(message(ask(User.ADMIN, object("a", "nonsense", request("EC", "a", "b"), ""))))
        .contains(
            "spec.signerName: Invalid value: \"nonsense\": must be a fully qualified domain and path"
                + " of the form 'example.com/signer-name'");
  }

  @Test
  void kubelet_thatMayAsk_isApprovedAtOnce_oneThatMayNot_waits() throws Exception {
    User node = new User("system:node:worker-9", List.of("system:nodes"));
    String own = request("EC", "system:node:worker-9", "system:nodes");
    cluster.post(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        "{metadata: {name: renew}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole,"
            + " name: 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient'},"
            + " subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name:"
            + " 'system:nodes'}]}");
    ask(User.ADMIN, object("other", KUBELET, own, ""));
    cluster.pass(Duration.ofSeconds(5));
    Json.Object waiting = cluster.get(REQUESTS + "/other").object("status");
    cluster.post(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        "{metadata: {name: ask}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole,"
            + " name: 'system:node-bootstrapper'}, subjects: [{apiGroup:"
            + " rbac.authorization.k8s.io, kind: Group, name: 'system:nodes'}]}");
    assertThat(ask(node, object("own", KUBELET, own, "")).status()).isEqualTo(201);
    cluster.pass(Duration.ofSeconds(5));
    assertThat(cluster.get(REQUESTS + "/own").object("status").array("conditions").toString())
        .contains("Auto approving self kubelet client certificate after SubjectAccessReview.");
    assertThat(certificate("own")).startsWith("-----BEGIN CERTIFICATE-----");
    // The administrator may do everything, and so may ask for any node's.
    assertThat(waiting.array("conditions").toString())
        .contains("Auto approving kubelet client certificate after SubjectAccessReview.");
  }

  @Test
  void request_thatItsSignerRefuses_fails() throws Exception {
    Json.Object asked =
        object("a", CLIENT, request("EC", "a", "b"), "")
            .withAt(Json.array("server auth"), "spec", "usages");
    ask(User.ADMIN, asked);
    decide(User.ADMIN, "a", "Approved");
    cluster.pass(Duration.ofSeconds(5));
    Json.Object failed =
        cluster.get(REQUESTS + "/a").object("status").array("conditions").object(1);
    assertThat(failed.text("type")).isEqualTo("Failed");
    assertThat(failed.text("reason")).isEqualTo("SignerValidationFailure");
    assertThat(failed.text("message"))
        .isEqualTo("invalid usage for client certificate: server auth");
    assertThat(failed.text("lastUpdateTime")).isNotEmpty();
  }

  @Test
  void update_changesNothingThatWasAsked_andSetsNoCertificate() throws Exception {
    ask(User.ADMIN, object("a", CLIENT, request("EC", "a", "b"), ""));
    ApiResponse changed =
        cluster.request(
            ApiRequest.patch(
                REQUESTS + "/a",
                ApiRequest.MERGE_PATCH,
                Yaml.parse("{metadata: {labels: {x: y}}, spec: {username: root}}")));
    assertThat(changed.object().object("spec").text("username")).isEqualTo("kubernetes-admin");
    assertThat(changed.object().object("metadata").object("labels").text("x")).isEqualTo("y");
    ApiResponse set =
        cluster.request(
            ApiRequest.patch(
                REQUESTS + "/a/status",
                ApiRequest.MERGE_PATCH,
                Yaml.parse("{status: {certificate: aGVsbG8=}}")));
    assertThat(message(set))
        .isEqualTo(
            "CertificateSigningRequest.certificates.k8s.io \"a\" is invalid: status.certificate:"
                + " Invalid value: \"<certificate data>\": must contain at least one CERTIFICATE PEM"
                + " block");
  }
}
