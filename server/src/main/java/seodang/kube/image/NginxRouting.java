package seodang.kube.image;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import seodang.kube.image.NginxConfig.Directive;

/// Where an nginx's servers listen, which of them takes a request, and whom they ask.
final class NginxRouting {
  private NginxRouting() {}

  static Set<Integer> ports(Directive server) {
    Set<Integer> ports = new LinkedHashSet<>();
    for (Directive d : server.inside()) {
      String digits = d.arg(0).substring(d.arg(0).lastIndexOf(':') + 1);
      if (d.name().equals("listen") && !d.arg(0).startsWith("unix:")) {
        ports.add(digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : 80);
      }
    }
    return ports.isEmpty() ? Set.of(80) : ports;
  }

  /// What is asked for by name when the configuration is loaded.
  static List<Directive> upstreams(NginxConfig.Loaded config) {
    List<Directive> found = new ArrayList<>();
    for (Directive d : config.http()) {
      if (d.name().equals("upstream")) {
        d.inside().stream().filter(s -> s.name().equals("server")).forEach(found::add);
      }
    }
    Set<String> groups = new LinkedHashSet<>();
    config.http().stream()
        .filter(d -> d.name().equals("upstream"))
        .forEach(d -> groups.add(d.arg(0)));
    config.servers().forEach(server -> passes(server, groups, found));
    return found;
  }

  private static void passes(Directive block, Set<String> groups, List<Directive> found) {
    for (Directive d : block.inside()) {
      if (d.name().endsWith("_pass") && !d.arg(0).contains("$") && !groups.contains(authority(d))) {
        found.add(d);
      }
      passes(d, groups, found);
    }
  }

  private static String authority(Directive pass) {
    String rest = pass.arg(0).replaceFirst("^[a-z]+://", "");
    int slash = rest.indexOf('/');
    return slash < 0 ? rest : rest.substring(0, slash);
  }

  /// The name in an upstream's address; `""` for what needs not be looked up.
  static String host(Directive upstream) {
    String host = authority(upstream).replaceFirst(":\\d+$", "");
    boolean plain = host.equals("localhost") || host.matches("[\\d.]+") || host.startsWith("unix");
    return plain ? "" : host;
  }

  /// The server for a request: by its name, else the standard one, else the first.
  static Directive choose(NginxConfig.Loaded config, Server.Request request) {
    List<Directive> here =
        config.servers().stream().filter(s -> ports(s).contains(request.port())).toList();
    String host = request.host().replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    for (Directive candidate : here) {
      boolean named =
          candidate.inside().stream()
              .filter(d -> d.name().equals("server_name"))
              .flatMap(d -> d.args().stream())
              .anyMatch(name -> fits(name, host));
      if (named) {
        return candidate;
      }
    }
    for (Directive candidate : here) {
      boolean standard =
          candidate.inside().stream()
              .anyMatch(d -> d.name().equals("listen") && d.args().contains("default_server"));
      if (standard) {
        return candidate;
      }
    }
    return here.isEmpty() ? new Directive("server", List.of(), List.of(), "", 0) : here.getFirst();
  }

  private static boolean fits(String name, String host) {
    if (name.startsWith("~")) {
      return pattern(name.substring(1), false).matcher(host).find();
    }
    return name.equals(host)
        || name.startsWith("*.") && host.endsWith(name.substring(1))
        || name.endsWith(".*") && host.startsWith(name.substring(0, name.length() - 1));
  }

  /// A pattern; one that nothing fits when it cannot be read.
  static Pattern pattern(String regex, boolean blind) {
    try {
      return Pattern.compile(regex, blind ? Pattern.CASE_INSENSITIVE : 0);
    } catch (PatternSyntaxException e) {
      return Pattern.compile("(?!)");
    }
  }
}
