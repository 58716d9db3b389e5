package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import seodang.json.Json;

/// Requests that come through ingress-nginx.
class IngressTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String INGRESSES = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
  private static final String NODE = "http://192.168.56.11:30080";
  private final Clusters cluster = Clusters.learner();

  @BeforeEach
  void install() {
    post(
        "/api/v1/namespaces", "{apiVersion: v1, kind: Namespace, metadata: {name: ingress-nginx}}");
    post(
        "/apis/networking.k8s.io/v1/ingressclasses",
        """
        apiVersion: networking.k8s.io/v1
        kind: IngressClass
        metadata: {name: nginx}
        spec: {controller: k8s.io/ingress-nginx}
        """);
    post(
        "/apis/apps/v1/namespaces/ingress-nginx/deployments",
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: ingress-nginx-controller}
        spec:
          selector: {matchLabels: {app: ingress}}
          template:
            metadata: {labels: {app: ingress}}
            spec:
              containers:
              - name: controller
                image: registry.k8s.io/ingress-nginx/controller:v1.12.1
                args: [/nginx-ingress-controller, --publish-service=$(POD_NAMESPACE)/ingress-nginx-controller]
                env: [{name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}]
                readinessProbe: {httpGet: {path: /healthz, port: 10254}}
        """);
    post(
        "/api/v1/namespaces/ingress-nginx/services",
        """
        apiVersion: v1
        kind: Service
        metadata: {name: ingress-nginx-controller}
        spec:
          type: NodePort
          selector: {app: ingress}
          ports: [{name: http, port: 80, nodePort: 30080}, {name: https, port: 443, nodePort: 30443}]
        """);
    for (String name : new String[] {"shop", "blog"}) {
      post(
          PODS,
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: %s, labels: {app: %s}}
          spec: {containers: [{name: c, image: "traefik/whoami:v1.10"}]}
          """
              .formatted(name, name));
      post(
          SERVICES,
          "{apiVersion: v1, kind: Service, metadata: {name: %s}, spec: {selector: {app: %s}, ports: [{port: 80}]}}"
              .formatted(name, name));
    }
    cluster.pass(Duration.ofMinutes(1));
  }

  private void post(String path, String yaml) {
    ApiResponse answer = cluster.post(path, yaml);
    assertThat(answer.ok()).as("%s", answer).isTrue();
  }

  private void ingress(String name, String annotations, String spec) {
    post(
        INGRESSES,
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: %s, annotations: %s}, spec: %s}"
            .formatted(name, annotations, spec));
    cluster.pass(Duration.ofSeconds(1));
  }

  private static String path(String type, String path, String service) {
    return "{pathType: %s, path: %s, backend: {service: {name: %s, port: {number: 80}}}}"
        .formatted(type, path, service);
  }

  private HttpResult get(String host, String path) {
    Json.Object headers = Json.object("host", host);
    HttpResult result = cluster.input(new Input.Http("", "GET", NODE + path, headers, "")).http();
    return java.util.Objects.requireNonNull(result);
  }

  private String reached(String host, String path) {
    HttpResult result = get(host, path);
    return result.status() == 200
        ? result.body().lines().findFirst().orElse("").replace("Hostname: ", "")
        : result.error() + result.status();
  }

  @Test
  void hostAndPath_chooseTheService() {
    ingress(
        "site",
        "{}",
        "{ingressClassName: nginx, rules: [{host: shop.example, http: {paths: ["
            + path("Prefix", "/", "shop")
            + ", "
            + path("Exact", "/blog", "blog")
            + "]}}, {host: '*.blog.example', http: {paths: ["
            + path("Prefix", "/posts", "blog")
            + "]}}]}");
    assertThat(reached("shop.example", "/")).isEqualTo("shop");
    assertThat(reached("shop.example", "/blog?page=2")).isEqualTo("blog");
    assertThat(reached("shop.example", "/blog/1")).isEqualTo("shop");
    assertThat(reached("my.blog.example", "/posts/1")).isEqualTo("blog");
    assertThat(reached("my.blog.example", "/postscript")).isEqualTo("404");
    assertThat(get("nobody.example", "/").body())
        .contains("<center><h1>404 Not Found</h1></center>");
    assertThat(get("shop.example", "/").body())
        .contains("Host: shop.example")
        .contains("GET / HTTP/1.1");
    assertThat(get("shop.example", "/").hops().stream().map(hop -> hop.text("kind")))
        .containsExactly("node", "service", "endpoint", "pod", "ingress", "endpoint", "pod");
  }

  @Test
  void noEndpoints_503_deadEndpoint_502() {
    post(
        SERVICES,
        "{apiVersion: v1, kind: Service, metadata: {name: none}, spec: {selector: {app: nobody}, ports: [{port: 80}]}}");
    post(
        SERVICES,
        "{apiVersion: v1, kind: Service, metadata: {name: wrong}, spec: {selector: {app: shop}, ports: [{port: 80, targetPort: 8080}]}}");
    ingress(
        "site",
        "{}",
        "{ingressClassName: nginx, rules: [{http: {paths: ["
            + path("Prefix", "/none", "none")
            + ", "
            + path("Prefix", "/wrong", "wrong")
            + "]}}]}");
    assertThat(reached("any.example", "/none")).isEqualTo("503");
    assertThat(reached("any.example", "/wrong")).isEqualTo("502");
  }

  @Test
  void rewriteTarget_changesThePath_tlsRedirects() {
    ingress(
        "site",
        "{nginx.ingress.kubernetes.io/rewrite-target: /$2}",
        "{ingressClassName: nginx, rules: [{host: api.example, http: {paths: ["
            + path("ImplementationSpecific", "/v1(/|$)(.*)", "shop")
            + "]}}]}");
    assertThat(get("api.example", "/v1/users?x=1").body()).contains("GET /users?x=1 HTTP/1.1");
    ingress(
        "secure",
        "{}",
        "{ingressClassName: nginx, tls: [{hosts: [safe.example], secretName: t}], rules: [{host:"
            + " safe.example, http: {paths: ["
            + path("Prefix", "/", "shop")
            + "]}}]}");
    HttpResult moved = get("safe.example", "/a");
    assertThat(moved.status()).isEqualTo(308);
    assertThat(moved.headers().text("Location")).isEqualTo("https://safe.example/a");
  }

  @Test
  void curl_followsTheRedirectionToHttps() {
    ingress(
        "secure",
        "{}",
        "{ingressClassName: nginx, tls: [{hosts: [safe.example], secretName: t}], rules: [{host:"
            + " safe.example, http: {paths: ["
            + path("Prefix", "/", "shop")
            + "]}}]}");
    post(
        PODS,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: asker}
        spec:
          restartPolicy: Never
          hostAliases: [{ip: %s, hostnames: [safe.example]}]
          containers:
          - {name: c, image: "curlimages/curl:8.10.1", command: [curl, -s, -k, -L, "http://safe.example/a"]}
        """
            .formatted(controllerAddress()));
    cluster.pass(Duration.ofSeconds(30));
    ApiResponse log = cluster.request(ApiRequest.get(PODS + "/asker/log"));
    assertThat(((ApiResponse.Text) log).text())
        .startsWith("Hostname: shop")
        .contains("X-Forwarded-Proto: https", "Host: safe.example");
  }

  private String controllerAddress() {
    return cluster
        .get("/api/v1/namespaces/ingress-nginx/services/ingress-nginx-controller")
        .object("spec")
        .text("clusterIP");
  }

  @Test
  void ingressOfItsClass_getsAnAddress_othersDoNot() {
    ingress(
        "site",
        "{}",
        "{ingressClassName: nginx, defaultBackend: {service: {name: blog, port: {number: 80}}}}");
    ingress(
        "other",
        "{}",
        "{ingressClassName: other, defaultBackend: {service: {name: shop, port: {number: 80}}}}");
    cluster.pass(Duration.ofSeconds(70));
    String ip = controllerAddress();
    Json.Object status = cluster.get(INGRESSES + "/site").object("status").object("loadBalancer");
    assertThat(status.array("ingress").object(0).text("ip")).isEqualTo(ip);
    assertThat(cluster.get(INGRESSES + "/other").object("status").object("loadBalancer").isEmpty())
        .isTrue();
    assertThat(reached("any.example", "/")).isEqualTo("blog");
  }
}
