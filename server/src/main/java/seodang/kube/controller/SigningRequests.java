package seodang.kube.controller;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import seodang.json.Json;
import seodang.kube.certificate.CertificateRequest;

/// What the controllers of CertificateSigningRequests ask them, and what each signer accepts.
final class SigningRequests {
  static final String GROUP = "certificates.k8s.io";
  static final String RESOURCE = "certificatesigningrequests";
  static final String CLIENT = "kubernetes.io/kube-apiserver-client";
  static final String KUBELET = "kubernetes.io/kube-apiserver-client-kubelet";
  static final String SERVING = "kubernetes.io/kubelet-serving";
  static final String LEGACY = "kubernetes.io/legacy-unknown";
  static final List<String> SIGNERS = List.of(CLIENT, KUBELET, SERVING, LEGACY);
  private static final Set<String> CLIENT_USAGES =
      Set.of("client auth", "digital signature", "key encipherment");
  private static final Set<String> SERVER_USAGES =
      Set.of("digital signature", "key encipherment", "server auth");

  private SigningRequests() {}

  static boolean is(Json.Object request, String condition) {
    return request.object("status").array("conditions").objects().stream()
        .anyMatch(c -> c.text("type").equals(condition));
  }

  static boolean isIssued(Json.Object request) {
    return !request.object("status").text("certificate").isEmpty();
  }

  static String signer(Json.Object request) {
    return request.object("spec").text("signerName");
  }

  static List<String> usages(Json.Object request) {
    return request.object("spec").array("usages").texts();
  }

  static CertificateRequest read(Json.Object request) throws CertificateRequest.Malformed {
    byte[] pem = Base64.getDecoder().decode(request.object("spec").text("request"));
    return CertificateRequest.read(new String(pem, StandardCharsets.UTF_8));
  }

  /// Why a signer refuses what it was asked; `""` when it does not.
  static String obstacle(String signer, CertificateRequest asked, List<String> usages) {
    return switch (signer) {
      case CLIENT -> client(usages);
      case KUBELET -> kubelet(asked, usages);
      case SERVING -> serving(asked, usages);
      default -> "";
    };
  }

  private static String client(List<String> usages) {
    for (String usage : usages) {
      if (!CLIENT_USAGES.contains(usage)) {
        return "invalid usage for client certificate: " + usage;
      }
    }
    return usages.contains("client auth")
        ? ""
        : "missing required usage for client certificate: client auth";
  }

  private static String kubelet(CertificateRequest asked, List<String> usages) {
    CertificateRequest.Names names = asked.names();
    if (!asked.organizations().equals(List.of("system:nodes"))) {
      return "subject organization is not system:nodes";
    } else if (names.dns() > 0) {
      return "DNS subjectAltNames are not allowed";
    } else if (names.emails() > 0) {
      return "Email subjectAltNames are not allowed";
    } else if (names.addresses() > 0) {
      return "IP subjectAltNames are not allowed";
    } else if (names.uris() > 0) {
      return "URI subjectAltNames are not allowed";
    } else if (!asked.commonName().startsWith("system:node:")) {
      return "subject common name does not begin with system:node:";
    }
    return match(usages, CLIENT_USAGES) ? "" : "usages did not match " + told(CLIENT_USAGES);
  }

  private static String serving(CertificateRequest asked, List<String> usages) {
    CertificateRequest.Names names = asked.names();
    if (!asked.organizations().equals(List.of("system:nodes"))) {
      return "subject organization is not system:nodes";
    } else if (names.dns() == 0 && names.addresses() == 0) {
      return "DNS or IP subjectAltName is required";
    } else if (names.emails() > 0) {
      return "Email subjectAltNames are not allowed";
    } else if (names.uris() > 0) {
      return "URI subjectAltNames are not allowed";
    } else if (!match(usages, SERVER_USAGES)) {
      return "usages did not match " + told(SERVER_USAGES);
    }
    return asked.commonName().startsWith("system:node:")
        ? ""
        : "subject common name does not begin with system:node:";
  }

  /// Keys that are not RSA's encipher nothing.
  private static boolean match(List<String> usages, Set<String> required) {
    Set<String> without = new java.util.HashSet<>(required);
    without.remove("key encipherment");
    Set<String> given = Set.copyOf(usages);
    return given.equals(required) || given.equals(without);
  }

  private static String told(Set<String> usages) {
    return "[" + String.join(" ", usages.stream().sorted().toList()) + "]";
  }
}
