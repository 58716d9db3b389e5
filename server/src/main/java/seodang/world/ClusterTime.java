package seodang.world;

import java.time.Instant;

/// A cluster's clock as its learner sees it.
///
/// @param speed virtual seconds per second, also while paused
/// @param behind more was due than could be done: the clock fell behind the wall clock
public record ClusterTime(
    Instant now, int speed, boolean paused, boolean canUndo, boolean behind) {}
