package seodang.kube;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// Reads what every object has: `metadata`.
public final class Meta {
  private Meta() {}

  public static String name(Json.Object object) {
    return object.object("metadata").text("name");
  }

  public static String namespace(Json.Object object) {
    return object.object("metadata").text("namespace");
  }

  public static String uid(Json.Object object) {
    return object.object("metadata").text("uid");
  }

  public static Json.Object labels(Json.Object object) {
    return object.object("metadata").object("labels");
  }

  public static Json.Object annotations(Json.Object object) {
    return object.object("metadata").object("annotations");
  }

  public static long generation(Json.Object object) {
    return object.object("metadata").number("generation", 0);
  }

  public static boolean isDeleting(Json.Object object) {
    return object.object("metadata").has("deletionTimestamp");
  }

  public static List<Json.Object> owners(Json.Object object) {
    return object.object("metadata").array("ownerReferences").objects();
  }

  /// The owner that manages the object, or null.
  public static Json.@Nullable Object controller(Json.Object object) {
    Json.Array owners = object.object("metadata").array("ownerReferences");
    for (int i = 0; i < owners.size(); i++) {
      if (owners.object(i).bool("controller")) {
        return owners.object(i);
      }
    }
    return null;
  }

  public static boolean isControlledBy(Json.Object object, Json.Object owner) {
    Json.Object controller = controller(object);
    return controller != null && controller.text("uid").equals(uid(owner));
  }

  /// An owner reference to the object as its controller.
  public static Json.Object controllerReference(Json.Object owner) {
    return Json.object(
        "apiVersion", owner.text("apiVersion"),
        "kind", owner.text("kind"),
        "name", name(owner),
        "uid", uid(owner),
        "controller", true,
        "blockOwnerDeletion", true);
  }

  /// `2026-11-21T02:39:02Z`: to the second, as `metav1.Time` is written.
  public static Json.Text time(Instant instant) {
    return Json.text(instant.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /// To the microsecond, always with six digits, as `metav1.MicroTime` is written.
  public static Json.Text microTime(Instant instant) {
    return Json.text(
        String.format(
            "%s.%06dZ",
            instant.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ""),
            instant.get(ChronoField.MICRO_OF_SECOND)));
  }

  /// The instant a field holds, or null.
  public static @Nullable Instant instant(@Nullable Json value) {
    try {
      return value instanceof Json.Text t && !t.value().isEmpty() ? Times.parse(t.value()) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /// `namespace/name`, or the name alone for cluster-scoped objects: a work queue's key.
  public static String key(Json.Object object) {
    String namespace = namespace(object);
    return namespace.isEmpty() ? name(object) : namespace + "/" + name(object);
  }

  /// A condition of `status.conditions`, empty when absent.
  public static Json.Object condition(Json.Object object, String type) {
    Json.Array conditions = object.object("status").array("conditions");
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.object(i).text("type").equals(type)) {
        return conditions.object(i);
      }
    }
    return Json.object();
  }

  public static boolean isTrue(Json.Object object, String conditionType) {
    return condition(object, conditionType).text("status").equals("True");
  }
}
