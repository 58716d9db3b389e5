package seodang.kube.image;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.HttpResult;
import seodang.kube.image.NginxConfig.Directive;
import seodang.shell.FileTree;

/// One request to an nginx: which server and location take it, and what they say to it.
final class NginxSite extends NginxScope {
  private static final int REDIRECTS = 10;
  private int redirects;

  NginxSite(Nginx nginx, NginxConfig.Loaded config, Server.Request request) {
    super(nginx, config, request);
  }

  // Answering.

  Server.Answer answer() {
    scope = server.inside();
    Server.Answer early = rewrite(server.inside());
    return early == null ? locate() : early;
  }

  private Server.Answer locate() {
    if (redirects++ > REDIRECTS) {
      return error(500);
    }
    location = location(server.inside());
    scope = location == null ? server.inside() : location.inside();
    outer = List.of();
    Directive nested = location == null ? null : location(scope);
    if (nested != null) {
      outer = scope;
      location = nested;
      scope = nested.inside();
    }
    String before = uri;
    Server.Answer early = location == null ? null : rewrite(scope);
    if (early != null) {
      return early;
    }
    if (!uri.equals(before) && !variables.containsKey("break")) {
      return locate();
    }
    return isDenied() ? error(403) : content();
  }

  private @Nullable Directive location(List<Directive> block) {
    Directive best = null;
    List<Directive> all =
        block.stream()
            .filter(d -> d.name().equals("location") && !d.arg(0).startsWith("@"))
            .toList();
    for (Directive d : all) {
      if (d.arg(0).equals("=") && d.arg(1).equals(uri)) {
        return d;
      }
      boolean prefix = d.args().size() == 1 || d.arg(0).equals("^~");
      if (prefix
          && uri.startsWith(d.args().getLast())
          && (best == null || d.args().getLast().length() > best.args().getLast().length())) {
        best = d;
      }
    }
    if (best != null && best.arg(0).equals("^~")) {
      return best;
    }
    for (Directive d : all) {
      if (d.arg(0).startsWith("~") && d.args().size() == 2) {
        Matcher m = NginxRouting.pattern(d.arg(1), d.arg(0).equals("~*")).matcher(uri);
        if (m.find()) {
          groups(m);
          return d;
        }
      }
    }
    return best;
  }

  /// Goes through `return`, `rewrite`, `set` and `if`; null when the request goes on.
  private Server.@Nullable Answer rewrite(List<Directive> block) {
    for (Directive d : block) {
      Server.Answer done =
          switch (d.name()) {
            case "return" -> returned(d);
            case "rewrite" -> rewritten(d);
            case "if" -> holds(d) ? rewrite(d.inside()) : null;
            case "set" -> {
              variables.put(d.arg(0).substring(1), fill(d.arg(1)));
              yield null;
            }
            default -> null;
          };
      if (done != null) {
        return done;
      }
    }
    return null;
  }

  private Server.Answer returned(Directive d) {
    String text = fill(d.args().getLast());
    if (d.args().size() == 1 && !text.matches("\\d{3}")) {
      return redirect(302, text);
    }
    int status = d.arg(0).matches("\\d{3}") ? Integer.parseInt(d.arg(0)) : 500;
    if (Set.of(301, 302, 303, 307, 308).contains(status) && d.args().size() == 2) {
      return redirect(status, text);
    }
    if (d.args().size() == 1) {
      return NginxPages.has(status) ? error(status) : finish(status, type(""), "", true);
    }
    return finish(status, type(""), text, true);
  }

  private Server.Answer redirect(int status, String to) {
    String whole = to.startsWith("/") ? "http://" + request.host() + to : to;
    Server.Answer page =
        finish(status, "text/html", NginxPages.page(status, nginx.version()), false);
    return new Server.Answer(
        status, page.headers().with("Location", whole), page.body(), page.log(), null, null);
  }

  private Server.@Nullable Answer rewritten(Directive d) {
    Matcher m = NginxRouting.pattern(d.arg(0), false).matcher(uri);
    if (!m.find()) {
      return null;
    }
    groups(m);
    String to = fill(d.arg(1));
    String flag = d.arg(2);
    if (flag.equals("permanent") || flag.equals("redirect") || to.startsWith("http")) {
      return redirect(flag.equals("permanent") ? 301 : 302, to);
    }
    int query = to.indexOf('?');
    args = query < 0 ? args : to.substring(query + 1);
    uri = Site.bare(to);
    if (flag.equals("break")) {
      variables.put("break", "1");
    }
    return null;
  }

  private boolean holds(Directive d) {
    String all = String.join(" ", d.args());
    List<String> words = List.of(all.replaceAll("^\\(\\s*|\\s*\\)$", "").split("\\s+", 3));
    String left = fill(words.getFirst());
    if (words.size() < 3) {
      return words.size() == 1
          ? !left.isEmpty() && !left.equals("0")
          : words.getFirst().equals("-f") && request.files().isFile(fill(words.get(1)));
    }
    String right = words.get(2);
    return switch (words.get(1)) {
      case "=" -> left.equals(fill(right));
      case "!=" -> !left.equals(fill(right));
      case "~" -> NginxRouting.pattern(right, false).matcher(left).find();
      case "~*" -> NginxRouting.pattern(right, true).matcher(left).find();
      case "!~" -> !NginxRouting.pattern(right, false).matcher(left).find();
      default -> false;
    };
  }

  private boolean isDenied() {
    for (Directive d : access()) {
      if (d.arg(0).equals("all") || d.arg(0).equals(request.client())) {
        return d.name().equals("deny");
      }
    }
    return false;
  }

  private Server.Answer content() {
    Directive tries = own("try_files");
    if (tries != null) {
      return tried(tries);
    }
    Directive pass = own("proxy_pass");
    if (pass != null) {
      return forward(pass);
    }
    if (own("stub_status") != null) {
      return finish(
          200,
          "text/plain",
          "Active connections: 1 \nserver accepts handled requests\n 1 1 1 \n"
              + "Reading: 0 Writing: 1 Waiting: 0 \n",
          false);
    }
    return Stream.of("fastcgi_pass", "uwsgi_pass", "grpc_pass").anyMatch(n -> own(n) != null)
        ? error(502)
        : file();
  }

  private Server.Answer tried(Directive d) {
    List<String> candidates = d.args().subList(0, d.args().size() - 1);
    for (String candidate : candidates) {
      String path = fill(candidate);
      String full = FileTree.resolve(root(), "." + path);
      boolean directory = path.endsWith("/");
      if (directory ? request.files().isDirectory(full) : request.files().isFile(full)) {
        uri = path.isEmpty() ? uri : path;
        return file();
      }
    }
    String last = d.args().getLast();
    if (last.matches("=\\d{3}")) {
      return error(Integer.parseInt(last.substring(1)));
    }
    if (last.startsWith("@")) {
      return named(last);
    }
    uri = Site.bare(fill(last));
    return locate();
  }

  private Server.Answer named(String name) {
    for (Directive d : server.inside()) {
      if (d.name().equals("location") && d.arg(0).equals(name)) {
        location = d;
        scope = d.inside();
        outer = List.of();
        Server.Answer early = rewrite(scope);
        return early == null ? content() : early;
      }
    }
    return error(500);
  }

  private Server.Answer file() {
    Directive index = find("index");
    Directive alias = own("alias");
    String prefix = location == null ? "" : location.args().getLast();
    String directory = alias == null ? root() : FileTree.resolve("/", fill(alias.arg(0)));
    String path =
        alias == null ? uri : "/" + uri.substring(Math.min(prefix.length(), uri.length()));
    String wanted = FileTree.resolve(directory, "." + path);
    FileTree files = request.files();
    if (files.isDirectory(wanted) && !uri.endsWith("/")) {
      return redirect(301, uri + "/");
    }
    if (!Set.of("GET", "HEAD").contains(request.method()) && files.isFile(wanted)) {
      return error(405);
    }
    List<String> names = index == null ? List.of("index.html") : index.args();
    String found = Site.find(files, directory, path, names);
    if (found != null) {
      return finish(200, type(found), files.read(found), false);
    }
    if (!files.isDirectory(wanted)) {
      return error(404);
    }
    Directive listing = find("autoindex");
    return listing != null && listing.arg(0).equals("on")
        ? finish(200, "text/html", NginxPages.listing(uri, files.list(wanted)), false)
        : error(403);
  }

  // Asking others.

  private Server.Answer forward(Directive pass) {
    String target = fill(pass.arg(0));
    String scheme = target.startsWith("https") ? "https" : "http";
    String rest = target.replaceFirst("^https?://", "");
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String path = args.isEmpty() ? uri : uri + "?" + args;
    if (slash >= 0 && location != null && !pass.arg(0).contains("$")) {
      String prefix = location.args().getLast();
      path = rest.substring(slash) + path.substring(Math.min(prefix.length(), path.length()));
    } else if (slash >= 0) {
      path = rest.substring(slash);
    }
    Json.Object headers = request.headers().with("Connection", "close").with("Host", authority);
    for (Directive d : all("proxy_set_header")) {
      headers = headers.with(d.arg(0), fill(d.arg(1)));
    }
    String url = scheme + "://" + peer(authority) + path;
    return new Server.Answer(
        0,
        Json.object(),
        "",
        "",
        null,
        new Server.Forward(request.method(), url, headers, request.body()));
  }

  /// One of an upstream's servers, or the address itself.
  private String peer(String authority) {
    for (Directive group : config.http()) {
      if (group.name().equals("upstream") && group.arg(0).equals(authority)) {
        List<Directive> servers =
            group.inside().stream()
                .filter(s -> s.name().equals("server"))
                .filter(s -> !s.args().contains("down") && !s.args().contains("backup"))
                .sorted(Comparator.comparingInt(Directive::line))
                .toList();
        if (!servers.isEmpty()) {
          long turn = request.now().toEpochMilli() / 10;
          return servers.get(Math.floorMod(turn, servers.size())).arg(0);
        }
      }
    }
    return authority;
  }

  Server.Answer forwarded(HttpResult result) {
    Server.Answer asked = answer();
    String upstream = asked.forward() == null ? "" : asked.forward().url();
    if (!result.error().isEmpty()) {
      boolean late = result.error().equals("timeout");
      String why =
          late
              ? "upstream timed out (110: Connection timed out) while connecting to upstream"
              : result.error().equals("refused")
                  ? "connect() failed (111: Connection refused) while connecting to upstream"
                  : result.error().equals("resolve")
                      ? "could not be resolved (3: Host not found)"
                      : "upstream prematurely closed connection while reading response header from upstream";
      String line =
          fillTime()
              + " [error] 29#29: *1 "
              + why
              + ", client: "
              + request.client()
              + ", server: "
              + value("server_name")
              + ", request: \""
              + value("request")
              + "\", upstream: \""
              + upstream
              + "\", host: \""
              + request.host()
              + "\"\n";
      Server.Answer page = error(late ? 504 : 502);
      return new Server.Answer(
          page.status(), page.headers(), page.body(), line + page.log(), null, page.forward());
    }
    Server.Answer mine = finish(result.status(), "", result.body(), false);
    Json.Object headers = result.headers().with("Server", "nginx/" + nginx.version());
    for (String added : mine.headers().keys()) {
      if (!Set.of("Server", "Content-Type", "Content-Length").contains(added)) {
        headers = headers.with(added, mine.headers().text(added));
      }
    }
    return new Server.Answer(result.status(), headers, result.body(), mine.log(), null, null);
  }

  // Telling.

  private Server.Answer error(int status) {
    for (Directive d : all("error_page")) {
      List<String> codes = d.args().subList(0, d.args().size() - 1);
      if (codes.contains(Integer.toString(status)) && redirects <= REDIRECTS) {
        return errorPage(status, codes, d.args().getLast());
      }
    }
    return finish(status, "text/html", NginxPages.page(status, nginx.version()), false);
  }

  private Server.Answer errorPage(int status, List<String> codes, String page) {
    if (page.startsWith("http")) {
      return redirect(302, page);
    }
    String changed = codes.stream().filter(c -> c.startsWith("=")).findFirst().orElse("");
    redirects = REDIRECTS;
    uri = page;
    Server.Answer shown = page.startsWith("@") ? named(page) : locate();
    int told =
        changed.length() > 1
            ? Integer.parseInt(changed.substring(1))
            : changed.equals("=") || shown.status() >= 400 ? shown.status() : status;
    return finish(told, shown.headers().text("Content-Type"), shown.body(), false);
  }

  private Server.Answer finish(int status, String type, String body, boolean said) {
    Json.Object headers = Server.headers("nginx/" + nginx.version(), type, body);
    for (Directive d : all("add_header")) {
      boolean told = status < 400 && status >= 200 || d.arg(2).equals("always");
      headers = told ? headers.with(d.arg(0), fill(d.arg(1))) : headers;
    }
    variables.put("status", Integer.toString(status));
    variables.put(
        "body_bytes_sent", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
    String shown = request.method().equals("HEAD") && !said ? "" : body;
    return Server.Answer.of(status, headers, shown, logLine());
  }
}
