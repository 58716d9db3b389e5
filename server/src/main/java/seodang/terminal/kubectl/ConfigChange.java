package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.terminal.kubectl.client.KubeConfig;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.GoNumbers;
import seodang.terminal.kubectl.golang.GoText;

/// The commands that change the kubeconfig: `config use-context`, `set-context` …
final class ConfigChange {
  private static final List<String> FLAGS =
      List.of("insecure-skip-tls-verify", "disable-compression");

  private ConfigChange() {}

  private static void save(Invocation invocation, KubeConfig config) {
    invocation.writeFile(config.path(), Yaml.write(ConfigView.normal(config.content())));
  }

  private static String one(Invocation invocation) {
    if (invocation.arguments().size() != 1) {
      throw wrong(invocation);
    }
    return invocation.arguments().getFirst();
  }

  private static KubectlError wrong(Invocation invocation) {
    invocation.print(Help.of(invocation.flags().spec().path()));
    return new KubectlError("Unexpected args: " + GoText.list(invocation.arguments()));
  }

  static int useContext(Invocation invocation) {
    String name = one(invocation);
    KubeConfig config = invocation.config();
    if (config.entry("contexts", name) == null) {
      throw new KubectlError("no context exists with the name: " + GoText.quote(name));
    }
    save(invocation, config.with(config.content().with("current-context", name)));
    invocation.print("Switched to context " + GoText.quote(name) + ".\n");
    return 0;
  }

  static int setContext(Invocation invocation) {
    Flags flags = invocation.flags();
    KubeConfig config = invocation.config();
    boolean current = flags.is("current");
    List<String> arguments = invocation.arguments();
    if (arguments.isEmpty() && !current) {
      throw new KubectlError("you must specify a non-empty context name or --current");
    }
    if (!arguments.isEmpty() && current) {
      throw new KubectlError("you cannot specify both a context name and --current");
    }
    String name = current ? config.currentContext() : arguments.getFirst();
    if (name.isEmpty()) {
      throw new KubectlError("no current context is set");
    }
    Json.Object old = config.entry("contexts", name);
    Json.Object entry = old == null ? Json.object() : old;
    for (String field : List.of("cluster", "user", "namespace")) {
      if (flags.has(field)) {
        entry = setOrUnset(entry, field, flags.text(field));
      }
    }
    save(invocation, config.withEntry("contexts", name, entry));
    invocation.print(
        "Context " + GoText.quote(name) + (old == null ? " created.\n" : " modified.\n"));
    return 0;
  }

  private static Json.Object setOrUnset(Json.Object entry, String field, String value) {
    return value.isEmpty() ? entry.without(field) : entry.with(field, value);
  }

  static int renameContext(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    if (arguments.size() != 2) {
      throw wrong(invocation);
    }
    KubeConfig config = invocation.config();
    String from = arguments.getFirst();
    String to = arguments.get(1);
    Json.Object entry = config.entry("contexts", from);
    if (entry == null) {
      throw new KubectlError(
          "cannot rename the context " + GoText.quote(from) + ", it's not in " + config.shown());
    }
    if (config.entry("contexts", to) != null) {
      throw new KubectlError(
          "cannot rename the context "
              + GoText.quote(from)
              + ", the context "
              + GoText.quote(to)
              + " already exists in "
              + config.shown());
    }
    KubeConfig renamed = config.withEntry("contexts", from, null).withEntry("contexts", to, entry);
    if (config.currentContext().equals(from)) {
      renamed = renamed.with(renamed.content().with("current-context", to));
    }
    save(invocation, renamed);
    invocation.print("Context " + GoText.quote(from) + " renamed to " + GoText.quote(to) + ".\n");
    return 0;
  }

  static int deleteContext(Invocation invocation) {
    return delete(invocation, "contexts");
  }

  static int deleteCluster(Invocation invocation) {
    return delete(invocation, "clusters");
  }

  static int deleteUser(Invocation invocation) {
    return delete(invocation, "users");
  }

  private static int delete(Invocation invocation, String list) {
    if (invocation.arguments().isEmpty()) {
      invocation.print(Help.of(invocation.flags().spec().path()));
      return 0;
    }
    String name = invocation.arguments().getFirst();
    KubeConfig config = invocation.config();
    String what = ConfigView.singular(list);
    if (config.entry(list, name) == null) {
      throw new KubectlError("cannot delete " + what + " " + name + ", not in " + config.shown());
    }
    if (list.equals("contexts") && config.currentContext().equals(name)) {
      invocation.printError(
          "warning: this removed your active context, use \"kubectl config use-context\" to select"
              + " a different one\n");
    }
    save(invocation, config.withEntry(list, name, null));
    invocation.print("deleted " + what + " " + name + " from " + config.shown() + "\n");
    return 0;
  }

  static int setCluster(Invocation invocation) {
    String name = one(invocation);
    Flags flags = invocation.flags();
    if (!flags.text("certificate-authority").isEmpty() && flags.is("insecure-skip-tls-verify")) {
      throw new KubectlError(
          "you cannot specify a certificate authority and insecure mode at the same time");
    }
    checkEmbedded(invocation, "certificate-authority");
    Json.Object old = invocation.config().entry("clusters", name);
    Json.Object entry = old == null ? Json.object() : old;
    for (String field :
        List.of("server", "certificate-authority", "tls-server-name", "proxy-url")) {
      if (flags.has(field)) {
        entry = setOrUnset(entry, field, flags.text(field));
      }
    }
    if (flags.has("insecure-skip-tls-verify")) {
      entry =
          flags.is("insecure-skip-tls-verify")
              ? entry.with("insecure-skip-tls-verify", true)
              : entry.without("insecure-skip-tls-verify");
    }
    if (flags.is("embed-certs") && entry.has("certificate-authority")) {
      entry =
          entry
              .with(
                  "certificate-authority-data",
                  encoded(invocation, entry.text("certificate-authority")))
              .without("certificate-authority");
    }
    save(invocation, invocation.config().withEntry("clusters", name, entry));
    invocation.print("Cluster " + GoText.quote(name) + " set.\n");
    return 0;
  }

  private static void checkEmbedded(Invocation invocation, String flag) {
    String file = invocation.flags().text(flag);
    if (invocation.flags().is("embed-certs") && !file.isEmpty()) {
      try {
        invocation.readFile(file);
      } catch (KubectlError e) {
        throw new KubectlError(
            "could not stat " + flag + " file " + file + ": " + e.text().replace("open ", "stat "));
      }
    }
  }

  private static String encoded(Invocation invocation, String path) {
    return java.util.Base64.getEncoder()
        .encodeToString(
            invocation.readFile(path).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static int setCredentials(Invocation invocation) {
    String name = one(invocation);
    Flags flags = invocation.flags();
    if (!flags.text("token").isEmpty()
        && !(flags.text("username") + flags.text("password")).isEmpty()) {
      throw new KubectlError(
          "you cannot specify more than one authentication method at the same time: --token,"
              + " --username/--password");
    }
    checkEmbedded(invocation, "client-certificate");
    checkEmbedded(invocation, "client-key");
    Json.Object old = invocation.config().entry("users", name);
    Json.Object entry = plugins(flags, old == null ? Json.object() : old);
    Map<String, String> fields =
        Map.of(
            "token", "token",
            "username", "username",
            "password", "password",
            "client-certificate", "client-certificate",
            "client-key", "client-key");
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (flags.has(field.getKey())) {
        entry = setOrUnset(entry, field.getValue(), flags.text(field.getKey()));
      }
    }
    if (flags.is("embed-certs")) {
      for (String field : List.of("client-certificate", "client-key")) {
        if (entry.has(field)) {
          entry =
              entry.with(field + "-data", encoded(invocation, entry.text(field))).without(field);
        }
      }
    }
    save(invocation, invocation.config().withEntry("users", name, entry));
    invocation.print("User " + GoText.quote(name) + " set.\n");
    return 0;
  }

  /// `--exec-…` and `--auth-provider…`.
  private static Json.Object plugins(Flags flags, Json.Object user) {
    Json.Object entry = user;
    if (flags.has("exec-command")) {
      List<Json> env = new ArrayList<>();
      flags
          .list("exec-env")
          .forEach(pair -> {
            int equals = pair.indexOf('=');
            env.add(
                Json.object(
                    "name", pair.substring(0, equals), "value", pair.substring(equals + 1)));
          });
      Json.Object exec =
          entry
              .object("exec")
              .with("apiVersion", flags.text("exec-api-version"))
              .with("command", flags.text("exec-command"))
              .with("args", list(flags.list("exec-arg").stream().map(Json::text).toList()))
              .with("env", list(env))
              .with("provideClusterInfo", flags.is("exec-provide-cluster-info"));
      entry = entry.with("exec", exec);
    }
    if (flags.has("auth-provider")) {
      entry = entry.withAt(Json.text(flags.text("auth-provider")), "auth-provider", "name");
    }
    for (String pair : flags.list("auth-provider-arg")) {
      int equals = pair.indexOf('=');
      entry =
          equals > 0
              ? entry.withAt(
                  Json.text(pair.substring(equals + 1)),
                  "auth-provider",
                  "config",
                  pair.substring(0, equals))
              : entry;
    }
    return entry;
  }

  private static Json list(List<? extends Json> items) {
    return items.isEmpty() ? Json.Null.NULL : Json.Array.of(items);
  }

  static int set(Invocation invocation) {
    List<String> arguments = invocation.arguments();
    if (arguments.size() != 2) {
      throw wrong(invocation);
    }
    String property = arguments.getFirst();
    KubeConfig config = invocation.config();
    save(invocation, changed(config, property, arguments.get(1)));
    invocation.print("Property " + GoText.quote(property) + " set.\n");
    return 0;
  }

  static int unset(Invocation invocation) {
    String property = one(invocation);
    save(invocation, changed(invocation.config(), property, null));
    invocation.print("Property " + GoText.quote(property) + " unset.\n");
    return 0;
  }

  /// @param value null to take the property away
  private static KubeConfig changed(
      KubeConfig config, String property, @org.jspecify.annotations.Nullable String value) {
    if (property.equals("current-context")) {
      return config.with(config.content().with("current-context", value == null ? "" : value));
    }
    String[] parts = property.split("\\.", 2);
    List<String> lists = List.of("clusters", "contexts", "users");
    if (!lists.contains(parts[0])) {
      throw new KubectlError("unable to parse " + property + " after [] at api.Config");
    }
    if (parts.length == 1) {
      return config.with(config.content().with(parts[0], Json.array()));
    }
    // A name may hold dots itself: the longest known one wins.
    List<String> names = new ArrayList<>(config.names(parts[0]));
    names.sort((a, b) -> b.length() - a.length());
    String rest = parts[1];
    String name =
        names.stream()
            .filter(n -> rest.equals(n) || rest.startsWith(n + "."))
            .findFirst()
            .orElse(rest.contains(".") ? rest.substring(0, rest.lastIndexOf('.')) : rest);
    if (rest.equals(name)) {
      return config.withEntry(parts[0], name, value == null ? null : Json.object());
    }
    String field = rest.substring(name.length() + 1);
    Json.Object old = config.entry(parts[0], name);
    Json.Object entry = old == null ? Json.object() : old;
    return config.withEntry(
        parts[0],
        name,
        value == null || FLAGS.contains(field) && !truth(value)
            ? entry.without(field)
            : FLAGS.contains(field) ? entry.with(field, true) : entry.with(field, value));
  }

  private static boolean truth(String value) {
    try {
      return GoNumbers.parseBool(value);
    } catch (GoNumbers.SyntaxException e) {
      throw new KubectlError(String.valueOf(e.getMessage()));
    }
  }
}
