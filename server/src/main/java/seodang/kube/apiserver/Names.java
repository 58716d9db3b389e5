package seodang.kube.apiserver;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import seodang.json.Json;
import seodang.kube.Meta;
import seodang.kube.schema.ResourceType;

/// The rules names follow, worded as apimachinery's validation does.
public final class Names {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern LABEL_1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern QUALIFIED =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern VALUE =
      Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
  private static final Set<String> RBAC =
      Set.of(
          "roles", "rolebindings", "clusterroles", "clusterrolebindings", "apiservices", "events");

  private Names() {}

  static void validate(ResourceType type, Json.Object object, List<FieldError> errors) {
    String name = Meta.name(object);
    if (name.isEmpty()) {
      errors.add(FieldError.required("metadata.name", "name or generateName is required"));
      return;
    }
    String wrong =
        switch (type.resource()) {
          case "namespaces" -> label(name);
          case "services" -> label1035(name);
          default -> RBAC.contains(type.resource()) ? pathSegment(name) : subdomain(name);
        };
    if (wrong != null) {
      errors.add(FieldError.invalid("metadata.name", name, wrong));
    }
  }

  /// Why a text is no RFC 1123 subdomain; null when it is one.
  public static @Nullable String subdomain(String text) {
    if (text.length() > 253) {
      return "must be no more than 253 characters";
    }
    return SUBDOMAIN.matcher(text).matches()
        ? null
        : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
            + " '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
            + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  }

  /// Why a text is no RFC 1123 label; null when it is one.
  public static @Nullable String label(String text) {
    if (text.length() > 63) {
      return "must be no more than 63 characters";
    }
    return LABEL.matcher(text).matches()
        ? null
        : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
            + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
            + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  }

  /// Why a text is no RFC 1035 label; null when it is one.
  public static @Nullable String label1035(String text) {
    if (text.length() > 63) {
      return "must be no more than 63 characters";
    }
    return LABEL_1035.matcher(text).matches()
        ? null
        : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
            + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
            + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
  }

  private static @Nullable String pathSegment(String name) {
    if (name.equals(".") || name.equals("..")) {
      return "may not be '" + name + "'";
    }
    for (String c : List.of("/", "%")) {
      if (name.contains(c)) {
        return "may not contain '" + c + "'";
      }
    }
    return null;
  }

  /// Why a text is no label key; null when it is one.
  static @Nullable String qualified(String text) {
    int slash = text.indexOf('/');
    String name = text;
    if (slash >= 0) {
      String prefix = text.substring(0, slash);
      name = text.substring(slash + 1);
      if (name.indexOf('/') >= 0) {
        return nameForm();
      }
      if (prefix.isEmpty()) {
        return "prefix part must be non-empty";
      }
      String wrong = subdomain(prefix);
      if (wrong != null) {
        return "prefix part " + wrong;
      }
    }
    if (name.isEmpty()) {
      return "name part must be non-empty";
    }
    if (name.length() > 63) {
      return "name part must be no more than 63 characters";
    }
    return QUALIFIED.matcher(name).matches() ? null : nameForm();
  }

  private static String nameForm() {
    return "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
        + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used"
        + " for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  }

  /// Why a text is no label value; null when it is one.
  static @Nullable String labelValue(String text) {
    if (text.length() > 63) {
      return "must be no more than 63 characters";
    }
    return VALUE.matcher(text).matches()
        ? null
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
            + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
            + " 'my_value',  or '12345', regex used for validation is"
            + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  }
}
