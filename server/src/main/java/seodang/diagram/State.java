package seodang.diagram;

/// @param word as `kubectl` prints it: `Running`, `CrashLoopBackOff`, `2/3`
public record State(Health health, String word) {}
