package seodang.shell;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The programs that exist in a file system, by name. They appear under `/bin`, `/usr/bin`,
/// `/usr/local/bin`, `/sbin` and `/usr/sbin`.
public final class Programs {
  private final NavigableMap<String, Program> named;

  private Programs(NavigableMap<String, Program> named) {
    this.named = named;
  }

  public static Programs of(Map<String, ? extends Program> named) {
    return new Programs(new TreeMap<>(named));
  }

  public @Nullable Program find(String name) {
    return named.get(name);
  }

  public List<String> names() {
    return List.copyOf(named.keySet());
  }

  public Programs with(String name, Program program) {
    NavigableMap<String, Program> more = new TreeMap<>(named);
    more.put(name, program);
    return new Programs(more);
  }

  public Programs without(String name) {
    NavigableMap<String, Program> fewer = new TreeMap<>(named);
    fewer.remove(name);
    return new Programs(fewer);
  }
}
