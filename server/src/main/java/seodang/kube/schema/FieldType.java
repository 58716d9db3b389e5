package seodang.kube.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The type of a field.
public sealed interface FieldType {
  /// A named structure.
  ///
  /// @param name `io.k8s.api.core.v1.PodSpec`
  record Struct(String name, Map<String, FieldType> fields, List<String> required, boolean atomic)
      implements FieldType {
    /// `PodSpec`: as Go names it.
    public String shortName() {
      return name.substring(name.lastIndexOf('.') + 1);
    }
  }

  /// @param listType `atomic`, `set`, `map`, or `""`
  /// @param keys of a list of type `map`
  /// @param mergeKey of a strategic merge patch; null when the list is replaced
  /// @param merge whether a strategic merge patch merges the list
  record ListOf(
      FieldType item, String listType, List<String> keys, @Nullable String mergeKey, boolean merge)
      implements FieldType {}

  record MapOf(FieldType value, boolean atomic) implements FieldType {}

  /// Anything goes: RawExtension, JSON.
  record Any() implements FieldType {}

  enum Scalar implements FieldType {
    STRING,
    BYTES,
    INT32,
    INT64,
    DOUBLE,
    BOOLEAN,
    QUANTITY,
    TIME,
    MICRO_TIME,
    INT_OR_STRING
  }

  /// A structure named before it is read; resolved through [Schema].
  record Reference(String name) implements FieldType {}
}
