package seodang.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.ApiRequest;

/// Requests that were real and are broken by chance: bytes, values, patches, parameters, paths,
/// headers and the framing of HTTP. Whatever of them happens to be valid is a dry run or a read.
final class Mutations {
  private static final Path REFERENCE = Path.of("server/src/test/resources/reference");
  private static final List<String> PATCHES =
      List.of(
          ApiRequest.JSON_PATCH,
          ApiRequest.MERGE_PATCH,
          ApiRequest.STRATEGIC_MERGE_PATCH,
          ApiRequest.APPLY_PATCH);
  private static final List<String> STRANGE =
      List.of(
          "",
          "0",
          "-1",
          "1",
          "99999999999999999999",
          "9223372036854775807",
          "1e400",
          "true",
          "null",
          "%",
          "%zz",
          "%00",
          "\u0000",
          "..",
          "../..",
          "a b",
          "한글",
          "\ud83d\ude00",
          "a=b",
          "a!=b",
          "a in (b",
          "a in (b,c)",
          "a notin ()",
          "!a",
          "!",
          ",,,",
          "(((",
          "a==b==c",
          "x>y",
          "x>1",
          "metadata.name=x",
          "metadata.name",
          "spec.nope=1",
          "=",
          "!=",
          "All",
          "Strict",
          "Warn",
          "Foreground",
          "Orphan",
          "Exact",
          "NotOlderThan",
          "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ",
          "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiYSJ9",
          "e30",
          "bnVsbA",
          "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6NSwic3RhcnQiOiIuLi8uLi8ifQ",
          "x".repeat(300),
          "2026-01-01T00:00:00Z",
          "1h",
          "[]",
          "{}",
          "\"",
          "'",
          "$(id)",
          "<a>");
  private static final List<String> PARAMETERS =
      List.of(
          "limit",
          "continue",
          "resourceVersion",
          "resourceVersionMatch",
          "labelSelector",
          "fieldSelector",
          "fieldValidation",
          "fieldManager",
          "force",
          "dryRun",
          "pretty",
          "propagationPolicy",
          "gracePeriodSeconds",
          "orphanDependents",
          "timeoutSeconds",
          "watch",
          "sendInitialEvents",
          "allowWatchBookmarks",
          "includeObject",
          "container",
          "tailLines",
          "sinceSeconds",
          "sinceTime",
          "limitBytes",
          "previous",
          "timestamps",
          "command",
          "stdin",
          "tty",
          "ports",
          "verbose",
          "exclude",
          "timeout",
          "nonsense",
          "");
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf",
          "text/html",
          "application/json;as=Table;v=v1;g=meta.k8s.io",
          "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
          "application/json;as=Nothing;v=v9;g=x",
          "application/vnd.kubernetes.protobuf;as=Table",
          "application/json;stream=watch",
          "application/cbor",
          "*/*",
          "*",
          "/",
          ";;;",
          ",",
          "",
          "application/json;q=abc",
          "application/json;q=0",
          "application/json;charset=utf-16",
          "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
          "a/b;c=\"d",
          "application/apply-patch+yaml",
          "application/merge-patch+json",
          "application/json-patch+json",
          "application/strategic-merge-patch+json",
          "x".repeat(2000));
  private static final List<String> SUBRESOURCES =
      List.of(
          "status",
          "scale",
          "log",
          "binding",
          "eviction",
          "portforward",
          "exec",
          "attach",
          "proxy",
          "token",
          "finalize",
          "approval",
          "ephemeralcontainers",
          "resize",
          "nothing",
          "..");
  private static final List<String> NAMES =
      List.of(
          "%2e%2e",
          "%2F",
          "%00",
          "%ff%fe",
          "%",
          "%zz",
          "%ED%95%9C",
          "a;b=c",
          "A_B",
          "-",
          ".",
          "..",
          "x".repeat(2000),
          "*",
          "a:b",
          "a@b",
          "~",
          "%20",
          "%0d%0aX:y",
          "default%2Fpods",
          "//",
          "+");
  private static final List<String> READS =
      List.of(
          "/",
          "/api",
          "/apis",
          "/api/v1",
          "/apis/apps/v1",
          "/openapi/v2",
          "/openapi/v3",
          "/openapi/v3/apis/apps/v1",
          "/version",
          "/healthz",
          "/livez",
          "/readyz",
          "/readyz/etcd",
          "/metrics",
          "/api/v1/pods",
          "/api/v1/nodes",
          "/api/v1/namespaces/default/events",
          "/apis/apps/v1/deployments",
          "/api/v1/namespaces/kube-system/pods",
          "/logs/x",
          "/api/v1/namespaces/default/configmaps/kube-root-ca.crt",
          "/api/v1/componentstatuses");

  /// A request as it goes over the line.
  ///
  /// @param whole whether it is HTTP to its end, so that an answer must come
  @SuppressWarnings("ArrayRecordComponent")
  record Request(byte[] bytes, boolean whole) {
    @Override
    public String toString() {
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.substring(0, Math.min(text.length(), 3000));
    }
  }

  private record Seed(String path, Json.Object object) {}

  private final Random random;
  private final String root;
  private final String token;
  private final List<Seed> objects = new ArrayList<>();
  private final List<Seed> binaries = new ArrayList<>();

  /// @param root the path of the cluster
  Mutations(Random random, String root, String token) {
    this.random = random;
    this.root = root;
    this.token = token;
    for (Json.Object row : rows("defaults-1.33.jsonl")) {
      objects.add(new Seed(row.text("path"), row.object("request")));
    }
    for (Json.Object row : rows("kubectl-1.33-protobuf-bodies.jsonl")) {
      binaries.add(new Seed(row.text("target").replaceAll("\\?.*", ""), row));
    }
  }

  /// What stands in the cluster before, so that patches and updates meet something.
  List<ApiRequest> setting() {
    return objects.stream().map(seed -> ApiRequest.post(seed.path(), seed.object())).toList();
  }

  private static List<Json.Object> rows(String file) {
    try (Stream<String> lines = Files.lines(REFERENCE.resolve(file))) {
      return lines.map(Json::parseObject).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Request next() {
    return switch (random.nextInt(12)) {
      case 0 -> body("POST", bytes(json(seed().object())));
      case 1, 2 -> body("POST", json(broken(seed().object())));
      case 3 -> body("PUT", json(broken(seed().object())));
      case 4 -> yaml();
      case 5 -> protobuf();
      case 6, 7 -> patch();
      case 8 -> read();
      case 9 -> delete();
      case 10 -> path();
      default -> framing();
    };
  }

  private Seed seed() {
    return one(objects);
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  // Bodies.

  private Request body(String method, byte[] body) {
    Seed seed = seed();
    String path = method.equals("POST") ? seed.path() : named(seed);
    if (chance(15)) {
      path = named(seed) + "/" + one(SUBRESOURCES);
    }
    return request(method, path + dry(), chance(10) ? one(TYPES) : "application/json", body);
  }

  private static String named(Seed seed) {
    return seed.path() + "/" + seed.object().object("metadata").text("name", "x");
  }

  private Request yaml() {
    Seed seed = seed();
    String text =
        switch (random.nextInt(6)) {
          case 0 -> bomb();
          case 1 -> "a: &a [*a, *a]\n";
          case 2 -> "? {x: [1, 2]}\n: y\n<<: {a: b}\n--- \n- x\n...\n";
          case 3 -> "!!java.lang.ProcessBuilder [a]\n";
          case 4 ->
              new String(
                  bytes(Yaml.write(seed.object()).getBytes(StandardCharsets.UTF_8)),
                  StandardCharsets.UTF_8);
          default -> Yaml.write(broken(seed.object()));
        };
    return request(
        "POST", seed.path() + dry(), "application/yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  /// Billions of laughs.
  private static String bomb() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String before = "*a" + (i - 1) + ", ";
      text.append("a%d: &a%d [%s*a%d]\n".formatted(i, i, before.repeat(8), i - 1));
    }
    return text.toString();
  }

  private Request protobuf() {
    Seed seed = one(binaries);
    byte[] body = bytes(HexFormat.of().parseHex(seed.object().text("hex")));
    if (body.length > 4 && chance(70)) {
      System.arraycopy(new byte[] {0x6b, 0x38, 0x73, 0}, 0, body, 0, 4);
    }
    String method = seed.object().text("method");
    return request(
        method.equals("GET") ? "POST" : method,
        seed.path() + dry(),
        "application/vnd.kubernetes.protobuf",
        method.equals("DELETE") ? new byte[] {0x6b, 0x38, 0x73, 0, 0x0a, 1} : body);
  }

  private Request patch() {
    Seed seed = seed();
    String type = chance(90) ? one(PATCHES) : one(TYPES);
    byte[] body =
        switch (random.nextInt(5)) {
          case 0 -> json(operations());
          case 1 -> bytes(json(seed.object()));
          case 2 -> json(Json.object("spec", strange(3), "metadata", strange(2)));
          case 3 -> json(directives());
          default -> json(broken(seed.object()));
        };
    String parameters =
        dry() + (chance(60) ? "&fieldManager=x" : "") + (chance(30) ? "&force=true" : "");
    String under = chance(15) ? "/" + one(SUBRESOURCES) : "";
    return request("PATCH", named(seed) + under + parameters, type, body);
  }

  private Json operations() {
    List<Json> operations = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      operations.add(
          Json.object(
              "op",
              one(List.of("add", "remove", "replace", "move", "copy", "test", "", "x")),
              "path",
              one(
                  List.of(
                      "",
                      "/",
                      "/spec",
                      "/metadata/name",
                      "/metadata/labels/a~1b",
                      "/spec/-",
                      "/spec/containers/-",
                      "/spec/containers/0/image",
                      "/spec/containers/99",
                      "/spec/containers/-1",
                      "~2",
                      "/metadata/managedFields",
                      "/status")),
              "from",
              chance(40)
                  ? one(List.of("/spec", "/metadata", "", "/x/y", "/spec/containers/0"))
                  : null,
              "value",
              chance(70) ? strange(2) : null));
    }
    return chance(90) ? Json.array(operations.toArray()) : strange(2);
  }

  private Json directives() {
    Json directive =
        Json.object(
            one(
                List.of(
                    "$patch",
                    "$retainKeys",
                    "$setElementOrder/containers",
                    "$deleteFromPrimitiveList/finalizers",
                    "$setElementOrder/ports")),
            chance(50)
                ? one(List.<Object>of("delete", "replace", "merge", "?", 3))
                : Json.array(strange(1), Json.object("name", strange(1))));
    return Json.object(
        "spec",
        Json.object(
            "template",
                Json.object("spec", Json.object("containers", Json.array(directive, strange(1)))),
            "containers", Json.array(directive),
            "ports", Json.array(strange(1))),
        "metadata",
        directive,
        "$patch",
        chance(20) ? "delete" : null);
  }

  /// An object with one of its values replaced, removed or doubled.
  private Json.Object broken(Json.Object object) {
    Json.Object result = object;
    for (int i = random.nextInt(3); i >= 0; i--) {
      if (broken(result, 0) instanceof Json.Object o) {
        result = o;
      }
    }
    return result;
  }

  private Json broken(Json value, int depth) {
    if (depth > 0 && chance(12 + 6 * depth)) {
      return strange(3);
    }
    return switch (value) {
      case Json.Object o when !o.isEmpty() -> {
        String key = one(o.keys());
        Json member = java.util.Objects.requireNonNull(o.get(key));
        int what = random.nextInt(20);
        yield what == 0 && depth > 0
            ? o.without(key)
            : what == 1 ? o.with(one(STRANGE), member) : o.with(key, broken(member, depth + 1));
      }
      case Json.Array a when !a.isEmpty() -> {
        int at = random.nextInt(a.size());
        yield chance(10) ? a.add(a.get(at)) : a.with(at, broken(a.get(at), depth + 1));
      }
      default -> strange(2);
    };
  }

  private Json strange(int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 7)) {
      case 0 -> Json.Null.NULL;
      case 1 -> Json.bool(random.nextBoolean());
      case 2 -> Json.number(random.nextLong());
      case 3 -> Json.number(random.nextInt(5) - 2);
      case 4 ->
          Json.parse(
              one(List.of("1e400", "-1.5", "0.1", "123456789012345678901234567890", "1e-400")));
      case 5, 6 -> Json.text(one(STRANGE));
      case 7 -> Json.array();
      case 8 -> Json.object();
      case 9 -> Json.array(strange(depth - 1), strange(depth - 1));
      case 10 -> Json.object(one(STRANGE), strange(depth - 1), "name", strange(depth - 1));
      default -> {
        Json deep = Json.number(1);
        for (int i = random.nextInt(150); i > 0; i--) {
          deep = random.nextBoolean() ? Json.array(deep) : Json.object("a", deep);
        }
        yield deep;
      }
    };
  }

  private byte[] json(Json value) {
    String text = value.toString();
    if (chance(5)) {
      text = text.replaceFirst("\\{", "{\"metadata\":{},\"metadata\":{\"name\":1},");
    }
    if (chance(3)) {
      text = "[".repeat(100_000) + text;
    }
    if (chance(3)) {
      text = "{\"a\":" + "9".repeat(20_000) + "}";
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The same bytes with some flipped, cut off, doubled or put in.
  private byte[] bytes(byte[] from) {
    byte[] bytes = from.clone();
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = java.util.Arrays.copyOf(bytes, at);
        case 3 -> {
          ByteArrayOutputStream more = new ByteArrayOutputStream();
          more.write(bytes, 0, at);
          more.write(bytes, at / 2, at - at / 2);
          more.write(bytes, at, bytes.length - at);
          bytes = more.toByteArray();
        }
        default ->
            bytes[at] = one(List.of((byte) 0xff, (byte) 0xc0, (byte) 0, (byte) 0x80, (byte) 0x7f));
      }
    }
    return bytes;
  }

  // Parameters and paths.

  private String dry() {
    return "?dryRun=All" + parameters();
  }

  private String parameters() {
    return Stream.generate(() ->
            "&"
                + one(PARAMETERS)
                + "="
                + (chance(20)
                    ? one(List.of("%", "%zz", "%c3%28", "a%00b", "&&&", "=", "+", ";"))
                    : URLEncoder.encode(one(STRANGE), StandardCharsets.UTF_8)))
        .limit(random.nextInt(3))
        .collect(Collectors.joining());
  }

  private Request read() {
    Seed seed = seed();
    String path =
        switch (random.nextInt(5)) {
          case 0 -> one(READS);
          case 1 -> named(seed);
          case 2 -> named(seed) + "/" + one(SUBRESOURCES);
          default -> seed.path();
        };
    String query =
        "?timeoutSeconds=1" + parameters() + parameters() + (chance(15) ? "&watch=true" : "");
    return request("GET", path + query, "", new byte[0]);
  }

  private Request delete() {
    Seed seed = seed();
    String path = chance(30) ? seed.path() : named(seed);
    if (chance(40)) {
      return request("DELETE", path + dry() + parameters(), "", new byte[0]);
    }
    Json.Object options =
        Json.object(
            "kind",
            "DeleteOptions",
            "apiVersion",
            "v1",
            "dryRun",
            Json.array("All"),
            one(
                List.of(
                    "preconditions",
                    "propagationPolicy",
                    "gracePeriodSeconds",
                    "orphanDependents",
                    "x")),
            strange(2));
    return request("DELETE", path, chance(15) ? one(TYPES) : "application/json", json(options));
  }

  private Request path() {
    Seed seed = seed();
    String method =
        one(List.of("GET", "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"));
    List<String> parts = new ArrayList<>(List.of(named(seed).split("/")));
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(parts.size());
      if (chance(60)) {
        parts.set(at, one(NAMES));
      } else {
        parts.add(at, chance(50) ? one(NAMES) : one(SUBRESOURCES));
      }
    }
    byte[] body =
        method.equals("GET") || method.equals("DELETE") ? new byte[0] : json(seed.object());
    return request(
        method, String.join("/", parts) + dry() + "&timeoutSeconds=1", "application/json", body);
  }

  // HTTP.

  private Request request(String method, String path, String type, byte[] body) {
    List<String> headers = new ArrayList<>();
    headers.add("Content-Length: " + body.length);
    if (!type.isEmpty()) {
      headers.add("Content-Type: " + type);
    }
    if (chance(25)) {
      headers.add("Accept: " + one(TYPES) + (chance(30) ? "," + one(TYPES) : ""));
    }
    if (chance(5)) {
      headers.add("Impersonate-User: " + one(List.of("x", "system:serviceaccount:a", "한", ":::")));
    }
    if (chance(3)) {
      headers.add("Impersonate-Group: system:masters");
    }
    if (chance(3)) {
      headers.add("Expect: 100-continue");
    }
    if (chance(3)) {
      headers.add("Content-Encoding: gzip");
    }
    return new Request(wire(method, path, headers, body), true);
  }

  private byte[] wire(String method, String path, List<String> headers, byte @Nullable [] body) {
    String head =
        method
            + " "
            + root
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + token
            + "\r\n"
            + String.join("\r\n", headers)
            + "\r\n\r\n";
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    if (body != null) {
      wire.writeBytes(body);
    }
    return wire.toByteArray();
  }

  private Request framing() {
    Seed seed = seed();
    byte[] body = json(seed.object());
    String path = seed.path() + dry();
    String type = "Content-Type: application/json";
    return switch (random.nextInt(8)) {
      case 0 ->
          new Request(
              wire("POST", path, List.of(type, "Content-Length: " + (body.length + 50)), body),
              false);
      case 1 ->
          new Request(
              wire("POST", path, List.of(type, "Content-Length: " + body.length / 2), body), false);
      case 2 -> new Request(wire("POST", path, List.of(type, "Content-Length: -5"), body), false);
      case 3 ->
          new Request(
              wire(
                  "POST",
                  path,
                  List.of(type, "Transfer-Encoding: chunked"),
                  "zz\r\nabc\r\n".getBytes(StandardCharsets.UTF_8)),
              false);
      case 4 ->
          new Request(
              bytes(
                  wire(
                      "GET",
                      seed.path(),
                      List.of("X: " + "y".repeat(random.nextInt(20_000))),
                      null)),
              false);
      case 5 -> upgrade(seed.path(), "13");
      case 6 -> upgrade(named(seed) + "/" + one(SUBRESOURCES), chance(50) ? "13" : one(STRANGE));
      default -> {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        yield new Request(noise, false);
      }
    };
  }

  private Request upgrade(String path, String version) {
    List<String> headers = new ArrayList<>();
    headers.add("Connection: Upgrade");
    headers.add("Upgrade: " + one(List.of("websocket", "SPDY/3.1", "h2c", "")));
    headers.add("Sec-WebSocket-Key: " + one(List.of("dGhlIHNhbXBsZSBub25jZQ==", "x", "")));
    headers.add("Sec-WebSocket-Version: " + version.replaceAll("[^ -~]", "?"));
    if (chance(70)) {
      headers.add(
          "Sec-WebSocket-Protocol: "
              + one(
                  List.of(
                      "v5.channel.k8s.io",
                      "v4.channel.k8s.io",
                      "SPDY/3.1+portforward.k8s.io",
                      "x",
                      ",")));
    }
    return new Request(wire("GET", path, headers, null), false);
  }
}
