package seodang.terminal.kubectl;

import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.client.Watcher;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Info;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.command.ResourceBuilder;
import seodang.terminal.kubectl.golang.TabWriter;
import seodang.terminal.kubectl.print.ObjectPrinter;
import seodang.terminal.kubectl.print.Table;

/// `kubectl get -w`: what there is, then every change, until interrupted.
final class GetWatch {
  private final Invocation invocation;
  private final @Nullable ObjectPrinter printer;
  private final TabWriter out = TabWriter.forTables();
  private final boolean events;

  private GetWatch(Invocation invocation) {
    this.invocation = invocation;
    String output = invocation.flags().text("output");
    boolean table = output.isEmpty() || output.equals("wide");
    this.printer = table ? null : invocation.format().printer(Get.FORMATS);
    this.events = invocation.flags().is("output-watch-events");
  }

  static int run(Invocation invocation, ResourceBuilder builder) {
    return new GetWatch(invocation).watch(builder);
  }

  private int watch(ResourceBuilder builder) {
    Flags flags = invocation.flags();
    List<String> words = invocation.arguments();
    if (!words.isEmpty() && words.getFirst().contains(",")) {
      throw new KubectlError("you may only specify a single resource type");
    }
    if (!flags.text("sort-by").isEmpty()) {
      invocation.printError(
          "warning: --watch requested, --sort-by will be ignored for watch events received\n");
    }
    String accept = printer == null ? ApiRequest.TABLE : ApiRequest.JSON;
    List<Info> infos = builder.lists(accept, false).infos();
    if (infos.stream().map(Info::resource).distinct().count() != 1) {
      throw new KubectlError(
          "watch is only supported on individual resources and resource collections - more than 1"
              + " resource was found");
    }
    Info first = infos.getFirst();
    Resource resource = first.resource();
    boolean list = first.name().isEmpty();
    Table table = new Table(Get.options(invocation, resource, flags.is("show-kind")));
    if (!flags.is("watch-only")) {
      infos.forEach(info -> show(table, info.object(), "ADDED"));
    }
    ApiRequest request = ApiRequest.get(resource.path(first.namespace())).withAccept(accept);
    request =
        list
            ? request
                .withQuery(
                    "resourceVersion",
                    infos.getLast().object().object("metadata").text("resourceVersion"))
                .withQuery("labelSelector", unlessEmpty(flags.text("selector")))
                .withQuery("fieldSelector", unlessEmpty(flags.text("field-selector")))
            : request
                .withQuery("fieldSelector", "metadata.name=" + first.name())
                .withQuery("resourceVersion", "0");
    follow(request, table, !list);
    return 0;
  }

  private static @Nullable String unlessEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  /// @param skipFirst the watch of one object begins with the object itself, shown already
  private void follow(ApiRequest request, Table table, boolean skipFirst) {
    Client client = invocation.client();
    Watcher watcher = Watcher.open(client, request);
    Deadline deadline = Deadline.in(client, invocation.requestTimeout());
    boolean skip = skipFirst;
    while (true) {
      Json.Object event = watcher.next(deadline);
      if (event == null) {
        return;
      }
      if (event.text("type").equals("ERROR")) {
        throw new KubectlError.Rejected(event.object("object"));
      }
      if (!skip) {
        show(table, event.object("object"), event.text("type"));
      }
      skip = false;
    }
  }

  private void show(Table table, Json.Object object, String type) {
    if (printer != null) {
      boolean list = object.get("items") instanceof Json.Array;
      for (Json.Object item : list ? object.array("items").objects() : List.of(object)) {
        invocation.print(printer.print(events ? Json.object("type", type, "object", item) : item));
      }
      return;
    }
    Json.Object answer = Table.isTable(object) ? object : Table.of(object, invocation.now());
    if (events) {
      table.write(answer, out, type);
    } else {
      table.write(answer, out);
    }
    if (!out.isEmpty()) {
      invocation.print(out.flush());
    }
  }
}
