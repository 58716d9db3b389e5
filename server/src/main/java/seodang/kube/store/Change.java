package seodang.kube.store;

import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// One write: what stood under the key before and after; both null never.
public record Change(
    long revision, String key, Json.@Nullable Object before, Json.@Nullable Object after) {}
