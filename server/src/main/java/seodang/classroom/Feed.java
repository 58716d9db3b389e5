package seodang.classroom;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import seodang.world.Subscription;

/// Tells whoever looks at a learner that there is news of them.
public final class Feed {
  private final Map<String, Set<Runnable>> listeners = new ConcurrentHashMap<>();

  /// @param news called by the thread that has the news; it must return at once
  public Subscription listen(Iterable<String> accounts, Runnable news) {
    for (String account : accounts) {
      listeners.computeIfAbsent(account, _ -> ConcurrentHashMap.newKeySet()).add(news);
    }
    return () -> {
      for (String account : accounts) {
        listeners.computeIfPresent(
            account,
            (_, all) -> {
              all.remove(news);
              return all.isEmpty() ? null : all;
            });
      }
    };
  }

  void tell(String account) {
    listeners.getOrDefault(account, Set.of()).forEach(Runnable::run);
  }
}
