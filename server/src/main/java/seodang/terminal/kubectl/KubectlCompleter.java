package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.Completer;
import seodang.terminal.kubectl.client.KubeConfig;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.client.RestMapper;
import seodang.terminal.kubectl.command.CommandSpec;

/// What Tab adds after `kubectl`: commands, flags and their values, kinds, and the names of what is
/// there.
public final class KubectlCompleter implements Completer {
  private static final Set<String> BY_POD =
      Set.of("logs", "exec", "attach", "port-forward", "debug", "cp");
  private static final Map<String, String> BY_NAME =
      Map.ofEntries(
          Map.entry("cordon", "nodes"),
          Map.entry("uncordon", "nodes"),
          Map.entry("drain", "nodes"),
          Map.entry("top node", "nodes"),
          Map.entry("top pod", "pods"),
          Map.entry("certificate approve", "certificatesigningrequests"),
          Map.entry("certificate deny", "certificatesigningrequests"),
          Map.entry("create token", "serviceaccounts"));
  private static final Set<String> BY_KIND =
      Set.of(
          "get",
          "describe",
          "delete",
          "edit",
          "label",
          "annotate",
          "patch",
          "expose",
          "wait",
          "set env",
          "set serviceaccount",
          "apply view-last-applied",
          "apply edit-last-applied");
  private static final List<String> SCALED =
      List.of("deployments", "replicasets", "statefulsets", "replicationcontrollers");
  private static final List<String> ROLLED = List.of("deployments", "daemonsets", "statefulsets");
  private static final List<String> TEMPLATED =
      List.of(
          "deployments",
          "daemonsets",
          "statefulsets",
          "replicasets",
          "pods",
          "cronjobs",
          "jobs",
          "replicationcontrollers");
  private static final Map<String, List<String>> SOME_KINDS =
      Map.ofEntries(
          Map.entry("scale", SCALED),
          Map.entry("autoscale", SCALED),
          Map.entry("taint", List.of("nodes")),
          Map.entry("set image", TEMPLATED),
          Map.entry("set resources", TEMPLATED),
          Map.entry("rollout status", ROLLED),
          Map.entry("rollout history", ROLLED),
          Map.entry("rollout restart", ROLLED),
          Map.entry("rollout undo", ROLLED),
          Map.entry("rollout pause", ROLLED),
          Map.entry("rollout resume", ROLLED));
  private static final Map<String, List<String>> CONFIG =
      Map.of(
          "config use-context", List.of("contexts"),
          "config delete-context", List.of("contexts"),
          "config rename-context", List.of("contexts"),
          "config set-context", List.of("contexts"),
          "config delete-cluster", List.of("clusters"),
          "config delete-user", List.of("users"));
  private static final Map<String, List<String>> VALUES =
      Map.of(
          "output", List.of("json", "yaml", "name", "wide", "jsonpath=", "custom-columns="),
          "dry-run", List.of("client", "server", "none"),
          "cascade", List.of("background", "foreground", "orphan"),
          "restart", List.of("Always", "OnFailure", "Never"),
          "type", List.of("json", "merge", "strategic"),
          "sort-by", List.of(".metadata.name", ".metadata.creationTimestamp"),
          "for", List.of("condition=", "delete", "create", "jsonpath="),
          "validate", List.of("strict", "warn", "ignore"));

  @Override
  public List<String> complete(Request request) {
    try {
      return new Line(request).proposals();
    } catch (KubectlError e) {
      // An unknown kind, or a kubeconfig that cannot be read: the command itself will say so.
      return List.of();
    }
  }

  /// One line to be completed.
  private static final class Line {
    private final Request request;
    private final Peek peek;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> given = new HashMap<>();
    private String path = "";
    private CommandSpec.@Nullable Flag open;
    private boolean ended;
    private @Nullable RestMapper mapper;

    Line(Request request) {
      this.request = request;
      this.peek = new Peek(request.cluster().state());
      for (String word : request.words().subList(1, request.words().size() - 1)) {
        read(word);
      }
    }

    private void read(String word) {
      CommandSpec.Flag awaiting = open;
      if (awaiting != null) {
        given.put(awaiting.name(), word);
        open = null;
      } else if (word.equals("--")) {
        ended = true;
      } else if (word.startsWith("-") && word.length() > 1) {
        int equals = word.indexOf('=');
        CommandSpec.Flag flag = flag(equals < 0 ? word : word.substring(0, equals));
        if (flag == null || alone(flag)) {
          return;
        }
        if (equals < 0) {
          open = flag;
        } else {
          given.put(flag.name(), word.substring(equals + 1));
        }
      } else {
        String deeper =
            !arguments.isEmpty()
                ? ""
                : path.isEmpty()
                    ? CommandTree.isTopLevel(word) ? word : ""
                    : CommandTree.child(path, word);
        if (deeper.isEmpty()) {
          arguments.add(word);
        } else {
          path = deeper;
        }
      }
    }

    private CommandSpec.@Nullable Flag flag(String word) {
      CommandSpec spec = CommandSpec.of(path.isEmpty() ? "*" : path);
      return word.startsWith("--")
          ? spec.named(word.substring(2))
          : spec.shorthand(word.substring(1, 2));
    }

    private static boolean alone(CommandSpec.Flag flag) {
      return Set.of("bool", "optional", "hidden").contains(flag.type());
    }

    List<String> proposals() {
      String typed = request.prefix();
      CommandSpec.Flag awaiting = open;
      if (ended) {
        return List.of();
      }
      if (awaiting != null) {
        return values(awaiting.name());
      }
      if (typed.startsWith("--") && typed.contains("=")) {
        String head = typed.substring(0, typed.indexOf('=') + 1);
        CommandSpec.Flag flag = flag(head.substring(0, head.length() - 1));
        return flag == null ? List.of() : prefixed(head, values(flag.name()));
      }
      if (typed.startsWith("-")) {
        return flags();
      }
      List<String> below = arguments.isEmpty() ? CommandSpec.below(path) : List.of();
      return below.isEmpty() || path.equals("create") && !given.isEmpty() ? objects() : below;
    }

    private static List<String> prefixed(String head, List<String> values) {
      return values.stream().map(v -> head + v).toList();
    }

    private List<String> flags() {
      Stream<CommandSpec.Flag> own =
          path.isEmpty() ? Stream.of() : CommandSpec.of(path).flags().stream();
      return Stream.concat(own, CommandSpec.global().stream())
          .filter(flag -> !flag.type().equals("hidden"))
          .map(flag -> "--" + flag.name() + (alone(flag) ? "" : "="))
          .toList();
    }

    private List<String> values(String flag) {
      return switch (flag) {
        case "namespace" -> names("namespaces", List.of());
        case "container" -> arguments.isEmpty() ? List.of() : containers(arguments.getFirst());
        case "context" -> config().names("contexts");
        case "cluster" -> config().names("clusters");
        case "user" -> config().names("users");
        case "clusterrole" -> names("clusterroles", List.of());
        case "role" -> names("roles", List.of());
        case "serviceaccount" -> names("serviceaccounts", List.of());
        default -> VALUES.getOrDefault(flag, List.of());
      };
    }

    private List<String> objects() {
      if (BY_NAME.containsKey(path)) {
        return names(BY_NAME.get(path), arguments);
      }
      if (CONFIG.containsKey(path)) {
        return arguments.isEmpty() ? config().names(CONFIG.get(path).getFirst()) : List.of();
      }
      if (path.equals("explain")) {
        return arguments.isEmpty() ? kinds() : List.of();
      }
      if (BY_POD.contains(path)) {
        return arguments.isEmpty() ? pods() : List.of();
      }
      if (BY_KIND.contains(path)) {
        return byKind(kinds());
      }
      return SOME_KINDS.containsKey(path) ? byKind(SOME_KINDS.get(path)) : List.of();
    }

    private List<String> pods() {
      String typed = request.prefix();
      return typed.contains("/")
          ? slashed(typed)
          : names("pods", List.of()).stream()
              .map(pod -> path.equals("cp") ? pod + ":" : pod)
              .toList();
    }

    private List<String> byKind(List<String> kinds) {
      String typed = request.prefix();
      if (typed.contains("/")) {
        return slashed(typed);
      }
      if (arguments.isEmpty()) {
        return listed(kinds, typed);
      }
      if (arguments.getFirst().contains("/")) {
        return path.equals("set image") ? images(arguments.getFirst()) : List.of();
      }
      if (path.equals("set image") && arguments.size() > 1) {
        return images(arguments.get(0) + "/" + arguments.get(1));
      }
      return names(arguments.getFirst(), arguments.subList(1, arguments.size()));
    }

    /// The last kind of `pods,servic`.
    private static List<String> listed(List<String> kinds, String typed) {
      String before = typed.substring(0, typed.lastIndexOf(',') + 1);
      return prefixed(before, kinds);
    }

    private List<String> slashed(String typed) {
      String kind = typed.substring(0, typed.indexOf('/'));
      List<String> taken =
          arguments.stream()
              .filter(a -> a.startsWith(kind + "/"))
              .map(a -> a.substring(kind.length() + 1))
              .toList();
      return prefixed(kind + "/", names(kind, taken));
    }

    private List<String> kinds() {
      List<String> found = new ArrayList<>();
      for (Resource resource : mapper().all()) {
        if (resource.allows("list") || path.equals("explain")) {
          found.add(found.contains(resource.name()) ? resource.qualifiedName() : resource.name());
        }
      }
      return found;
    }

    private List<String> names(String kind, List<String> without) {
      return find(kind).stream()
          .map(object -> object.object("metadata").text("name"))
          .filter(name -> !without.contains(name))
          .toList();
    }

    private List<Json.Object> find(String kind) {
      return peek.list(mapper().named(kind), namespace());
    }

    private List<Json.Object> containersOf(String reference) {
      int slash = reference.indexOf('/');
      String kind = slash < 0 ? "pods" : reference.substring(0, slash);
      String name = reference.substring(slash + 1);
      for (Json.Object object : find(kind)) {
        if (object.object("metadata").text("name").equals(name)) {
          List<String> spec = PodTemplates.path(object.with("kind", mapper().named(kind).kind()));
          return spec == null
              ? List.of()
              : PodTemplates.spec(object, spec).array("containers").objects();
        }
      }
      return List.of();
    }

    private List<String> containers(String reference) {
      return containersOf(reference).stream().map(c -> c.text("name")).toList();
    }

    private List<String> images(String reference) {
      return containersOf(reference).stream().map(c -> c.text("name") + "=").toList();
    }

    private RestMapper mapper() {
      RestMapper known = mapper;
      if (known == null) {
        known = peek.resources();
        mapper = known;
      }
      return known;
    }

    private KubeConfig config() {
      return KubeConfig.load(
          request.files(), request.env(), request.cwd(), given.getOrDefault("kubeconfig", ""));
    }

    private String namespace() {
      String named = given.get("namespace");
      if (named != null) {
        return named;
      }
      KubeConfig config = config();
      Json.Object entry =
          config.entry("contexts", given.getOrDefault("context", config.currentContext()));
      String own = entry == null ? "" : entry.text("namespace");
      return own.isEmpty() ? "default" : own;
    }
  }
}
