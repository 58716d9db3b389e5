package seodang.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import seodang.json.Json;

/// What containers of the catalogue's images do.
class ImagesTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Clusters cluster = Clusters.learner();

  private void pod(String name, String container) {
    ApiResponse answer =
        cluster.post(
            PODS,
            "{metadata: {name: %s}, spec: {containers: [{name: c, %s}]}}"
                .formatted(name, container));
    assertThat(answer.ok()).as("%s", answer).isTrue();
    cluster.pass(MINUTE);
  }

  private void configMap(String name, String key, String text) {
    ApiResponse answer =
        cluster.request(
            ApiRequest.post(
                "/api/v1/namespaces/default/configmaps",
                Json.object(
                    "metadata", Json.object("name", name), "data", Json.object(key, text))));
    assertThat(answer.ok()).as("%s", answer).isTrue();
  }

  private Json.Object container(String pod) {
    return cluster.get(PODS + "/" + pod).object("status").array("containerStatuses").object(0);
  }

  private Json.Object ended(String pod) {
    Json.Object container = container(pod);
    Json.Object now = container.object("state").object("terminated");
    return now.isEmpty() ? container.object("lastState").object("terminated") : now;
  }

  private String address(String pod) {
    return cluster.get(PODS + "/" + pod).object("status").text("podIP");
  }

  private String log(String pod) {
    return cluster.request(ApiRequest.get(PODS + "/" + pod + "/log")) instanceof ApiResponse.Text t
        ? t.text()
        : "";
  }

  private HttpResult fetch(String url) {
    return java.util.Objects.requireNonNull(
        cluster.input(new Input.Http("", "GET", url, Json.object(), "")).http());
  }

  /// What a command prints in a container, both streams together, and its exit code at the end.
  private String exec(String pod, String... command) {
    ApiRequest request =
        ApiRequest.of("POST", PODS + "/" + pod + "/exec")
            .withQuery("container", "c")
            .withQuery("stdout", "true")
            .withQuery("stderr", "true");
    for (String word : command) {
      request = request.withQuery("command", word);
    }
    if (!(cluster.request(request) instanceof ApiResponse.Session session)) {
      return "refused";
    }
    cluster.pass(Duration.ofSeconds(5));
    StringBuilder text = new StringBuilder();
    for (ApiResponse.Output output : session.cursor().poll(cluster.state()).items()) {
      text.append(output.stream() == 3 ? "=" + output.exitCode() : output.text());
    }
    return text.toString();
  }

  @Test
  void nginx_answersAsItsConfigurationSays() {
    configMap(
        "site",
        "default.conf",
        """
        upstream other { server 127.0.0.1:8080; }
        server {
          listen 8080;
          location / { return 200 "behind $http_x_real_ip $uri\\n"; }
        }
        server {
          listen 80;
          root /usr/share/nginx/html;
          location = /exact { return 200 exact; }
          location /files { try_files $uri /50x.html; }
          location /proxy/ { proxy_set_header X-Real-IP $remote_addr; proxy_pass http://other/in/; }
          location ~ ^/number/([0-9]+)$ { return 201 $1; }
          location /gone { return 301 https://example.com$request_uri; }
          location /down { proxy_pass http://127.0.0.1:9; }
          location /status { stub_status; }
          error_page 404 =404 /exact;
        }
        """);
    pod(
        "web",
        "image: nginx, volumeMounts: [{name: site, mountPath: /etc/nginx/conf.d}]}], volumes: [{name: site, configMap: {name: site}");
    String at = "http://" + address("web");
    assertThat(fetch(at + "/exact").body()).isEqualTo("exact");
    assertThat(fetch(at + "/").body()).contains("Welcome to nginx!");
    assertThat(fetch(at + "/files/none").body()).contains("An error occurred");
    assertThat(fetch(at + "/proxy/x").body()).matches("behind 192\\.168\\.56\\.10 /in/x\n");
    assertThat(fetch(at + "/number/42").body()).isEqualTo("42");
    assertThat(fetch(at + "/gone?a=1").headers().text("Location"))
        .isEqualTo("https://example.com/gone?a=1");
    assertThat(fetch(at + "/down").status()).isEqualTo(502);
    assertThat(fetch(at + "/status").body()).startsWith("Active connections");
    assertThat(fetch(at + "/none").status()).isEqualTo(404);
    assertThat(log("web")).contains("connect() failed (111: Connection refused)");
  }

  @Test
  void nginx_withABadConfiguration_endsAndSaysWhere() {
    configMap("bad", "default.conf", "server {\n  listen 80;\n  lisen 81;\n}\n");
    pod(
        "bad",
        "image: nginx, volumeMounts: [{name: site, mountPath: /etc/nginx/conf.d}]}], volumes: [{name: site, configMap: {name: bad}");
    assertThat(ended("bad").number("exitCode", 0)).isEqualTo(1);
    assertThat(log("bad"))
        .contains("nginx: [emerg] unknown directive \"lisen\" in /etc/nginx/conf.d/default.conf:3");
    configMap(
        "lost",
        "default.conf",
        "server {\n  location / {\n    proxy_pass http://nowhere;\n  }\n}\n");
    pod(
        "lost",
        "image: nginx, volumeMounts: [{name: site, mountPath: /etc/nginx/conf.d}]}], volumes: [{name: site, configMap: {name: lost}");
    assertThat(log("lost"))
        .contains("host not found in upstream \"nowhere\" in /etc/nginx/conf.d/default.conf:3");
  }

  @Test
  void nginx_takesAChangedConfigurationWhenItIsReloaded() {
    pod("web", "image: nginx");
    String change = "echo 'server { listen 80; return 200 new; }' > /etc/nginx/conf.d/default.conf";
    exec("web", "sh", "-c", change);
    assertThat(fetch("http://" + address("web")).body()).contains("Welcome");
    assertThat(exec("web", "nginx", "-t")).contains("syntax is ok", "test is successful", "=0");
    assertThat(exec("web", "nginx", "-s", "reload")).isEqualTo("=0");
    assertThat(fetch("http://" + address("web")).body()).isEqualTo("new");
    assertThat(exec("web", "nginx", "-v")).startsWith("nginx version: nginx/1.29");
  }

  @Test
  void twoServersOnOnePort_theSecondCannotBind() {
    cluster.post(
        PODS,
        "{metadata: {name: two}, spec: {containers: [{name: c, image: nginx}, {name: d, image: nginx}]}}");
    cluster.pass(MINUTE);
    String logs =
        List.of("c", "d").stream()
            .map(c ->
                ((ApiResponse.Text)
                        cluster.request(
                            ApiRequest.get(PODS + "/two/log").withQuery("container", c)))
                    .text())
            .reduce("", String::concat);
    assertThat(logs).contains("bind() to 0.0.0.0:80 failed (98: Address already in use)");
  }

  @Test
  void redis_keepsWhatItIsTold() {
    pod("cache", "image: 'redis:7', args: [redis-server, --requirepass, secret]");
    assertThat(exec("cache", "redis-cli", "ping")).isEqualTo("NOAUTH Authentication required.\n=1");
    assertThat(exec("cache", "redis-cli", "-a", "secret", "set", "a", "41")).isEqualTo("OK\n=0");
    assertThat(exec("cache", "redis-cli", "-a", "secret", "incr", "a")).isEqualTo("42\n=0");
    assertThat(exec("cache", "redis-cli", "-a", "secret", "zadd", "z", "1", "x"))
        .contains("simulated");
    pod("other", "image: 'redis:7', command: [sleep, '1000']");
    assertThat(exec("other", "redis-cli", "-h", address("cache"), "-a", "secret", "get", "a"))
        .isEqualTo("42\n=0");
    assertThat(exec("other", "redis-cli", "ping"))
        .isEqualTo("Could not connect to Redis at 127.0.0.1:6379: Connection refused\n=1");
  }

  @Test
  void databases_wantAPassword() {
    pod("my", "image: 'mysql:8.0'");
    assertThat(ended("my").number("exitCode", 0)).isEqualTo(1);
    assertThat(log("my")).contains("MYSQL_ROOT_PASSWORD");
    pod("pg", "image: 'postgres:16'");
    assertThat(ended("pg").number("exitCode", 0)).isEqualTo(1);
    assertThat(log("pg")).contains("superuser password is not specified");
    pod("maria", "image: 'mariadb:11', env: [{name: MARIADB_ROOT_PASSWORD, value: x}]");
    assertThat(container("maria").bool("ready")).isTrue();
    assertThat(exec("maria", "mariadb-admin", "ping")).isEqualTo("mysqld is alive\n=0");
    pod("pg2", "image: 'postgres:16', env: [{name: POSTGRES_PASSWORD, value: x}]");
    assertThat(exec("pg2", "pg_isready"))
        .isEqualTo("/var/run/postgresql:5432 - accepting connections\n=0");
    assertThat(exec("pg2", "psql", "-c", "select 1")).contains("simulated", "=1");
  }

  @Test
  void memoryBeyondItsLimit_isKilled() {
    pod(
        "hog",
        "image: polinux/stress, command: [stress], args: [--vm, '1', --vm-bytes, 250M, --vm-hang, '1'],"
            + " resources: {limits: {memory: 100Mi}}");
    assertThat(ended("hog").text("reason")).isEqualTo("OOMKilled");
    assertThat(ended("hog").number("exitCode", 0)).isEqualTo(137);
    pod(
        "fits",
        "image: vish/stress, args: [-cpus, '2', -mem-total, 150Mi, -mem-alloc-size, 10Mi, -mem-alloc-sleep, 1s],"
            + " resources: {limits: {memory: 200Mi, cpu: 500m}}");
    assertThat(container("fits").number("restartCount", 9)).isZero();
    Json.Object usage =
        cluster
            .get("/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/fits")
            .array("containers")
            .object(0)
            .object("usage");
    assertThat(Quantity.of(usage.get("cpu")).milli()).isEqualTo(500);
    assertThat(Quantity.of(usage.get("memory")).whole()).isEqualTo(152L << 20);
  }

  @Test
  void metricsServer_stopped_leavesNoMetrics() {
    String nodes = "/apis/metrics.k8s.io/v1beta1/nodes";
    assertThat(cluster.get(nodes).array("items").objects()).hasSize(3);
    cluster.request(
        ApiRequest.patch(
            "/apis/apps/v1/namespaces/kube-system/deployments/metrics-server",
            ApiRequest.STRATEGIC_MERGE_PATCH,
            Json.parseObject("{\"spec\":{\"replicas\":0}}")));
    cluster.pass(MINUTE);
    ApiResponse refused = cluster.request(ApiRequest.get(nodes));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.object().text("reason")).isEqualTo("ServiceUnavailable");
  }

  @Test
  void programs_sayWhatTheyAre() {
    pod("hello", "image: 'gcr.io/google-samples/hello-app:2.0'");
    assertThat(fetch("http://" + address("hello") + ":8080").body())
        .isEqualTo("Hello, world!\nVersion: 2.0.0\nHostname: hello\n");
    pod("echo", "image: hashicorp/http-echo, args: [-text=bonjour, '-listen=:9000']");
    assertThat(fetch("http://" + address("echo") + ":9000").body()).isEqualTo("bonjour\n");
    pod("boot", "image: 'gcr.io/google-samples/kubernetes-bootcamp:v1'");
    assertThat(fetch("http://" + address("boot") + ":8080").body())
        .isEqualTo("Hello Kubernetes bootcamp! | Running on: boot | v=1\n");
    pod("es", "image: 'docker.elastic.co/elasticsearch/elasticsearch:8.15.0'");
    assertThat(fetch("http://" + address("es") + ":9200").body())
        .contains("\"number\" : \"8.15.0\"");
    pod("pi", "image: 'perl:5.34.0', command: [perl, -Mbignum=bpi, -wle, print bpi(20)]");
    assertThat(log("pi")).isEqualTo("3.1415926535897932385\n");
    pod("py", "image: python, command: [python, -c, 'print(1)']");
    assertThat(log("py")).contains("simulated");
    assertThat(exec("hello", "ls")).isEqualTo("refused");
  }

  @Test
  void liveness_failsAfterTenSeconds() {
    pod(
        "live",
        "image: 'registry.k8s.io/e2e-test-images/agnhost:2.40', args: [liveness],"
            + " livenessProbe: {httpGet: {path: /healthz, port: 8080}, initialDelaySeconds: 3, periodSeconds: 3}");
    assertThat(container("live").number("restartCount", 0)).isPositive();
    assertThat(ended("live").number("exitCode", 0)).isEqualTo(2);
  }

  @Test
  void sessions_seeTheContainersProcesses_andMaySignalThem() {
    pod("web", "image: 'nginx:alpine'");
    assertThat(exec("web", "ps")).contains("nginx");
    exec("web", "kill", "1");
    cluster.pass(MINUTE);
    assertThat(container("web").number("restartCount", 0)).isEqualTo(1);
    assertThat(ended("web").number("exitCode", 9)).isZero();
    pod("shell", "image: busybox, command: [sh, -c, 'sleep 1000; true']");
    exec("shell", "kill", "-9", "1");
    cluster.pass(MINUTE);
    assertThat(container("shell").number("restartCount", 9)).isZero();
  }

  @Test
  void sharedProcesses_areSeenByAllContainersOfThePod() {
    ApiResponse answer =
        cluster.post(
            PODS,
            "{metadata: {name: both}, spec: {shareProcessNamespace: true, containers: ["
                + "{name: c, image: busybox, command: [sleep, '1000']}, {name: web, image: nginx}]}}");
    assertThat(answer.ok()).isTrue();
    cluster.pass(MINUTE);
    String seen = exec("both", "ps");
    assertThat(seen).contains("/pause", "nginx", "sleep 1000");
    String pid =
        seen.lines()
            .filter(l -> l.contains("nginx"))
            .findFirst()
            .orElseThrow()
            .strip()
            .split(" ")[0];
    assertThat(exec("both", "kill", pid)).isEqualTo("=0");
    cluster.pass(MINUTE);
    assertThat(
            cluster
                .get(PODS + "/both")
                .object("status")
                .array("containerStatuses")
                .objects()
                .stream()
                .mapToLong(c -> c.number("restartCount", 0))
                .sum())
        .isEqualTo(1);
  }

  @Test
  void ephemeralContainer_withATarget_seesItsProcesses() {
    pod("web", "image: nginx");
    ApiResponse answer =
        cluster.request(
            ApiRequest.patch(
                PODS + "/web/ephemeralcontainers",
                ApiRequest.STRATEGIC_MERGE_PATCH,
                Json.parseObject(
                    "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"look\",\"image\":\"busybox\",\"command\":[\"ps\"],\"targetContainerName\":\"c\"}]}}")));
    assertThat(answer.ok()).isTrue();
    cluster.pass(MINUTE);
    ApiResponse log =
        cluster.request(ApiRequest.get(PODS + "/web/log").withQuery("container", "look"));
    assertThat(((ApiResponse.Text) log).text()).contains("nginx");
  }

  @Test
  void execProbe_mayAskTheNetwork() {
    pod(
        "pg",
        "image: 'postgres:16', env: [{name: POSTGRES_PASSWORD, value: x}],"
            + " readinessProbe: {exec: {command: [pg_isready]}}");
    assertThat(container("pg").bool("ready")).isTrue();
  }
}
