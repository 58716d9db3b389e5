package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.kube.ApiResponse;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.Raw;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.TabWriter;
import seodang.terminal.kubectl.print.ObjectPrinter;
import seodang.terminal.kubectl.print.Sorting;
import seodang.terminal.kubectl.print.Table;

/// `kubectl get`.
final class Get {
  static final Set<String> FORMATS = Set.of("custom-columns", "custom-columns-file", "wide");
  private final Invocation invocation;
  private final Flags flags;
  private final String output;

  private Get(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    this.output = flags.text("output");
  }

  static int run(Invocation invocation) {
    return new Get(invocation).run();
  }

  private int run() {
    if (!flags.text("raw").isEmpty()) {
      return raw(flags.text("raw"));
    }
    check();
    if (flags.is("watch") || flags.is("watch-only")) {
      return GetWatch.run(invocation, builder());
    }
    if (isTable()) {
      tables();
    } else {
      ObjectPrinter printer = invocation.format().printer(FORMATS);
      generic(printer);
    }
    return 0;
  }

  private boolean isTable() {
    return (output.isEmpty() && flags.text("template").isEmpty()) || output.equals("wide");
  }

  private int raw(String path) {
    Raw.check(path);
    if (!invocation.arguments().isEmpty()) {
      throw new KubectlError("arguments may not be passed when --raw is specified");
    }
    if (flags.is("watch")
        || flags.is("watch-only")
        || !flags.text("selector").isEmpty()
        || !flags.list("filename").isEmpty()) {
      throw new KubectlError(
          "--raw may not be specified with other flags that filter the server request or alter the"
              + " output");
    }
    if (!output.isEmpty()) {
      throw new KubectlError("--raw and --output are mutually exclusive");
    }
    ApiResponse answer = Raw.request(invocation, "GET", path, null);
    invocation.print(Raw.text(answer));
    return 0;
  }

  private void check() {
    boolean files = !flags.list("filename").isEmpty() || !flags.text("kustomize").isEmpty();
    if (invocation.arguments().isEmpty() && !files) {
      invocation.printError(
          "You must specify the type of resource to get. Use \"kubectl api-resources\" for a"
              + " complete list of supported resources.\n\n");
      throw invocation.usageError(
          "Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed"
              + " description of that resource (e.g. kubectl explain pods).");
    }
    if (flags.is("show-labels") && !output.isEmpty() && !output.equals("wide")) {
      throw new KubectlError("--show-labels option cannot be used with " + output + " printer");
    }
    if (flags.is("output-watch-events") && !flags.is("watch") && !flags.is("watch-only")) {
      throw new KubectlError(
          "--output-watch-events option can only be used with --watch or --watch-only");
    }
  }

  private ResourceBuilder builder() {
    return new ResourceBuilder(invocation)
        .files()
        .selector(flags.text("selector"))
        .fieldSelector(flags.text("field-selector"))
        .allNamespaces(flags.is("all-namespaces"))
        .subresource(flags.text("subresource"))
        .arguments(true, invocation.arguments())
        .latest();
  }

  private void generic(ObjectPrinter printer) {
    ResourceBuilder builder = builder().continueOnError();
    List<KubectlError> failures = new ArrayList<>();
    List<Info> infos = builder.infos(failures);
    if (flags.is("ignore-not-found")) {
      failures.removeIf(Get::isNotFound);
      if (infos.isEmpty()) {
        KubectlError.throwIfAny(failures);
        return;
      }
    }
    if (builder.isSingle() && !failures.isEmpty()) {
      KubectlError.throwIfAny(failures);
    }
    Json.Object object =
        builder.isSingle() && infos.size() == 1
            ? infos.getFirst().object()
            : Json.object(
                "apiVersion",
                "v1",
                "kind",
                "List",
                "metadata",
                Json.object("resourceVersion", ""),
                "items",
                Json.Array.of(infos.stream().map(Info::object).toList()));
    try {
      String field = flags.text("sort-by");
      invocation.print(printer.print(field.isEmpty() ? object : Sorting.sort(object, field)));
    } catch (KubectlError e) {
      failures.add(e);
    }
    KubectlError.throwIfAny(failures);
  }

  private static boolean isNotFound(KubectlError error) {
    return error instanceof KubectlError.Rejected rejected && rejected.isNotFound();
  }

  private void tables() {
    ResourceBuilder builder =
        builder()
            .continueOnError()
            .lists(
                flags.has("server-print") && !flags.is("server-print")
                    ? ApiRequest.JSON
                    : ApiRequest.TABLE,
                !flags.text("sort-by").isEmpty());
    List<KubectlError> failures = new ArrayList<>();
    List<Info> infos = builder.infos(failures);
    if (flags.is("ignore-not-found")) {
      failures.removeIf(Get::isNotFound);
    }
    boolean written = print(infos);
    if (!written && !flags.is("ignore-not-found") && failures.isEmpty()) {
      boolean namespaced =
          !flags.is("all-namespaces") && infos.stream().allMatch(i -> i.resource().namespaced());
      invocation.printError(
          namespaced
              ? "No resources found in " + invocation.namespace() + " namespace.\n"
              : "No resources found\n");
    }
    KubectlError.throwIfAny(failures);
  }

  private boolean print(List<Info> infos) {
    boolean withKind =
        flags.is("show-kind")
            || infos.stream().map(i -> i.resource().qualifiedKind()).distinct().count() > 1;
    TabWriter out = TabWriter.forTables();
    Resource last = null;
    Table table = null;
    boolean written = false;
    boolean separate = false;
    for (Info info : infos) {
      if (table == null || last == null || !last.equals(info.resource())) {
        written |= flush(out, separate);
        separate = written && !flags.is("no-headers");
        table = new Table(options(info.resource(), withKind));
        last = info.resource();
      }
      Json.Object answer = sorted(asTable(info));
      if (answer != null) {
        table.write(answer, out);
      }
    }
    return flush(out, separate) || written;
  }

  private boolean flush(TabWriter out, boolean separate) {
    if (out.isEmpty()) {
      return false;
    }
    invocation.print((separate ? "\n" : "") + out.flush());
    out.forgetWidths();
    return true;
  }

  private Json.Object asTable(Info info) {
    return Table.isTable(info.object()) ? info.object() : Table.of(info.object(), invocation.now());
  }

  /// In order; null when it cannot be put in order: kubectl then prints nothing and says nothing.
  private Json.@Nullable Object sorted(Json.Object table) {
    String field = flags.text("sort-by");
    if (field.isEmpty()) {
      return table;
    }
    try {
      return Sorting.sort(table, field);
    } catch (KubectlError e) {
      return null;
    }
  }

  private Table.Options options(Resource resource, boolean withKind) {
    return options(invocation, resource, withKind);
  }

  static Table.Options options(Invocation invocation, Resource resource, boolean withKind) {
    Flags flags = invocation.flags();
    return new Table.Options(
        flags.text("output").equals("wide"),
        flags.is("no-headers"),
        flags.is("all-namespaces") && resource.namespaced(),
        withKind ? resource.label() : "",
        flags.is("show-labels"),
        flags.list("label-columns"));
  }
}
