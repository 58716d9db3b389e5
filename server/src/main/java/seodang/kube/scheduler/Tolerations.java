package seodang.kube.scheduler;

import seodang.json.Json;

/// Whether a Pod tolerates a taint.
public final class Tolerations {
  private Tolerations() {}

  public static boolean tolerate(Json.Object pod, String key, String value, String effect) {
    for (Json.Object t : pod.object("spec").array("tolerations").objects()) {
      boolean sameEffect = t.text("effect").isEmpty() || t.text("effect").equals(effect);
      boolean sameKey =
          t.text("key").isEmpty() ? t.text("operator").equals("Exists") : t.text("key").equals(key);
      boolean sameValue = t.text("operator").equals("Exists") || t.text("value").equals(value);
      if (sameEffect && sameKey && sameValue) {
        return true;
      }
    }
    return false;
  }
}
