package seodang.kube.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;

/// The type of a field.
public sealed interface FieldType {
  /// A named structure.
  ///
  /// @param name `io.k8s.api.core.v1.PodSpec`
  /// @param open whether fields it does not name are kept
  /// @param defaults what fields are when they are left out; only custom resources declare it here
  record Struct(
      String name,
      Map<String, FieldType> fields,
      List<String> required,
      boolean atomic,
      boolean open,
      Map<String, Json> defaults)
      implements FieldType {
    public Struct(
        String name, Map<String, FieldType> fields, List<String> required, boolean atomic) {
      this(name, fields, required, atomic, false, Map.of());
    }

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
  ///
  /// @param deduced whether an object there is taken field by field, as custom resources' are
  record Any(boolean deduced) implements FieldType {
    public static final Any DEDUCED = new Any(true);

    public Any() {
      this(false);
    }
  }

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
