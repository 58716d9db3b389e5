package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.ApiRequest;
import seodang.terminal.kubectl.client.Client;
import seodang.terminal.kubectl.client.Deadline;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.client.Resource;
import seodang.terminal.kubectl.client.Watcher;
import seodang.terminal.kubectl.command.Flags;
import seodang.terminal.kubectl.command.Invocation;
import seodang.terminal.kubectl.golang.TabWriter;
import seodang.terminal.kubectl.print.Ages;
import seodang.terminal.kubectl.print.Format;
import seodang.terminal.kubectl.print.ObjectPrinter;

/// `kubectl events`.
final class Events {
  private final Invocation invocation;
  private final Flags flags;
  private final TabWriter table = TabWriter.forTables();
  private final @Nullable ObjectPrinter printer;
  private boolean headers;

  private Events(Invocation invocation) {
    this.invocation = invocation;
    this.flags = invocation.flags();
    Format format = invocation.format();
    this.printer = format.isDefault() ? null : format.printer();
    this.headers = !flags.is("no-headers");
  }

  static int run(Invocation invocation) {
    return new Events(invocation).run();
  }

  private int run() {
    check();
    String selector = fieldSelector();
    Resource events = invocation.mapper().resourceOnly("events", "");
    String namespace = flags.is("all-namespaces") ? "" : invocation.namespace();
    if (flags.is("watch")) {
      return watch(events.path(namespace), selector);
    }
    List<Json.Object> found =
        new ArrayList<>(
            invocation.client().list(events, namespace, "fieldSelector", selector).stream()
                .filter(this::isWanted)
                .toList());
    if (found.isEmpty()) {
      invocation.printError(
          flags.is("all-namespaces")
              ? "No events found.\n"
              : "No events found in " + invocation.namespace() + " namespace.\n");
      return 0;
    }
    found.sort(Comparator.comparing(Events::lastTime));
    if (printer != null) {
      invocation.print(
          printer.print(
              Json.object(
                  "apiVersion",
                  "v1",
                  "kind",
                  "EventList",
                  "metadata",
                  Json.object(),
                  "items",
                  Json.Array.of(found))));
      return 0;
    }
    found.forEach(this::row);
    invocation.print(table.flush());
    return 0;
  }

  private void check() {
    for (String type : flags.list("types")) {
      if (!Set.of("normal", "warning").contains(type.toLowerCase(Locale.ROOT))) {
        throw new KubectlError("valid --types are Normal or Warning");
      }
    }
  }

  private boolean isWanted(Json.Object event) {
    List<String> types = flags.list("types");
    return types.isEmpty() || types.stream().anyMatch(t -> t.equalsIgnoreCase(event.text("type")));
  }

  private @Nullable String fieldSelector() {
    String subject = flags.text("for");
    if (subject.isEmpty()) {
      return null;
    }
    String[] parts = subject.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new KubectlError("--for must be in resource/name form");
    }
    Resource resource = invocation.mapper().resourceOnly(parts[0], "");
    return "involvedObject.kind="
        + resource.kind()
        + ",involvedObject.apiVersion="
        + resource.groupVersion()
        + ",involvedObject.name="
        + parts[1];
  }

  private int watch(String path, @Nullable String selector) {
    Client client = invocation.client();
    Watcher watcher =
        Watcher.open(client, ApiRequest.get(path).withQuery("fieldSelector", selector));
    Deadline deadline = Deadline.in(client, invocation.requestTimeout());
    while (true) {
      Json.Object event = watcher.next(deadline);
      if (event == null) {
        return 0;
      }
      Json.Object object = event.object("object");
      if (event.text("type").equals("DELETED") || !isWanted(object)) {
        continue;
      }
      if (printer != null) {
        invocation.print(printer.print(object));
      } else {
        row(object);
        invocation.print(table.flush());
      }
    }
  }

  private static String lastTime(Json.Object event) {
    String series = event.object("series").text("lastObservedTime");
    if (!series.isEmpty()) {
      return series;
    }
    String last = event.text("lastTimestamp");
    return last.isEmpty() ? event.text("eventTime") : last;
  }

  private void row(Json.Object event) {
    boolean namespaces = flags.is("all-namespaces");
    if (headers) {
      headers = false;
      table.write((namespaces ? "NAMESPACE\t" : "") + "LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n");
    }
    Json.Object about = event.object("involvedObject");
    table.write(
        (namespaces ? event.object("metadata").text("namespace") + "\t" : "")
            + age(event)
            + "\t"
            + event.text("type")
            + "\t"
            + event.text("reason")
            + "\t"
            + about.text("kind")
            + "/"
            + about.text("name")
            + "\t"
            + event.text("message").strip()
            + "\n");
  }

  private String age(Json.Object event) {
    String eventTime = event.text("eventTime");
    String first =
        Ages.since(
            Ages.parse(eventTime) == null ? event.text("firstTimestamp") : eventTime,
            invocation.now());
    Json.Object series = event.object("series");
    if (!series.isEmpty()) {
      return Ages.since(series.text("lastObservedTime"), invocation.now())
          + " (x"
          + series.number("count", 0)
          + " over "
          + first
          + ")";
    }
    long count = event.number("count", 0);
    return count > 1
        ? Ages.since(event.text("lastTimestamp"), invocation.now())
            + " (x"
            + count
            + " over "
            + first
            + ")"
        : first;
  }
}
