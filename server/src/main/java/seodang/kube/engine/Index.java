package seodang.kube.engine;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.store.Change;

/// What can be told from a cluster's objects and memory alone, kept while a run lasts so that
/// asking again costs nothing.
///
/// Made from the whole state when it is first asked for (see [Run#index]), then told of each write
/// before any component hears of it. It is never saved: a later run makes it anew, the same.
public interface Index {
  /// An object was written or removed.
  default void changed(Change change) {}

  /// Something is remembered anew or forgotten; both null never.
  default void remembered(String key, @Nullable Json before, @Nullable Json after) {}
}
