package seodang.diagram;

import seodang.json.Json;

/// Reads `status.conditions`.
final class Conditions {
  private Conditions() {}

  static Json.Object get(Json.Object status, String type) {
    for (Json.Object condition : status.array("conditions").objects()) {
      if (condition.text("type").equals(type)) {
        return condition;
      }
    }
    return Json.object();
  }

  static boolean is(Json.Object status, String type) {
    return get(status, type).text("status").equals("True");
  }

  static String reason(Json.Object status, String type) {
    return get(status, type).text("reason");
  }

  static String message(Json.Object status, String type) {
    return get(status, type).text("message");
  }
}
