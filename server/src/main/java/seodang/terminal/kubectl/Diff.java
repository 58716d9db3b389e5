package seodang.terminal.kubectl;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.Yaml;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.ErrorText;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.LastApplied;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.GoText;

/// `kubectl diff`: what `apply` would change, as `diff -u -N` shows it; code 1 when something
/// would.
final class Diff {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS Z", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Invocation invocation;
  private final Flags flags;
  private final String live;
  private final String merged;

  private Diff(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    long number = Math.floorMod(invocation.now().toEpochMilli() * 31, 4_000_000_000L);
    this.live = "/tmp/LIVE-" + number;
    this.merged = "/tmp/MERGED-" + (number + 17);
  }

  static int run(Invocation invocation) {
    try {
      return new Diff(invocation).run();
    } catch (KubectlError e) {
      // One means a difference here; trouble is told by more.
      invocation.printError(ErrorText.of(e));
      return e instanceof KubectlError.Rejected || e instanceof KubectlError.Several ? 1 : 2;
    }
  }

  private int run() {
    if (!invocation.arguments().isEmpty()) {
      throw invocation.usageError("Unexpected args: " + GoText.list(invocation.arguments()));
    }
    if (flags.list("filename").isEmpty() && flags.text("kustomize").isEmpty()) {
      throw new KubectlError("must specify one of -f and -k");
    }
    List<String[]> pairs = new ArrayList<>();
    new ResourceBuilder(invocation)
        .files()
        .selector(flags.text("selector"))
        .visit(info -> pairs.add(pair(info)));
    pairs.sort((a, b) -> a[0].compareTo(b[0]));
    boolean differs = false;
    String now = TIME.format(invocation.now());
    for (String[] pair : pairs) {
      String text = UnifiedDiff.of(pair[1], pair[2]);
      if (!text.isEmpty()) {
        differs = true;
        String from = live + "/" + pair[0];
        String to = merged + "/" + pair[0];
        invocation.print(
            "diff -u -N "
                + from
                + " "
                + to
                + "\n--- "
                + from
                + "\t"
                + now
                + "\n+++ "
                + to
                + "\t"
                + now
                + "\n"
                + text);
      }
    }
    return differs ? 1 : 0;
  }

  /// The name of an object's file, its live text, and the text it would have.
  private String[] pair(Info info) {
    Json.Object before = invocation.client().find(info.path());
    Json.Object after = after(info, before);
    String group = info.resource().group();
    String name =
        (group.isEmpty() ? "" : group + ".")
            + info.resource().version()
            + "."
            + info.resource().kind()
            + "."
            + info.namespace()
            + "."
            + info.name();
    Json.Object from = before;
    Json.Object to = after;
    if (info.resource().kind().equals("Secret") && info.resource().group().isEmpty()) {
      from = before == null ? null : masked(before, after, "*** (before)");
      to = masked(after, before, "*** (after)");
    }
    return new String[] {name, text(from), text(to)};
  }

  private String text(Json.@Nullable Object object) {
    if (object == null) {
      return "";
    }
    return Yaml.write(
        flags.is("show-managed-fields") ? object : object.withoutAt("metadata", "managedFields"));
  }

  private Json.Object after(Info info, Json.@Nullable Object before) {
    Client client = invocation.client();
    if (flags.is("server-side")) {
      return Client.typed(
          client
              .send(
                  Client.with(
                      ApiRequest.patch(info.path(), ApiRequest.APPLY_PATCH, info.object()),
                      "dryRun",
                      "All",
                      "fieldManager",
                      "kubectl",
                      "force",
                      Boolean.toString(flags.is("force-conflicts"))))
              .object(),
          info.resource());
    }
    if (before == null) {
      return Client.typed(
          client
              .send(
                  ApiRequest.post(
                          info.resource().path(info.namespace()), Unset.without(info.object()))
                      .withQuery("dryRun", "All")
                      .withQuery("fieldManager", "kubectl-client-side-apply"))
              .object(),
          info.resource());
    }
    Json.Object original = LastApplied.of(before);
    Patches.Patch patch =
        Patches.threeWay(
            info.resource(),
            original == null ? Json.object() : original,
            LastApplied.bare(info.object()),
            before);
    return Client.typed(
        client
            .send(
                ApiRequest.patch(info.path(), patch.type(), patch.body())
                    .withQuery("dryRun", "All")
                    .withQuery("fieldManager", "kubectl-client-side-apply"))
            .object(),
        info.resource());
  }

  /// The values of a Secret are not shown; of changed ones it is told that they differ.
  private static Json.Object masked(
      Json.Object secret, Json.@Nullable Object other, String changed) {
    Json.Object data = secret.object("data");
    Map<String, String> others = other == null ? Map.of() : other.object("data").texts();
    Json.Object result = data;
    for (Map.Entry<String, String> entry : data.texts().entrySet()) {
      String there = others.get(entry.getKey());
      result =
          result.with(
              entry.getKey(), there == null || there.equals(entry.getValue()) ? "***" : changed);
    }
    return data.isEmpty() ? secret : secret.with("data", result);
  }
}
