package seodang.terminal.kubectl.command;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.shell.FileError;
import seodang.shell.FileTree;
import seodang.terminal.CommandContext;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Interrupted;
import seodang.terminal.kubectl.client.KubeConfig;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.RestMapper;
import seodang.terminal.kubectl.golang.GoDurations;
import seodang.terminal.kubectl.kustomize.Kustomize;
import seodang.terminal.kubectl.print.Format;

/// One run of a command: its flags and arguments, the client, the learner's files and namespace.
public final class Invocation {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final CommandContext context;
  private final Flags flags;
  private final KubeConfig config;
  private final Client client;
  private @Nullable DryRun dryRun;

  public Invocation(CommandContext context, Flags flags, KubeConfig config, Client client) {
    this.context = context;
    this.flags = flags;
    this.config = config;
    this.client = client;
  }

  public CommandContext context() {
    return context;
  }

  public Flags flags() {
    return flags;
  }

  public KubeConfig config() {
    return config;
  }

  public Client client() {
    return client;
  }

  public RestMapper mapper() {
    return client.mapper();
  }

  public List<String> arguments() {
    return flags.arguments();
  }

  public Instant now() {
    return client.now();
  }

  public void print(String text) {
    client.print(text);
  }

  public void printError(String text) {
    client.printError(text);
  }

  /// True when `-n` was given: objects of another namespace are then refused.
  public boolean namespaceGiven() {
    return flags.has("namespace");
  }

  /// The namespace of `-n`, else of the context, else `default`.
  public String namespace() {
    String given = flags.text("namespace");
    if (!given.isEmpty()) {
      return given;
    }
    String name = flags.text("context");
    Json.Object entry = config.entry("contexts", name.isEmpty() ? config.currentContext() : name);
    String own = entry == null ? "" : entry.text("namespace");
    return own.isEmpty() ? "default" : own;
  }

  /// The namespace of the command, or `""` for all with `-A`.
  public String namespaceOrAll() {
    return flags.is("all-namespaces") ? "" : namespace();
  }

  public DryRun dryRun() {
    DryRun known = dryRun;
    if (known == null) {
      known = DryRun.of(this);
      dryRun = known;
    }
    return known;
  }

  /// The address of the API server, as the kubeconfig gives it.
  public String server() {
    String name = flags.text("context");
    Json.Object entry = config.entry("contexts", name.isEmpty() ? config.currentContext() : name);
    Json.Object cluster = entry == null ? null : config.entry("clusters", entry.text("cluster"));
    return cluster == null ? "http://localhost:8080" : cluster.text("server");
  }

  /// `--request-timeout`, after which a watch ends; zero for none.
  public Duration requestTimeout() {
    String text = flags.text("request-timeout");
    return text.matches("[0-9]+")
        ? Duration.ofSeconds(Long.parseLong(text))
        : text.isEmpty() ? Duration.ZERO : GoDurations.parse(text);
  }

  /// What `-o` and the flags beside it ask for.
  public Format format() {
    return new Format(
        flags.text("output"),
        flags.text("template"),
        !flags.has("allow-missing-template-keys") || flags.is("allow-missing-template-keys"),
        flags.is("show-managed-fields"),
        flags.is("no-headers"),
        this::readFile);
  }

  /// `strict`, `warn` or `ignore`: the request parameter `fieldValidation`.
  public @Nullable String fieldValidation() {
    return switch (flags.text("validate")) {
      case "true", "strict" -> "Strict";
      case "warn" -> "Warn";
      case "false", "ignore" -> "Ignore";
      case "" -> null;
      default ->
          throw new KubectlError(
              "invalid - validate option "
                  + seodang.terminal.kubectl.golang.GoText.quote(flags.text("validate"))
                  + "; must be one of: strict (or true), warn, ignore (or false)");
    };
  }

  /// The text of a file of the learner's, or of standard input for `-`.
  ///
  /// @throws KubectlError as Go words it: `open x: no such file or directory`
  public String readFile(String path) {
    if (path.equals("-")) {
      return readInput();
    }
    String absolute = context.path(path);
    try {
      return context.files().read(absolute);
    } catch (FileError e) {
      throw new KubectlError(
          (e.reason() == FileError.Reason.IS_DIRECTORY ? "read " : "open ")
              + path
              + ": "
              + e.reason().words().toLowerCase(Locale.ROOT));
    }
  }

  /// The manifests that a directory's kustomization makes, as one text.
  public String kustomized(String directory) {
    if (!context.files().exists(context.path(directory))) {
      throw new KubectlError(
          "must build at directory: not a valid directory: evalsymlink failure on '"
              + directory
              + "' : lstat "
              + context.path(directory)
              + ": no such file or directory");
    }
    Kustomize.Built built = Kustomize.build(context.files(), context.path(directory));
    built.warnings().forEach(this::printError);
    return built.text();
  }

  public String readInput() {
    try {
      return context.readAll();
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
  }

  public void writeFile(String path, String text) {
    try {
      context.files(files -> {
        String absolute = context.path(path);
        FileTree ready = files.makeDirectories(FileTree.parent(absolute), "learner", now());
        return ready.write(absolute, text, "learner", now());
      });
    } catch (FileError e) {
      throw new KubectlError("open " + path + ": " + e.reason().words().toLowerCase(Locale.ROOT));
    }
  }

  /// Removes a file of the learner's; nothing happens when it cannot be.
  public void removeFile(String path) {
    context.files(files -> {
      String absolute = context.path(path);
      return files.exists(absolute) ? files.remove(absolute, now()) : files;
    });
  }

  /// The same run, telling what was done whatever `-o` says.
  public Invocation withoutOutput() {
    return new Invocation(context, flags.without("output"), config, client);
  }

  public void sleep(Duration time) {
    try {
      context.sleep(time);
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
  }

  /// An error that points to the command's help.
  public KubectlError usageError(String message) {
    return new KubectlError(
        message + "\nSee 'kubectl " + flags.spec().path() + " -h' for help and examples");
  }

  /// A line of Go's logger, as `W1121 02:35:26.205021 1 helpers.go:703] …`.
  public void logWarning(String place, String message) {
    printError("W" + STAMP.format(now()) + "       1 " + place + "] " + message + "\n");
  }
}
