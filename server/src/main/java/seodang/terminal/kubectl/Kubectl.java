package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import seodang.json.Json;
import seodang.kube.Cluster;
import seodang.kube.Impersonation;
import seodang.kube.User;
import seodang.terminal.ClusterPort;
import seodang.terminal.Command;
import seodang.terminal.CommandContext;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.ErrorText;
import seodang.terminal.kubectl.client.Identity;
import seodang.terminal.kubectl.client.Interrupted;
import seodang.terminal.kubectl.client.KubeConfig;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.RequestLog;
import seodang.terminal.kubectl.command.CommandSpec;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Verb;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.print.Format;

/// The command `kubectl`.
public final class Kubectl implements Command {

  @Override
  public int run(CommandContext context) throws InterruptedException {
    try {
      return command(context, new ArrayList<>(context.args()));
    } catch (Interrupted e) {
      InterruptedException interrupted = new InterruptedException("kubectl");
      interrupted.initCause(e);
      throw interrupted;
    } catch (Format.TemplateError e) {
      context.out(e.shown());
      context.err(ErrorText.of(e));
      return 1;
    } catch (KubectlError e) {
      context.err(ErrorText.of(e));
      return e instanceof KubectlError.Exit exit ? exit.code() : 1;
    }
  }

  private static int command(CommandContext context, List<String> words)
      throws InterruptedException {
    String path = takePath(context, words);
    Map<String, Verb> verbs = Verbs.ALL;
    if (path.equals("alpha")) {
      context.err("No alpha commands are available in this version of kubectl\n");
      return 0;
    }
    if (path.equals("help") && !words.isEmpty() && CommandTree.find(words).isEmpty()) {
      String topics =
          words.stream().map(w -> "`" + w + "`").collect(Collectors.joining(" ", "[", "]"));
      context.err("Unknown help topic " + topics + "\n" + Help.root());
      return 0;
    }
    if (path.equals("help")) {
      context.out(Help.of(CommandTree.find(words)));
      return 0;
    }
    if (path.isEmpty() && !words.contains("-h") && !words.contains("--help") && !words.isEmpty()) {
      Flags.parse(new CommandSpec("", "", List.of()), words);
    }
    if (path.isEmpty()) {
      context.out(Help.root());
      return 0;
    }
    Flags flags = Flags.parse(CommandSpec.of(path), words);
    for (String deprecation : flags.deprecations()) {
      context.err(deprecation);
    }
    if (flags.help()) {
      context.out(Help.of(path));
      return 0;
    }
    flags.checkRequired();
    Verb verb = verbs.get(path);
    if (verb == null) {
      throw new KubectlError("unknown command " + GoText.quote(path) + " for \"kubectl\"");
    }
    Invocation invocation = invocation(context, flags);
    int code = verb.run(invocation);
    int warnings = invocation.client().warnings();
    if (code == 0 && warnings > 0 && flags.is("warnings-as-errors")) {
      throw new KubectlError(warnings + (warnings == 1 ? " warning" : " warnings") + " received");
    }
    return code;
  }

  /// Takes the words that name a command, and answers its path; `""` when there is none.
  private static String takePath(CommandContext context, List<String> words)
      throws InterruptedException {
    int at = CommandTree.firstArgument(words);
    if (at < 0) {
      return "";
    }
    String name = words.get(at);
    if (name.equals("help") || name.equals("alpha")) {
      words.remove(at);
      return name;
    }
    if (!CommandTree.isTopLevel(name)) {
      if (at > 0) {
        context.err("Error: flags cannot be placed before plugin name: " + words.getFirst() + "\n");
        throw new KubectlError.Exit(1, "");
      }
      throw new KubectlError(CommandTree.unknown(name));
    }
    words.remove(at);
    String path = name;
    while (true) {
      int next = CommandTree.firstArgument(words);
      String alias = next < 0 ? "" : CommandTree.child(path, words.get(next));
      if (alias.isEmpty()) {
        return path;
      }
      words.remove(next);
      path = alias;
    }
  }

  private static Invocation invocation(CommandContext context, Flags flags) {
    String explicit = flags.text("kubeconfig");
    KubeConfig config =
        KubeConfig.load(context, explicit, flags.spec().path().startsWith("config "));
    check(config, flags, path -> context.files().isFile(context.path(path)));
    String contextName = flags.text("context");
    Json.Object entry =
        config.entry("contexts", contextName.isEmpty() ? config.currentContext() : contextName);
    Json.Object chosen = entry == null ? Json.object() : entry;
    String userName =
        flags.has("user")
                && (flags.spec().path().startsWith("create ")
                    || flags.spec().path().equals("set subject"))
            ? chosen.text("user")
            : flags.text("user").isEmpty() ? chosen.text("user") : flags.text("user");
    Json.Object cluster = config.entry("clusters", chosen.text("cluster"));
    String server = cluster == null ? "http://localhost:8080" : cluster.text("server");
    Json.Object userEntry = config.entry("users", userName);
    String token = flags.spec().path().startsWith("config ") ? "" : flags.text("token");
    User own =
        flags.spec().path().startsWith("config")
            ? User.ANONYMOUS
            : Identity.of(context, userName, userEntry == null ? Json.object() : userEntry, token);
    User user = impersonated(context, own, flags);
    int verbosity = (int) flags.number("v");
    Client client = new Client(context, own, user, new RequestLog(verbosity, server));
    return new Invocation(context, flags, config, cluster == null ? client.nowhere() : client);
  }

  private static Json.Object context(KubeConfig config, Flags flags) {
    String name = flags.text("context").isEmpty() ? config.currentContext() : flags.text("context");
    Json.Object entry = config.entry("contexts", name);
    return entry == null ? Json.object() : entry;
  }

  /// What a command that asks the cluster needs of its kubeconfig.
  private static void check(KubeConfig config, Flags flags, Predicate<String> readable) {
    if (flags.spec().path().startsWith("config ")) {
      return;
    }
    String context = flags.text("context");
    if (!context.isEmpty() && config.entry("contexts", context) == null) {
      throw new KubectlError.Exit(
          1,
          "Error in configuration: context was not found for specified context: " + context + "\n");
    }
    String user = flags.text("user");
    if (!user.isEmpty()
        && !flags.spec().path().startsWith("create ")
        && !flags.spec().path().equals("set subject")
        && config.entry("users", user) == null) {
      throw new KubectlError("auth info " + GoText.quote(user) + " does not exist");
    }
    String cluster = flags.text("cluster");
    if (!cluster.isEmpty() && config.entry("clusters", cluster) == null) {
      throw new KubectlError("no server found for cluster " + GoText.quote(cluster));
    }
    String authority = flags.text("certificate-authority");
    if (!authority.isEmpty() && !context(config, flags).isEmpty() && !readable.test(authority)) {
      throw new KubectlError(
          "unable to read certificate-authority "
              + authority
              + " for "
              + context(config, flags).text("cluster")
              + " due to open "
              + authority
              + ": no such file or directory");
    }
    String timeout = flags.text("request-timeout");
    if (!timeout.matches("[0-9]*|([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+")) {
      throw new KubectlError(
          "Invalid timeout value. Timeout must be a single integer in seconds, or an integer"
              + " followed by a corresponding time unit (e.g. 1s | 2m | 3h)");
    }
    if (!flags.text("profile").isEmpty()
        && !flags.spec().path().equals("debug")
        && !flags.text("profile").equals("none")) {
      throw new KubectlError("unknown profile '" + flags.text("profile") + "'");
    }
  }

  /// `--as` and what goes with it: who a request is made as, if its sender may.
  private static User impersonated(CommandContext context, User own, Flags flags) {
    Impersonation wanted =
        new Impersonation(flags.text("as"), flags.list("as-group"), flags.text("as-uid"), Map.of());
    if (wanted.user().isEmpty() && !wanted.equals(Impersonation.NONE)) {
      throw new KubectlError(
          "requesting uid, groups or user-extra for "
              + own.name()
              + " without impersonating a user");
    }
    if (wanted.equals(Impersonation.NONE)) {
      return own;
    }
    ClusterPort cluster = context.cluster();
    return switch (Cluster.impersonate(cluster.state(), cluster.now(), own, wanted, "")) {
      case Impersonation.Answer.Granted granted -> granted.user();
      case Impersonation.Answer.Refused refused ->
          throw new KubectlError.Rejected(refused.response().object());
    };
  }
}
