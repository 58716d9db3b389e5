package seodang.terminal.kubectl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import seodang.terminal.kubectl.client.KubectlError;

/// The changes that the arguments of `label`, `annotate` and `set env` ask for: `KEY=VALUE`,
/// `KEY-`.
///
/// @param resources the arguments before the first change
/// @param set in order
record KeyValues(List<String> resources, Map<String, String> set, List<String> removed) {

  /// @param what `label` or `annotation`, for messages
  static KeyValues parse(List<String> arguments, String what) {
    List<String> resources = new ArrayList<>();
    Map<String, String> set = new LinkedHashMap<>();
    List<String> removed = new ArrayList<>();
    boolean changes = false;
    for (String argument : arguments) {
      boolean isChange =
          argument.indexOf('=') > 0 || (argument.endsWith("-") && argument.length() > 1);
      if (!changes && isChange) {
        changes = true;
      }
      if (!changes) {
        resources.add(argument);
      } else if (argument.contains("=")) {
        int equals = argument.indexOf('=');
        if (equals == 0) {
          throw new KubectlError("invalid " + what + " format: " + argument);
        }
        set.put(argument.substring(0, equals), argument.substring(equals + 1));
      } else if (argument.endsWith("-")) {
        removed.add(argument.substring(0, argument.length() - 1));
      } else {
        throw new KubectlError(
            what.equals("label")
                ? "unknown label spec: " + argument
                : "all resources must be specified before " + what + " changes: " + argument);
      }
    }
    for (String key : removed) {
      if (set.containsKey(key)) {
        throw new KubectlError(
            what.equals("label")
                ? "can not both modify and remove a label in the same command"
                : "can not both modify and remove the following "
                    + what
                    + "(s) in the same command: "
                    + key);
      }
    }
    return new KeyValues(resources, set, removed);
  }
}
