package seodang.kube.apiserver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.User;
import seodang.kube.apiserver.validation.FieldError;
import seodang.kube.apiserver.validation.Validation;
import seodang.kube.engine.Run;

/// CertificateSigningRequests: who asks is told by authentication, and nothing of what is asked
/// changes later; `approval` decides, `status` carries the certificate.
final class SigningRequestKind extends Kind {
  @Override
  Json.Object prepareForCreate(Run run, User user, Json.Object object) {
    User known = Authorizer.known(user);
    Json.Object extra = Json.object();
    for (Map.Entry<String, List<String>> entry : known.extra().entrySet()) {
      extra = extra.with(entry.getKey(), Json.Array.ofTexts(entry.getValue()));
    }
    Json.Object spec =
        object
            .object("spec")
            .without("uid")
            .without("extra")
            .with("username", known.name())
            .with("groups", Json.Array.ofTexts(known.groups()));
    spec = known.uid().isEmpty() ? spec : spec.with("uid", known.uid());
    spec = extra.isEmpty() ? spec : spec.with("extra", extra);
    return object.with("spec", spec).with("status", Json.object());
  }

  @Override
  Json.Object prepareForUpdate(Run run, Json.Object before, Json.Object after) {
    return after.withIf("spec", before.get("spec"));
  }

  @Override
  Json.Object prepareStatus(Run run, String subresource, Json.Object before, Json.Object after) {
    Json.Object old = before.object("status");
    Json.Object status = after.object("status");
    boolean approval = subresource.equals("approval");
    Json.Array conditions = status.array("conditions");
    conditions = approval ? conditions : decided(conditions, old.array("conditions"));
    conditions = timed(run, conditions, old.array("conditions"));
    if (!conditions.isEmpty()) {
      status = status.with("conditions", conditions);
    }
    if (approval) {
      status = status.without("certificate").withIf("certificate", old.get("certificate"));
    }
    return after.with("status", status);
  }

  /// Conditions with those of the approval as they stand, in their order.
  private static Json.Array decided(Json.Array conditions, Json.Array old) {
    Map<String, Integer> used = new HashMap<>();
    return conditions.map(c -> {
      String type = ((Json.Object) c).text("type");
      if (!List.of("Approved", "Denied").contains(type)) {
        return c;
      }
      int index = used.merge(type, 1, Integer::sum) - 1;
      List<Json.Object> standing =
          old.objects().stream().filter(o -> o.text("type").equals(type)).toList();
      return index < standing.size() ? standing.get(index) : c;
    });
  }

  private static Json.Array timed(Run run, Json.Array conditions, Json.Array old) {
    return conditions.map(c -> {
      Json.Object condition = (Json.Object) c;
      if (condition.text("lastUpdateTime").isEmpty()) {
        condition = condition.with("lastUpdateTime", Meta.time(run.now()));
      }
      if (!condition.text("lastTransitionTime").isEmpty()) {
        return condition;
      }
      Json since = Meta.time(run.now());
      for (Json.Object standing : old.objects()) {
        Json then = standing.get("lastTransitionTime");
        if (then != null
            && standing.text("type").equals(condition.text("type"))
            && standing.text("status").equals(condition.text("status"))) {
          since = then;
        }
      }
      return condition.with("lastTransitionTime", since);
    });
  }

  @Override
  void validateStatus(
      String subresource, Json.Object object, Json.Object before, List<FieldError> errors) {
    errors.addAll(Validation.ofSigning(object, before, subresource));
  }

  @Override
  List<Object> cells(Run run, Json.Object object) {
    Json.Object spec = object.object("spec");
    boolean limited = spec.has("expirationSeconds");
    return List.of(
        Meta.name(object),
        age(run, object),
        spec.text("signerName", "<none>"),
        spec.text("username"),
        limited
            ? HumanDuration.of(Duration.ofSeconds(spec.number("expirationSeconds", 0)))
            : "<none>",
        condition(object.object("status")));
  }

  private static String condition(Json.Object status) {
    List<String> types = new ArrayList<>();
    status.array("conditions").objects().forEach(c -> types.add(c.text("type")));
    String decision =
        types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending";
    return decision
        + (types.contains("Failed") ? ",Failed" : "")
        + (status.text("certificate").isEmpty() ? "" : ",Issued");
  }
}
