package seodang.classroom;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import seodang.world.Subscription;

/// Tells whoever looks at a learner, or at a class, that there is news: of an account by its id, of
/// who is in a class by the class's.
public final class Feed {
  private final Map<String, Set<Runnable>> listeners = new ConcurrentHashMap<>();

  /// @param news called by the thread that has the news; it must return at once
  public Subscription listen(Iterable<String> ids, Runnable news) {
    for (String id : ids) {
      listeners.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).add(news);
    }
    return () -> {
      for (String id : ids) {
        listeners.computeIfPresent(
            id,
            (_, all) -> {
              all.remove(news);
              return all.isEmpty() ? null : all;
            });
      }
    };
  }

  public void tell(String id) {
    listeners.getOrDefault(id, Set.of()).forEach(Runnable::run);
  }
}
