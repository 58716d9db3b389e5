package seodang.kube.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// The rules of all Ingresses of a controller's class, in the order in which nginx tries them.
public final class IngressRules {
  private static final String ANNOTATION = "nginx.ingress.kubernetes.io/";
  private static final String CONTROLLER = "k8s.io/ingress-nginx";

  private final List<Location> locations;

  private IngressRules(List<Location> locations) {
    this.locations = locations;
  }

  /// One path of one host.
  ///
  /// @param host `""` for any
  /// @param type `Exact`, `Prefix`, `ImplementationSpecific`, or `Default`
  record Location(Json.Object ingress, String host, String path, String type, Json.Object backend) {

    String told() {
      return (host.isEmpty() ? "*" : host) + (type.equals("Default") ? "" : path) + " " + type;
    }

    private String annotation(String name) {
      return Meta.annotations(ingress).text(ANNOTATION + name);
    }

    boolean isRegex() {
      return annotation("use-regex").equals("true") || !annotation("rewrite-target").isEmpty();
    }

    /// Whether plain HTTP is sent to HTTPS: where a certificate is named for the host.
    boolean redirects(String asked) {
      if (annotation("force-ssl-redirect").equals("true")) {
        return true;
      }
      boolean secured =
          ingress.object("spec").array("tls").objects().stream()
              .anyMatch(tls -> tls.array("hosts").texts().contains(host.isEmpty() ? asked : host));
      return secured && !annotation("ssl-redirect").equals("false");
    }

    boolean matches(String asked, boolean regex) {
      if (type.equals("Default")) {
        return true;
      }
      if (regex && !type.equals("Exact")) {
        Pattern pattern = pattern();
        return pattern != null && pattern.matcher(asked).find();
      }
      return switch (type) {
        case "Exact" -> asked.equals(path);
        case "Prefix" -> {
          String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
          yield asked.equals(plain) || asked.startsWith(plain + "/");
        }
        default -> asked.startsWith(path);
      };
    }

    private @Nullable Pattern pattern() {
      try {
        return Pattern.compile("^" + path, Pattern.CASE_INSENSITIVE);
      } catch (PatternSyntaxException e) {
        return null;
      }
    }

    /// The path that the backend sees.
    String rewritten(String asked) {
      String target = annotation("rewrite-target");
      Pattern pattern = target.isEmpty() || type.equals("Default") ? null : pattern();
      Matcher matcher = pattern == null ? null : pattern.matcher(asked);
      if (matcher == null || !matcher.find()) {
        return asked;
      }
      StringBuilder path = new StringBuilder();
      for (int i = 0; i < target.length(); i++) {
        char c = target.charAt(i);
        boolean group =
            c == '$' && i + 1 < target.length() && Character.isDigit(target.charAt(i + 1));
        int number = group ? target.charAt(++i) - '0' : 0;
        if (!group) {
          path.append(c);
        } else if (number <= matcher.groupCount() && matcher.group(number) != null) {
          path.append(matcher.group(number));
        }
      }
      return path.isEmpty() ? "/" : path.toString();
    }
  }

  /// @param argv of the controller
  static IngressRules of(Run run, List<String> argv) {
    List<Json.Object> ours = new ArrayList<>();
    for (Json.Object ingress : run.list("networking.k8s.io", "ingresses", "")) {
      if (isOurs(run, argv, ingress)) {
        ours.add(ingress);
      }
    }
    ours.sort(IngressProxy.OLDEST_FIRST);
    List<Location> locations = new ArrayList<>();
    for (Json.Object ingress : ours) {
      Json.Object spec = ingress.object("spec");
      for (Json.Object rule : spec.array("rules").objects()) {
        for (Json.Object path : rule.object("http").array("paths").objects()) {
          locations.add(
              new Location(
                  ingress,
                  rule.text("host"),
                  path.text("path", "/"),
                  path.text("pathType"),
                  path.object("backend")));
        }
        if (spec.has("defaultBackend") && !rule.text("host").isEmpty()) {
          locations.add(standing(ingress, rule.text("host")));
        }
      }
      if (spec.has("defaultBackend")) {
        locations.add(standing(ingress, ""));
      }
    }
    return new IngressRules(locations);
  }

  private static Location standing(Json.Object ingress, String host) {
    Json.Object backend = ingress.object("spec").object("defaultBackend");
    return new Location(ingress, host, "", "Default", backend);
  }

  /// Whether an Ingress is of the class that a controller looks after.
  ///
  /// @param argv of the controller
  public static boolean isOurs(Run run, List<String> argv, Json.Object ingress) {
    String named = Meta.annotations(ingress).text("kubernetes.io/ingress.class");
    String wanted = ingress.object("spec").text("ingressClassName");
    if (wanted.isEmpty()) {
      return named.isEmpty()
          ? option(argv, "watch-ingress-without-class", "false").equals("true")
          : named.equals(option(argv, "ingress-class", "nginx"));
    }
    Json.Object found = run.get("networking.k8s.io", "ingressclasses", "", wanted);
    return found != null
        && found
            .object("spec")
            .text("controller")
            .equals(option(argv, "controller-class", CONTROLLER));
  }

  /// A flag of a controller's command line.
  public static String option(List<String> argv, String name, String otherwise) {
    for (String word : argv) {
      if (word.startsWith("--" + name + "=")) {
        return word.substring(name.length() + 3);
      }
      if (word.equals("--" + name)) {
        return "true";
      }
    }
    return otherwise;
  }

  /// The location for a request; null when nothing fits.
  @Nullable Location find(String host, String path) {
    String server = server(host);
    List<Location> here =
        new ArrayList<>(locations.stream().filter(l -> l.host().equals(server)).toList());
    boolean regex = here.stream().anyMatch(Location::isRegex);
    here.sort(
        Comparator.comparing((Location l) -> !l.type().equals("Exact"))
            .thenComparing(Comparator.comparingInt((Location l) -> l.path().length()).reversed()));
    return here.stream().filter(l -> l.matches(path, regex)).findFirst().orElse(null);
  }

  /// The host whose rules hold: the very one, a wildcard's, or `""` for any.
  private String server(String host) {
    if (has(host)) {
      return host;
    }
    int dot = host.indexOf('.');
    String wildcard = dot < 0 ? "" : "*" + host.substring(dot);
    return !wildcard.isEmpty() && has(wildcard) ? wildcard : "";
  }

  private boolean has(String host) {
    return locations.stream().anyMatch(l -> l.host().equals(host));
  }
}
