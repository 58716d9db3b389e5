package seodang.kube.apiserver.validation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events of both groups.
final class EventRules {
  private EventRules() {}

  /// Events of the core group, of which little is asked.
  static void core(Field event, @Nullable Field old) {
    legacy(event, "involvedObject", "reportingComponent");
  }

  private static void legacy(Field event, String object, String controller) {
    String namespace = event.at("metadata").text("namespace");
    Field about = event.at("involvedObject", "namespace").of(event.at(object).text("namespace"));
    boolean timed = event.has("eventTime");
    boolean elsewhere = !List.of("", "default").contains(namespace);
    if (about.text().isEmpty()
        ? timed ? !List.of("default", "kube-system").contains(namespace) : elsewhere
        : !timed && !namespace.equals(about.text())) {
      about.invalid("does not match event.namespace");
    }
    if (!timed) {
      return;
    }
    Field reporter = event.at(controller);
    reporter.requiredText();
    reporter.qualified();
    limited(event.at("reportingInstance"));
    limited(event.at("action"));
    limited(event.at("reason"));
    String note = event.has("note") ? event.text("note") : event.text("message");
    if (note.length() > 1024) {
      event.at("message").invalid("", "can have at most 1024 characters");
    }
  }

  private static void limited(Field field) {
    field.requiredText();
    if (field.text().length() > 128) {
      field.invalid("", "can have at most 128 characters");
    }
  }

  /// Events of `events.k8s.io`.
  static void modern(Field event, @Nullable Field old) {
    legacy(event, "regarding", "reportingController");
    Field series = event.at("series");
    if (series.present()) {
      if (series.number("count") < 2) {
        event.at("series.count").invalid("", "should be at least 2");
      }
      if (!series.has("lastObservedTime")) {
        event.at("series.lastObservedTime").required();
      }
    }
    if (old != null) {
      for (String fixed :
          List.of("reason", "type", "action", "reportingController", "reportingInstance")) {
        event.at(fixed).immutable(old.at(fixed));
      }
      return;
    }
    if (!event.has("eventTime")) {
      event.at("eventTime").required();
    }
    if (!List.of("Normal", "Warning").contains(event.text("type"))) {
      event.at("type").invalid("", "has invalid value: " + event.text("type"));
    }
    String unset = "needs to be unset";
    if (event.has("deprecatedFirstTimestamp")) {
      event.at("firstTimestamp").invalid("", unset);
    }
    if (event.has("deprecatedLastTimestamp")) {
      event.at("lastTimestamp").invalid("", unset);
    }
    if (event.number("deprecatedCount") != 0) {
      event.at("count").invalid("", unset);
    }
    Field source = event.at("deprecatedSource");
    if (!source.text("component").isEmpty() || !source.text("host").isEmpty()) {
      event.at("source").invalid("", unset);
    }
  }
}
