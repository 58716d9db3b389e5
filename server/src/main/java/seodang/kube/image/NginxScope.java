package seodang.kube.image;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.kube.image.NginxConfig.Directive;
import seodang.shell.FileTree;

/// What counts for one request to an nginx where it stands: directives of the blocks around it,
/// variables.
class NginxScope {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-zA-Z_0-9]+)\\}?");

  final Nginx nginx;
  final NginxConfig.Loaded config;
  final Server.Request request;
  final Directive server;
  final TreeMap<String, String> variables = new TreeMap<>();
  List<Directive> scope = List.of();
  List<Directive> outer = List.of();
  @Nullable Directive location;
  String uri;
  String args;

  NginxScope(Nginx nginx, NginxConfig.Loaded config, Server.Request request) {
    this.nginx = nginx;
    this.config = config;
    this.request = request;
    this.server = NginxRouting.choose(config, request);
    int query = request.path().indexOf('?');
    this.uri = Site.bare(request.path());
    this.args = query < 0 ? "" : request.path().substring(query + 1);
  }

  /// The directive of a name that counts here: the innermost block that has one.
  @Nullable Directive find(String name) {
    return all(name).stream().findFirst().orElse(null);
  }

  List<Directive> all(String name) {
    for (List<Directive> level : List.of(scope, outer, server.inside(), config.http())) {
      List<Directive> here = level.stream().filter(d -> d.name().equals(name)).toList();
      if (!here.isEmpty()) {
        return here;
      }
    }
    return List.of();
  }

  List<Directive> access() {
    for (List<Directive> level : List.of(scope, outer, server.inside(), config.http())) {
      List<Directive> here =
          level.stream().filter(d -> d.name().equals("allow") || d.name().equals("deny")).toList();
      if (!here.isEmpty()) {
        return here;
      }
    }
    return List.of();
  }

  @Nullable Directive own(String name) {
    return scope.stream().filter(d -> d.name().equals(name)).findFirst().orElse(null);
  }

  String root() {
    Directive root = find("root");
    return root == null ? "/etc/nginx/html" : FileTree.resolve("/etc/nginx", fill(root.arg(0)));
  }

  String type(String path) {
    Directive otherwise = find("default_type");
    String plain = otherwise == null ? "text/plain" : otherwise.arg(0);
    Directive types = find("types");
    String extension = path.substring(path.lastIndexOf('.') + 1);
    if (types != null && !path.isEmpty()) {
      for (Directive d : types.inside()) {
        if (d.args().contains(extension)) {
          return d.name();
        }
      }
    }
    return plain;
  }

  void groups(Matcher m) {
    for (int i = 1; i <= m.groupCount(); i++) {
      variables.put(Integer.toString(i), m.group(i) == null ? "" : m.group(i));
    }
  }

  String logLine() {
    Directive log = find("access_log");
    String path = log == null ? "/var/log/nginx/access.log" : log.arg(0);
    if (!Set.of("/var/log/nginx/access.log", "/dev/stdout", "logs/access.log").contains(path)) {
      return "";
    }
    String format =
        "$remote_addr - - [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\" \"$http_x_forwarded_for\"";
    for (Directive d : config.http()) {
      if (log != null && d.name().equals("log_format") && d.arg(0).equals(log.arg(1))) {
        format = String.join("", d.args().subList(1, d.args().size()));
      }
    }
    String line =
        VARIABLE
            .matcher(format)
            .replaceAll(m -> {
              String value = value(m.group(1));
              return Matcher.quoteReplacement(value.isEmpty() ? "-" : value);
            });
    return line + "\n";
  }

  String fillTime() {
    return Template.fill("@DATE@", Template.process(List.of(), Map.of(), "", "", request.now()));
  }

  String fill(String text) {
    return VARIABLE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(value(m.group(1))));
  }

  String value(String name) {
    String set = variables.get(name);
    if (set != null) {
      return set;
    }
    if (name.startsWith("http_")) {
      return name.equals("http_host")
          ? request.host()
          : header(name.substring(5).replace('_', '-'));
    }
    if (name.startsWith("arg_")) {
      String given = request.parameter(name.substring(4));
      return given == null ? "" : given;
    }
    return switch (name) {
      case "host" -> request.host().replaceFirst(":\\d+$", "");
      case "hostname" -> request.hostname();
      case "uri", "document_uri" -> uri;
      case "request_uri" -> request.path();
      case "args", "query_string" -> args;
      case "is_args" -> args.isEmpty() ? "" : "?";
      case "remote_addr", "proxy_add_x_forwarded_for", "realip_remote_addr" -> forwardedFor(name);
      case "remote_port" -> "40000";
      case "server_addr" -> request.address();
      case "server_port" -> Integer.toString(request.port());
      case "server_name" -> serverName();
      case "server_protocol" -> "HTTP/1.1";
      case "scheme" -> request.port() == 443 ? "https" : "http";
      case "request_method" -> request.method();
      case "request" -> request.method() + " " + request.path() + " HTTP/1.1";
      case "request_body" -> request.body();
      case "content_type" -> header("Content-Type");
      case "time_local" -> Server.TIME.format(request.now());
      case "time_iso8601" ->
          request
              .now()
              .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
              .toString()
              .replace("Z", "+00:00");
      case "msec" -> request.now().getEpochSecond() + ".000";
      case "pid" -> "29";
      case "nginx_version" -> nginx.version();
      case "request_time", "upstream_response_time" -> "0.000";
      default -> "";
    };
  }

  String header(String name) {
    String value = request.header(name);
    return value == null ? "" : value;
  }

  String forwardedFor(String name) {
    String before = request.header("X-Forwarded-For");
    return before == null || !name.startsWith("proxy")
        ? request.client()
        : before + ", " + request.client();
  }

  String serverName() {
    return server.inside().stream()
        .filter(d -> d.name().equals("server_name"))
        .map(d -> d.arg(0))
        .findFirst()
        .orElse("");
  }
}
