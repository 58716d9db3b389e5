package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import seodang.json.Json;
import seodang.json.Yaml;

/// Where packets go, and where they do not.
class NetworkTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String POLICIES =
      "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
  private static final String CLIENT = "default/client";
  private final Clusters cluster = Clusters.learner();

  @BeforeEach
  void workload() {
    pod("client", "worker-1", "{role: client}", "");
    pod("one", "worker-1", "{app: web}", "");
    pod("two", "worker-2", "{app: web}", "");
    cluster.pass(Duration.ofSeconds(30));
  }

  private void pod(String name, String node, String labels, String more) {
    post(
        PODS,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, labels: %s}
        spec:
          nodeName: %s
          terminationGracePeriodSeconds: 1
          containers: [{name: c, image: "traefik/whoami:v1.10", ports: [{name: http, containerPort: 80%s}]}]
        """
            .formatted(name, labels, node, more));
  }

  private void post(String path, String yaml) {
    ApiResponse answer = cluster.post(path, yaml);
    assertThat(answer.ok()).as("%s", answer).isTrue();
  }

  private void service(String name, String spec) {
    post(
        SERVICES,
        "{apiVersion: v1, kind: Service, metadata: {name: " + name + "}, spec: " + spec + "}");
    cluster.pass(Duration.ofSeconds(1));
  }

  private void policy(String name, String spec) {
    post(
        POLICIES,
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: "
            + name
            + "}, spec: "
            + spec
            + "}");
  }

  private HttpResult get(String from, String url) {
    HttpResult result = cluster.input(new Input.Http(from, "GET", url, Json.object(), "")).http();
    return java.util.Objects.requireNonNull(result);
  }

  private static String outcome(HttpResult result) {
    return result.error().isEmpty() ? Integer.toString(result.status()) : result.error();
  }

  private String reached(String from, String url) {
    HttpResult result = get(from, url);
    return result.error().isEmpty()
        ? result.body().lines().findFirst().orElse("").replace("Hostname: ", "")
        : result.error();
  }

  private Set<String> reachedOften(String from, String url) {
    Set<String> reached = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      reached.add(reached(from, url));
    }
    return reached;
  }

  private String addressOf(String pod) {
    return cluster.get(PODS + "/" + pod).object("status").text("podIP");
  }

  private static List<String> kinds(HttpResult result) {
    return result.hops().stream().map(hop -> hop.text("kind")).toList();
  }

  // Services.

  @Test
  void clusterIp_choosesAmongItsEndpoints_andTellsEveryHop() {
    service("web", "{selector: {app: web}, ports: [{port: 8080, targetPort: http}]}");
    assertThat(reachedOften(CLIENT, "http://web:8080/")).containsExactlyInAnyOrder("one", "two");
    HttpResult result = get(CLIENT, "http://web:8080/");
    assertThat(kinds(result)).containsExactly("dns", "service", "endpoint", "pod");
    assertThat(outcome(get(CLIENT, "http://web/"))).isEqualTo("timeout");
    TraceEntry told =
        cluster.state().trace().of("pods", "default", "one").stream()
            .filter(entry -> entry.verb().equals("connect"))
            .findFirst()
            .orElseThrow();
    assertThat(told.detail().array("hops").objects()).hasSizeGreaterThan(3);
    assertThat(told.detail().text("message")).isEqualTo("GET http://web:8080/ → HTTP 200");
  }

  @Test
  void serviceWithoutEndpoints_refuses() {
    service("none", "{selector: {app: nobody}, ports: [{port: 80}]}");
    assertThat(outcome(get(CLIENT, "http://none/"))).isEqualTo("refused");
  }

  @Test
  void udpPort_takesNoTcp() {
    service("udp", "{selector: {app: web}, ports: [{port: 80, protocol: UDP}]}");
    assertThat(outcome(get(CLIENT, "http://udp/"))).isEqualTo("timeout");
  }

  @Test
  void nodePort_isOpenOnEveryNode_localPolicyOnThoseWithEndpoints() {
    service("web", "{type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}");
    for (String node : List.of("192.168.56.10", "192.168.56.11", "192.168.56.12")) {
      assertThat(reachedOften("", "http://" + node + ":30080/"))
          .containsExactlyInAnyOrder("one", "two");
    }
    service(
        "local",
        "{type: NodePort, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80,"
            + " nodePort: 30081}]}");
    assertThat(reachedOften("", "http://192.168.56.12:30081/")).containsExactly("two");
    assertThat(reachedOften("worker-2", "http://192.168.56.12:30081/"))
        .containsExactlyInAnyOrder("one", "two");
    assertThat(reachedOften("worker-2", "http://127.0.0.1:30080/"))
        .containsExactlyInAnyOrder("one", "two");
    cluster.request(ApiRequest.delete(PODS + "/two"));
    cluster.pass(Duration.ofSeconds(10));
    assertThat(reached("", "http://192.168.56.12:30081/")).isEqualTo("timeout");
    assertThat(reached("", "http://192.168.56.12:30080/")).isEqualTo("one");
  }

  @Test
  void internalTrafficPolicyLocal_staysOnTheNode() {
    service("near", "{internalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80}]}");
    assertThat(reachedOften(CLIENT, "http://near/")).containsExactly("one");
    assertThat(outcome(get("", "http://" + clusterIp("near") + "/"))).isEqualTo("timeout");
  }

  private String clusterIp(String service) {
    return cluster.get(SERVICES + "/" + service).object("spec").text("clusterIP");
  }

  @Test
  void clientIpAffinity_holdsUntilItsTimeout() {
    service(
        "sticky",
        "{sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}},"
            + " selector: {app: web}, ports: [{port: 80}]}");
    assertThat(reachedOften(CLIENT, "http://sticky/")).hasSize(1);
    Set<String> later = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      cluster.pass(Duration.ofSeconds(61));
      later.add(reached(CLIENT, "http://sticky/"));
    }
    assertThat(later).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void clientsAddress_isItsOwnInside_andTheNodesFromOutside() {
    service("web", "{type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}");
    assertThat(get(CLIENT, "http://web/").body())
        .contains("RemoteAddr: " + addressOf("client") + ":");
    assertThat(get("", "http://192.168.56.11:30080/").body())
        .contains("RemoteAddr: 192.168.56.11:");
    service("self", "{selector: {role: client}, ports: [{port: 80}]}");
    assertThat(get(CLIENT, "http://self/").body()).contains("RemoteAddr: 192.168.56.11:");
  }

  @Test
  void hostPort_leadsFromTheNodeIntoThePod() {
    pod("borrower", "worker-2", "{app: other}", ", hostPort: 8088");
    cluster.pass(Duration.ofSeconds(20));
    assertThat(reached("", "http://192.168.56.12:8088/")).isEqualTo("borrower");
    assertThat(reached("", "http://192.168.56.11:8088/")).isEqualTo("refused");
  }

  @Test
  void endpointOnAHostsNetwork_isReached() {
    post(
        PODS,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: host, labels: {app: host}}
        spec: {nodeName: worker-2, hostNetwork: true, containers: [{name: c, image: "traefik/whoami:v1.10"}]}
        """);
    cluster.pass(Duration.ofSeconds(20));
    service("host", "{selector: {app: host}, ports: [{port: 80}]}");
    assertThat(outcome(get(CLIENT, "http://host/"))).isEqualTo("200");
  }

  // The API server.

  @Test
  void apiServer_answersWhoeverComesToItsService() {
    HttpResult version = get(CLIENT, "https://kubernetes.default/version");
    assertThat(version.body()).contains("\"gitVersion\": \"v1.33");
    HttpResult refused = get(CLIENT, "https://kubernetes/api/v1/namespaces/default/pods");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("User \\\"system:anonymous\\\" cannot list resource");
    assertThat(get(CLIENT, "http://kubernetes:443/").status()).isEqualTo(400);
    assertThat(outcome(get(CLIENT, "https://" + addressOf("one") + ":80/"))).isEqualTo("tls");
    String token = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    String asked =
        "wget -q -O- --header 'Authorization: Bearer '$(cat "
            + token
            + ") https://kubernetes/api/v1/pods; echo $?";
    assertThat(run(asked)).contains("1\n");
  }

  // DNS.

  @Test
  void names_areFoundAsTheResolverSearches() {
    service("web", "{selector: {app: web}, ports: [{name: http, port: 80}]}");
    service("alias", "{type: ExternalName, externalName: web.default.svc.cluster.local}");
    for (String name :
        List.of(
            "web", "web.default", "web.default.svc", "web.default.svc.cluster.local.", "alias")) {
      assertThat(outcome(get(CLIENT, "http://" + name + "/"))).as(name).isEqualTo("200");
    }
    assertThat(outcome(get(CLIENT, "http://web.other/"))).isEqualTo("resolve");
    assertThat(outcome(get("", "http://web/"))).isEqualTo("resolve");
  }

  @Test
  void headlessService_namesItsPods() {
    service("db", "{clusterIP: None, selector: {app: db}, ports: [{name: sql, port: 80}]}");
    post(
        PODS,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: first, labels: {app: db}}
        spec:
          hostname: db-0
          subdomain: db
          containers: [{name: c, image: "traefik/whoami:v1.10"}]
        """);
    cluster.pass(Duration.ofSeconds(20));
    assertThat(outcome(get(CLIENT, "http://db-0.db/"))).isEqualTo("200");
    String dashed = addressOf("one").replace('.', '-');
    assertThat(outcome(get(CLIENT, "http://" + dashed + ".default.pod/"))).isEqualTo("200");
    assertThat(run("nslookup -type=srv _sql._tcp.db.default.svc.cluster.local"))
        .contains("\tservice = 0 100 80 db-0.db.default.svc.cluster.local.");
    assertThat(run("nslookup " + addressOf("first")))
        .contains("\tname = db-0.db.default.svc.cluster.local.");
    assertThat(run("cat /etc/resolv.conf"))
        .isEqualTo(
            "search default.svc.cluster.local svc.cluster.local cluster.local\n"
                + "nameserver 10.96.0.10\noptions ndots:5\n");
  }

  /// What a command prints in a Pod of its own.
  private String run(String command) {
    return run(command, "");
  }

  private String run(String command, String spec) {
    String name = "run-" + cluster.state().store().revision();
    post(
        PODS,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        spec:
          restartPolicy: Never
          %s
          containers: [{name: c, image: "busybox:1.36", command: [sh, -c, "%s"]}]
        """
            .formatted(name, spec, command));
    cluster.pass(Duration.ofSeconds(150));
    return ((ApiResponse.Text) cluster.request(ApiRequest.get(PODS + "/" + name + "/log"))).text();
  }

  @Test
  void dnsConfig_changesWhatIsAsked() {
    service("web", "{selector: {app: web}, ports: [{port: 80}]}");
    assertThat(
            run(
                "cat /etc/resolv.conf",
                "dnsPolicy: None\n  dnsConfig: {nameservers: [1.2.3.4], searches: [my.example],"
                    + " options: [{name: ndots, value: '2'}]}"))
        .isEqualTo("search my.example\nnameserver 1.2.3.4\noptions ndots:2\n");
    assertThat(run("wget -O- http://web/; echo $?", "dnsPolicy: Default")).contains("bad address");
  }

  @Test
  void withoutCoreDns_noNameIsFound() {
    cluster.request(
        ApiRequest.patch(
            "/apis/apps/v1/namespaces/kube-system/deployments/coredns",
            ApiRequest.MERGE_PATCH,
            Yaml.parse("spec: {replicas: 0}")));
    cluster.pass(Duration.ofMinutes(1));
    assertThat(outcome(get(CLIENT, "http://kubernetes/"))).isEqualTo("resolve");
    assertThat(run("nslookup kubernetes")).contains("connection timed out; no servers");
  }

  // NetworkPolicies.

  @Test
  void defaultDeny_stopsAll_untilAPolicyAllows() {
    service("web", "{selector: {app: web}, ports: [{port: 80}]}");
    policy("deny", "{podSelector: {}, policyTypes: [Ingress]}");
    HttpResult stopped = get(CLIENT, "http://web/");
    assertThat(outcome(stopped)).isEqualTo("timeout");
    Json.Object verdict =
        stopped.hops().stream()
            .filter(hop -> hop.text("kind").equals("policy"))
            .findFirst()
            .orElseThrow();
    assertThat(verdict.text("name")).isEqualTo("default/deny");
    assertThat(verdict.text("note")).isEqualTo("ingress denied");
    policy(
        "clients",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels:"
            + " {role: client}}}], ports: [{port: http}]}]}");
    assertThat(outcome(get(CLIENT, "http://web/"))).isEqualTo("200");
    assertThat(outcome(get("default/one", "http://" + addressOf("two") + "/")))
        .isEqualTo("timeout");
    assertThat(outcome(get("default/one", "http://" + addressOf("one") + "/"))).isEqualTo("200");
  }

  @Test
  void namespaceSelector_and_ipBlock_sayWhoMayCome() {
    policy(
        "from",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector:"
            + " {matchLabels: {kubernetes.io/metadata.name: kube-system}}}, {ipBlock: {cidr:"
            + " 192.168.56.0/24, except: [192.168.56.12/32]}}]}]}");
    assertThat(outcome(get(CLIENT, "http://" + addressOf("one") + "/"))).isEqualTo("timeout");
    assertThat(outcome(get("", "http://" + addressOf("one") + "/"))).isEqualTo("200");
  }

  @Test
  void egressPolicy_stopsDnsToo() {
    service("web", "{selector: {app: web}, ports: [{port: 80}]}");
    policy(
        "out",
        "{podSelector: {matchLabels: {role: client}}, policyTypes: [Egress], egress: [{to:"
            + " [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 75, endPort: 85}]}]}");
    assertThat(outcome(get(CLIENT, "http://web/"))).isEqualTo("resolve");
    assertThat(outcome(get(CLIENT, "http://" + clusterIp("web") + "/"))).isEqualTo("200");
    policy(
        "dns",
        "{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 53, protocol: UDP}]}]}");
    assertThat(outcome(get(CLIENT, "http://web/"))).isEqualTo("200");
    assertThat(outcome(get(CLIENT, "http://" + addressOf("client") + "/"))).isEqualTo("200");
    assertThat(outcome(get("default/one", "http://" + addressOf("client") + "/")))
        .isEqualTo("timeout");
  }

  @Test
  void blockedRequest_waitsAsLongAsItsPatience() {
    policy("deny", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}");
    String said = run("wget -q -T 3 -O- http://" + addressOf("one") + "/; echo $?");
    assertThat(said).isEqualTo("1\n");
  }
}
