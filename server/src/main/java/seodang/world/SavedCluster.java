package seodang.world;

import java.time.Instant;
import seodang.kube.ClusterState;

/// A cluster as the database has it.
///
/// @param base what its rows differ from
/// @param version counts the saves; who writes with an older one has been overtaken
/// @param inputs how many the log holds
/// @param wall when it was saved
record SavedCluster(
    String id,
    Base base,
    ClusterState state,
    long version,
    long inputs,
    Instant wall,
    int speed,
    boolean paused) {}
