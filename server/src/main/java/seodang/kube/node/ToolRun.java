package seodang.kube.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;
import seodang.shell.FileTree;
import seodang.shell.HostCall;

/// One run of a tool on a node.
///
/// @param args without the tool's own name
/// @param cursor `""` at first; where a tool that follows something goes on
record ToolRun(
    Run run, String node, String name, List<String> args, String directory, String cursor) {

  /// Flags and operands of a command line.
  record Flags(Map<String, String> given, List<String> operands) {
    boolean has(String... names) {
      return java.util.Arrays.stream(names).anyMatch(given::containsKey);
    }

    String text(String or, String... names) {
      for (String name : names) {
        String value = given.get(name);
        if (value != null) {
          return value;
        }
      }
      return or;
    }

    String operand(int i) {
      return i < operands.size() ? operands.get(i) : "";
    }

    /// The first given flag that is not among those known; `""` when all are.
    String unknown(Set<String> known) {
      return given.keySet().stream().filter(f -> !known.contains(f)).findFirst().orElse("");
    }
  }

  /// @param valued flags that take a value, as `-o` and `--output`
  Flags flags(Set<String> valued) {
    Map<String, String> given = new TreeMap<>();
    List<String> operands = new ArrayList<>();
    boolean only = false;
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      int equals = arg.indexOf('=');
      if (only || arg.length() < 2 || arg.charAt(0) != '-') {
        operands.add(arg);
      } else if (arg.equals("--")) {
        only = true;
      } else if (equals > 0) {
        given.put(arg.substring(0, equals), arg.substring(equals + 1));
      } else if (valued.contains(arg)) {
        given.put(arg, i + 1 < args.size() ? args.get(++i) : "");
      } else if (!arg.startsWith("--") && valued.contains(arg.substring(0, 2))) {
        given.put(arg.substring(0, 2), arg.substring(2));
      } else if (!arg.startsWith("--") && arg.length() > 2 && !Character.isDigit(arg.charAt(1))) {
        for (char letter : arg.substring(1).toCharArray()) {
          given.put("-" + letter, "");
        }
      } else {
        given.put(arg, "");
      }
    }
    return new Flags(given, operands);
  }

  /// The same with the first argument taken off: a subcommand.
  ToolRun sub() {
    return new ToolRun(run, node, name, args.subList(1, args.size()), directory, cursor);
  }

  String path(String path) {
    return FileTree.resolve(directory, path);
  }

  Json.Object nodeObject() {
    Json.Object object = run.get("", "nodes", "", node);
    return object == null ? Json.object() : object;
  }

  String nodeAddress() {
    for (Json.Object address : nodeObject().object("status").array("addresses").objects()) {
      if (address.text("type").equals("InternalIP")) {
        return address.text("address");
      }
    }
    return "";
  }

  /// Whether the control plane's own processes run on this node.
  boolean isControlPlane() {
    return Meta.labels(nodeObject()).has("node-role.kubernetes.io/control-plane");
  }

  static HostCall.Answer.Tool out(String text) {
    return new HostCall.Answer.Tool(0, text, "", "");
  }

  static HostCall.Answer.Tool fail(int exit, String error) {
    return new HostCall.Answer.Tool(exit, "", error, "");
  }

  static HostCall.Answer.Tool more(String text, String cursor) {
    return new HostCall.Answer.Tool(0, text, "", cursor);
  }

  /// For what the real tool can do and this one cannot.
  HostCall.Answer.Tool unsupported(String what) {
    return fail(1, name + ": 이 시뮬레이션은 " + what + "을(를) 지원하지 않습니다\n");
  }
}
