package seodang.terminal.kubectl;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.terminal.kubectl.client.KubectlError;
import seodang.terminal.kubectl.golang.GoText;
import seodang.terminal.kubectl.print.JsonPath;

/// What `kubectl wait` waits for in an object.
sealed interface WaitCondition {
  boolean isMet(Json.Object object);

  /// @param what the value of `--for`
  /// @param all the values when it was given more than once
  static WaitCondition parse(String what, List<String> all) {
    if (what.startsWith("condition=")) {
      String name = what.substring("condition=".length());
      int equals = name.indexOf('=');
      return equals < 0
          ? new Condition(name, "true")
          : new Condition(name.substring(0, equals), name.substring(equals + 1));
    }
    if (what.startsWith("jsonpath=")) {
      String rest = String.join(",", all).substring("jsonpath=".length());
      int brace = rest.lastIndexOf('}');
      int equals = rest.indexOf('=', Math.max(brace, 0));
      String path = equals < 0 ? rest : rest.substring(0, equals);
      String value = equals < 0 ? null : rest.substring(equals + 1);
      if (value != null && value.isEmpty()) {
        throw new KubectlError(
            "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
      }
      if (path.isEmpty()) {
        throw new KubectlError("jsonpath expression cannot be empty");
      }
      return new Path(JsonPath.parse(JsonPath.relaxed(path), true), value);
    }
    throw new KubectlError(WaitFor.unrecognized(what));
  }

  /// A condition of the status with a value, told in any case.
  record Condition(String name, String status) implements WaitCondition {
    @Override
    public boolean isMet(Json.Object object) {
      for (Json.Object condition : object.object("status").array("conditions").objects()) {
        if (!condition.text("type").equalsIgnoreCase(name)) {
          continue;
        }
        long generation = object.object("metadata").number("generation", -1);
        long observed =
            condition.number(
                "observedGeneration", object.object("status").number("observedGeneration", -1));
        if (generation >= 0 && observed >= 0 && observed < generation) {
          return false;
        }
        return condition
            .text("status")
            .toLowerCase(Locale.ROOT)
            .equals(status.toLowerCase(Locale.ROOT));
      }
      return false;
    }
  }

  /// A field found by JSONPath that has a value, or any when null.
  record Path(JsonPath path, @Nullable String value) implements WaitCondition {
    @Override
    public boolean isMet(Json.Object object) {
      List<List<Json>> found = path.find(object);
      if (found.isEmpty() || found.getFirst().isEmpty()) {
        return false;
      }
      if (found.getFirst().size() > 1) {
        throw new KubectlError("given jsonpath expression matches more than one value");
      }
      Json first = found.getFirst().getFirst();
      if (first instanceof Json.Object || first instanceof Json.Array) {
        throw new KubectlError("jsonpath leads to a nested object or list which is not supported");
      }
      return value == null || GoText.value(first).strip().equals(value.strip());
    }
  }
}
