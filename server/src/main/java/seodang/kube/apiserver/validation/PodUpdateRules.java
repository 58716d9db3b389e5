package seodang.kube.apiserver.validation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import seodang.json.Json;

/// What of a Pod may change.
final class PodUpdateRules {
  private PodUpdateRules() {}

  static void update(Field pod, Field old) {
    Field spec = pod.at("spec");
    Field before = old.at("spec");
    for (String list : List.of("containers", "initContainers")) {
      if (spec.at(list).array().size() != before.at(list).array().size()) {
        spec.at(list).forbidden("pod updates may not add or remove containers");
        return;
      }
      for (Field container : spec.items(list)) {
        container.at("image").requiredText();
        ContainerRules.trimmed(container);
      }
    }
    if (!deadline(spec.at("activeDeadlineSeconds"), before.at("activeDeadlineSeconds"))) {
      return;
    }
    tolerations(spec.at("tolerations"), before.at("tolerations"));
    gates(spec.at("schedulingGates"), before.at("schedulingGates"));
    boolean gated = !before.at("schedulingGates").isEmpty();
    if (gated) {
      nodeSelector(spec.at("nodeSelector"), before.at("nodeSelector"));
    }
    if (!frozen(spec.object(), gated).equals(frozen(before.object(), gated))) {
      spec.forbidden(
          "pod updates may not change fields other than"
              + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
              + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds`"
              + " (allow it to be set to 1 if it was previously negative)\n"
              + difference(before.object(), spec.object(), gated));
    }
  }

  private static boolean deadline(Field now, Field before) {
    if (!now.present()) {
      if (before.present()) {
        now.invalid("null", "must not update from a positive integer to nil value");
      }
      return true;
    }
    if (now.number() < 0 || now.number() > Integer.MAX_VALUE) {
      now.range(0, Integer.MAX_VALUE);
      return false;
    }
    if (before.present() && before.number() < now.number()) {
      now.invalid("must be less than or equal to previous value");
      return false;
    }
    return true;
  }

  private static void tolerations(Field now, Field before) {
    for (Json.Object old : before.array().objects()) {
      Json.Object kept = old.without("tolerationSeconds");
      if (now.array().objects().stream()
          .noneMatch(t -> t.without("tolerationSeconds").equals(kept))) {
        now.forbidden("existing toleration can not be modified except its tolerationSeconds");
        return;
      }
    }
    AffinityRules.tolerations(now);
  }

  private static void gates(Field now, Field before) {
    Set<String> known = new HashSet<>();
    before.array().objects().forEach(g -> known.add(g.text("name")));
    for (Field gate : now.items()) {
      if (!known.contains(gate.text("name"))) {
        gate.at("name")
            .forbidden(
                "only deletion is allowed, but found new scheduling gate '"
                    + gate.text("name")
                    + "'");
      }
    }
  }

  private static void nodeSelector(Field now, Field before) {
    for (String key : before.keys()) {
      if (!now.text(key).equals(before.text(key))) {
        now.invalidGo(
            GoValue.map(now.value()),
            "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        return;
      }
    }
  }

  /// The spec without what an update may change.
  private static Json.Object frozen(Json.Object given, boolean gated) {
    Json.Object spec =
        given.without("activeDeadlineSeconds").without("tolerations").without("schedulingGates");
    if (gated) {
      spec = spec.without("nodeSelector").withoutAt("affinity", "nodeAffinity");
    }
    for (String list : List.of("containers", "initContainers")) {
      if (spec.has(list)) {
        spec =
            spec.with(
                list,
                spec.array(list).map(c -> c instanceof Json.Object o ? o.without("image") : c));
      }
    }
    return spec;
  }

  /// What differs but for what may.
  private static String difference(Json.Object before, Json.Object after, boolean gated) {
    Json.Object munged = after;
    for (String free : List.of("activeDeadlineSeconds", "tolerations", "schedulingGates")) {
      munged = munged.without(free).withIf(free, before.get(free));
    }
    if (gated) {
      munged = munged.without("nodeSelector").withIf("nodeSelector", before.get("nodeSelector"));
    }
    for (String list : List.of("containers", "initContainers")) {
      List<Json> containers = new ArrayList<>();
      for (int i = 0; i < munged.array(list).size(); i++) {
        Json.Object container = munged.array(list).object(i).without("image");
        Json image = before.array(list).object(i).get("image");
        containers.add(container.withIf("image", image));
      }
      munged = containers.isEmpty() ? munged : munged.with(list, Json.Array.of(containers));
    }
    return GoDiff.of("PodSpec", internal(before), internal(munged));
  }

  /// Go keeps what a Pod shares with its node in the Pod's security context.
  private static Json.Object internal(Json.Object spec) {
    Json.Object security = spec.object("securityContext");
    for (String shared :
        List.of("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers")) {
      security = security.withIf(shared, spec.get(shared));
    }
    boolean any = spec.has("securityContext") || !security.isEmpty();
    return any ? spec.with("securityContext", security) : spec;
  }
}
