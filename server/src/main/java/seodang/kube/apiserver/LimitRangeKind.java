package seodang.kube.apiserver;

import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.engine.Run;

/// LimitRanges, which name themselves where nobody did.
final class LimitRangeKind extends Kind {
  @Override
  Json.Object defaults(Json.Object object) {
    return KindDefaults.limitRange(object);
  }

  @Override
  Json.Object prepareForCreate(Run run, Json.Object object) {
    return Meta.name(object).isEmpty()
        ? object.withAt(Json.text(run.dice().uid()), "metadata", "name")
        : object;
  }
}
