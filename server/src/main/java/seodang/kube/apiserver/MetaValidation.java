package seodang.kube.apiserver;

import java.util.List;
import java.util.Locale;
import seodang.json.Json;

/// Labels, annotations and owner references, which every kind has.
final class MetaValidation {
  private static final int ANNOTATIONS_LIMIT = 256 * 1024;

  private MetaValidation() {}

  static void validate(Json.Object object, List<FieldError> errors) {
    Json.Object meta = object.object("metadata");
    labels(meta.object("labels"), "metadata.labels", errors);
    long size = 0;
    for (var annotation : meta.object("annotations").texts().entrySet()) {
      String wrong = Names.qualified(annotation.getKey().toLowerCase(Locale.ROOT));
      if (wrong != null) {
        errors.add(FieldError.invalid("metadata.annotations", annotation.getKey(), wrong));
      }
      size += annotation.getKey().length() + annotation.getValue().length();
    }
    if (size > ANNOTATIONS_LIMIT) {
      errors.add(FieldError.tooLong("metadata.annotations", ANNOTATIONS_LIMIT));
    }
    int i = 0;
    for (Json.Object owner : meta.array("ownerReferences").objects()) {
      for (String field : List.of("apiVersion", "kind", "name", "uid")) {
        if (owner.text(field).isEmpty()) {
          errors.add(
              FieldError.invalid(
                  "metadata.ownerReferences[" + i + "]." + field,
                  "",
                  field + " must not be empty"));
        }
      }
      i++;
    }
  }

  /// Checks a map of labels.
  static void labels(Json.Object labels, String field, List<FieldError> errors) {
    labels
        .texts()
        .forEach((key, value) -> {
          String wrong = Names.qualified(key);
          if (wrong != null) {
            errors.add(FieldError.invalid(field, key, wrong));
          }
          wrong = Names.labelValue(value);
          if (wrong != null) {
            errors.add(FieldError.invalid(field, value, wrong));
          }
        });
  }
}
