// Longer than most: one case per step of the machine, over one stack and one set of variables.
package seodang.shell.awk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;
import seodang.shell.Dialect;
import seodang.shell.FileError;
import seodang.shell.Program.Outcome;
import seodang.shell.Syscalls;
import seodang.shell.awk.Code.Step;

/// Runs a program, one step after another, and stops wherever it must wait.
final class Machine {
  /// Characters in all arrays together.
  private static final int MAX_HELD = 8 << 20;

  /// @param fresh how many arrays of functions there were before its own
  private record Frame(int back, int base, int keys, int fresh) {}

  private final Code code;
  private final Splitter regexes = new Splitter();
  private final List<Value> stack = new ArrayList<>();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final Deque<Deque<String>> keys = new ArrayDeque<>();
  private final Map<String, Value> variables = new HashMap<>();
  private final Map<String, Map<String, Value>> arrays = new HashMap<>();
  private BitSet ranges = new BitSet();
  private Row row = new Row();
  private String rowSeparator = " ";
  private boolean rowLines;
  private Streams streams = new Streams();
  private @Nullable Stream current;
  private int argument = 1;
  private boolean hadInput;
  private Value found = Value.UNSET;
  private int count;
  private int child;
  private int fresh;
  private int held;
  private int place;
  private int base;
  private int exit;
  private boolean ending;
  private long random;
  private Value seed = Value.of(0);
  private @Nullable Syscalls io;

  Machine(Code code) {
    this.code = code;
  }

  /// Sets the variables that a program begins with.
  void begin(Syscalls begun, List<String> argv) {
    io = begun;
    Map.of(
            "FS",
            " ",
            "OFS",
            " ",
            "RS",
            "\n",
            "ORS",
            "\n",
            "SUBSEP",
            "\u001c",
            "CONVFMT",
            "%.6g",
            "OFMT",
            "%.6g",
            "FILENAME",
            "")
        .forEach((name, text) -> variables.put(name, Value.of(text)));
    for (String name : List.of("NR", "FNR", "RSTART")) {
      variables.put(name, Value.of(0));
    }
    variables.put("RLENGTH", Value.of(-1));
    variables.put("ARGC", Value.of(argv.size()));
    for (int i = 0; i < argv.size(); i++) {
      array("ARGV").put(Integer.toString(i), Value.input(argv.get(i)));
    }
    begun.env().forEach((name, text) -> array("ENVIRON").put(name, Value.input(text)));
    random = begun.random(Integer.MAX_VALUE);
  }

  // What the parts ask for.

  private Syscalls io() {
    if (io == null) {
      throw new IllegalStateException("it is not running");
    }
    return io;
  }

  Splitter regexes() {
    return regexes;
  }

  Value get(String name) {
    return name.equals("NF")
        ? Value.of(row.count(this::cut))
        : variables.getOrDefault(name, Value.UNSET);
  }

  void set(String name, Value value) {
    if (name.equals("NF")) {
      row.count((int) Math.clamp(value.toNumber(), -1, 1e6), this::cut);
    } else {
      variables.put(name, value);
    }
  }

  String text(String name) {
    return get(name).toText("%.6g");
  }

  /// A `NAME=value` of the command line.
  void assign(String name, String text) {
    if (arrays.containsKey(name)) {
      throw new Failure("cannot command line assign to " + name);
    }
    set(name, Value.input(Lexer.unescape(text)));
  }

  double random() {
    random += 0x9E3779B97F4A7C15L;
    long z = random;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }

  Value seed(@Nullable Value next) {
    Value before = seed;
    seed = next == null ? Value.of(seconds()) : next;
    random = seed.toText("%.17g").hashCode();
    return before;
  }

  double seconds() {
    return io().now().getEpochSecond();
  }

  void fits(int length) {
    if (length > io().limits().textBytes()) {
      throw new Failure("out of memory");
    }
  }

  private List<String> cut(String text) {
    return regexes.split(text, rowSeparator, false, rowLines);
  }

  private String asText(Value value) {
    return value.kind() == Value.Kind.NUMBER ? value.toText(text("CONVFMT")) : value.text();
  }

  // Running.

  Outcome run(Syscalls running) {
    io = running;
    while (running.steps() > 0) {
      running.spend(1);
      Outcome waits = step(code.steps().get(place));
      if (waits != null) {
        return waits;
      }
      place++;
    }
    return new Outcome.Ready();
  }

  private Value pop() {
    return stack.removeLast();
  }

  private void push(Value value) {
    stack.add(value);
  }

  private void push(String text) {
    fits(text.length());
    push(Value.of(text));
  }

  /// Goes there: every step moves on by one afterwards.
  private void jump(int to) {
    place = to - 1;
  }

  /// @return what to wait for before the same step is done again, or null to go on
  private @Nullable Outcome step(Step step) {
    switch (step.op()) {
      case PUSH -> push(step.value());
      case POP -> pop();
      case DUPLICATE -> push(stack.getLast());
      case GET -> push(step.number() < 0 ? get(step.text()) : scalar(step));
      case SET -> {
        if (step.number() < 0) {
          set(step.text(), stack.getLast());
        } else {
          scalar(step);
          stack.set(base + step.number(), stack.getLast());
        }
      }
      case GET_FIELD -> push(field(pop()));
      case SET_FIELD -> setField();
      case KEY -> key(step.number());
      case GET_ELEMENT -> {
        String key = asText(pop());
        Value value = array(step).get(key);
        if (value == null) {
          put(step, key, Value.UNSET);
        }
        push(value == null ? Value.UNSET : value);
      }
      case SET_ELEMENT -> {
        Value value = pop();
        put(step, asText(pop()), value);
        push(value);
      }
      case HAS_ELEMENT -> push(Value.of(array(step).containsKey(asText(pop()))));
      case DELETE_ELEMENT -> {
        String key = asText(pop());
        Value old = array(step).remove(key);
        held -= old == null ? 0 : key.length() + old.text().length();
      }
      case CLEAR -> clear(array(step));
      case PUSH_ARRAY -> push(step.number() < 0 ? Value.array(step.text()) : local(step));
      case FRESH_ARRAY -> push(Value.array("#" + fresh++));
      case BINARY -> {
        Value right = pop();
        Value left = pop();
        push(binary(step.text(), left, right));
      }
      case UNARY -> push(unary(step.text(), pop()));
      case MATCH -> {
        String regex = asText(pop());
        boolean matches = regexes.isIn(regex, asText(pop()));
        push(Value.of(matches == (step.number() == 1)));
      }
      case CONCAT -> {
        String right = asText(pop());
        push(asText(pop()) + right);
      }
      case JUMP -> jump(step.number());
      case JUMP_FALSE -> {
        if (!pop().isTrue()) {
          jump(step.number());
        }
      }
      case JUMP_TRUE -> {
        if (pop().isTrue()) {
          jump(step.number());
        }
      }
      case RANGE -> {
        if (ranges.get(Integer.parseInt(step.text()))) {
          jump(step.number());
        }
      }
      case RANGE_SET -> ranges.set(step.number(), step.text().equals("on"));
      case CALL -> call(step);
      case RETURN -> back();
      case KEYS -> keys.push(new ArrayDeque<>(array(step).keySet()));
      case NEXT_KEY -> {
        String key = keys.getFirst().poll();
        if (key == null) {
          jump(step.number());
        } else {
          push(Value.input(key));
        }
      }
      case DROP_KEYS -> keys.pop();
      case BUILTIN -> {
        List<Value> args = stack.subList(stack.size() - step.number(), stack.size());
        Value result = Builtins.call(this, step.text(), List.copyOf(args));
        args.clear();
        fits(result.text().length());
        push(result);
      }
      case LENGTH -> push(Value.of(array(step).size()));
      case SPLIT -> split(step);
      case SUBSTITUTE -> {
        String replacement = asText(pop());
        String regex = asText(pop());
        Builtins.Substituted made =
            Builtins.substitute(this, asText(pop()), regex, replacement, step.number() == 1);
        fits(made.text().length());
        found = Value.of(made.text());
        count = made.count();
      }
      case GETLINE -> {
        return getline(step.text());
      }
      case PUSH_FOUND -> push(found);
      case PUSH_COUNT -> push(Value.of(count));
      case JUMP_UNLESS_FOUND -> {
        if (count <= 0) {
          jump(step.number());
        }
      }
      case PRINT -> print(step);
      case SYSTEM -> {
        if (child == 0) {
          child = Streams.spawn(io(), asText(pop()), Streams.standard(io()));
        }
        return waitForChild(true);
      }
      case CLOSE -> {
        if (child == 0) {
          Stream closed = streams.close(io(), asText(pop()));
          child = closed == null ? 0 : closed.pid;
          if (child == 0) {
            push(Value.of(closed == null ? -1 : 0));
            return null;
          }
        }
        return waitForChild(true);
      }
      case READ_RECORD -> {
        switch (read()) {
          case WAIT -> {
            return new Outcome.Read(waitingFor());
          }
          case END -> jump(step.number());
          case RECORD -> setRow(Value.input(current == null ? "" : current.record));
        }
      }
      case NEXT -> {
        if (ending) {
          throw new Failure("next used in END");
        }
        if (step.number() == 1) {
          closeCurrent();
        }
        unwind();
        jump(code.main());
      }
      case EXIT -> {
        if (step.number() == 1) {
          exit = (int) pop().toNumber();
        }
        unwind();
        jump(ending ? code.finish() : code.end());
      }
      case BEGIN_END -> ending = true;
      case FINISH -> {
        return end();
      }
    }
    return null;
  }

  /// Leaves all functions and loops.
  private void unwind() {
    stack.clear();
    frames.clear();
    keys.clear();
    base = 0;
    drop(0);
  }

  private Outcome end() {
    while (true) {
      Outcome waits = child == 0 ? null : waitForChild(false);
      if (waits != null) {
        return waits;
      }
      Stream closed = streams.closeOne(io());
      if (closed == null) {
        return new Outcome.Exit(exit & 0xFF);
      }
      child = closed.pid;
    }
  }

  private @Nullable Outcome waitForChild(boolean pushes) {
    int result = io().exitCode(child);
    if (result < 0) {
      return new Outcome.Child(child);
    }
    child = 0;
    if (pushes) {
      push(Value.of(result));
    }
    return null;
  }

  // Values.

  private Value local(Step step) {
    return stack.get(base + step.number());
  }

  private Value scalar(Step step) {
    Value value = local(step);
    if (value.kind() == Value.Kind.ARRAY) {
      throw new Failure("type error in arg: " + step.text() + " is an array");
    }
    return value;
  }

  private Map<String, Value> array(String name) {
    return arrays.computeIfAbsent(name, n -> new LinkedHashMap<>());
  }

  private Map<String, Value> array(Step step) {
    if (step.number() < 0) {
      return array(step.text());
    }
    Value value = local(step);
    if (value.kind() != Value.Kind.ARRAY) {
      throw new Failure("type error in arg: " + step.text() + " is no array");
    }
    return array(value.text());
  }

  private void put(Step step, String key, Value value) {
    put(array(step), key, value);
  }

  private void put(Map<String, Value> array, String key, Value value) {
    Value old = array.put(key, value);
    held += value.text().length() - (old == null ? -key.length() : old.text().length());
    // An element without any text is not free either.
    if (held + array.size() * 8L > MAX_HELD) {
      throw new Failure("out of memory");
    }
  }

  private void clear(Map<String, Value> array) {
    array.forEach((key, value) -> held -= key.length() + value.text().length());
    array.clear();
  }

  private void key(int parts) {
    StringBuilder key = new StringBuilder();
    for (int i = stack.size() - parts; i < stack.size(); i++) {
      key.append(i == stack.size() - parts ? "" : text("SUBSEP")).append(asText(stack.get(i)));
    }
    stack.subList(stack.size() - parts, stack.size()).clear();
    push(key.toString());
  }

  private Value field(Value number) {
    return row.get(index(number), this::cut, text("OFS"), text("CONVFMT"));
  }

  private static int index(Value number) {
    double index = number.toNumber();
    if (!(index > -1)) {
      throw new Failure("negative field index $" + number.toText("%.6g"));
    }
    return (int) Math.min(index, 1e6);
  }

  private void setField() {
    Value value = pop();
    int index = index(pop());
    if (index == 0) {
      setRow(value.kind() == Value.Kind.INPUT ? value : Value.input(asText(value)));
    } else {
      row.set(index, value, this::cut);
    }
    push(value);
  }

  private void setRow(Value text) {
    rowSeparator = text("FS");
    rowLines = text("RS").isEmpty();
    row.set(text);
  }

  private Value binary(String operator, Value left, Value right) {
    return switch (operator) {
      case "+" -> Value.of(left.toNumber() + right.toNumber());
      case "-" -> Value.of(left.toNumber() - right.toNumber());
      case "*" -> Value.of(left.toNumber() * right.toNumber());
      case "/" -> Value.of(left.toNumber() / divisor(right));
      case "%" -> Value.of(left.toNumber() % divisor(right));
      case "^" -> Value.of(Math.pow(left.toNumber(), right.toNumber()));
      case "<" -> Value.of(compare(left, right) < 0);
      case "<=" -> Value.of(compare(left, right) <= 0);
      case "==" -> Value.of(compare(left, right) == 0);
      case "!=" -> Value.of(compare(left, right) != 0);
      case ">" -> Value.of(compare(left, right) > 0);
      default -> Value.of(compare(left, right) >= 0);
    };
  }

  private int compare(Value left, Value right) {
    return Value.compare(left, right, text("CONVFMT"));
  }

  private double divisor(Value value) {
    double divisor = value.toNumber();
    if (divisor == 0 && io().dialect() == Dialect.BUSYBOX) {
      throw new Failure("Division by zero");
    }
    return divisor;
  }

  private static Value unary(String operator, Value value) {
    return switch (operator) {
      case "-" -> Value.of(-value.toNumber());
      case "+" -> Value.of(value.toNumber());
      case "!" -> Value.of(!value.isTrue());
      default -> Value.of(value.isTrue());
    };
  }

  // Functions.

  private void call(Step step) {
    Code.Function function = code.functions().get(step.text());
    if (function == null) {
      throw new IllegalStateException(step.text());
    }
    if (frames.size() >= io().limits().depth() * 4) {
      throw new Failure("function call nesting too deep");
    }
    frames.push(new Frame(place, base, keys.size(), fresh - step.number()));
    base = stack.size() - function.parameters();
    jump(function.start());
  }

  private void back() {
    Value result = pop();
    stack.subList(base, stack.size()).clear();
    Frame frame = frames.pop();
    while (keys.size() > frame.keys()) {
      keys.pop();
    }
    drop(frame.fresh());
    base = frame.base();
    place = frame.back();
    push(result);
  }

  /// Forgets the arrays of functions beyond so many.
  private void drop(int kept) {
    while (fresh > kept) {
      Map<String, Value> gone = arrays.remove("#" + --fresh);
      if (gone != null) {
        clear(gone);
      }
    }
  }

  // Text.

  private void split(Step step) {
    boolean isRegex = pop().isTrue();
    String separator = asText(pop());
    List<String> parts = regexes.split(asText(pop()), separator, isRegex, false);
    Map<String, Value> array = array(step);
    clear(array);
    for (int i = 0; i < parts.size(); i++) {
      put(array, Integer.toString(i + 1), Value.input(parts.get(i)));
    }
    push(Value.of(parts.size()));
  }

  private void print(Step step) {
    boolean formatted = step.text().startsWith("f");
    String way = formatted ? step.text().substring(1) : step.text();
    String target = way.isEmpty() ? "" : asText(pop());
    List<Value> args = stack.subList(stack.size() - step.number(), stack.size());
    String out;
    if (formatted) {
      out =
          Format.of(
              asText(args.getFirst()), List.copyOf(args.subList(1, args.size())), text("CONVFMT"));
    } else {
      String format = text("OFMT");
      List<Value> shown = args.isEmpty() ? List.of(field(Value.of(0))) : args;
      out =
          String.join(text("OFS"), shown.stream().map(value -> value.toText(format)).toList())
              + text("ORS");
    }
    args.clear();
    fits(out.length());
    if (way.isEmpty()) {
      io().write(1, out);
      return;
    }
    Stream stream = streams.get(way, target);
    if (stream == null) {
      try {
        stream =
            way.equals("|") ? streams.command(io(), way, target) : streams.file(io(), way, target);
      } catch (FileError e) {
        throw new Failure("cannot open \"" + target + "\" for output");
      }
    }
    io().write(stream.fd, out);
  }

  // Input.

  private @Nullable Outcome getline(String kind) {
    if (kind.equals("main")) {
      Stream.Got got = read();
      if (got == Stream.Got.WAIT) {
        return new Outcome.Read(waitingFor());
      }
      found(got, current);
      return null;
    }
    String way = kind.equals("file") ? "<" : "|<";
    String name = asText(stack.getLast());
    Stream stream = streams.get(way, name);
    if (stream == null) {
      try {
        stream = way.equals("<") ? streams.file(io(), way, name) : streams.command(io(), way, name);
      } catch (FileError e) {
        pop();
        count = -1;
        return null;
      }
    }
    Stream.Got got = stream.next(io(), text("RS"), regexes, io().limits().textBytes());
    if (got == Stream.Got.WAIT) {
      return new Outcome.Read(stream.fd);
    }
    pop();
    if (got == Stream.Got.RECORD && way.equals("|<")) {
      set("NR", Value.of(get("NR").toNumber() + 1));
    }
    found(got, stream);
    return null;
  }

  private void found(Stream.Got got, @Nullable Stream stream) {
    count = 0;
    if (got == Stream.Got.RECORD && stream != null) {
      count = 1;
      found = Value.input(stream.record);
    }
  }

  private int waitingFor() {
    return current == null ? 0 : current.fd;
  }

  /// Reads the next record of the files given, one after another.
  private Stream.Got read() {
    while (current != null || openNext()) {
      Stream stream = current;
      if (stream == null) {
        break;
      }
      Stream.Got got = stream.next(io(), text("RS"), regexes, io().limits().textBytes());
      if (got == Stream.Got.RECORD) {
        set("NR", Value.of(get("NR").toNumber() + 1));
        set("FNR", Value.of(get("FNR").toNumber() + 1));
      }
      if (got != Stream.Got.END) {
        return got;
      }
      closeCurrent();
    }
    return Stream.Got.END;
  }

  private void closeCurrent() {
    if (current != null) {
      Streams.close(io(), current);
      current = null;
    }
  }

  private boolean openNext() {
    while (argument < get("ARGC").toNumber()) {
      Value value = array("ARGV").get(Integer.toString(argument++));
      String name = value == null ? "" : asText(value);
      int equals = name.indexOf('=');
      if (equals > 0 && name.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        assign(name.substring(0, equals), name.substring(equals + 1));
      } else if (!name.isEmpty()) {
        open(name);
        return true;
      }
    }
    if (!hadInput) {
      open("-");
      variables.put("FILENAME", Value.of(""));
      return true;
    }
    return false;
  }

  private void open(String name) {
    hadInput = true;
    variables.put("FNR", Value.of(0));
    variables.put("FILENAME", Value.input(name));
    if (name.equals("-")) {
      Stream input = streams.get("<", "-");
      current = input == null ? streams.file(io(), "<", "-") : input;
      return;
    }
    try {
      current = Streams.open(io(), "<", name);
    } catch (FileError e) {
      String words = e.reason().words();
      throw new Failure(
          io().dialect() == Dialect.BUSYBOX
              ? "can't open '" + name + "': " + words
              : e.reason() == FileError.Reason.IS_DIRECTORY
                  ? "read error (" + words + ")"
                  : "cannot open " + name + " (" + words + ")");
    }
  }

  // Freezing.

  Json.Object freeze() {
    ObjectBuilder named = new ObjectBuilder();
    variables.forEach((name, value) -> named.put(name, Json.text(value.freeze())));
    ObjectBuilder lists = new ObjectBuilder();
    arrays.forEach((name, array) -> lists.put(name, pairs(array)));
    Json.Array back = Json.array();
    for (Frame f : frames) {
      back =
          back.add(
              Json.object(
                  "back", f.back(), "base", f.base(), "keys", f.keys(), "fresh", f.fresh()));
    }
    Json.Array left = Json.array();
    for (Deque<String> each : keys) {
      left = left.add(Json.Array.ofTexts(each));
    }
    return Json.object()
        .with("stack", Json.Array.ofTexts(stack.stream().map(Value::freeze).toList()))
        .with("frames", back)
        .with("keys", left)
        .with("variables", named.build())
        .with("arrays", lists.build())
        .with("ranges", Json.Array.ofTexts(ranges.stream().mapToObj(Integer::toString).toList()))
        .with("row", row.freeze())
        .with("rowSeparator", rowSeparator)
        .with("rowLines", rowLines)
        .with("streams", streams.freeze())
        .with(
            "current",
            current == null
                ? Json.object()
                : current.fd == 0 ? Json.object("standard", true) : current.freeze())
        .with("argument", argument)
        .with("hadInput", hadInput)
        .with("found", found.freeze())
        .with("count", count)
        .with("child", child)
        .with("fresh", fresh)
        .with("held", held)
        .with("place", place)
        .with("base", base)
        .with("exit", exit)
        .with("ending", ending)
        .with("random", Long.toString(random))
        .with("seed", seed.freeze());
  }

  private static Json pairs(Map<String, Value> array) {
    List<String> pairs = new ArrayList<>();
    array.forEach((key, value) -> {
      pairs.add(key);
      pairs.add(value.freeze());
    });
    return Json.Array.ofTexts(pairs);
  }

  static Machine thaw(Code code, Json.Object frozen) {
    Machine machine = new Machine(code);
    frozen.array("stack").texts().forEach(value -> machine.stack.add(Value.thaw(value)));
    for (Json.Object frame : frozen.array("frames").objects()) {
      machine.frames.addLast(
          new Frame(
              number(frame, "back"),
              number(frame, "base"),
              number(frame, "keys"),
              number(frame, "fresh")));
    }
    for (Json each : frozen.array("keys")) {
      machine.keys.addLast(new ArrayDeque<>(((Json.Array) each).texts()));
    }
    frozen
        .object("variables")
        .texts()
        .forEach((name, value) -> machine.variables.put(name, Value.thaw(value)));
    Json.Object lists = frozen.object("arrays");
    for (String name : lists.keys()) {
      List<String> pairs = lists.array(name).texts();
      Map<String, Value> array = machine.array(name);
      for (int i = 0; i + 1 < pairs.size(); i += 2) {
        array.put(pairs.get(i), Value.thaw(pairs.get(i + 1)));
      }
    }
    frozen.array("ranges").texts().forEach(r -> machine.ranges.set(Integer.parseInt(r)));
    machine.row = Row.thaw(frozen.object("row"));
    machine.rowSeparator = frozen.text("rowSeparator");
    machine.rowLines = frozen.bool("rowLines");
    machine.streams = Streams.thaw(frozen.object("streams"));
    machine.current =
        frozen.object("current").bool("standard")
            ? machine.streams.get("<", "-")
            : Stream.thaw(frozen.object("current"));
    machine.argument = number(frozen, "argument");
    machine.hadInput = frozen.bool("hadInput");
    machine.found = Value.thaw(frozen.text("found"));
    machine.count = number(frozen, "count");
    machine.child = number(frozen, "child");
    machine.fresh = number(frozen, "fresh");
    machine.held = number(frozen, "held");
    machine.place = number(frozen, "place");
    machine.base = number(frozen, "base");
    machine.exit = number(frozen, "exit");
    machine.ending = frozen.bool("ending");
    machine.random = Long.parseLong(frozen.text("random"));
    machine.seed = Value.thaw(frozen.text("seed"));
    return machine;
  }

  private static int number(Json.Object json, String name) {
    return (int) json.number(name, 0);
  }
}
