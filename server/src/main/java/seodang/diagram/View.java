package seodang.diagram;

import java.util.List;

/// What a reader is meant to look at.
///
/// @param focus keys as `deployments/web`, or resources as `pods`; what is neither these nor theirs
///   is dimmed; empty for all alike
/// @param goals drawn dashed while they are not there
public record View(List<String> focus, List<Goal> goals) {
  public static final View ALL = new View(List.of(), List.of());

  /// @param kind as `Deployment`; a name of `""` means any of the kind
  public record Goal(String kind, String name) {}
}
