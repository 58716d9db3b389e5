package seodang.shell;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.json.ObjectBuilder;

/// All open files and pipes of a tree. What no process holds any more is dropped by [#keep].
final class Descriptions {
  static final int PIPE_CAPACITY = 65_536;

  private final Map<Integer, Description> open = new TreeMap<>();
  private final Map<Integer, StringBuilder> pipes = new TreeMap<>();
  private int next;

  int add(Description description) {
    open.put(++next, description);
    return next;
  }

  Syscalls.Pipe pipe() {
    int pipe = ++next;
    pipes.put(pipe, new StringBuilder());
    return new Syscalls.Pipe(
        add(new Description.PipeEnd(pipe, false)), add(new Description.PipeEnd(pipe, true)));
  }

  @Nullable Description get(int id) {
    return open.get(id);
  }

  void set(int id, Description description) {
    open.put(id, description);
  }

  StringBuilder buffer(int pipe) {
    return pipes.computeIfAbsent(pipe, p -> new StringBuilder());
  }

  boolean hasEnd(int pipe, boolean writer) {
    return open.containsValue(new Description.PipeEnd(pipe, writer));
  }

  /// Drops all that is not held.
  void keep(Collection<Integer> held) {
    open.keySet().retainAll(new HashSet<>(held));
    Set<Integer> alive = new HashSet<>();
    for (Description description : open.values()) {
      if (description instanceof Description.PipeEnd end) {
        alive.add(end.pipe());
      }
    }
    pipes.keySet().retainAll(alive);
  }

  Json.Object toJson() {
    ObjectBuilder files = new ObjectBuilder();
    open.forEach((id, description) -> files.put(id.toString(), description.toJson()));
    ObjectBuilder buffers = new ObjectBuilder();
    pipes.forEach((id, buffer) -> buffers.put(id.toString(), Json.text(buffer.toString())));
    return Json.object("open", files.build(), "pipes", buffers.build(), "next", next);
  }

  static Descriptions fromJson(Json.Object json) {
    Descriptions all = new Descriptions();
    Json.Object files = json.object("open");
    for (String id : files.keys()) {
      all.open.put(Integer.valueOf(id), Description.fromJson(files.object(id)));
    }
    Json.Object buffers = json.object("pipes");
    for (String id : buffers.keys()) {
      all.pipes.put(Integer.valueOf(id), new StringBuilder(buffers.text(id)));
    }
    all.next = (int) json.number("next", 0);
    return all;
  }
}
