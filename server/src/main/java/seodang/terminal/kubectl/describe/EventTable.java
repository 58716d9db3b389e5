package seodang.terminal.kubectl.describe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import seodang.json.Json;
import seodang.terminal.kubectl.print.Ages;

/// The events at the end of a description.
final class EventTable {
  private EventTable() {}

  /// Finds the events of an object and writes them.
  static void of(Json.Object object, Description out, Describer.Source source) {
    if (!source.showEvents()) {
      return;
    }
    write(find(object, source, object.object("metadata").text("uid")), out, source);
  }

  static List<Json.Object> find(Json.Object object, Describer.Source source, String uid) {
    Json.Object metadata = object.object("metadata");
    String namespace = metadata.text("namespace");
    String path =
        namespace.isEmpty() ? "/api/v1/events" : "/api/v1/namespaces/" + namespace + "/events";
    String selector =
        "involvedObject.name="
            + metadata.text("name")
            + ",involvedObject.namespace="
            + namespace
            + (uid.isEmpty() ? "" : ",involvedObject.uid=" + uid);
    return source.list(path, "fieldSelector", selector);
  }

  static void write(List<Json.Object> found, Description out, Describer.Source source) {
    if (found.isEmpty()) {
      out.line(0, "Events:", "<none>");
      return;
    }
    out.flush();
    List<Json.Object> events = new ArrayList<>(found);
    events.sort(Comparator.comparing(e -> e.text("lastTimestamp")));
    out.line(0, "Events:");
    out.line(1, "Type", "Reason", "Age", "From", "Message");
    out.line(1, "----", "------", "----", "----", "-------");
    for (Json.Object event : events) {
      String component = event.object("source").text("component");
      out.line(
          1,
          event.text("type"),
          event.text("reason"),
          age(event, source),
          component.isEmpty() ? event.text("reportingComponent") : component,
          event.text("message").strip());
    }
  }

  private static String age(Json.Object event, Describer.Source source) {
    String eventTime = event.text("eventTime");
    String first =
        Ages.since(
            Ages.parse(eventTime) == null ? event.text("firstTimestamp") : eventTime, source.now());
    Json.Object series = event.object("series");
    if (!series.isEmpty()) {
      return Ages.since(series.text("lastObservedTime"), source.now())
          + " (x"
          + series.number("count", 0)
          + " over "
          + first
          + ")";
    }
    long count = event.number("count", 0);
    return count > 1
        ? Ages.since(event.text("lastTimestamp"), source.now())
            + " (x"
            + count
            + " over "
            + first
            + ")"
        : first;
  }
}
