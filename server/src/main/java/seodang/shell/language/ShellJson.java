package seodang.shell.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.shell.Dialect;

/// A shell written down: its code as text, its stacks and registers.
final class ShellJson {
  private final ShellState state;
  private final List<Code> codes = new ArrayList<>();

  private ShellJson(ShellState state) {
    this.state = state;
  }

  static Json.Object write(ShellState state) {
    return new ShellJson(state).write();
  }

  private int code(@Nullable Code code) {
    if (code == null) {
      return -1;
    }
    int known = codes.indexOf(code);
    if (known < 0) {
      codes.add(code);
    }
    return known < 0 ? codes.size() - 1 : known;
  }

  private Json.Object write() {
    ObjectBuilder functions = new ObjectBuilder();
    state.functions.forEach(
        (name, f) -> functions.put(name, Json.array(code(f.code()), f.entry())));
    Json.Array values = Json.Array.of(state.values.stream().map(Values::toJson).toList());
    Json.Array control = Json.Array.of(state.control.stream().map(this::control).toList());
    int here = code(state.code);
    Json.Array units =
        Json.Array.of(codes.stream().map(c -> Json.array(c.text(), c.line())).toList());
    Json.Array jobs =
        Json.Array.of(
            state.jobs.stream().map(j -> Json.array(j.number(), j.pid(), j.text())).toList());
    return Json.object()
        .with("variables", state.variables.toJson())
        .with("functions", functions.build())
        .with("aliases", Json.of(state.aliases))
        .with("traps", Json.of(state.traps))
        .with("options", state.options)
        .with("pipefail", state.pipefail)
        .with("name", state.name)
        .with("parameters", Json.Array.ofTexts(state.parameters))
        .with("dialect", state.dialect.name())
        .with("shellPid", state.shellPid)
        .with("lastBackground", state.lastBackground)
        .with("status", state.status)
        .with("codes", units)
        .with("code", here)
        .with("pc", state.pc)
        .with("quiet", state.quiet)
        .with("values", values)
        .with("control", control)
        .with("flags", flags())
        .with("substituted", state.substituted)
        .with("line", state.line)
        .with("pendingTraps", Json.Array.ofTexts(state.pendingTraps))
        .with("exitStatus", state.exitStatus)
        .with("children", numbers(state.children))
        .with("finished", numbers(state.finished))
        .with("capturePid", state.capturePid)
        .with("captureFd", state.captureFd)
        .with("captured", state.captured.toString())
        .with("optionOffset", state.optionOffset)
        .with("loops", state.loops)
        .with("partialLine", state.partialLine)
        .withIf("entered", state.entered == null ? null : Json.text(state.entered))
        .with("jobs", jobs)
        .with("jobCodes", numbers(state.jobCodes));
  }

  private String flags() {
    StringBuilder flags = new StringBuilder();
    flags.append(state.subshell ? "s" : "").append(state.interactive ? "i" : "");
    flags.append(state.expanded ? "e" : "").append(state.interrupted ? "I" : "");
    flags.append(state.exiting ? "x" : "").append(state.prompted ? "p" : "");
    flags.append(state.promptedOutside ? "o" : "").append(state.pipeline ? "P" : "");
    flags.append(state.captureQuoted ? "q" : "").append(state.asked ? "a" : "");
    return flags.toString();
  }

  private static Json numbers(List<Integer> list) {
    return Json.array(list.toArray());
  }

  private static Json numbers(Map<Integer, Integer> map) {
    ObjectBuilder json = new ObjectBuilder();
    map.forEach((k, v) -> json.put(k.toString(), Json.number(v)));
    return json.build();
  }

  private Json control(Control control) {
    return switch (control) {
      case Control.Loop l ->
          Json.object("k", "loop", "end", l.end, "again", l.again, "depth", l.depth)
              .with("quiet", l.quiet)
              .with("kept", l.kept);
      case Control.Redirected(TreePMap<Integer, Integer> before) ->
          Json.object("k", "redirected", "before", numbers(before));
      case Control.Call c -> {
        ObjectBuilder locals = new ObjectBuilder();
        c.locals().forEach((name, variable) -> locals.put(name, Variables.write(variable)));
        yield Json.object("k", "call", "code", code(c.code()), "pc", c.pc(), "depth", c.depth())
            .with("quiet", c.quiet())
            .with("redirected", c.redirected())
            .with("parameters", Json.Array.ofTexts(c.parameters()))
            .with("locals", locals.build());
      }
      case Control.Script s ->
          Json.object("k", "script", "kind", s.kind.name(), "name", s.name, "rest", s.rest)
              .with("line", s.line)
              .with("ended", s.ended)
              .with("redirected", s.redirected)
              .with("code", code(s.code))
              .with("pc", s.pc)
              .with("depth", s.depth)
              .with("quiet", s.quiet)
              .with("status", s.status)
              .withIf("parameters", s.parameters == null ? null : Json.Array.ofTexts(s.parameters));
    };
  }

  static ShellState read(Json.Object json) {
    ShellState state = new ShellState();
    state.dialect = Dialect.valueOf(json.text("dialect"));
    List<Code> codes = new ArrayList<>();
    for (Json unit : json.array("codes")) {
      if (unit instanceof Json.Array a
          && a.get(0) instanceof Json.Text t
          && a.get(1) instanceof Json.Number n) {
        codes.add(Code.compile(t.value(), (int) n.longValue(), state.dialect));
      }
    }
    readInherited(state, json, codes);
    state.code = code(codes, json);
    state.pc = number(json, "pc");
    state.quiet = number(json, "quiet");
    json.array("values").forEach(value -> state.values.add(Values.fromJson(value)));
    for (Json.Object control : json.array("control").objects()) {
      state.control.add(control(control, codes));
    }
    readFlags(state, json.text("flags"));
    state.substituted = number(json, "substituted");
    state.line = number(json, "line");
    state.pendingTraps.addAll(json.array("pendingTraps").texts());
    state.exitStatus = number(json, "exitStatus");
    List<Integer> children = new ArrayList<>();
    for (Json child : json.array("children")) {
      children.add(child instanceof Json.Number n ? (int) n.longValue() : 0);
    }
    state.children = children;
    state.finished = numbers(json.object("finished"));
    state.capturePid = number(json, "capturePid");
    state.captureFd = number(json, "captureFd");
    state.captured = new StringBuilder(json.text("captured"));
    state.optionOffset = number(json, "optionOffset");
    state.loops = number(json, "loops");
    state.partialLine = json.text("partialLine");
    state.entered = json.has("entered") ? json.text("entered") : null;
    for (Json job : json.array("jobs")) {
      if (job instanceof Json.Array a
          && a.get(0) instanceof Json.Number n
          && a.get(1) instanceof Json.Number pid
          && a.get(2) instanceof Json.Text text) {
        state.jobs.add(
            new ShellState.Job((int) n.longValue(), (int) pid.longValue(), text.value()));
      }
    }
    state.jobCodes.putAll(numbers(json.object("jobCodes")));
    return state;
  }

  private static void readInherited(ShellState state, Json.Object json, List<Code> codes) {
    state.variables = Variables.fromJson(json.object("variables"));
    Json.Object functions = json.object("functions");
    for (String name : functions.keys()) {
      if (functions.get(name) instanceof Json.Array a
          && a.get(0) instanceof Json.Number code
          && a.get(1) instanceof Json.Number entry) {
        state.functions =
            state.functions.plus(
                name,
                new ShellState.Function(
                    codes.get((int) code.longValue()), (int) entry.longValue()));
      }
    }
    state.aliases = TreePMap.from(json.object("aliases").texts());
    state.traps = TreePMap.from(json.object("traps").texts());
    state.options = json.text("options");
    state.pipefail = json.bool("pipefail");
    state.name = json.text("name");
    state.parameters = json.array("parameters").texts();
    state.shellPid = number(json, "shellPid");
    state.lastBackground = number(json, "lastBackground");
    state.status = number(json, "status");
  }

  private static void readFlags(ShellState state, String flags) {
    state.subshell = flags.contains("s");
    state.interactive = flags.contains("i");
    state.expanded = flags.contains("e");
    state.interrupted = flags.contains("I");
    state.exiting = flags.contains("x");
    state.prompted = flags.contains("p");
    state.promptedOutside = flags.contains("o");
    state.pipeline = flags.contains("P");
    state.captureQuoted = flags.contains("q");
    state.asked = flags.contains("a");
  }

  private static int number(Json.Object json, String name) {
    return (int) json.number(name, 0);
  }

  private static @Nullable Code code(List<Code> codes, Json.Object json) {
    int index = (int) json.number("code", -1);
    return index < 0 ? null : codes.get(index);
  }

  private static Map<Integer, Integer> numbers(Json.Object json) {
    Map<Integer, Integer> map = new TreeMap<>();
    for (String key : json.keys()) {
      map.put(Integer.valueOf(key), number(json, key));
    }
    return map;
  }

  private static Control control(Json.Object json, List<Code> codes) {
    return switch (json.text("k")) {
      case "loop" -> {
        Control.Loop loop =
            new Control.Loop(
                number(json, "end"),
                number(json, "again"),
                number(json, "depth"),
                number(json, "quiet"));
        loop.kept = number(json, "kept");
        yield loop;
      }
      case "redirected" -> new Control.Redirected(TreePMap.from(numbers(json.object("before"))));
      case "call" -> {
        Map<String, Variables.@Nullable Variable> locals = new HashMap<>();
        Json.Object named = json.object("locals");
        for (String name : named.keys()) {
          locals.put(name, Variables.read(named.get(name)));
        }
        yield new Control.Call(
            codes.get(number(json, "code")),
            number(json, "pc"),
            json.array("parameters").texts(),
            locals,
            number(json, "depth"),
            number(json, "quiet"),
            json.bool("redirected"));
      }
      default -> script(json, codes);
    };
  }

  private static Control.Script script(Json.Object json, List<Code> codes) {
    Control.Script script =
        new Control.Script(
            Control.Kind.valueOf(json.text("kind")),
            json.text("name"),
            json.text("rest"),
            number(json, "line"),
            code(codes, json),
            number(json, "pc"),
            number(json, "depth"),
            number(json, "quiet"),
            number(json, "status"),
            json.has("parameters") ? json.array("parameters").texts() : null);
    script.ended = json.bool("ended");
    script.redirected = json.bool("redirected");
    return script;
  }
}
