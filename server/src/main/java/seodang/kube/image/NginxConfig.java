package seodang.kube.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.shell.FileTree;

/// An nginx configuration: read with what it includes, checked for directives that do not exist,
/// stand in the wrong place or have the wrong number of arguments.
final class NginxConfig {
  /// @param block what stands between its braces; null for a simple one
  record Directive(
      String name, List<String> args, @Nullable List<Directive> block, String file, int line) {
    String arg(int i) {
      return i < args.size() ? args.get(i) : "";
    }

    List<Directive> inside() {
      return block == null ? List.of() : block;
    }

    String where() {
      return " in " + file + ":" + line;
    }
  }

  /// Why it cannot be used, in nginx's words.
  static final class Problem extends Exception {
    private static final long serialVersionUID = 1;

    Problem(String message) {
      super(message);
    }

    String words() {
      String message = getMessage();
      return message == null ? "" : message;
    }
  }

  /// @param places letters of the blocks it may stand in: main, events, http, server, location,
  ///   upstream, if
  private record Rule(String places, int least, int most, boolean block) {}

  private static final int MANY = 99;
  private static final Map<String, Rule> RULES = new TreeMap<>();
  private static final Pattern FAMILIES =
      Pattern.compile(
          "(gzip|proxy|ssl|client|fastcgi|uwsgi|scgi|grpc|limit|keepalive|types_hash|server_names|open_file"
              + "|http2|http3|quic|large_client|send|variables_hash|map_hash|sub_filter|auth|real_ip|lingering)(_\\w+)?");

  private static void rule(String places, int least, int most, String... names) {
    for (String name : names) {
      RULES.put(name, new Rule(places, least, most, false));
    }
  }

  private static void block(String places, int least, int most, String... names) {
    for (String name : names) {
      RULES.put(name, new Rule(places, least, most, true));
    }
  }

  static {
    rule("m", 1, 2, "user");
    rule("m", 1, 1, "worker_processes", "pid", "daemon", "master_process", "load_module", "env");
    rule("m", 1, 1, "worker_rlimit_nofile", "worker_shutdown_timeout", "worker_priority");
    rule("mhsl", 1, MANY, "error_log");
    rule("e", 1, 1, "worker_connections", "use", "multi_accept", "accept_mutex");
    rule("mehsliu", 1, 1, "include");
    rule("hsl", 1, 1, "default_type", "sendfile", "tcp_nopush", "tcp_nodelay", "server_tokens");
    rule("hsl", 1, 1, "autoindex", "charset", "etag", "absolute_redirect", "port_in_redirect");
    rule(
        "hsl",
        1,
        1,
        "merge_slashes",
        "chunked_transfer_encoding",
        "log_not_found",
        "aio",
        "mirror");
    rule("hsl", 1, 2, "expires", "keepalive_timeout", "resolver_timeout", "satisfy");
    rule("hsl", 1, MANY, "access_log", "resolver", "set_real_ip_from", "index", "allow", "deny");
    rule("h", 2, MANY, "log_format");
    rule("s", 1, MANY, "listen", "server_name");
    rule("hsli", 1, 1, "root");
    rule("l", 1, 1, "alias", "internal");
    rule("sli", 1, 2, "return");
    rule("sli", 2, 3, "rewrite");
    rule("sli", 2, 2, "set");
    rule("sli", 0, 0, "break");
    rule("sl", 2, MANY, "try_files");
    rule("hsli", 2, MANY, "error_page");
    rule("hsli", 2, 3, "add_header");
    rule("li", 1, 1, "proxy_pass", "fastcgi_pass", "uwsgi_pass", "grpc_pass");
    rule("hsl", 2, 2, "proxy_set_header");
    rule("sl", 0, 1, "stub_status");
    rule("u", 0, MANY, "least_conn", "ip_hash", "hash", "random", "keepalive", "zone");
    block("m", 0, 0, "events", "http", "stream");
    block("h", 0, 0, "server");
    block("h", 1, 1, "upstream");
    block("h", 2, 2, "map", "geo", "split_clients");
    block("sl", 1, 2, "location");
    block("sl", 1, MANY, "if");
    block("hsl", 0, 0, "types");
  }

  private final Map<String, String> sources;
  private final Map<String, String> read = new TreeMap<>();
  private final Predicate<String> exists;

  private NginxConfig(Map<String, String> sources, Predicate<String> exists) {
    this.sources = sources;
    this.exists = exists;
  }

  /// A whole configuration.
  ///
  /// @param read the files it was read from
  record Loaded(List<Directive> main, Map<String, String> read) {
    List<Directive> http() {
      return main.stream()
          .filter(d -> d.name().equals("http"))
          .flatMap(d -> d.inside().stream())
          .toList();
    }

    List<Directive> servers() {
      return http().stream().filter(d -> d.name().equals("server")).toList();
    }
  }

  /// @param sources texts by path
  /// @param exists whether a file that is only named, as a certificate, is there
  static Loaded load(String path, Map<String, String> sources, Predicate<String> exists)
      throws Problem {
    NginxConfig config = new NginxConfig(sources, exists);
    List<Directive> main = config.file(path, "m", "");
    if (main.stream().noneMatch(d -> d.name().equals("events"))) {
      throw new Problem("no \"events\" section in configuration");
    }
    return new Loaded(main, config.read);
  }

  // Reading.

  private record Token(String text, boolean quoted, int line) {
    boolean is(String mark) {
      return !quoted && text.equals(mark);
    }
  }

  private List<Directive> file(String path, String place, String from) throws Problem {
    String text = sources.get(path);
    if (text == null) {
      throw new Problem("open() \"" + path + "\" failed (2: No such file or directory)" + from);
    }
    read.put(path, text);
    List<Token> tokens = tokens(path, text);
    int[] at = {0};
    List<Directive> all = block(path, tokens, at, place, false);
    return all;
  }

  private static List<Token> tokens(String path, String text) throws Problem {
    List<Token> tokens = new ArrayList<>();
    int line = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
      } else if (c == '#') {
        int end = text.indexOf('\n', i);
        i = (end < 0 ? text.length() : end) - 1;
      } else if (c == '"' || c == '\'') {
        StringBuilder word = new StringBuilder();
        int start = line;
        for (i++; i < text.length() && text.charAt(i) != c; i++) {
          char q = text.charAt(i);
          line += q == '\n' ? 1 : 0;
          boolean escaped = q == '\\' && i + 1 < text.length();
          word.append(escaped ? escape(text.charAt(++i)) : String.valueOf(q));
        }
        if (i >= text.length()) {
          throw new Problem(
              "unexpected end of file, expecting \";\" or \"}\" in " + path + ":" + line);
        }
        tokens.add(new Token(word.toString(), true, start));
      } else if (c == ';' || c == '{' || c == '}') {
        tokens.add(new Token(String.valueOf(c), false, line));
      } else if (!Character.isWhitespace(c)) {
        int end = wordEnd(text, i);
        tokens.add(new Token(text.substring(i, end), text.charAt(i) == '$', line));
        i = end - 1;
      }
    }
    tokens.add(new Token("", false, line));
    return tokens;
  }

  private static String escape(char c) {
    return switch (c) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'r' -> "\r";
      case '"', '\'', '\\', ' ' -> String.valueOf(c);
      default -> "\\" + c;
    };
  }

  /// A word ends at a blank or a mark; a brace after `$` belongs to a variable.
  private static int wordEnd(String text, int start) {
    int i = start;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '{' && i > start && text.charAt(i - 1) == '$') {
        int close = text.indexOf('}', i);
        i = close < 0 ? text.length() : close + 1;
        continue;
      }
      if (Character.isWhitespace(c) || c == ';' || c == '{') {
        break;
      }
      i += c == '\\' && i + 1 < text.length() ? 2 : 1;
    }
    return i;
  }

  private List<Directive> block(
      String path, List<Token> tokens, int[] at, String place, boolean inner) throws Problem {
    List<Directive> all = new ArrayList<>();
    List<Token> words = new ArrayList<>();
    while (true) {
      Token token = tokens.get(at[0]++);
      String where = " in " + path + ":" + token.line();
      if (token.is("")) {
        if (!words.isEmpty()) {
          throw new Problem("unexpected end of file, expecting \";\" or \"}\"" + where);
        }
        if (inner) {
          throw new Problem("unexpected end of file, expecting \"}\"" + where);
        }
        return all;
      }
      if (token.is("}")) {
        if (!words.isEmpty() || !inner) {
          throw new Problem("unexpected \"}\"" + where);
        }
        return all;
      }
      if (!token.is(";") && !token.is("{")) {
        words.add(token);
        continue;
      }
      if (words.isEmpty()) {
        throw new Problem("unexpected \"" + token.text() + "\"" + where);
      }
      directive(path, tokens, at, place, words, token, all);
      words.clear();
    }
  }

  private void directive(
      String path,
      List<Token> tokens,
      int[] at,
      String place,
      List<Token> words,
      Token end,
      List<Directive> all)
      throws Problem {
    String name = words.getFirst().text();
    List<String> args = words.subList(1, words.size()).stream().map(Token::text).toList();
    String where = " in " + path + ":" + end.line();
    boolean block = end.is("{");
    if (place.equals("t")) {
      all.add(new Directive(name, args, block ? skip(path, tokens, at) : null, path, end.line()));
      return;
    }
    check(name, args.size(), block, place, where);
    if (name.equals("include")) {
      include(args.getFirst(), place, where, all);
      return;
    }
    if (Set.of("ssl_certificate", "ssl_certificate_key").contains(name)
        && !args.getFirst().contains("$")
        && !exists.test(FileTree.resolve("/etc/nginx", args.getFirst()))) {
      throw new Problem(
          "cannot load certificate \""
              + args.getFirst()
              + "\": BIO_new_file() failed (SSL: error:80000002:system library::No such file or"
              + " directory:calling fopen("
              + args.getFirst()
              + ", r) error:10000080:BIO routines::no such file)");
    }
    List<Directive> inside = block ? block(path, tokens, at, inner(name), true) : null;
    all.add(new Directive(name, args, inside, path, end.line()));
  }

  private List<Directive> skip(String path, List<Token> tokens, int[] at) throws Problem {
    return block(path, tokens, at, "t", true);
  }

  private static String inner(String name) {
    return switch (name) {
      case "types", "map", "geo", "split_clients", "stream" -> "t";
      default -> name.substring(0, 1);
    };
  }

  private static void check(String name, int args, boolean block, String place, String where)
      throws Problem {
    if (name.equals("server") && place.equals("u")) {
      return;
    }
    Rule rule = RULES.get(name);
    if (rule == null) {
      if (FAMILIES.matcher(name).matches()) {
        rule = new Rule("hsliu", 1, MANY, false);
      } else {
        throw new Problem("unknown directive \"" + name + "\"" + where);
      }
    }
    if (!rule.places().contains(place)) {
      throw new Problem("\"" + name + "\" directive is not allowed here" + where);
    }
    if (rule.block() && !block) {
      throw new Problem("directive \"" + name + "\" has no opening \"{\"" + where);
    }
    if (!rule.block() && block) {
      throw new Problem("directive \"" + name + "\" is not terminated by \";\"" + where);
    }
    if (args < rule.least() || args > rule.most()) {
      throw new Problem("invalid number of arguments in \"" + name + "\" directive" + where);
    }
  }

  private void include(String pattern, String place, String where, List<Directive> all)
      throws Problem {
    String path = FileTree.resolve("/etc/nginx", pattern);
    if (!path.contains("*")) {
      all.addAll(file(path, place, where));
      return;
    }
    Pattern glob = Pattern.compile(path.replace(".", "\\.").replace("*", "[^/]*"));
    for (String source : sources.keySet()) {
      if (glob.matcher(source).matches()) {
        all.addAll(file(source, place, where));
      }
    }
  }
}
