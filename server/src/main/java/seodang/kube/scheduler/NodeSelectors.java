package seodang.kube.scheduler;

import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.Selector;

/// Node selector terms: any of them may match.
public final class NodeSelectors {
  private NodeSelectors() {}

  public static boolean matches(Json.Object nodeSelector, Json.Object node) {
    for (Json.Object term : nodeSelector.array("nodeSelectorTerms").objects()) {
      if (matchesTerm(term, node)) {
        return true;
      }
    }
    return false;
  }

  public static boolean matchesTerm(Json.Object term, Json.Object node) {
    if (term.array("matchExpressions").isEmpty() && term.array("matchFields").isEmpty()) {
      return false;
    }
    Json.Object fields = Json.object("metadata.name", Meta.name(node));
    return Selector.of(Json.object("matchExpressions", term.array("matchExpressions")))
            .matchesObject(node)
        && Selector.of(Json.object("matchExpressions", term.array("matchFields"))).matches(fields);
  }
}
