package seodang.world;

import java.time.Instant;
import java.util.List;
import seodang.json.Json;
import seodang.kube.TraceEntry;
import seodang.kube.trace.Trace;

/// Trace entries as they are kept: short arrays, for there are many.
final class TraceJson {
  private TraceJson() {}

  static Json.Array write(List<TraceEntry> entries) {
    return Json.Array.of(entries.stream().map(TraceJson::write).toList());
  }

  private static Json write(TraceEntry e) {
    return Json.array(
        e.id(),
        e.cause(),
        e.at().toString(),
        e.actor(),
        e.verb(),
        e.resource(),
        e.namespace(),
        e.name(),
        e.code(),
        e.revision(),
        e.detail());
  }

  /// Puts saved entries on a trace that ended just before the first of them.
  static Trace onto(Trace trace, Json.Array saved) {
    Trace result = trace;
    for (Json item : saved) {
      if (item instanceof Json.Array a && a.size() == 11) {
        result = result.plus(read(a));
      }
    }
    return result;
  }

  private static TraceEntry read(Json.Array a) {
    return new TraceEntry(
        number(a, 0),
        number(a, 1),
        Instant.parse(text(a, 2)),
        text(a, 3),
        text(a, 4),
        text(a, 5),
        text(a, 6),
        text(a, 7),
        (int) number(a, 8),
        number(a, 9),
        a.object(10));
  }

  private static String text(Json.Array a, int index) {
    return a.get(index) instanceof Json.Text t ? t.value() : "";
  }

  private static long number(Json.Array a, int index) {
    return a.get(index) instanceof Json.Number n ? n.longValue() : 0;
  }
}
