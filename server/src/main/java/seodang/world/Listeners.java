package seodang.world;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Those who want to know that a cluster changed. Told by the thread that changed it, after its
/// lock is free; they must return at once.
final class Listeners {
  private final List<Runnable> all = new CopyOnWriteArrayList<>();

  Subscription add(Runnable listener) {
    all.add(listener);
    return () -> all.remove(listener);
  }

  void tell() {
    for (Runnable listener : all) {
      listener.run();
    }
  }
}
