package seodang.kube.scheduler;

import org.jspecify.annotations.Nullable;

/// A Pod that asks for one node by name.
final class NodeName implements Plugin {
  @Override
  public String name() {
    return "NodeName";
  }

  @Override
  public @Nullable Filter filter(Cycle cycle) {
    String asked = cycle.spec().text("nodeName");
    return asked.isEmpty()
        ? null
        : node ->
            node.name().equals(asked)
                ? null
                : Refusal.forGood("node(s) didn't match the requested node name");
  }

  @Override
  public boolean helpedBy(Happening happening) {
    return happening == Happening.NODE_ADDED;
  }
}
