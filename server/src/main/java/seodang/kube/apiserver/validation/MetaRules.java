package seodang.kube.apiserver.validation;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// What holds for the metadata of every kind, and for labels and label selectors anywhere.
final class MetaRules {
  private static final int ANNOTATIONS_LIMIT = 256 * 1024;
  private static final Set<String> FINALIZERS =
      Set.of("kubernetes", "orphan", "foregroundDeletion");

  private MetaRules() {}

  /// @param name the form of a name
  /// @param strictFinalizers whether an unqualified finalizer must be one of Kubernetes' own
  static void create(
      Field meta,
      boolean namespaced,
      Function<String, List<String>> name,
      boolean strictFinalizers) {
    if (!meta.text("generateName").isEmpty()) {
      meta.at("generateName").invalidEach(name.apply(Formats.masked(meta.text("generateName"))));
    }
    if (meta.text("name").isEmpty()) {
      meta.at("name").required("name or generateName is required");
    } else {
      meta.at("name").invalidEach(name.apply(meta.text("name")));
    }
    if (namespaced) {
      if (meta.at("namespace").requiredText()) {
        meta.at("namespace").label();
      }
    }
    labels(meta.at("labels"));
    annotations(meta.at("annotations"));
    ownerReferences(meta.at("ownerReferences"));
    finalizers(meta.at("finalizers"), strictFinalizers);
  }

  static void update(Field meta, Field old, boolean strictFinalizers) {
    if (old.has("deletionTimestamp")) {
      List<String> before = old.at("finalizers").texts();
      List<String> added =
          meta.at("finalizers").texts().stream()
              .filter(f -> !before.contains(f))
              .sorted()
              .distinct()
              .toList();
      if (!added.isEmpty()) {
        meta.at("finalizers")
            .forbidden(
                "no new finalizers can be added if the object is being deleted, found new finalizers "
                    + GoValue.list("[]string", Json.Array.ofTexts(added)));
      }
    }
    labels(meta.at("labels"));
    annotations(meta.at("annotations"));
    ownerReferences(meta.at("ownerReferences"));
    if (strictFinalizers) {
      meta.items("finalizers").forEach(MetaRules::standardFinalizer);
    }
  }

  private static void finalizers(Field finalizers, boolean strict) {
    for (String text : finalizers.texts()) {
      Formats.qualified(text).forEach(m -> finalizers.invalid(text, m));
    }
    if (finalizers.texts().containsAll(List.of("orphan", "foregroundDeletion"))) {
      finalizers.invalidGo(
          GoValue.list("[]string", finalizers.value()),
          "finalizer orphan and foregroundDeletion cannot be both set");
    }
    if (strict) {
      finalizers.items().forEach(MetaRules::standardFinalizer);
    }
  }

  static void standardFinalizer(Field finalizer) {
    if (!finalizer.text().contains("/") && !FINALIZERS.contains(finalizer.text())) {
      finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
    }
  }

  private static void ownerReferences(Field owners) {
    String controller = "";
    for (Json.Object owner : owners.array().objects()) {
      Field each = owners.of(owner);
      String apiVersion = owner.text("apiVersion");
      if (apiVersion.substring(apiVersion.indexOf('/') + 1).isEmpty()) {
        each.at("apiVersion").invalid("version must not be empty");
      }
      for (String field : List.of("kind", "name", "uid")) {
        if (owner.text(field).isEmpty()) {
          each.at(field).invalid(field + " must not be empty");
        }
      }
      if (apiVersion.equals("v1") && owner.text("kind").equals("Event")) {
        each.invalidGo(
            GoValue.struct("meta.v1.OwnerReference", owner),
            "/v1, Kind=Event is disallowed from being an owner");
      }
      if (owner.bool("controller")) {
        String current = owner.text("kind") + "/" + owner.text("name");
        if (!controller.isEmpty()) {
          owners.invalidGo(
              "[]v1.OwnerReference{"
                  + String.join(
                      ", ",
                      owners.array().objects().stream()
                          .map(o -> GoValue.struct("meta.v1.OwnerReference", o))
                          .toList())
                  + "}",
              "Only one reference can have Controller set to true. Found \"true\" in references for "
                  + controller
                  + " and "
                  + current);
        } else {
          controller = current;
        }
      }
    }
  }

  static void annotations(Field annotations) {
    long size = 0;
    for (var entry : annotations.object().texts().entrySet()) {
      for (String wrong : Formats.qualified(entry.getKey().toLowerCase(Locale.ROOT))) {
        annotations.invalid(entry.getKey(), wrong);
      }
      size += entry.getKey().length() + entry.getValue().length();
    }
    if (size > ANNOTATIONS_LIMIT) {
      annotations.tooLong(ANNOTATIONS_LIMIT);
    }
  }

  static void labels(Field labels) {
    labels
        .object()
        .texts()
        .forEach((key, value) -> {
          Formats.qualified(key).forEach(m -> labels.invalid(key, m));
          Formats.labelValue(value).forEach(m -> labels.invalid(value, m));
        });
  }

  /// A LabelSelector, absent being fine.
  static void selector(Field selector) {
    labels(selector.at("matchLabels"));
    for (Field expression : selector.items("matchExpressions")) {
      Field values = expression.at("values");
      switch (expression.text("operator")) {
        case "In", "NotIn" -> {
          if (values.isEmpty()) {
            values.required("must be specified when `operator` is 'In' or 'NotIn'");
          }
        }
        case "Exists", "DoesNotExist" -> {
          if (!values.isEmpty()) {
            values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
          }
        }
        default -> expression.at("operator").invalid("not a valid selector operator");
      }
      expression.at("key").qualified();
      values.items().forEach(v -> v.invalidEach(Formats.labelValue(v.text())));
    }
  }

  /// Whether a LabelSelector can be made into a selector at all.
  static boolean isSelector(Field selector) {
    for (var label : selector.at("matchLabels").object().texts().entrySet()) {
      if (!Formats.qualified(label.getKey()).isEmpty()
          || !Formats.labelValue(label.getValue()).isEmpty()) {
        return false;
      }
    }
    for (Field expression : selector.items("matchExpressions")) {
      boolean values = !expression.at("values").isEmpty();
      boolean fits =
          switch (expression.text("operator")) {
            case "In", "NotIn" -> values;
            case "Exists", "DoesNotExist" -> !values;
            default -> false;
          };
      if (!fits
          || !Formats.qualified(expression.text("key")).isEmpty()
          || expression.at("values").texts().stream()
              .anyMatch(v -> !Formats.labelValue(v).isEmpty())) {
        return false;
      }
    }
    return true;
  }

  static boolean isEmptySelector(@Nullable Json selector) {
    return selector instanceof Json.Object o
        && o.object("matchLabels").isEmpty()
        && o.array("matchExpressions").isEmpty();
  }
}
